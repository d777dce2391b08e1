"""What the air would have the office do is kept, with what it rests on and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFERENCES = {
    "forecast_id": "forecasts",
    "plan_version_id": "plan_versions",
    "matter_id": "matters",
    "order_id": "orders",
    "decline_id": "declines",
}


def upgrade() -> None:
    op.create_table(
        "air_proposals",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("errand", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("former_level", sa.String(), nullable=True),
        sa.Column("forecast_id", ROW_ID, nullable=True),
        sa.Column("observed", sa.Boolean(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_version_id", ROW_ID, nullable=False),
        sa.Column("matter_id", ROW_ID, nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("order_id", ROW_ID, nullable=True),
        sa.Column("decline_id", ROW_ID, nullable=True),
        sa.Column("card_id", ROW_ID, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_air_proposals_{column}_{table}")
            )
            for column, table in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_air_proposals")),
    )
    op.create_index(op.f("ix_air_proposals_jurisdiction"), "air_proposals", ["jurisdiction"])
    op.create_index("ix_air_proposals_state", "air_proposals", ["jurisdiction", "state"])
