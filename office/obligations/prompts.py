"""Asks for reports: each morning for the day before, after the lift for the whole, and again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from messages.render import Message
from messages.views.reports import ContentView, PromptView, UnaskedView
from office import post
from office.delivery import relays
from office.desk import Desk
from office.matters import in_effect, kinds, naming
from office.obligations import boards, lifecycle, report_buttons
from office.obligations.lifecycle import Asking, PauseReason
from office.plan.model import AnyPlan, Reporting
from office.post import Mailing, Place, Posting
from storage import agenda, chats, outbox
from storage import matters as stored_matters
from storage import obligations as stored_obligations
from storage.boards import BoardKind
from storage.chats import Chat
from storage.matters import Matter, MatterState, Order
from storage.obligations import Obligation, ObligationKind, ObligationState
from storage.outbox import NOT_THERE, Delivery, DeliveryKind
from storage.subjects import Subject, SubjectKind

DAILY_PROMPTS = "daily_prompts"
"""The agenda's kind for the prompts of the morning; its subject is the alert."""

ONE_DAY = timedelta(days=1)


def first_prompt_at(desk: Desk, plan: AnyPlan, starts_at: datetime) -> datetime:
    """The morning after the first day in force."""
    day = desk.local(starts_at).date() + ONE_DAY
    return _at(desk, day, plan.reporting.prompt_at)


def prompted_at(desk: Desk, plan: AnyPlan, day: date) -> datetime:
    """When everybody is asked for a day; what is owed of it before then was reported early."""
    return _at(desk, day + ONE_DAY, plan.reporting.prompt_at)


async def send_daily(desk: Desk, matter_id: int) -> str:
    """Ask every agency for the day before, and come back tomorrow."""
    alert = await stored_matters.matter(desk.session, matter_id)
    if alert is None or alert.state != MatterState.IN_FORCE:
        return "not in force"
    order = await order_in_force(desk, alert)
    plan = await desk.plan_of(order)
    days = await _days_to_ask_for(desk, alert, order, plan)
    for day in days:
        await _ask_everyone(desk, alert, order, _daily(desk, plan.reporting, day))
    await agenda.schedule(
        desk.session,
        jurisdiction=desk.jurisdiction,
        kind=DAILY_PROMPTS,
        subject=matter_id,
        due_at=_next_morning(desk, plan.reporting),
    )
    return "prompted" if days else "nothing to ask for"


async def open_early(desk: Desk, alert: Matter, order: Order, agency: str, day: date) -> Obligation:
    """One agency's day, before it is asked for; it has until the time that everybody has."""
    times = (await desk.plan_of(order)).reporting
    asking = Asking(
        kind=ObligationKind.DAILY,
        matter=day.isoformat(),
        due_at=_at(desk, day + ONE_DAY, times.due_at),
        step_due_at=_at(desk, day + ONE_DAY, times.nudge_at),
        day=day,
    )
    (owed,) = await lifecycle.open_all(desk, alert.key, order.key, asking, [agency])
    return owed


async def open_closing(desk: Desk, alert: Matter, order: Order) -> None:
    """After the lift every agency owes one more report, on the whole of it."""
    times = (await desk.plan_of(order)).reporting
    await _ask_everyone(desk, alert, order, _closing(desk, order, times))


async def ask_left_out(
    desk: Desk,
    alert: Matter,
    order: Order,
    kind: ObligationKind,
    matter: str,
    agencies: Collection[str],
) -> None:
    """Those of whom nothing was asked when it was asked of all others; they get all their time."""
    times = (await desk.plan_of(order)).reporting
    daily = kind == ObligationKind.DAILY
    asking = (
        _daily(desk, times, date.fromisoformat(matter)) if daily else _closing(desk, order, times)
    )
    await _ask_everyone(desk, alert, order, asking, only=agencies)


async def serve(desk: Desk, owed: Obligation, chat: Chat) -> Delivery | None:
    """Ask in one chat, unless it stands there already; nothing where it is not owed any more."""
    if owed.state != ObligationState.OPEN:
        return None
    place = Place.of(chat)
    earlier = await _prompts_in(desk, owed, place)
    if any(row.state not in NOT_THERE for row in earlier):
        return None
    message = await _prompt(desk, owed)
    (row,) = await post.send_all(desk, [_asked_in(owed, place, message, number=len(earlier) + 1)])
    return row


