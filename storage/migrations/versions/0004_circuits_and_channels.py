"""Chats that are left alone for a while, and messages by second channels."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# As in storage/columns.py: SQLite only autoincrements a column declared INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "circuits",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circuits")),
        sa.UniqueConstraint(
            "jurisdiction", "chat_id", name=op.f("uq_circuits_jurisdiction_chat_id")
        ),
    )
    op.create_index(op.f("ix_circuits_jurisdiction"), "circuits", ["jurisdiction"], unique=False)
    op.create_table(
        "channel_messages",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("alert_id", ROW_ID, nullable=True),
        sa.Column("revision_id", ROW_ID, nullable=True),
        sa.Column("obligation_id", ROW_ID, nullable=True),
        sa.Column("slip_id", ROW_ID, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_messages")),
        sa.UniqueConstraint(
            "jurisdiction",
            "dedupe_key",
            name=op.f("uq_channel_messages_jurisdiction_dedupe_key"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_channel_messages_{column}_{table}"),
            )
            for column, table in (
                ("alert_id", "alerts"),
                ("revision_id", "revisions"),
                ("obligation_id", "obligations"),
                ("slip_id", "slips"),
            )
        ),
    )
    op.create_index(
        op.f("ix_channel_messages_jurisdiction"), "channel_messages", ["jurisdiction"], unique=False
    )
    op.create_index(
        "ix_channel_messages_queue", "channel_messages", ["state", "next_try_at"], unique=False
    )
    op.create_index(
        "ix_channel_messages_revision", "channel_messages", ["revision_id"], unique=False
    )
