"""Issuing an order: one transaction writes everything that follows from it."""

from collections.abc import Collection
from datetime import datetime

from messages.render import Message
from messages.views.alerts import UnservedView
from office import post
from office.decisions import (
    afterwards,
    convening,
    copied,
    declining,
    expiry,
    handing_on,
    leaders,
    liaison_naming,
    period_end,
)
from office.delivery import relays
from office.desk import Desk
from office.exercises import pausing
from office.forecasts import taken_up
from office.ladder.policies import owed_under
from office.matters import (
    added_lines,
    alerts,
    briefs,
    clocks,
    dispatch_meetings,
    kinds,
    newcomers,
    playing,
    registers,
    standing_bodies,
)
from office.matters.in_effect import takes_effect_at
from office.matters.order_files import posting_of
from office.matters.order_terms import has_passed, hours_of, named_end
from office.matters.order_texts import agency_message, order_text, title
from office.matters.orders import recipients_of
from office.obligations import (
    askings,
    board_texts,
    boards,
    lifecycle,
    prompts,
    roll_calls,
    same_day,
)
from office.obligations.settling import OwedChange
from office.plan.model import Owed, Plan, When
from office.plan.owed_kinds import KINDS, answers_to_order
from office.post import Mailing, Place, Posting
from office.public import following
from office.refusal import Refusal
from office.region import concerned, progress, telling
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterState, Order, OrderKind, OrderState
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import DeliveryKind
from storage.occasions import of_order
from storage.owed.obligations import ObligationKind
from storage.owed.obligations import open_of_matter as open_obligations
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject

Recipients = dict[str, list[Chat]]


async def issue(desk: Desk, order: Order) -> None:
    """Issue an approved order to everybody whom its kind tells, with what each of them owes now."""
    matter = await matter_of(desk, order)
    row, plan = kinds.of_order(order), await desk.plan_of(order)
    if order.at_once:
        order.starts_at = desk.now
        # An office with an older program knows an end by the clock from these alone.
        order.hours = hours_of(order)
    await _replace_earlier(desk, matter, order)
    recipients = await enter(desk, plan, matter, order)
    await deliver(desk, order, recipients)
    await _open_what_it_asks_for(desk, plan, order, recipients)
    await afterwards.follow(desk, order)
    await _begin(desk, plan, matter, order)
    for board in _boards_under(plan, order):
        await boards.open_board(desk, matter, board, of_order(order.key))
    told = {**recipients, **await copied.tell(desk, plan, order)}
    written = await handing_on.write(desk, plan, order, told) if row.handed_on else set()
    left = {body: places for body, places in told.items() if body not in written}
    await tell_who_has_no_chat(desk, plan, order, left)
    if row.tells_leaders:
        await leaders.tell(desk, order)
    if row.names_liaison:
        await liaison_naming.ask(desk, order)
    if row.has_level:
        await following.issued(desk, matter, order)
        await tell_offices_around(desk, order)
        await convening.follow(desk, matter)
        await convening.propose(desk, plan, matter, order)
    if row.has_level and not order.drill:
        await _settle_beside(desk, plan, order)
    await taken_up.follow(desk, order)


def _boards_under(plan: Plan, order: Order) -> tuple[str, ...]:
    """The boards that count what it asks for; what ends the matter stands under one of them."""
    counted = [KINDS[kind.kind].board for kind in asked_by_order(plan, order)]
    below = [BoardKind.RECEIPTS] if board_texts.stands_under(order) else []
    return tuple(filter(None, dict.fromkeys([*counted, *below])))


async def _settle_beside(desk: Desk, plan: Plan, order: Order) -> None:
    """A real alert ends a decision not to start, and may concern bodies that joined since."""
    if plan.chains.decline:
        await declining.overtake(desk)
    # An exercise that a person let go on beside the alert gives way to its change once more.
    await pausing.give_way(desk, order)
    if order.kind == OrderKind.ISSUE:
        await newcomers.propose(desk)


def require_ending_fits(alert: Matter, kind: OrderKind) -> None:
    """Refuse to cancel what has started, and to lift what has not."""
    if kind == OrderKind.CANCEL and alert.state != MatterState.ISSUED:
        raise Refusal("cancel_after_start")
    if kind == OrderKind.LIFT and alert.state != MatterState.IN_FORCE:
        raise Refusal("lift_before_start")


def require_hour_ahead(desk: Desk, ending: Order) -> None:
    """Refuse an end for an hour that has passed while it waited: its readers read another one."""
    if kinds.ends_later(ending) and has_passed(ending.starts_at, desk.now):
        raise Refusal("lift_hour_has_passed", at=ending.starts_at)


async def require_not_ending_now(desk: Desk, alert: Matter) -> None:
    """Refuse what comes after the hour of an announced end: the clock is about to end the alert."""
    coming = await alerts.coming_end(desk, alert)
    if coming is not None and takes_effect_at(coming) <= desk.now:
        raise Refusal("lift_hour_has_come", at=takes_effect_at(coming))


