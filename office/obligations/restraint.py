"""Leaves out what only reminds a body whose group would else hear too much in one day.

Orders, prompts and slips are never left out, so the slips that are still to come on the day have
their places before any reminder. An exercise plays several days in one, and is not restrained.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime, time

from office.delivery_kinds import kinds_that
from office.desk import Desk
from office.ladder import foreseen
from office.ladder.policies import policy_of
from office.ladder.standings import Policy
from office.matters import kinds, naming
from office.obligations import askings
from office.obligations.askings import ONE_DAY
from office.plan.model import Ladder
from office.plan.owed_kinds import answered_by_report
from storage.delivery import heard
from storage.owed import obligations
from storage.owed.obligations import Obligation
from storage.roster import chats

UNASKED = kinds_that(lambda one: one.unasked)


async def may_remind(desk: Desk, owed: Obligation) -> bool:
    """An alert that nobody confirms is asked about in any case, and so is what is practised."""
    order = await naming.order_of(desk, owed)
    is_alarming = kinds.of_order(order).has_level and not answered_by_report(owed.kind)
    return owed.drill or is_alarming or bool(await with_room(desk, [owed.agency]))


async def with_room(desk: Desk, agencies: Collection[str]) -> list[str]:
    """Those of these bodies whose groups have room for one more message today."""
    limit = desk.plan.unasked
    if limit is None or not agencies:
        return list(agencies)
    heard_today, coming = await _heard(desk, agencies), await _coming(desk, agencies)
    return [one for one in agencies if heard_today[one] + coming[one] < limit.a_day]


async def _heard(desk: Desk, agencies: Collection[str]) -> Counter[str]:
    """What the group of each has been told today; of several groups the one that was told most."""
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    groups = {one: {chat.chat_id for chat in bound.get(one, ())} for one in agencies}
    said = await heard.said_since(
        desk.session,
        desk.jurisdiction,
        sorted(set().union(*groups.values())),
        UNASKED,
        askings.at(desk, desk.local(desk.now).date(), time()),
    )
    return Counter(
        {one: max((said.get(chat, 0) for chat in ids), default=0) for one, ids in groups.items()}
    )


async def _coming(desk: Desk, agencies: Collection[str]) -> Counter[str]:
    """How often each will still be told something by its ladders today."""
    rows = await obligations.running(desk.session, desk.jurisdiction, agencies)
    climbed = [(row, await policy_of(desk, row)) for row in rows]
    by_slip = {_alike(row) for row, policy in climbed if _is_asked_by_slip(row, policy.ladder)}
    found: set[tuple[str, object, datetime]] = set()
    for row, policy in climbed:
        for step, at in _steps_today(desk, row, policy):
            if policy.ladder.rung(step) is None and _alike(row) in by_slip:
                continue
            # What one slip lists climbs together, and is told of by one message.
            found.add((row.agency, _alike(row) if policy.ladder.one_slip else row.key, at))
    return Counter(agency for agency, _, _ in found)


def _steps_today(desk: Desk, row: Obligation, policy: Policy) -> Iterator[tuple[str, datetime]]:
    tomorrow = askings.at(desk, desk.local(desk.now).date() + ONE_DAY, time())
    return foreseen.steps_until(
        policy, row.step, row.due_at, row.step_due_at or row.due_at, tomorrow
    )


def _is_asked_by_slip(row: Obligation, ladder: Ladder) -> bool:
    rung = ladder.rung(row.step)
    return ladder.one_slip and rung is not None and rung.slip


def _alike(row: Obligation) -> tuple[int, str, str]:
    return row.matter_id, row.kind, row.agency
