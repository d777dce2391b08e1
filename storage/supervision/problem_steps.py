"""Which problems have come to which step of their ladder, as their slips say."""

from collections.abc import Collection

from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.problems.rectifications import Rectification
from storage.supervision.slips import Slip, SlipState

COUNTED = (SlipState.ISSUED, SlipState.CLOSED)
"""What was withdrawn or reached nobody is no step that was taken."""


def at(step: str) -> SelectOfScalar[int]:
    """Those of which the newest slip of a body that is charged is of this step.

    A referral is no step here: whoever may not know of one finds its problem under the last colour.
    """
    newest = (
        select(func.max(col(Slip.id)))
        .where(col(Slip.state).in_(COUNTED), col(Slip.is_referral).is_(False))
        .group_by(col(Slip.obligation_id))
    )
    return _charged(select(Slip.obligation_id).where(col(Slip.id).in_(newest), Slip.step == step))


def without() -> SelectOfScalar[int]:
    """Those for which no body that is charged has got a slip."""
    counted = select(Slip.obligation_id).where(
        col(Slip.state).in_(COUNTED), col(Slip.is_referral).is_(False)
    )
    return (
        select(Rectification.problem_id)
        .where(col(Rectification.relieved_at).is_(None))
        .where(col(Rectification.problem_id).not_in(_charged(counted)))
    )


def under(obligation_ids: Collection[int]) -> SelectOfScalar[int]:
    """Those that a body puts right by one of these."""
    return select(Rectification.problem_id).where(
        col(Rectification.obligation_id).in_(obligation_ids)
    )


def _charged(obligation_ids: SelectOfScalar[int]) -> SelectOfScalar[int]:
    return select(Rectification.problem_id).where(
        col(Rectification.relieved_at).is_(None),
        col(Rectification.obligation_id).in_(obligation_ids),
    )
