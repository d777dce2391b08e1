"""When a delivery that was given up is asked to go again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "deliveries", sa.Column("asked_again_at", sa.DateTime(timezone=True), nullable=True)
    )
