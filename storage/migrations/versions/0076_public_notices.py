"""What the public is told is kept as it was said, with who published it."""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "public_notices",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("matter_id", ROW_ID, nullable=False),
        sa.Column("order_id", ROW_ID, nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("text_zh", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.Column("short", sa.String(), nullable=False),
        sa.Column("broadcast", sa.String(), nullable=False),
        sa.Column("own_words", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suggested", sa.JSON(), nullable=False),
        sa.Column("reviewed_by", sa.BigInteger(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrects_id", ROW_ID, nullable=True),
        sa.Column("card_id", ROW_ID, nullable=True),
        _reference("public_notices", "matter_id", "matters"),
        _reference("public_notices", "order_id", "orders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notices")),
    )
    for column in ("jurisdiction", "matter_id", "order_id"):
        op.create_index(op.f(f"ix_public_notices_{column}"), "public_notices", [column])
    op.create_index("ix_public_notices_state", "public_notices", ["jurisdiction", "state"])
    op.create_table(
        "publications",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("notice_id", ROW_ID, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_again", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_where", sa.String(), nullable=False),
        sa.Column("cards", sa.JSON(), nullable=False),
        _reference("publications", "notice_id", "public_notices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("notice_id", "body", name=op.f("uq_publications_notice_id_body")),
    )
    for column in ("jurisdiction", "notice_id"):
        op.create_index(op.f(f"ix_publications_{column}"), "publications", [column])
