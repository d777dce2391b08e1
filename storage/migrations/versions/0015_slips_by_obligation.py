"""The slips of an obligation are found by an index; all slips were read for it before."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_slips_obligation_id"), "slips", ["obligation_id"])