async def nudge(desk: Desk, owed: Obligation) -> None:
    """Ask again before the deadline, under the message that asked first."""
    message = await _prompt(desk, owed, "report_nudge")
    for chat in await _reachable_chats(desk, owed.agency):
        place = Place.of(chat)
        asked = [row.message_id for row in await _prompts_in(desk, owed, place) if row.message_id]
        posting = Posting(
            Subject.of(owed),
            owed.agency,
            reply_to=asked[-1] if asked else None,
            dedupe_key=f"nudge:{owed.key}:{_name(place)}",
        )
        await post.send(desk, place, DeliveryKind.NUDGE, message, posting)


async def content_of(desk: Desk, owed: Obligation) -> Message:
    """What the report should say."""
    plan = await naming.plan_of(desk, owed)
    view = ContentView(naming.matter_of(desk, owed), plan.reporting.content)
    return Message(desk.words.text("report_content", view))


async def order_in_force(desk: Desk, alert: Matter) -> Order:
    """The order in effect; the newest where none has taken effect yet."""
    orders = await stored_matters.issued_orders(desk.session, alert.key)
    order = in_effect.order_at(orders, desk.now) or in_effect.newest_terms(orders)
    if order is None:
        raise RuntimeError(f"alert {alert.key} is in force without an order")
    return order


async def _days_to_ask_for(desk: Desk, alert: Matter, order: Order, plan: AnyPlan) -> list[date]:
    """Yesterday, and before it every day that an outage kept us from asking for."""
    first = desk.local(alert.started_at or order.starts_at).date()
    day = desk.local(desk.now).date() - ONE_DAY
    days: list[date] = []
    while day >= first and not await _was_asked_for(desk, alert, plan, day):
        days.insert(0, day)
        day -= ONE_DAY
    return days


async def _was_asked_for(desk: Desk, alert: Matter, plan: AnyPlan, day: date) -> bool:
    known = await stored_obligations.of_occasion(
        desk.session, alert.key, ObligationKind.DAILY, day.isoformat()
    )
    return any(row.opened_at >= prompted_at(desk, plan, day) for row in known)


def _daily(desk: Desk, times: Reporting, day: date) -> Asking:
    """Due today; asked late, an agency has its least notice all the same."""
    today = desk.local(desk.now).date()
    planned, nudge_at = _at(desk, today, times.due_at), _at(desk, today, times.nudge_at)
    due_at = max(planned, desk.now + times.least_notice)
    return Asking(
        kind=ObligationKind.DAILY,
        matter=day.isoformat(),
        due_at=due_at,
        step_due_at=due_at - (planned - nudge_at),
        day=day,
    )


def _closing(desk: Desk, order: Order, times: Reporting) -> Asking:
    due_at = desk.now + times.closing_due_after
    return Asking(
        kind=ObligationKind.CLOSING,
        matter=str(order.key),
        due_at=due_at,
        step_due_at=due_at - times.closing_nudge_before,
    )


async def _ask_everyone(
    desk: Desk,
    alert: Matter,
    order: Order,
    asking: Asking,
    *,
    only: Collection[str] | None = None,
) -> None:
    agencies = await _agencies_to_ask(desk, order, asking, only)
    owed = await lifecycle.open_all(desk, alert.key, order.key, asking, agencies)
    # Some have reported before anybody asked.
    waited_for = [row for row in owed if row.state == ObligationState.OPEN]
    places = await _reachable_places(desk)
    before = await _announced(desk, order) if asking.kind == ObligationKind.CLOSING else {}
    await _ask(desk, [row for row in waited_for if row.agency in places], places, before)
    unasked = [row for row in waited_for if row.agency not in places]
    for row in unasked:
        await _ask_otherwise(desk, row)
    await _tell_of_unasked(desk, unasked)
    await boards.open_board(desk, alert, BoardKind.REPORTS, asking.matter)


