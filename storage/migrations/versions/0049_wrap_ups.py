"""An alert that was lifted is wrapped up by the office."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "wrap_ups",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("matter_id", ROW_ID, nullable=False),
        sa.Column("wrapped_up_by", sa.BigInteger(), nullable=False),
        sa.Column("wrapped_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("still_owed", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("summary_id", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matters.id"], name=op.f("fk_wrap_ups_matter_id_matters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrap_ups")),
        sa.UniqueConstraint("matter_id", name=op.f("uq_wrap_ups_matter_id")),
    )
    op.create_index(op.f("ix_wrap_ups_jurisdiction"), "wrap_ups", ["jurisdiction"])
