"""A slip may list several things that its body owes."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "slip_items",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("slip_id", ROW_ID, nullable=False),
        sa.Column("obligation_id", ROW_ID, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("dropped_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligations.id"],
            name=op.f("fk_slip_items_obligation_id_obligations"),
        ),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["slips.id"], name=op.f("fk_slip_items_slip_id_slips")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_items")),
    )
    for column in ("jurisdiction", "obligation_id", "slip_id"):
        op.create_index(op.f(f"ix_slip_items_{column}"), "slip_items", [column])
    for table, flag in (("slips", "lists_more"), ("obligations", "joined")):
        op.add_column(
            table, sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false())
        )
