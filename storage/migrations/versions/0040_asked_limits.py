"""The office is asked by when slips are to be complied with."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    op.add_column("slip_batches", sa.Column("limit_until", at, nullable=True))
    op.add_column("slip_batches", sa.Column("limit_at", at, nullable=True))
    op.add_column("slip_batches", sa.Column("limit_by", sa.BigInteger(), nullable=True))
    op.add_column("slips", sa.Column("limit_by", sa.BigInteger(), nullable=True))
