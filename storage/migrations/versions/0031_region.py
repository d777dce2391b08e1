"""What the office above ordered and agreed to, what was filed, and how far each county is."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _table(
        "upper_orders",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("upper", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("level_name", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("pollutant", sa.String(), nullable=True),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("grounds", sa.String(), nullable=False),
        _reference("upper_orders", "letter_id", "letters"),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("registered_by", sa.BigInteger(), nullable=True),
        sa.Column("checked_by", sa.BigInteger(), nullable=True),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
    )
    op.create_index(op.f("ix_upper_orders_state"), "upper_orders", ["jurisdiction", "state"])
    _table(
        "upper_consents",
        _reference("upper_consents", "upper_order_id", "upper_orders", nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        _reference("upper_consents", "letter_id", "letters"),
    )
    op.create_index(op.f("ix_upper_consents_upper_order_id"), "upper_consents", ["upper_order_id"])
    _table(
        "filed_orders",
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("filed_at", MOMENT, nullable=False),
        _reference("filed_orders", "letter_id", "letters"),
    )
    _table(
        "county_progress",
        _reference("county_progress", "matter_id", "matters", nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("home", sa.String(), nullable=False),
        sa.Column("progress", sa.String(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("level_name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=True),
        sa.UniqueConstraint("matter_id", "body", name=op.f("uq_county_progress_matter_id_body")),
    )


def _table(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_jurisdiction"), name, ["jurisdiction"])


def _reference(table: str, column: str, to: str, *, nullable: bool = True) -> sa.Column[int]:
    key = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{column}_{to}"))
    return sa.Column(column, ROW_ID, key, nullable=nullable)
