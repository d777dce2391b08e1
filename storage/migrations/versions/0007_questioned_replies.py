"""Replies that say nothing of the matter, kept and asked about."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "questioned_replies",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("obligation_id", ROW_ID, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        sa.Column("item", sa.JSON(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("question_id", ROW_ID, nullable=True),
        sa.Column("shown_at", MOMENT, nullable=True),
        sa.Column("card_id", ROW_ID, nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligations.id"],
            name=op.f("fk_questioned_replies_obligation_id_obligations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questioned_replies")),
        sa.UniqueConstraint(
            "obligation_id",
            "chat_id",
            "message_id",
            name=op.f("uq_questioned_replies_obligation_id_chat_id_message_id"),
        ),
    )
    op.create_index(
        op.f("ix_questioned_replies_jurisdiction"),
        "questioned_replies",
        ["jurisdiction"],
        unique=False,
    )
    op.create_index(
        op.f("ix_questioned_replies_obligation_id"),
        "questioned_replies",
        ["obligation_id"],
        unique=False,
    )
    op.create_index(
        "ix_questioned_replies_message",
        "questioned_replies",
        ["chat_id", "message_id"],
        unique=False,
    )
