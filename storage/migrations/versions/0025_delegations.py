"""The holder of a post may let others sign for it; a signature says for whom it was given."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("to_position", sa.String(), nullable=False),
        sa.Column("given_by", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    op.create_index("ix_delegations_ended", "delegations", ["jurisdiction", "ended_at"])
    op.create_index(op.f("ix_delegations_jurisdiction"), "delegations", ["jurisdiction"])
    op.add_column("approvals", sa.Column("on_behalf_of", sa.BigInteger(), nullable=True))