async def _agencies_to_ask(
    desk: Desk, order: Order, asking: Asking, only: Collection[str] | None
) -> list[str]:
    plan = await desk.plan_of(order)
    concerned = kinds.addressed(plan, order)
    wanted = [body.id for body in concerned if only is None or body.id in only]
    day = asking.day
    return [one for one in wanted if day is None or naming.owes_day(desk, order, one, day)]


async def _reachable_places(desk: Desk) -> dict[str, list[Place]]:
    """Of each agency that has any."""
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    reachable = {
        agency: [Place.of(chat) for chat in rows if chat.reachable]
        for agency, rows in bound.items()
    }
    return {agency: places for agency, places in reachable.items() if places}


async def _ask(
    desk: Desk,
    waited_for: Sequence[Obligation],
    places: Mapping[str, list[Place]],
    before: Mapping[Place, int],
) -> None:
    """In every chat of each agency that can be reached."""
    mailings: list[Mailing] = []
    for owed in waited_for:
        message = await _prompt(desk, owed)
        mailings += [
            _asked_in(owed, place, message, number=1, after_id=before.get(place))
            for place in places[owed.agency]
        ]
    await post.send_all(desk, mailings)


async def _ask_otherwise(desk: Desk, owed: Obligation) -> None:
    """The agency has no chat that can be reached, so its clock stands still."""
    await lifecycle.pause(desk, owed, PauseReason.UNREACHABLE)
    message = await _prompt(desk, owed)
    await relays.instead(desk, DeliveryKind.PROMPT, owed.agency, Subject.of(owed), message)


async def _announced(desk: Desk, order: Order) -> dict[Place, int]:
    """The message of the lift in each chat: what it asks for follows it."""
    rows = await outbox.deliveries_of_order(desk.session, order.key, DeliveryKind.ALERT)
    return {Place(row.chat_id, row.thread_id): row.key for row in rows}


def _asked_in(
    owed: Obligation, place: Place, message: Message, *, number: int, after_id: int | None = None
) -> Mailing:
    posting = Posting(
        Subject.of(owed),
        owed.agency,
        after_id=after_id,
        dedupe_key=f"prompt:{owed.key}:{_name(place)}:{number}",
    )
    return Mailing(place, DeliveryKind.PROMPT, message, posting)


async def _prompt(desk: Desk, owed: Obligation, template: str = "report_prompt") -> Message:
    order = await naming.order_of(desk, owed)
    plan = await desk.plan_of(order)
    view = PromptView(
        agency=plan.body(owed.agency).name,
        matter=naming.matter_of(desk, owed),
        day=owed.day,
        alert=order.serial or "",
        level=kinds.level_of(plan, order).name,
        due_at=lifecycle.deadline(owed, desk.now),
    )
    keyboard = await report_buttons.under_prompt(desk, owed)
    return Message(desk.words.text(template, view), keyboard)


async def _tell_of_unasked(desk: Desk, unasked: Sequence[Obligation]) -> None:
    """One message for all of them: the office has to call them."""
    if not unasked:
        return
    names = tuple([await naming.agency_name(desk, row) for row in unasked])
    view = UnaskedView(naming.matter_of(desk, unasked[0]), names)
    about = Subject(SubjectKind.MATTER, unasked[0].matter_id)
    message = Message(desk.words.text("report_unasked", view))
    await post.tell_office(desk, message, Posting(about))


async def _prompts_in(desk: Desk, owed: Obligation, place: Place) -> list[Delivery]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(owed))
    return [
        row
        for row in rows
        if row.kind == DeliveryKind.PROMPT and Place(row.chat_id, row.thread_id) == place
    ]


async def _reachable_chats(desk: Desk, agency: str) -> list[Chat]:
    bound = await chats.chats_of_agency(desk.session, desk.jurisdiction, agency)
    return [chat for chat in bound if chat.reachable]


def _next_morning(desk: Desk, times: Reporting) -> datetime:
    today = _at(desk, desk.local(desk.now).date(), times.prompt_at)
    return today if today > desk.now else today + ONE_DAY


def _at(desk: Desk, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=desk.zone)


def _name(place: Place) -> str:
    return f"{place.chat_id}/{place.thread_id or 0}"
