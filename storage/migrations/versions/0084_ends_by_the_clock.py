"""An order of the office above may name its end by the clock."""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("upper_orders", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
