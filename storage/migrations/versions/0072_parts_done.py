"""A body says that a part is put right, and sends its sealed paper with a name."""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "parts_done",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("rectification_id", ROW_ID, nullable=False),
        sa.Column("remains", sa.String(), nullable=False),
        sa.Column("rest_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rectification_id"],
            ["rectifications.id"],
            name=op.f("fk_parts_done_rectification_id_rectifications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts_done")),
    )
    for column in ("jurisdiction", "rectification_id"):
        op.create_index(op.f(f"ix_parts_done_{column}"), "parts_done", [column])
    op.add_column(
        "rectifications",
        sa.Column("responsible", sa.String(), server_default="", nullable=False),
    )
    for name in ("seal_asked_at", "part_at"):
        op.add_column("rectifications", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("problem_files", sa.Column("rectification_id", ROW_ID, nullable=True))
    op.create_index(
        op.f("ix_problem_files_rectification_id"), "problem_files", ["rectification_id"]
    )
