"""Asks for reports: each morning about the day before, after the lift about it all, and again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from messages.keyboards import Keyboard, copy_button
from messages.length import plain
from messages.render import Message
from messages.views.reports import ComingChange, ContentView, PromptView
from office import post
from office.desk import Desk
from office.ladder.policies import due_unchecked, ladder, owed_under
from office.matters import in_effect, kinds, naming
from office.obligations import (
    asking_otherwise,
    askings,
    boards,
    days_asked_for,
    forms,
    levels,
    lifecycle,
    report_buttons,
    teams,
    understood,
)
from office.obligations.askings import ONE_DAY
from office.obligations.lifecycle import Asking
from office.plan.model import AnyPlan, Owed, Plan, When
from office.plan.owed_kinds import KINDS, kind_of
from office.post import Mailing, Place, Posting
from storage import agenda
from storage.decisions import matters as stored_matters
from storage.decisions.matters import Matter, MatterKind, MatterState, Order
from storage.delivery import outbox
from storage.delivery.outbox import NOT_THERE, Delivery, DeliveryKind
from storage.owed import oral_reports
from storage.owed.obligations import Obligation, ObligationState
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject

DAILY_PROMPTS = "daily_prompts"
"""The kind of agenda item for the morning's prompts; its subject is the alert."""
_EVENING = "same_day:"
"""It tells what is asked on the evening of the day from what the morning asks in the same chat."""


def first_prompt_at(
    desk: Desk, plan: AnyPlan, starts_at: datetime, kind: str = MatterKind.ALERT
) -> datetime | None:
    day = desk.local(starts_at).date()
    daily = owed_under(plan, kind, When.DAILY)
    return min((askings.prompted_at(desk, one, day) for one in daily), default=None)


async def send_daily(desk: Desk, matter_id: int) -> str:
    alert = await stored_matters.matter(desk.session, matter_id)
    if alert is None or alert.state != MatterState.IN_FORCE:
        return "not in force"
    order = await order_in_force(desk, alert)
    plan = await desk.plan_of(order)
    asked = False
    for kind in owed_under(plan, order.matter_kind, When.DAILY):
        for day in await days_asked_for.still_to_ask_for(desk, alert, order, kind):
            if not await levels.asks_on(desk, alert, kind, day):
                continue
            await _ask_everyone(desk, alert, order, askings.of_day(desk, kind, day))
            asked = True
    await _come_back(desk, plan, alert)
    return "prompted" if asked else "nothing to ask for"


async def open_early(
    desk: Desk, alert: Matter, order: Order, kind: Owed, agency: str, day: date
) -> Obligation:
    """Open one agency's day before it is asked for; its deadline is that of all others."""
    asking = askings.of_day_early(desk, kind, day)
    (owed,) = await lifecycle.open_all(desk, alert.key, order.key, asking, [agency])
    return owed


async def ask_ahead(desk: Desk, alert: Matter, order: Order, kind: Owed, day: date) -> bool:
    """Ask on the evening of the day itself whoever reads it in a group; return whether any does.

    Nobody is short of time, so all others are asked in the morning alone, by whichever way.
    """
    asking = askings.of_day_early(desk, kind, day)
    agencies = await _agencies_to_ask(desk, order, asking, None)
    owed = await lifecycle.open_all(desk, alert.key, order.key, asking, agencies)
    places = await _reachable_places(desk)
    by_letter = order.says.get(kinds.BY_LETTER, ())
    waited_for = [row for row in owed if row.state == ObligationState.OPEN]
    scripted = order.says.get(kinds.SCRIPTED, ())
    asked = (row for row in waited_for if row.agency not in (*by_letter, *scripted))
    here = [row for row in asked if row.agency in places]
    await _ask(desk, here, places, {}, f"{_EVENING}1")
    if owed:
        await boards.open_board(desk, alert, KINDS[asking.kind].board, asking.occasion)
    return bool(here)


async def open_after_lift(desk: Desk, alert: Matter, order: Order) -> None:
    plan = await desk.plan_of(order)
    for kind in owed_under(plan, order.matter_kind, When.LIFT):
        if await levels.asked_at_all(desk, alert, kind):
            await _ask_everyone(desk, alert, order, await askings.of_lift(desk, kind, alert, order))


async def ask_left_out(
    desk: Desk,
    alert: Matter,
    order: Order,
    kind: Owed,
    day: date | None,
    agencies: Collection[str],
) -> None:
    """Ask agencies that were left out when the others were asked; they get the full time.

    What is of no day is owed at the end of the alert.
    """
    asking = (
        askings.of_day(desk, kind, day) if day else await askings.of_lift(desk, kind, alert, order)
    )
    await _ask_everyone(desk, alert, order, asking, only=agencies)


