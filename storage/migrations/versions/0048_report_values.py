"""What is read of reports is kept by field, and what is doubtful of it until somebody says."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    op.create_table(
        "report_values",
        *_of_a_part("report_values"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("came", sa.String(), nullable=False),
        sa.Column("recorded_at", at, nullable=False),
    )
    op.create_table(
        "report_doubts",
        *_of_a_part("report_doubts"),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("settled_at", at, nullable=True),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
    )
    for table in ("report_values", "report_doubts"):
        for column in ("jurisdiction", "report_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index("ix_report_values_field", "report_values", ["report_id", "field"])


def _of_a_part(table: str) -> tuple[sa.Column[int] | sa.Column[str] | sa.Constraint, ...]:
    return (
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("report_id", ROW_ID, nullable=False),
        sa.Column("part_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f(f"fk_{table}_report_id_reports")
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["report_parts.id"], name=op.f(f"fk_{table}_part_id_report_parts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
