"""People give their number for emergencies; a stored update never holds one in its JSON."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("phone_number", sa.String(), nullable=True))
    op.create_table(
        "phone_numbers",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_numbers")),
        sa.UniqueConstraint(
            "jurisdiction", "user_id", name=op.f("uq_phone_numbers_jurisdiction_user_id")
        ),
    )
    op.create_index(op.f("ix_phone_numbers_jurisdiction"), "phone_numbers", ["jurisdiction"])
