"""Letters between the offices of one database."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=True),
        sa.Column("subject_id", ROW_ID, nullable=True),
        sa.Column("to_jurisdiction", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("answers_id", ROW_ID, nullable=True),
        sa.Column("dedupe_key", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("came", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["letters.id"], name=op.f("fk_letters_answers_id_letters")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint(
            "jurisdiction", "dedupe_key", name=op.f("uq_letters_jurisdiction_dedupe_key")
        ),
    )
    op.create_index(op.f("ix_letters_jurisdiction"), "letters", ["jurisdiction"])
    op.create_index(op.f("ix_letters_to_jurisdiction"), "letters", ["to_jurisdiction", "state"])
