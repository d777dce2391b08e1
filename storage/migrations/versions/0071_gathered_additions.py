"""What is added to open slips is told to the office in lists too."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "slip_items",
        sa.Column("gathers", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
