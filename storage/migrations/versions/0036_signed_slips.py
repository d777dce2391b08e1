"""Slips wait for a signature in batches."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.altering import ALONE

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("obligations", reflect_kwargs=ALONE) as obligations:
        obligations.add_column(
            sa.Column("awaits_signature", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _batches()
    _drafts()


def _batches() -> None:
    op.create_table(
        "slip_batches",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("plan_version_id", ROW_ID, nullable=False),
        sa.Column("signing", sa.JSON(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("card_id", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_version_id"],
            ["plan_versions.id"],
            name=op.f("fk_slip_batches_plan_version_id_plan_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_batches")),
    )
    op.create_index(op.f("ix_slip_batches_jurisdiction"), "slip_batches", ["jurisdiction"])
    op.create_index("ix_slip_batches_state", "slip_batches", ["jurisdiction", "state"])


def _drafts() -> None:
    op.create_table(
        "slip_drafts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("batch_id", ROW_ID, nullable=False),
        sa.Column("obligation_id", ROW_ID, nullable=False),
        sa.Column("head_id", ROW_ID, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["slip_batches.id"], name=op.f("fk_slip_drafts_batch_id_slip_batches")
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligations.id"],
            name=op.f("fk_slip_drafts_obligation_id_obligations"),
        ),
        sa.ForeignKeyConstraint(
            ["head_id"], ["obligations.id"], name=op.f("fk_slip_drafts_head_id_obligations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_drafts")),
    )
    op.create_index(op.f("ix_slip_drafts_jurisdiction"), "slip_drafts", ["jurisdiction"])
    op.create_index(op.f("ix_slip_drafts_batch_id"), "slip_drafts", ["batch_id"])
    op.create_index(op.f("ix_slip_drafts_obligation_id"), "slip_drafts", ["obligation_id"])
