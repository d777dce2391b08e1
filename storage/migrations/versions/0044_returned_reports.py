"""The office sends reports back to be completed, with a reason and a new time."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _times_returned() -> sa.Column[int]:
    return sa.Column("times_returned", sa.Integer(), nullable=False, server_default="0")


def upgrade() -> None:
    at = sa.DateTime(timezone=True)
    op.add_column("obligations", sa.Column("returned_at", at, nullable=True))
    for table in ("obligations", "slips"):
        op.add_column(table, _times_returned())
    op.drop_index("uq_slips_step", table_name="slips")
    op.create_index(
        "uq_slips_step",
        "slips",
        ["obligation_id", "step", "times_returned"],
        unique=True,
        sqlite_where=sa.text("state <> 'void'"),
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_table(
        "report_returns",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("report_id", ROW_ID, nullable=False),
        sa.Column("obligation_id", ROW_ID, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("returned_by", sa.BigInteger(), nullable=False),
        sa.Column("returned_at", at, nullable=False),
        sa.Column("due_at", at, nullable=False),
        sa.Column("submitted_at", at, nullable=False),
        sa.Column("was_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_returns_report_id_reports")
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["obligations.id"],
            name=op.f("fk_report_returns_obligation_id_obligations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_returns")),
    )
    for column in ("jurisdiction", "report_id", "obligation_id"):
        op.create_index(op.f(f"ix_report_returns_{column}"), "report_returns", [column])