async def require_level_named(desk: Desk, alert: Matter, ending: Order) -> None:
    """Refuse an ending that names a level which an announced order has replaced meanwhile."""
    holding = await alerts.order_in_effect(desk, alert)
    if holding is not None and holding.level != ending.level:
        level = kinds.level_of(await desk.plan_of(holding), holding)
        raise Refusal("ending_names_former_level", level=level.name)


async def tell_offices_around(desk: Desk, order: Order) -> None:
    await telling.tell(desk, order)
    await progress.tell(desk)


async def matter_of(desk: Desk, order: Order) -> Matter:
    matter = await store.matter(desk.session, order.matter_id)
    if matter is None:
        raise Refusal("draft_gone")
    return matter


def asked_by_order(plan: Plan, order: Order) -> tuple[Owed, ...]:
    """What the order asks for by a deadline that the plan knows, such as 收到, or that it names."""
    receipt = plan.known_owed(ObligationKind.RECEIPT)
    wanted = (receipt,) if receipt and kinds.wants_receipts(order) else ()
    routine = registers.routine_of(plan, order)
    others = (routine,) if routine else owed_under(plan, order.matter_kind, When.ORDER)
    answers = (one for one in others if kinds.asks_for(order, one.kind))
    asked = (*wanted, *(one for one in answers if _has_a_deadline(one, order)))
    return tuple(one for one in asked if one.is_owed_at({order.level}))


def _has_a_deadline(kind: Owed, order: Order) -> bool:
    return kind.deadline is not None or named_end(order) is not None


async def require(desk: Desk, order: Order, kind: Owed, agencies: Collection[str]) -> None:
    """Open this for agencies that the order went to and that do not owe it."""
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    await _open(desk, order, kind, {one: bound.get(one, []) for one in agencies})


async def require_all(desk: Desk, order: Order, agency: str) -> None:
    plan = await desk.plan_of(order)
    for kind in asked_by_order(plan, order):
        if plan.owes_it(kind, agency):
            await require(desk, order, kind, [agency])


async def _replace_earlier(desk: Desk, alert: Matter, order: Order) -> None:
    # Starts that were announced and have not come will not come, nor will an end.
    await alerts.cancel_starts(desk, alert)
    await supersede_what_falls(desk, alert, order)


async def enter(desk: Desk, plan: Plan, matter: Matter, order: Order) -> Recipients:
    """Give the order its number and instant, freeze whom it is for, and return who reads it."""
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    if kinds.of_order(order).has_level:
        await concerned.settle(desk, plan, order, drill=matter.drill)
    order.says = {**order.says, **await playing.cast(desk, drill=order.drill)}
    addressed = kinds.told_in_chats(plan, order)
    had = await _who_has_it(desk, order) if added_lines.adds_only(order) else ()
    there = (
        body
        for body in addressed
        if standing_bodies.is_there(body, bound)
        and (body.id in had or added_lines.hears(order, body.id))
    )
    recipients = {body.id: bound.get(body.id, []) for body in there}
    series = kinds.of_order(order).serials.get(OrderKind(order.kind))
    order.serial = await desk.serial(series, plan, drill=order.drill) if series else None
    order.issued_at, order.state = desk.now, OrderState.ISSUED
    level = kinds.level_named(plan, order)
    order.snapshot = {
        **order.snapshot,
        **({"level": {"name": level.name, "response": level.response}} if level else {}),
        # The alert may have started while the draft waited for its signatures.
        **({kinds.NOT_BEGUN: matter.started_at is None} if order.kind == OrderKind.ADJUST else {}),
        "recipients": {
            agency: [[chat.chat_id, chat.thread_id] for chat in places]
            for agency, places in recipients.items()
        },
    }
    desk.session.add(order)
    await desk.session.flush()
    heard = {body: rows for body, rows in recipients.items() if added_lines.hears(order, body)}
    await desk.record(
        f"order_issued_{order.kind}",
        kinds.audit_subject(order),
        revision=order.key,
        serial=order.serial,
        level=order.level,
        recipients=len(heard),
        drill=matter.drill,
    )
    return heard


async def _who_has_it(desk: Desk, order: Order) -> Collection[str]:
    # What only adds brings nobody in whom it does not concern: they would owe reports, unasked.
    # The order counts as issued already, so that it would be found as the newest one itself.
    issued = await store.issued_orders(desk.session, order.matter_id)
    return recipients_of([one for one in issued if one.key != order.key][-1])


async def deliver(desk: Desk, order: Order, recipients: Recipients) -> None:
    """Send it to every bound chat, even to one that could not be reached: it may be back by now."""
    mailings: list[Mailing] = []
    for agency, places in recipients.items():
        if kinds.is_scripted(order, agency):
            continue
        message = await agency_message(desk, order, agency)
        if not places:
            await relays.instead(desk, DeliveryKind.ALERT, agency, Subject.of(order), message)
        for chat in places:
            posting = posting_of(order, agency, f"alert:{order.key}:{chat.key}")
            mailings.append(Mailing(Place.of(chat), DeliveryKind.ALERT, message, posting))
    await post.send_all(desk, mailings)


