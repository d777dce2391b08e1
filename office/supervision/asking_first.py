"""Many missed one occasion: the office is asked before any slip, and it answers or does not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from messages.render import Message
from messages.views.missed import NewTimeView
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import rules, service
from office.ladder.missed_by_many import Missed
from office.ladder.policies import policy_of
from office.ladder.verdicts import AskFirst
from office.matters import clocks, naming, playing
from office.obligations import lifecycle, new_times
from office.obligations.new_times import TimeVerdict
from office.post import Mailing, Place, Posting
from office.refusal import Refusal
from office.supervision import missed_cards
from storage.delivery.outbox import DeliveryKind
from storage.owed.obligations import Obligation
from storage.subjects import Subject
from storage.supervision import missed_occasions as store
from storage.supervision.missed_occasions import WAITING, MissedOccasion, MissedState

UNANSWERED = "missed_by_many"


async def ask(desk: Desk, owed: Obligation, verdict: AskFirst, found: Missed) -> None:
    """Ask once for all of them; each ladder waits for the answer by its own timer."""
    row = MissedOccasion(
        jurisdiction=desk.jurisdiction,
        matter_id=owed.matter_id,
        order_id=owed.order_id,
        kind=owed.kind,
        occasion=owed.occasion,
        drill=owed.drill,
        asked_at=desk.now,
        until=verdict.until,
        missed=found.missed,
        owing=found.owing,
    )
    await store.add(desk.session, row)
    await clocks.on_agenda(desk, UNANSWERED, row.key, row.until)
    await missed_cards.put(desk, row)
    facts = {"kind": row.kind, "missed": row.missed, "owing": row.owing}
    await desk.record("missed_asked", _about(row), **facts)
    await lifecycle.look_again(desk, owed, verdict.until)


async def unanswered(desk: Desk, row_id: int) -> str:
    """The office's time is over: the ladders go on, and the card says so."""
    row = await store.missed_occasion(desk.session, row_id)
    if row is None or row.state != MissedState.ASKED:
        return "answered"
    if desk.now < row.until:
        await clocks.on_agenda(desk, UNANSWERED, row.key, row.until)
        return "not yet"
    owing = missed_cards.late(desk, await missed_cards.those(desk, row))
    after = MissedState.UNANSWERED if owing else MissedState.OVER
    if not await store.move(desk.session, row.key, row.state, after):
        return "answered"
    await desk.session.refresh(row)
    await _look_now(desk, owing)
    await missed_cards.show(desk, row)
    await desk.record(f"missed_{after}", _about(row))
    return after


async def give_back(desk: Desk, began: datetime, lost: timedelta) -> None:
    """Nobody could answer while we were down."""
    for row in await store.waiting(desk.session, desk.jurisdiction, MissedState.ASKED):
        stands_still = await playing.stands_still(desk, Subject.of(row))
        if row.until > began and not stands_still:
            row.until += lost
            desk.session.add(row)
            await desk.session.flush()
            await clocks.on_agenda(desk, UNANSWERED, row.key, row.until)
            await missed_cards.show(desk, row)


# What the office says


