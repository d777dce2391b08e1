"""Bodies that an exercise plays by its script may be late, wrong or silent."""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("exercises", sa.Column("manners", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("exercises", "manners")
