"""Orders that start the moment they are issued."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "revisions", sa.Column("at_once", sa.Boolean(), nullable=False, server_default=sa.false())
    )
