"""A control dispatch is proposed once an episode."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    op.create_table(
        "control_proposals",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("order_id", ROW_ID, nullable=True),
        sa.Column("proposed_at", at, nullable=False),
        sa.Column("ends_at", at, nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_control_proposals_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_proposals")),
    )
    for column in ("jurisdiction", "order_id"):
        op.create_index(op.f(f"ix_control_proposals_{column}"), "control_proposals", [column])
