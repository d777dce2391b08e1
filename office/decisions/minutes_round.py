"""Minutes as what is signed: who signs them, what they are called, and what readers see."""

from messages.views.meetings import MinutesView
from office.bodies.people import name_of
from office.desk import Desk
from office.matters.meetings import MeetingTerms, Purpose
from office.plan.model import ChainStep, Plan
from office.signing import requests
from office.signing.rounds import Round
from storage.decisions import matters
from storage.decisions.matters import Order
from storage.decisions.minutes import Minutes
from storage.subjects import Subject


async def round_of(desk: Desk, made: Minutes) -> Round[Minutes]:
    order = await order_of(desk, made)
    plan = await desk.plan_of(order)
    return Round(
        row=made,
        subject=Subject.of(made),
        plan=plan,
        steps=_steps(plan, MeetingTerms.of(order).purpose),
        title=desk.words.plain("minutes_title", meeting=order.says["title"]),
        audit=f"minutes:{made.key}",
        drafted_by=made.drafted_by,
    )


def _steps(plan: Plan, purpose: Purpose) -> tuple[ChainStep, ...]:
    """The plan says who signs those of the daily meeting; of any other it says nothing."""
    said = plan.dispatch_meeting
    return said.minutes if said is not None and purpose is Purpose.DISPATCH else ()


async def order_of(desk: Desk, made: Minutes) -> Order:
    order = await matters.order(desk.session, made.order_id)
    if order is None:
        raise LookupError(f"minutes {made.id} are of no meeting")
    return order


async def view(desk: Desk, asked: Round[Minutes], post_held: str = "") -> MinutesView:
    made, order = asked.row, await order_of(desk, asked.row)
    return MinutesView(
        title=asked.title,
        office=asked.plan.office,
        meets_at=MeetingTerms.of(order).meets_at,
        serial=order.serial or "",
        text=made.text,
        file=made.file_name,
        has_file=made.file_id is not None,
        drafter=await name_of(desk, made.drafted_by),
        drafted_at=made.drafted_at,
        state=made.state,
        steps=await requests.step_views(desk, asked),
        post=post_held,
    )