async def serve(desk: Desk, owed: Obligation, chat: Chat) -> Delivery | None:
    """Ask in one chat, unless the prompt stands there or the report is no longer owed."""
    if owed.state != ObligationState.OPEN:
        return None
    place = Place.of(chat)
    earlier = await _prompts_in(desk, owed, place)
    if any(row.state not in NOT_THERE for row in earlier):
        return None
    message = await _message(desk, owed, kind_of(owed).prompt, await _coming(desk, owed))
    evening = _EVENING if await _asks_today(desk, owed) else ""
    turn = f"{evening}{len(earlier) + 1}"
    (row,) = await post.send_all(desk, [_asked_in(owed, place, message, turn)])
    return row


async def nudge(desk: Desk, owed: Obligation) -> None:
    message = await _message(desk, owed, kind_of(owed).nudge)
    for chat in await _reachable_chats(desk, owed.agency):
        place = Place.of(chat)
        asked = [row.message_id for row in await _prompts_in(desk, owed, place) if row.message_id]
        posting = Posting(
            Subject.of(owed),
            owed.agency,
            reply_to=asked[-1] if asked else None,
            dedupe_key=f"nudge:{owed.key}:{_name(place)}{owed.anew}",
        )
        await post.send(desk, place, DeliveryKind.NUDGE, message, posting)


async def content_of(desk: Desk, owed: Obligation) -> Message:
    plan = await naming.plan_of(desk, owed)
    fields = forms.fields_for(plan, owed)
    named = {one.name for one in fields}
    content = tuple(line for line in plan.owed(owed.kind).content if line not in named)
    view = ContentView(naming.matter_of(desk, owed), content, fields)
    return Message(desk.words.text("report_content", view))


async def order_in_force(desk: Desk, alert: Matter) -> Order:
    orders = await stored_matters.issued_orders(desk.session, alert.key)
    order = in_effect.order_at(orders, desk.now) or in_effect.newest_terms(orders)
    if order is None:
        raise RuntimeError(f"alert {alert.key} is in force without an order")
    return order


async def _ask_everyone(
    desk: Desk,
    alert: Matter,
    order: Order,
    asking: Asking,
    *,
    only: Collection[str] | None = None,
) -> None:
    agencies = await _agencies_to_ask(desk, order, asking, only)
    if asking.day is not None and only is None:
        await _release(desk, alert, order, asking, agencies)
    if not agencies:
        return
    owed = await lifecycle.open_all(desk, alert.key, order.key, asking, agencies)
    await days_asked_for.note(desk, asking, owed)
    # Some agencies reported before they were asked.
    waited_for = [row for row in owed if row.state == ObligationState.OPEN]
    places = await _reachable_places(desk)
    before = await _announced(desk, order) if asking.day is None else {}
    by_letter = order.says.get(kinds.BY_LETTER, ())
    for row in waited_for:
        if row.agency in by_letter:
            await asking_otherwise.by_letter(desk, row)
    scripted = order.says.get(kinds.SCRIPTED, ())
    waited_for = [row for row in waited_for if row.agency not in (*by_letter, *scripted)]
    await _ask(desk, [row for row in waited_for if row.agency in places], places, before)
    unasked = [row for row in waited_for if row.agency not in places]
    for row in unasked:
        message = await _message(desk, row, kind_of(row).prompt, await _coming(desk, row))
        await asking_otherwise.instead_of_group(desk, row, message)
    await asking_otherwise.tell_office(desk, unasked)
    await boards.open_board(desk, alert, KINDS[asking.kind].board, asking.occasion)


async def _release(
    desk: Desk, alert: Matter, order: Order, asking: Asking, agencies: Collection[str]
) -> None:
    if (await desk.plan_of(order)).owed(asking.kind).same_day is not None:
        await days_asked_for.release(desk, alert, asking, agencies)


async def _agencies_to_ask(
    desk: Desk, order: Order, asking: Asking, only: Collection[str] | None
) -> list[str]:
    plan = await desk.plan_of(order)
    kind = plan.owed(asking.kind)
    owing = [body.id for body in kinds.addressed(plan, order) if plan.owes_it(kind, body.id)]
    wanted = [body for body in owing if only is None or body in only]
    formed = [one for one in wanted if await teams.was_told(desk, plan, order, one, asking.day)]
    day = asking.day
    return [one for one in formed if day is None or naming.owes_day(desk, order, one, day)]


