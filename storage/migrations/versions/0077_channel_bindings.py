"""Channels for the public are bound by two people of the office, and no longer by a code."""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BOUND = sa.text("state = 'bound'")
# Nobody of the office has confirmed what a code in a channel had bound; nothing was posted there.
RELEASED = "UPDATE chats SET unbound_at = bound_at WHERE role = 'public' AND unbound_at IS NULL"
VOIDED = (
    "UPDATE enrolment_codes SET voided_at = created_at"
    " WHERE target = 'public' AND used_at IS NULL AND voided_at IS NULL"
)


def upgrade() -> None:
    op.create_table(
        "channel_bindings",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chat_row_id", ROW_ID, nullable=True),
        sa.Column("release_asked_by", sa.BigInteger(), nullable=True),
        sa.Column("release_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.BigInteger(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("card_id", ROW_ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_bindings")),
    )
    op.create_index(op.f("ix_channel_bindings_jurisdiction"), "channel_bindings", ["jurisdiction"])
    for name, column in (("chat", "chat_id"), ("office", "jurisdiction")):
        op.create_index(
            f"uq_channel_bindings_{name}",
            "channel_bindings",
            [column],
            unique=True,
            sqlite_where=BOUND,
            postgresql_where=BOUND,
        )
    op.execute(RELEASED)
    op.execute(VOIDED)
