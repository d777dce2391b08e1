"""Orders, what is owed, slips and messages of an exercise are known by their own rows."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("orders", "obligations", "slips", "deliveries"):
        op.add_column(
            table, sa.Column("drill", sa.Boolean(), nullable=False, server_default=sa.false())
        )
