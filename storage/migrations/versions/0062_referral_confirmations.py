"""Several posts may confirm a referral, and one that goes on paper is signed for."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "referral_confirmations",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("slip_id", ROW_ID, nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["slips.id"], name=op.f("fk_referral_confirmations_slip_id_slips")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_confirmations")),
    )
    for indexed in ("slip_id", "jurisdiction"):
        name = op.f(f"ix_referral_confirmations_{indexed}")
        op.create_index(name, "referral_confirmations", [indexed])
    further: tuple[sa.Column[Any], ...] = (
        sa.Column("confirmations", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("on_paper", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("received_by", sa.String(), nullable=True),
        sa.Column("received_at", AT, nullable=True),
    )
    for column in further:
        op.add_column("slips", column)
