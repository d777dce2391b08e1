"""What people decided about a problem, as its ladder goes by it."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime

from office.desk import Desk
from office.ladder import service
from office.ladder.standings import Service, ServiceState
from office.plan.ladders import Gate
from office.plan.owed_kinds import kind_of
from storage.decisions import matters
from storage.immutable import immutable
from storage.owed import extensions
from storage.owed.obligations import Obligation
from storage.problems import listings, namings, problems, rectifications
from storage.problems.namings import ProblemNaming
from storage.problems.problems import FoundBy, Problem
from storage.problems.rectifications import Rectification
from storage.supervision.slips import Slip

FROM_ABOVE = (FoundBy.UPPER, FoundBy.COVERT)
"""Found by a higher level, whose findings need no bulletin of ours."""


@immutable
class Opening:
    """What opens a gate, how it was served on the body, and by when the body was to act on it."""

    service: Service
    until: datetime | None = None
    """None where it names no time; the plan's then counts from the service."""
    at_once: bool = False
    """The step behind it waits for nothing more."""

    @property
    def is_proven(self) -> bool:
        return self.service.state is ServiceState.ACCEPTED


@immutable
class ProblemFacts:
    openings: Mapping[Gate, Opening] = field(default_factory=dict)
    poor: bool = False
    """The director said 整改不力 of the answer that was sent back, and no step followed yet."""

    @property
    def gates(self) -> frozenset[Gate]:
        """Those that are open."""
        return frozenset(gate for gate, one in self.openings.items() if one.is_proven)

    @property
    def unproven(self) -> Mapping[Gate, ServiceState]:
        """What would open a gate and did not reach the body yet, as far as is known."""
        return {gate: one.service.state for gate, one in self.openings.items() if not one.is_proven}


async def facts(desk: Desk, owed: Obligation, issued: Sequence[Slip] = ()) -> ProblemFacts:
    """Nothing of what is no problem; `issued` are the slips that its ladder counts."""
    if not kind_of(owed).is_accepted:
        return ProblemFacts()
    row = await rectifications.of_obligation(desk.session, owed.key)
    if row is None:
        return ProblemFacts()
    return ProblemFacts(await _openings(desk, row), await _is_poor(desk, owed, row, issued))


async def _openings(desk: Desk, row: Rectification) -> Mapping[Gate, Opening]:
    found = {
        Gate.BULLETIN: await _of_bulletin(desk, row),
        Gate.LISTING: await _of_listing(desk, row),
    }
    return {gate: one for gate, one in found.items() if one is not None}


async def _of_bulletin(desk: Desk, row: Rectification) -> Opening | None:
    found = await desk.session.get_one(Problem, row.problem_id)
    above = [one for one in await problems.alike(desk.session, found) if one.found_by in FROM_ABOVE]
    if above:
        return Opening(Service(ServiceState.ACCEPTED, above[0].filed_at), at_once=True)
    named = await namings.of_obligation(desk.session, row.obligation_id)
    standing = [await naming(desk, one) for one in named if one.ended_at is None]
    proven = [one for one in standing if one.is_proven]
    return min(proven, key=_served, default=None) or (standing[-1] if standing else None)


async def naming(desk: Desk, row: ProblemNaming) -> Opening:
    """How what names it to the body was served, in whichever wording."""
    issued = await matters.issued_orders(desk.session, row.matter_id)
    wordings = [order.key for order in issued if order.key >= row.order_id]
    return Opening(await service.of_bulletin(desk, wordings, row.body), row.until)


def _served(opening: Opening) -> datetime:
    return opening.service.accepted_at or datetime.max.replace(tzinfo=UTC)


async def _of_listing(desk: Desk, row: Rectification) -> Opening | None:
    """The notice may be about a problem that was joined to this one since."""
    if row.listed_at is None:
        return None
    joined = await problems.joined_to(desk.session, row.problem_id)
    known = [
        await listings.of_problem(desk.session, key)
        for key in (row.problem_id, *(one.key for one in joined))
    ]
    found = [
        Opening(await service.of_listing(desk, made.key, row.body), row.listed_until)
        for made in known
        if made is not None and made.issued_at is not None
    ]
    proven = (one for one in found if one.is_proven)
    return next(proven, None) or (found[0] if found else None)


async def _is_poor(
    desk: Desk, owed: Obligation, row: Rectification, issued: Sequence[Slip]
) -> bool:
    """One word of the director moves one step, unless the office granted more time after it."""
    if row.poor_at is None or owed.returned_at is None:
        return False
    granted = [
        one.decided_at
        for one in await extensions.extensions_of(desk.session, owed.key)
        if one.decided_at is not None and one.new_due_at is not None
    ]
    later = [*granted, *(slip.issued_at for slip in issued)]
    return row.poor_at >= owed.returned_at and all(row.poor_at > at for at in later)
