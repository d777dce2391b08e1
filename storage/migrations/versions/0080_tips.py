"""Citizens write by the public channel's link what they have seen."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0079"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tips",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("sender", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("problem_id", ROW_ID, nullable=True),
        sa.Column("card_id", ROW_ID, nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problems.id"], name=op.f("fk_tips_problem_id_problems")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tips")),
    )
    for column in ("jurisdiction", "sender"):
        op.create_index(op.f(f"ix_tips_{column}"), "tips", [column])
    op.create_index("ix_tips_state", "tips", ["jurisdiction", "state"])
    op.create_table(
        "tip_photos",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("tip_id", ROW_ID, nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("file_unique_id", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_photos_tip_id_tips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_photos")),
    )
    for column in ("jurisdiction", "tip_id"):
        op.create_index(op.f(f"ix_tip_photos_{column}"), "tip_photos", [column])
