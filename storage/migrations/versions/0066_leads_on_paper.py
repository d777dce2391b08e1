"""A lead from an appraisal goes on paper where the plan says so, and has messages of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("appraisal_leads") as table:
        table.add_column(sa.Column("handled_by", sa.String(), server_default="", nullable=False))
        table.add_column(
            sa.Column("on_paper", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.add_column(sa.Column("received_by", sa.String(), nullable=True))
        table.add_column(sa.Column("received_at", sa.DateTime(timezone=True), nullable=True))
    # All leads of one appraisal are decided by the same posts, so the newest stands for them here.
    op.execute(
        "UPDATE deliveries SET subject_kind = 'appraisal_lead', subject_id ="
        " (SELECT max(id) FROM appraisal_leads WHERE appraisal_id = deliveries.subject_id)"
        " WHERE kind = 'supplement' AND subject_kind = 'appraisal' AND subject_id IN"
        " (SELECT appraisal_id FROM appraisal_leads)"
    )
