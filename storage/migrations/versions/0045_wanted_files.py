"""Files are wanted in chats, and made in a process of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    op.create_table(
        "wanted_files",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=True),
        sa.Column("subject_id", ROW_ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.Column("instead", sa.String(), nullable=False),
        sa.Column("delivery_kind", sa.String(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("wanted_by", sa.BigInteger(), nullable=True),
        sa.Column("progress_id", ROW_ID, nullable=True),
        sa.Column("dedupe_key", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", at, nullable=False),
        sa.Column("closed_at", at, nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wanted_files")),
        sa.ForeignKeyConstraint(
            ["progress_id"], ["deliveries.id"], name=op.f("fk_wanted_files_progress_id_deliveries")
        ),
    )
    op.create_index(op.f("ix_wanted_files_jurisdiction"), "wanted_files", ["jurisdiction"])
    op.create_index("ix_wanted_files_state", "wanted_files", ["state"])
    op.create_index(
        "ix_wanted_files_subject", "wanted_files", ["subject_kind", "subject_id", "kind"]
    )
