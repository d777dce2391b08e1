"""Which problems a list wants, and the questions that find them."""

from datetime import datetime

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import Session
from storage.immutable import immutable
from storage.owed.obligations import Obligation, ObligationState
from storage.problems.problems import Problem, ProblemState
from storage.problems.rectifications import Rectification

Among = SelectOfScalar[int]
"""A question that finds ids of problems."""


@immutable
class ProblemsWanted:
    states: tuple[ProblemState, ...]
    body: str = ""
    """The body that is charged with it; empty for every one."""
    overdue_at: datetime | None = None
    """If given, only those about which some body is late at this moment."""
    applied: bool = False
    """Only those for which some body waits for acceptance."""
    among: Among | None = None
    """If given, only those whose ids it finds."""
    part: bool = False
    """Only those of which some body says that a part is done."""


async def ids_of(session: Session, jurisdiction: str, wanted: ProblemsWanted) -> list[int]:
    """The newest first; those of exercises are left out."""
    query = select(col(Problem.id)).where(
        Problem.jurisdiction == jurisdiction,
        col(Problem.drill).is_(False),
        col(Problem.state).in_(wanted.states),
    )
    charged = select(Rectification.problem_id).where(col(Rectification.relieved_at).is_(None))
    if wanted.body:
        mine = charged.where(Rectification.body == wanted.body)
        query = query.where(or_(col(Problem.id).in_(mine), col(Problem.filed_for) == wanted.body))
    if wanted.applied:
        waiting = charged.where(
            col(Rectification.applied_at).is_not(None), col(Rectification.accepted_at).is_(None)
        )
        query = query.where(col(Problem.id).in_(waiting))
    if wanted.among is not None:
        query = query.where(col(Problem.id).in_(wanted.among))
    if wanted.part:
        partly = charged.where(col(Rectification.part_at).is_not(None))
        query = query.where(col(Problem.id).in_(partly))
    if wanted.overdue_at is not None:
        late = charged.join(
            Obligation, col(Obligation.id) == col(Rectification.obligation_id)
        ).where(
            Obligation.state == ObligationState.OPEN,
            col(Obligation.due_at) < wanted.overdue_at,
            col(Obligation.paused_at).is_(None),
        )
        query = query.where(col(Problem.id).in_(late))
    return [
        one for one in (await session.exec(query.order_by(col(Problem.id).desc()))).all() if one
    ]


async def bodies_charged(session: Session, jurisdiction: str) -> set[str]:
    query = select(Rectification.body).where(Rectification.jurisdiction == jurisdiction)
    return set((await session.exec(query.distinct())).all())
