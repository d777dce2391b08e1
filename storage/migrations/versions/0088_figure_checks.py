"""The office finds figures right that a report asks about, and that is on record."""

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHECKS = "figure_checks"


def upgrade() -> None:
    op.create_table(
        CHECKS,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("report_id", ROW_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("checked_by", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_figure_checks_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_checks")),
        sa.UniqueConstraint(
            "report_id", "version", name=op.f("uq_figure_checks_report_id_version")
        ),
    )
    for column in ("jurisdiction", "report_id"):
        op.create_index(op.f(f"ix_figure_checks_{column}"), CHECKS, [column])


def downgrade() -> None:
    op.drop_table(CHECKS)
