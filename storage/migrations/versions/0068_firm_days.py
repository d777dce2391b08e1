"""What single enterprises did on a day is kept, and which names in reports are doubtful."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "firm_days",
        *_of_a_part("firm_days"),
        sa.Column("enterprise_id", ROW_ID, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("came", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"],
            ["enterprises.id"],
            name=op.f("fk_firm_days_enterprise_id_enterprises"),
        ),
    )
    op.create_table(
        "firm_doubts",
        *_of_a_part("firm_doubts"),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
    )
    for table in ("firm_days", "firm_doubts"):
        op.create_index(op.f(f"ix_{table}_jurisdiction"), table, ["jurisdiction"])
        op.create_index(op.f(f"ix_{table}_report_id"), table, ["report_id"])
    op.create_index(op.f("ix_firm_days_enterprise_id"), "firm_days", ["enterprise_id"])
    op.create_index("ix_firm_days_day", "firm_days", ["jurisdiction", "day"])


def _of_a_part(table: str) -> tuple[sa.Column[Any] | sa.Constraint, ...]:
    """The columns and keys that both tables have: each row is of a part of a report."""
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
