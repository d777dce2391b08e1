"""What the office reports upward at once is kept line by line."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "urgent_dispatches",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("first_id", ROW_ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("place_in_line", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("plan_version_id", ROW_ID, nullable=False),
        sa.Column("drafted_by", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", WHEN, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.Column("leaders", sa.JSON(), nullable=False),
        sa.Column("card_id", ROW_ID, nullable=True),
        sa.Column("signed_at", WHEN, nullable=True),
        sa.Column("way", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("received_at", WHEN, nullable=True),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.Column("closed_at", WHEN, nullable=True),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["urgent_dispatches.id"],
            name=op.f("fk_urgent_dispatches_first_id_urgent_dispatches"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_version_id"],
            ["plan_versions.id"],
            name=op.f("fk_urgent_dispatches_plan_version_id_plan_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_dispatches")),
    )
    op.create_index(
        op.f("ix_urgent_dispatches_jurisdiction"), "urgent_dispatches", ["jurisdiction"]
    )
    op.create_index(op.f("ix_urgent_dispatches_first_id"), "urgent_dispatches", ["first_id"])
    op.create_index("ix_urgent_dispatches_state", "urgent_dispatches", ["jurisdiction", "state"])
