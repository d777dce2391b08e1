"""What people did about a problem before its slips: bulletins, and the notice that lists it."""

from messages.views.slips import GroundLine
from office.desk import Desk
from office.ladder import problem_facts, service
from office.plan.ladders import Gate
from office.plan.owed_kinds import kind_of
from storage.decisions import matters
from storage.owed.obligations import Obligation
from storage.problems import listings, namings, problems, rectifications
from storage.problems.rectifications import Rectification


async def of(desk: Desk, owed: Obligation) -> tuple[GroundLine, ...]:
    """None where it is about a report; a bulletin that was taken back is no ground."""
    if not kind_of(owed).is_accepted:
        return ()
    row = await rectifications.of_obligation(desk.session, owed.key)
    if row is None:
        return ()
    return (*await _bulletins(desk, row), *await _listings(desk, row))


async def _bulletins(desk: Desk, row: Rectification) -> list[GroundLine]:
    found = []
    for one in await namings.of_obligation(desk.session, row.obligation_id):
        order = await matters.order(desk.session, one.order_id)
        if one.ended_at is None and order is not None:
            served = (await problem_facts.naming(desk, one)).service.accepted_at
            found.append(GroundLine(Gate.BULLETIN, order.serial or "", served))
    return found


async def _listings(desk: Desk, row: Rectification) -> list[GroundLine]:
    """The notice may be about a problem that was joined to this one since."""
    if row.listed_at is None:
        return []
    found = []
    joined = await problems.joined_to(desk.session, row.problem_id)
    for key in (row.problem_id, *(one.key for one in joined)):
        made = await listings.of_problem(desk.session, key)
        if made is not None and made.issued_at is not None:
            served = (await service.of_listing(desk, made.key, row.body)).accepted_at
            found.append(GroundLine(Gate.LISTING, made.serial or "", served))
    return found
