"""A slip keeps whether its copies go at once or wait for the office, and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "slips", sa.Column("copying", sa.String(), nullable=False, server_default="at_once")
    )
    op.add_column("slips", sa.Column("copying_at", sa.DateTime(timezone=True), nullable=True))
