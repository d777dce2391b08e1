"""A consent that came by letter opens the one change that was asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("upper_consents", sa.Column("kind", sa.String(), nullable=True))
