"""A day entered by itself says nothing of the rest of its year."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nobody knows whether what was entered before was whole, and an unknown year is the safe one.
    op.add_column(
        "calendar_days",
        sa.Column("of_whole_year", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
