"""A shift names further people beside its officer and its leader."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shifts", sa.Column("others", sa.JSON(), nullable=False, server_default="[]"))
