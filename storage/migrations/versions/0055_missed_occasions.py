"""The office is asked before any slip goes where many miss the same occasion."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "missed_occasions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("matter_id", ROW_ID, nullable=False),
        sa.Column("order_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("owing", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("new_due_at", INSTANT, nullable=True),
        sa.Column("slips_from", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matters.id"], name=op.f("fk_missed_occasions_matter_id_matters")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_missed_occasions_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_occasions")),
        sa.UniqueConstraint(
            "matter_id",
            "kind",
            "occasion",
            name=op.f("uq_missed_occasions_matter_id_kind_occasion"),
        ),
    )
    op.create_index(op.f("ix_missed_occasions_jurisdiction"), "missed_occasions", ["jurisdiction"])
    op.create_index("ix_missed_occasions_state", "missed_occasions", ["jurisdiction", "state"])
