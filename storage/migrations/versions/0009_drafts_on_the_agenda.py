"""Drafts that wait are on the agenda: at their start their drafter is asked about them."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO agenda (jurisdiction, kind, subject, due_at, state) "
        "SELECT jurisdiction, 'draft_start', id, starts_at, 'waiting' FROM revisions "
        "WHERE state IN ('draft', 'approving', 'returned') AND hours IS NOT NULL"
    )
