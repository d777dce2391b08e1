"""The office is reminded once of a tip before it goes as 未核实."""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tips", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
