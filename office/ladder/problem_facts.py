"""What people decided about a problem, as its ladder goes by it."""

from collections.abc import Sequence

from office.desk import Desk
from office.plan.ladders import Gate
from office.plan.owed_kinds import kind_of
from storage.immutable import immutable
from storage.owed import extensions
from storage.owed.obligations import Obligation
from storage.problems import problems, rectifications
from storage.problems.problems import FoundBy
from storage.problems.rectifications import Rectification
from storage.supervision.slips import Slip

FROM_ABOVE = (FoundBy.UPPER, FoundBy.COVERT)
"""Found by a higher level, whose findings need no bulletin of ours."""


@immutable
class ProblemFacts:
    gates: frozenset[Gate] = frozenset()
    poor: bool = False
    """The director said 整改不力 of the answer that was sent back, and no step followed yet."""


async def facts(desk: Desk, owed: Obligation, issued: Sequence[Slip] = ()) -> ProblemFacts:
    """Nothing of what is no problem; `issued` are the slips that its ladder counts."""
    if not kind_of(owed).is_accepted:
        return ProblemFacts()
    row = await rectifications.of_obligation(desk.session, owed.key)
    if row is None:
        return ProblemFacts()
    return ProblemFacts(await _gates(desk, row), await _is_poor(desk, owed, row, issued))


async def _gates(desk: Desk, row: Rectification) -> frozenset[Gate]:
    found = await problems.problem(desk.session, row.problem_id)
    from_above = found is not None and found.found_by in FROM_ABOVE
    holds = {
        Gate.BULLETIN: from_above or row.bulletin_at is not None,
        Gate.LISTING: row.listed_at is not None,
    }
    return frozenset(gate for gate, open_ in holds.items() if open_)


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
