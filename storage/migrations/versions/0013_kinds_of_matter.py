"""Matters of several kinds: an order may have no level, no drafter and no draft, and says more."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.altering import ALONE

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("matters", sa.Column("kind", sa.String(), nullable=False, server_default="alert"))
    op.add_column(
        "matters", sa.Column("drill", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "orders", sa.Column("matter_kind", sa.String(), nullable=False, server_default="alert")
    )
    op.add_column("orders", sa.Column("says", sa.JSON(), nullable=False, server_default="{}"))
    # SQLite cannot change a column of a table that stands.
    with op.batch_alter_table("orders", reflect_kwargs=ALONE) as orders:
        orders.alter_column("level", existing_type=sa.String(), nullable=True)
        orders.alter_column("drafted_by", existing_type=sa.BigInteger(), nullable=True)
        orders.alter_column("office_chat_id", existing_type=sa.BigInteger(), nullable=True)
