"""Copies for a body that lays them before the leaders are on record."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "laid_copies",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("slip_id", ROW_ID, nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("digest_id", ROW_ID, nullable=True),
        sa.Column("delivery_id", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["slips.id"], name=op.f("fk_laid_copies_slip_id_slips")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["slip_digests.id"], name=op.f("fk_laid_copies_digest_id_slip_digests")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_laid_copies_delivery_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_laid_copies")),
        sa.UniqueConstraint("slip_id", "agency", name=op.f("uq_laid_copies_slip_id_agency")),
    )
    for column in ("jurisdiction", "slip_id"):
        op.create_index(op.f(f"ix_laid_copies_{column}"), "laid_copies", [column])
    op.create_index("ix_laid_copies_state", "laid_copies", ["jurisdiction", "agency", "state"])
