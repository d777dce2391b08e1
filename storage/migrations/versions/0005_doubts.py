"""How many tries of a delivery ended in doubt, apart from those that never left."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "deliveries", sa.Column("doubts", sa.Integer(), nullable=False, server_default="0")
    )