async def pending(desk: Desk, who: Actor, row_id: int) -> MissedOccasion:
    people.require_office(desk, who)
    row = await store.missed_occasion(desk.session, row_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if row.state not in WAITING:
        raise await _decided(desk, row)
    return row


async def go_on(desk: Desk, who: Actor, row_id: int) -> None:
    """The slips go now; after a hold each body has its least time first."""
    row = await pending(desk, who, row_id)
    held = row.state == MissedState.ON_HOLD
    owing = missed_cards.late(desk, await missed_cards.those(desk, row))
    least = [(await policy_of(desk, one)).least_notice for one in owing[:1]]
    row.slips_from = desk.now + least[0] if held and least else desk.now
    await _decide(desk, who, row, MissedState.GOING_ON)
    await _look_now(desk, owing)
    await missed_cards.show(desk, row)


async def hold(desk: Desk, who: Actor, row_id: int) -> None:
    row = await pending(desk, who, row_id)
    if row.state == MissedState.ON_HOLD:
        raise Refusal("missed_on_hold")
    owing = missed_cards.late(desk, await missed_cards.those(desk, row))
    await _decide(desk, who, row, MissedState.ON_HOLD)
    await _look_now(desk, owing)
    await missed_cards.show(desk, row)


async def extend(desk: Desk, who: Actor, row_id: int, new_due_at: datetime) -> None:
    """Whoever still owes it has until then, and hears of it."""
    row = await pending(desk, who, row_id)
    owing = [one for one in await missed_cards.those(desk, row) if one.due_at < new_due_at]
    await _require_fair(desk, owing, new_due_at)
    row.new_due_at = new_due_at
    await _decide(desk, who, row, MissedState.EXTENDED)
    for one in owing:
        await _postpone(desk, one, new_due_at)
    await _tell(desk, owing)
    await missed_cards.show(desk, row)


async def _postpone(desk: Desk, owed: Obligation, at: datetime) -> None:
    if owed.step_due_at is None:
        # Its ladder has ended, and begins no more.
        await lifecycle.shift(desk, owed, at - owed.due_at, lifecycle.Happened.NEW_DEADLINE)
        return
    look_at = rules.looks_at(owed.step, at, await policy_of(desk, owed), desk.now)
    await lifecycle.postpone(desk, owed, at, look_at)


async def _require_fair(desk: Desk, owing: Sequence[Obligation], at: datetime) -> None:
    late = missed_cards.late(desk, owing)
    due_at = max((one.due_at for one in late), default=desk.now)
    verdict = new_times.judge(at, due_at, desk.now)
    if verdict is not TimeVerdict.FINE:
        raise Refusal(verdict.value, due_at=max(due_at, desk.now), most=new_times.AT_MOST)
    earliest = await missed_cards.earliest_deadline(desk, owing)
    if at < earliest:
        raise Refusal("missed_too_soon", at=earliest)


async def _decide(desk: Desk, who: Actor, row: MissedOccasion, state: MissedState) -> None:
    before = row.state
    slips_from, new_due_at = row.slips_from, row.new_due_at
    if not await store.move(desk.session, row.key, before, state):
        await desk.session.refresh(row)
        raise await _decided(desk, row)
    await people.remember(desk, who)
    row.state, row.decided_by, row.decided_at = state, who.user_id, desk.now
    row.slips_from, row.new_due_at = slips_from, new_due_at
    desk.session.add(row)
    await desk.session.flush()
    facts = {"by": who.user_id, "until": new_due_at.isoformat() if new_due_at else None}
    await desk.record(f"missed_{state}", _about(row), **facts)


async def _decided(desk: Desk, row: MissedOccasion) -> Refusal:
    by = await people.name_of(desk, row.decided_by) if row.decided_by else ""
    return Refusal("missed_decided", by=by, state=row.state)


async def _look_now(desk: Desk, owing: Sequence[Obligation]) -> None:
    for one in owing:
        if one.step_due_at is not None and one.ladder_ended is None:
            await lifecycle.look_again(desk, one, desk.now)


async def _tell(desk: Desk, owing: Sequence[Obligation]) -> None:
    mailings = []
    for one in owing:
        view = NewTimeView(
            await naming.agency_name(desk, one), naming.matter_of(desk, one), one.due_at
        )
        message = Message(desk.words.text("missed_extended", view))
        posting = Posting(Subject.of(one), one.agency)
        mailings += [
            Mailing(Place.of(chat), DeliveryKind.DECISION, message, posting)
            for chat in await service.reachable_chats(desk, one.agency)
        ]
    await post.send_all(desk, mailings)


def _about(row: MissedOccasion) -> str:
    return f"missed:{row.key}"
