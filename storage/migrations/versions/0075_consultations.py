"""Consultations are kept with their boxes, each wording of a box in a row of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SIGNED = sa.text("state = 'signed'")


def upgrade() -> None:
    _consultations()
    _opinions()


def _consultations() -> None:
    table = "consultations"
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("matter_id", ROW_ID, nullable=False),
        sa.Column("order_id", ROW_ID, nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("boxes", sa.JSON(), nullable=False),
        sa.Column("proposal_id", ROW_ID, nullable=True),
        sa.Column("forecast_id", ROW_ID, nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("conclusion", sa.String(), nullable=False),
        sa.Column("without", sa.String(), nullable=False),
        _refers(table, "matter_id", "matters"),
        _refers(table, "order_id", "orders"),
        _refers(table, "proposal_id", "air_proposals"),
        _refers(table, "forecast_id", "forecasts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("matter_id", name=op.f("uq_consultations_matter_id")),
    )
    op.create_index(op.f("ix_consultations_jurisdiction"), table, ["jurisdiction"])


def _opinions() -> None:
    table = "consultation_opinions"
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("matter_id", ROW_ID, nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("signer_id", sa.BigInteger(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("card_id", ROW_ID, nullable=True),
        _refers(table, "matter_id", "matters"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_opinions")),
    )
    op.create_index(op.f("ix_consultation_opinions_jurisdiction"), table, ["jurisdiction"])
    op.create_index(op.f("ix_consultation_opinions_matter_id"), table, ["matter_id"])
    op.create_index(
        "uq_consultation_opinions_signed",
        table,
        ["matter_id", "box"],
        unique=True,
        sqlite_where=SIGNED,
        postgresql_where=SIGNED,
    )


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))
