"""Alerts become matters and revisions become orders: one of several kinds of matter is an alert."""

from alembic import op

from storage.migrations.altering import ALONE

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = {"alerts": "matters", "revisions": "orders"}
COLUMNS = {"alert_id": "matter_id", "revision_id": "order_id"}
HOLDERS = {
    "orders": ("alert_id",),
    "approvals": ("revision_id",),
    "obligations": ("alert_id", "revision_id"),
    "boards": ("alert_id",),
    "channel_messages": ("alert_id", "revision_id"),
    "deliveries": ("alert_id", "revision_id"),
}
INDEXES = {
    "ix_alerts_jurisdiction": ("matters", "ix_matters_jurisdiction", ["jurisdiction"]),
    "ix_revisions_jurisdiction": ("orders", "ix_orders_jurisdiction", ["jurisdiction"]),
    "ix_revisions_alert_id": ("orders", "ix_orders_matter_id", ["matter_id"]),
    "ix_deliveries_revision": ("deliveries", "ix_deliveries_order", ["order_id", "kind"]),
    "ix_channel_messages_revision": ("channel_messages", "ix_channel_messages_order", ["order_id"]),
}
UNIQUE = {
    "approvals": (["revision_id", "step"], ["order_id", "step"]),
    "obligations": (
        ["alert_id", "kind", "agency", "matter"],
        ["matter_id", "kind", "agency", "matter"],
    ),
    "boards": (["alert_id", "kind", "matter"], ["matter_id", "kind", "matter"]),
}


def upgrade() -> None:
    for old, new in TABLES.items():
        op.rename_table(old, new)
    for table, held in HOLDERS.items():
        for column in held:
            op.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO {COLUMNS[column]}")
    for old, (table, new, columns) in INDEXES.items():
        op.drop_index(old, table_name=table)
        op.create_index(new, table, columns)
    for table, (before, after) in UNIQUE.items():
        # SQLite cannot change a constraint of a table that stands: these three are small.
        with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
            batch.drop_constraint(_name(table, before), type_="unique")
            batch.create_unique_constraint(_name(table, after), after)


def _name(table: str, columns: list[str]) -> str:
    return "_".join(("uq", table, *columns))
