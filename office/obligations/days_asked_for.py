"""Tells which days everybody was asked about in the morning, whoever had been asked before it."""

from collections.abc import Collection, Sequence
from datetime import date

from office.desk import Desk
from office.obligations import askings, boards, lifecycle
from office.obligations.askings import ONE_DAY
from office.obligations.lifecycle import Asking, Happened
from office.plan.model import Owed
from office.plan.owed_kinds import KINDS
from storage.decisions.matters import Matter, Order
from storage.occasions import of_day
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationState


async def still_to_ask_for(desk: Desk, alert: Matter, order: Order, kind: Owed) -> list[date]:
    """Yesterday, and every earlier day that we could not ask about because we were down."""
    first = desk.local(alert.started_at or order.starts_at).date()
    day = desk.local(desk.now).date() - ONE_DAY
    if askings.prompted_at(desk, kind, day) > desk.now:
        day -= ONE_DAY
    days: list[date] = []
    while day >= first and not await _was_asked_for(desk, alert, kind, day):
        days.insert(0, day)
        day -= ONE_DAY
    return days


async def all_were_asked(desk: Desk, kind: Owed, day: date, rows: Sequence[Obligation]) -> bool:
    """Whether the morning has asked about this day; an early report alone does not say so."""
    asked_at = askings.prompted_at(desk, kind, day)
    if any(row.opened_at >= asked_at for row in rows):
        return True
    await obligations.EVENTS.read(desk.session, [row.key for row in rows])
    history = [one for row in rows for one in await obligations.events(desk.session, row.key)]
    return any(one.event == Happened.ASKED_AGAIN and one.at >= asked_at for one in history)


async def note(desk: Desk, asking: Asking, rows: Sequence[Obligation]) -> None:
    """Keep that a day was asked about whose rows were opened before; else it would be once more."""
    for row in rows:
        if asking.day is not None and row.opened_at < desk.now:
            await lifecycle.event(desk, row, Happened.ASKED_AGAIN)


async def release(desk: Desk, alert: Matter, asking: Asking, owing: Collection[str]) -> None:
    """Whoever was asked in the evening and was left out since does not owe the day."""
    rows = await obligations.of_occasion(desk.session, alert.key, asking.kind, asking.occasion)
    left_out = [row for row in rows if row.agency not in owing]
    for row in left_out:
        if row.state == ObligationState.OPEN:
            await lifecycle.supersede(desk, row, "left out since it was asked")
    if left_out:
        await boards.touch(desk, alert.key, KINDS[asking.kind].board, asking.occasion)


async def _was_asked_for(desk: Desk, alert: Matter, kind: Owed, day: date) -> bool:
    known = await obligations.of_occasion(desk.session, alert.key, kind.kind, of_day(day))
    return await all_were_asked(desk, kind, day, known)
