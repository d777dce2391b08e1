"""What the office is alarmed of while somebody is on duty is kept until somebody answers it."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=True),
        sa.Column("subject_id", ROW_ID, nullable=True),
        sa.Column("concern", sa.String(), nullable=False),
        sa.Column("shift_id", ROW_ID, nullable=False),
        sa.Column("delivery_id", ROW_ID, nullable=True),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shifts.id"], name=op.f("fk_alarms_shift_id_shifts")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_alarms_delivery_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    op.create_index(op.f("ix_alarms_jurisdiction"), "alarms", ["jurisdiction"])
    op.create_index(op.f("ix_alarms_answered"), "alarms", ["jurisdiction", "answered_at"])
