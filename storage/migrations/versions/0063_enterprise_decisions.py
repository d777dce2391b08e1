"""What was decided about an enterprise is kept, and a problem may name the enterprise."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "enterprise_decisions"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("enterprise_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("alert_id", ROW_ID, nullable=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.Column("plan_version_id", ROW_ID, nullable=False),
        sa.Column("drafted_by", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("card_id", ROW_ID, nullable=True),
        _refers("enterprise_id", "enterprises"),
        _refers("alert_id", "matters"),
        _refers("plan_version_id", "plan_versions"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    for column in ("jurisdiction", "enterprise_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])
    op.add_column("problems", sa.Column("enterprise_id", ROW_ID, nullable=True))
    op.create_index(op.f("ix_problems_enterprise_id"), "problems", ["enterprise_id"])


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{TABLE}_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name)