async def _reachable_places(desk: Desk) -> dict[str, list[Place]]:
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
    turn: str = "1",
) -> None:
    mailings: list[Mailing] = []
    await understood.read_day_before(desk, waited_for)
    await oral_reports.OF_OBLIGATIONS.read(desk.session, [row.key for row in waited_for])
    # All of them are asked under one alert.
    coming = await _coming(desk, waited_for[0]) if waited_for else None
    for owed in waited_for:
        message = await _message(desk, owed, kind_of(owed).prompt, coming)
        mailings += [
            _asked_in(owed, place, message, turn, after_id=before.get(place))
            for place in places[owed.agency]
        ]
    await post.send_all(desk, mailings)


async def _announced(desk: Desk, order: Order) -> dict[Place, int]:
    rows = await outbox.deliveries_of_order(desk.session, order.key, DeliveryKind.ALERT)
    return {Place(row.chat_id, row.thread_id): row.key for row in rows}


def _asked_in(
    owed: Obligation, place: Place, message: Message, turn: str, *, after_id: int | None = None
) -> Mailing:
    posting = Posting(
        Subject.of(owed),
        owed.agency,
        after_id=after_id,
        dedupe_key=f"prompt:{owed.key}:{_name(place)}:{turn}",
    )
    return Mailing(place, DeliveryKind.PROMPT, message, posting)


async def _coming(desk: Desk, owed: Obligation) -> ComingChange | None:
    """The hour that was announced for a lower level or the end, while a day is still asked for."""
    if owed.day is None:
        return None
    orders = await stored_matters.issued_orders(desk.session, owed.matter_id)
    order = in_effect.announced(orders, desk.now)
    if order is None or not kinds.of_order(order).has_level:
        return None
    level = kinds.level_of(await desk.plan_of(order), order).name
    return ComingChange("" if kinds.ends(order) else level, in_effect.takes_effect_at(order))


async def _message(
    desk: Desk, owed: Obligation, template: str, coming: ComingChange | None = None
) -> Message:
    order = await naming.order_of(desk, owed)
    plan = await desk.plan_of(order)
    level = kinds.level_named(plan, order)
    due_at = lifecycle.deadline(owed, desk.now)
    told = await report_buttons.told_at_meeting(desk, owed)
    view = PromptView(
        agency=plan.body(owed.agency).name,
        you=naming.address(desk, plan, owed.agency),
        matter=naming.matter_of(desk, owed),
        day=owed.day,
        today=await _asks_today(desk, owed),
        alert=order.serial or "",
        level=level.name if level else "",
        due_at=due_at,
        kind=owed.kind,
        fields=forms.fields_for(plan, owed),
        unchecked=due_unchecked(plan, owed.kind, due_at),
        supervised=ladder(plan, owed.kind, owed.agency).has_slips,
        told=told.text if told is not None else "",
        by_forecast=kind_of(owed).by_forecast,
        coming=coming,
    )
    keyboard = (*await report_buttons.under_prompt(desk, owed), *_skeleton(desk, view))
    # Without buttons such a field would keep the message from being edited.
    ask = desk.words.plain("report_placeholder") if keyboard else None
    return Message(desk.words.text(template, view), keyboard, ask)


def _skeleton(desk: Desk, view: PromptView) -> Keyboard:
    """The form to be filled in, in the clipboard at one tap, where it is no longer than that."""
    if not view.fields:
        return ()
    lines = plain(desk.words.text("form_skeleton_lines", view))
    copied = copy_button(desk.words.plain("button_copy_skeleton"), lines)
    return (copied,) if copied else ()


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


async def _come_back(desk: Desk, plan: Plan, matter: Matter) -> None:
    yesterday = desk.local(desk.now).date() - ONE_DAY
    daily = owed_under(plan, matter.kind, When.DAILY)
    today = [askings.prompted_at(desk, kind, yesterday) for kind in daily]
    coming = [at if at > desk.now else at + ONE_DAY for at in today]
    if coming:
        await agenda.schedule(
            desk.session,
            jurisdiction=desk.jurisdiction,
            kind=DAILY_PROMPTS,
            subject=matter.key,
            due_at=min(coming),
        )


async def _asks_today(desk: Desk, owed: Obligation) -> bool:
    kind = (await naming.plan_of(desk, owed)).owed(owed.kind)
    return kind.same_day is not None and owed.day == desk.local(desk.now).date()


def _name(place: Place) -> str:
    return f"{place.chat_id}/{place.thread_id or 0}"
