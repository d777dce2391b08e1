"""A slip says itself whether it is a referral: the step of one may have any name in a plan."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "slips",
        sa.Column("is_referral", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute("UPDATE slips SET is_referral = true WHERE step = 'referral'")