async def _open_what_it_asks_for(
    desk: Desk, plan: Plan, order: Order, recipients: Recipients
) -> None:
    for kind in asked_by_order(plan, order):
        owing = {one: places for one, places in recipients.items() if plan.owes_it(kind, one)}
        await _open(desk, order, kind, owing)


async def _open(desk: Desk, order: Order, kind: Owed, recipients: Recipients) -> None:
    named = kind.deadline is None or kind.kind in answers_to_order()
    due_at = named_end(order) if named else None
    asking = askings.of_order(desk, kind, order, due_at)
    for owed in await lifecycle.open_all(
        desk, order.matter_id, order.key, asking, list(recipients)
    ):
        if not _reachable(recipients[owed.agency]) and not kinds.is_scripted(order, owed.agency):
            await lifecycle.pause(desk, owed, lifecycle.PauseReason.UNREACHABLE)


async def supersede_what_falls(desk: Desk, matter: Matter, order: Order) -> None:
    """Supersede earlier orders' receipts, or all that is owed if this end clears it."""
    clears = kinds.of_matter(matter).end_clears and kinds.ends(order)
    which = tuple(KINDS) if clears else (ObligationKind.RECEIPT,)
    opened = await open_obligations(desk.session, matter.key, *which)
    # Who does not read an addition still has to confirm the order before it.
    rows = [row for row in opened if added_lines.hears(order, row.agency)]
    for row in rows:
        await lifecycle.supersede(desk, row, f"revision:{order.key}", _change_by(order))
    occasions = dict.fromkeys(row.occasion for row in rows)
    if kinds.ends(order) and not kinds.of_matter(matter).has_level:
        # A board on which all have answered must also say that the matter has ended.
        issued = await store.issued_orders(desk.session, matter.key)
        occasions |= dict.fromkeys(of_order(one.key) for one in issued if not kinds.ends(one))
    for occasion in occasions:
        await boards.touch(desk, matter.key, BoardKind.RECEIPTS, occasion)


def _change_by(order: Order) -> OwedChange:
    if order.kind == OrderKind.CANCEL:
        return OwedChange.CANCELLED
    return OwedChange.CLOSED if kinds.ends(order) else OwedChange.REPLACED


async def _begin(desk: Desk, plan: Plan, matter: Matter, order: Order) -> None:
    if kinds.of_order(order).has_level:
        await _start_or_wait(desk, plan, matter, order)
        await period_end.expect(desk, matter, order)
        return
    matter.state, matter.started_at = MatterState.IN_FORCE, matter.started_at or desk.now
    desk.session.add(matter)
    await desk.session.flush()
    if kinds.expires(order):
        await expiry.expect(desk, order)
    if kinds.of_order(order).gathers:
        await roll_calls.expect(desk, order)
    await _expect_prompts(desk, plan, matter, desk.now)


async def _start_or_wait(desk: Desk, plan: Plan, alert: Matter, order: Order) -> None:
    runs_already = alert.started_at is not None
    if order.starts_at <= desk.now:
        await alerts.take_effect(desk, alert, order)
    else:
        await clocks.on_agenda(desk, alerts.START, order.key, order.starts_at)
        if not runs_already:
            await _announced(desk, alert, order)
    if not runs_already:
        # An adjustment before the start also moves the first prompt.
        await _expect_prompts(desk, plan, alert, takes_effect_at(order))
        await briefs.expect(desk, plan, alert, takes_effect_at(order))
    # An adjustment may come under a newer plan, which asks at another hour or asks at all.
    await same_day.expect(desk, plan, alert)
    await dispatch_meetings.expect(desk, plan, alert)


async def _expect_prompts(desk: Desk, plan: Plan, matter: Matter, starts_at: datetime) -> None:
    first = prompts.first_prompt_at(desk, plan, starts_at, matter.kind)
    if first is not None:
        await clocks.on_agenda(desk, alerts.DAILY_PROMPTS, matter.key, first)


async def _announced(desk: Desk, alert: Matter, order: Order) -> None:
    alert.state, alert.level = MatterState.ISSUED, order.level
    desk.session.add(alert)
    await desk.session.flush()


async def tell_who_has_no_chat(
    desk: Desk, plan: Plan, order: Order, recipients: Recipients
) -> None:
    names = [
        plan.body(one).name
        for one, places in recipients.items()
        if not _reachable(places) and not kinds.is_scripted(order, one)
    ]
    if names:
        text = await order_text(desk, order) if kinds.of_order(order).handed_on else None
        view = UnservedView(title(desk, plan, order), order.serial or "", tuple(names), text)
        message = Message(desk.words.text("alert_unserved", view))
        await post.tell_office(desk, message, Posting(Subject.of(order)))


def _reachable(places: list[Chat]) -> bool:
    return any(chat.reachable for chat in places)
