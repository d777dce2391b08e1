"""The round about an urgent dispatch: the leader of the shift signs it, and it goes up."""

from datetime import datetime, timedelta
from functools import partial

from messages.keyboards import Keyboard, button
from messages.views.urgent import UrgentCard
from office.bodies.people import name_of
from office.desk import Desk
from office.plan.chains import Act, ChainStep
from office.plan.serials import SerialKind
from office.refusal import Refusal
from office.region import urgent_sending, urgent_texts
from office.signing import requests
from office.signing.cards import Card, tell_office
from office.signing.rounds import KindOfRound, Round, SigningTimes, finding
from storage.decisions import approvals
from storage.region import urgent as store
from storage.region.urgent import UrgentDispatch, UrgentPart, UrgentState, UrgentWay
from storage.subjects import Subject, SubjectKind

GIVE_UP_VERB, HEAD_VERB, ADD_VERB = "urgoff", "urghead", "urgadd"


async def round_of(desk: Desk, made: UrgentDispatch) -> Round[UrgentDispatch]:
    plan = await desk.plan_version(made.plan_version_id)
    return Round(
        row=made,
        subject=Subject.of(made),
        plan=plan,
        steps=(ChainStep(by=tuple(made.posts), act=Act.ISSUE),),
        title=urgent_texts.title(desk, made),
        audit=f"urgent:{made.key}",
        drafted_by=made.drafted_by,
        only=frozenset(made.leaders),
        times=partial(_times, plan.urgent.sign_within),
    )


def _times(within: timedelta, _asked_at: datetime) -> SigningTimes:
    return SigningTimes(within / 2, within)


# What is read


async def view(desk: Desk, asked: Round[UrgentDispatch], post_held: str = "") -> UrgentCard:
    made = asked.row
    steps = await requests.step_views(desk, asked)
    first = await first_of(desk, made)
    signed = next((one for one in steps if one.at is not None), None)
    is_signed = made.state == UrgentState.SIGNED and signed is not None
    return UrgentCard(
        title=urgent_texts.title(desk, made),
        said=urgent_texts.text(
            desk,
            made,
            position=signed.position if signed and is_signed else "",
            person=signed.person if signed and is_signed else "",
        ),
        drafter=await name_of(desk, made.drafted_by),
        drafted_at=made.drafted_at,
        state=made.state,
        steps=steps,
        leads=tuple([await name_of(desk, one) for one in made.leaders]),
        post=post_held,
        upper=urgent_sending.upper_name(desk, made),
        way=made.way or "",
        leaders=urgent_sending.leaders(desk, made),
        received_at=made.received_at,
        received_by=made.received_by,
        closed_at=first.closed_at,
    )


async def first_of(desk: Desk, made: UrgentDispatch) -> UrgentDispatch:
    if made.first_id is None:
        return made
    return await desk.session.get_one(UrgentDispatch, made.first_id)


def _is_open(made: UrgentDispatch) -> bool:
    return made.state == UrgentState.ASKED


async def _keyboard(desk: Desk, asked: Round[UrgentDispatch]) -> Keyboard:
    made = asked.row
    if _is_open(made):
        return _while_asked(desk, made)
    if made.state != UrgentState.SIGNED:
        return ()
    first = await first_of(desk, made)
    awaited = made.received_at is None and made.way != UrgentWay.EXERCISE
    received = urgent_sending.record_button(desk, made) if awaited else ()
    return (*received, *(add_buttons(desk, first) if first.closed_at is None else ()))


def _while_asked(desk: Desk, made: UrgentDispatch) -> Keyboard:
    give_up = button(desk.words.plain("button_give_up"), GIVE_UP_VERB, made.key)
    # The post that signs where no shift is on may be asked beside the leader, who may be away.
    head = button(desk.words.plain("button_urgent_head"), HEAD_VERB, made.key)
    return ((give_up, head),) if made.leaders else ((give_up,),)


def add_buttons(desk: Desk, first: UrgentDispatch) -> Keyboard:
    return (
        tuple(
            button(desk.words.plain(f"button_urgent_{part}"), ADD_VERB, first.key, part)
            for part in (UrgentPart.FOLLOW_UP, UrgentPart.FINAL)
        ),
    )


CARD = Card("urgent_card", view, _keyboard, returned="urgent_returned")


async def redraw(desk: Desk, made: UrgentDispatch) -> None:
    await CARD.redraw(desk, await round_of(desk, made))


# What follows


async def _grant(desk: Desk, asked: Round[UrgentDispatch]) -> None:
    made = asked.row
    await decide(desk, made, UrgentState.SIGNED)
    await _number(desk, made)
    said = (await view(desk, await round_of(desk, made))).said
    [step] = await approvals.approvals(desk.session, asked.subject)
    await desk.record("urgent_signed", asked.audit, serial=made.serial, part=made.part)
    await urgent_sending.send(desk, made, said, step.decided_by)
    if made.part == UrgentPart.FINAL:
        for row in await store.of_line(desk.session, made.line):
            await redraw(desk, row)


async def _number(desk: Desk, made: UrgentDispatch) -> None:
    made.signed_at = desk.now
    first = await first_of(desk, made)
    if made is first:
        made.serial = await desk.serial(SerialKind.URGENT, desk.plan, drill=made.drill)
    else:
        rows = await store.of_line(desk.session, first.key)
        newest = store.newest_signed([row for row in rows if row is not made])
        before = newest.place_in_line if newest is not None else 0
        made.serial = first.serial
        made.place_in_line = before + (made.part == UrgentPart.FOLLOW_UP)
    if made.part == UrgentPart.FINAL:
        first.closed_at = desk.now
    desk.session.add_all((made, first))
    await desk.session.flush()


async def _send_back(desk: Desk, asked: Round[UrgentDispatch]) -> None:
    await decide(desk, asked.row, UrgentState.RETURNED)


async def decide(desk: Desk, made: UrgentDispatch, to: UrgentState) -> None:
    if not await store.move(desk.session, made.key, to):
        raise Refusal("approval_void")
    await desk.session.refresh(made)


async def _require_open(desk: Desk, asked: Round[UrgentDispatch]) -> None:
    """A line that waited may have been overtaken by the last one."""
    first = await first_of(desk, asked.row)
    if first.closed_at is not None:
        raise Refusal("urgent_closed", serial=first.serial)


URGENT: KindOfRound[UrgentDispatch] = KindOfRound(
    subject=SubjectKind.URGENT,
    find=finding(store.dispatch, round_of),
    is_open=_is_open,
    request=CARD.request,
    outcome=CARD.outcome,
    require_due=_require_open,
    granted=_grant,
    sent_back=_send_back,
    tell_return=CARD.tell_return,
    redraw=CARD.redraw,
    tell=tell_office,
    granted_toast=lambda _made: "urgent_signed_toast",
)
