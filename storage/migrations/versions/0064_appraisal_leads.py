"""What an appraisal brings up may be handed over, once persons have confirmed it."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "appraisal_leads",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("appraisal_id", ROW_ID, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("confirmations", sa.JSON(), nullable=False),
        sa.Column("sent_to", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appraisal_id"],
            ["appraisals.id"],
            name=op.f("fk_appraisal_leads_appraisal_id_appraisals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_leads")),
    )
    for column in ("jurisdiction", "appraisal_id"):
        op.create_index(op.f(f"ix_appraisal_leads_{column}"), "appraisal_leads", [column])
