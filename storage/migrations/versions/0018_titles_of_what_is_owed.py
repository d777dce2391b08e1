"""What is owed under a task is called by the title of the task."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("obligations", sa.Column("title", sa.String(), nullable=False, server_default=""))
