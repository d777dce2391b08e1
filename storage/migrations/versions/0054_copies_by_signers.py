"""Whoever signs slips says with the signature whether they are copied."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = (
        sa.Column("copying", sa.String(), nullable=True),
        sa.Column("copying_by", sa.BigInteger(), nullable=True),
        sa.Column("copying_at", sa.DateTime(timezone=True), nullable=True),
    )
    for column in columns:
        op.add_column("slip_batches", column)
