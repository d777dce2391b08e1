"""What a slip or a referral says of the problem that it is about."""

from messages.views.slips import ProblemOnSlip
from office.desk import Desk
from office.matters.naming import order_of
from office.matters.problems import ProblemTerms
from office.plan.owed_kinds import kind_of
from storage.owed.obligations import Obligation
from storage.problems import rectifications
from storage.problems.problems import Problem


async def of(desk: Desk, owed: Obligation) -> ProblemOnSlip | None:
    """None where it is about a report."""
    if not kind_of(owed).is_accepted:
        return None
    said = ProblemTerms.of(await order_of(desk, owed))
    row = await rectifications.of_obligation(desk.session, owed.key)
    # The problem that the order was about may have been joined to another since.
    problem = await desk.session.get_one(Problem, row.problem_id) if row is not None else None
    return ProblemOnSlip(
        number=problem.serial if problem is not None else said.serial,
        title=said.title,
        where=desk.words.listed(filter(None, (said.place, said.unit))),
        found=said.found,
        task=said.task,
        returned_at=owed.returned_at,
        poor=await poor_reason(desk, owed),
        part_at=row.part_at if row is not None else None,
        sealed_at=row.sealed_at if row is not None else None,
        responsible=row.responsible if row is not None else "",
    )


async def poor_reason(desk: Desk, owed: Obligation) -> str:
    """Why the director said 整改不力 of the answer that was sent back last."""
    row = await rectifications.of_obligation(desk.session, owed.key)
    if row is None or row.poor_at is None or owed.returned_at is None:
        return ""
    return row.poor_reason if row.poor_at >= owed.returned_at else ""
