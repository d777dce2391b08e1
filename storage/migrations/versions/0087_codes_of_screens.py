"""A screen without a keyboard becomes a wall by the code that it shows."""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("board_links", sa.Column("code", sa.String(), nullable=True))
    op.create_index(op.f("ix_board_links_code"), "board_links", ["code"])


def downgrade() -> None:
    op.drop_index(op.f("ix_board_links_code"), "board_links")
    op.drop_column("board_links", "code")
