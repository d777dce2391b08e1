"""Each office's chats, people and appointments have a version, under which answers are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kept_versions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_versions")),
        sa.UniqueConstraint("jurisdiction", name=op.f("uq_kept_versions_jurisdiction")),
    )
    op.create_index(op.f("ix_kept_versions_jurisdiction"), "kept_versions", ["jurisdiction"])
