"""The command board is looked at on a page: links, visits, and a number of its changes."""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LINKS, VISITS, VERSIONS = "board_links", "board_visits", "board_versions"


def upgrade() -> None:
    op.create_table(
        LINKS,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("wall", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_links")),
    )
    op.create_table(
        VISITS,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("wall", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_visits")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_board_visits_token_hash")),
    )
    op.create_table(
        VERSIONS,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_versions")),
        sa.UniqueConstraint("jurisdiction", name=op.f("uq_board_versions_jurisdiction")),
    )
    for table in (LINKS, VISITS, VERSIONS):
        op.create_index(op.f(f"ix_{table}_jurisdiction"), table, ["jurisdiction"])


def downgrade() -> None:
    for table in (VERSIONS, VISITS, LINKS):
        op.drop_table(table)
