"""What a message or a board is about: one subject, instead of a column for each kind of thing."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.altering import ALONE

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

COLUMNS = {
    "matter": "matter_id",
    "order": "order_id",
    "obligation": "obligation_id",
    "slip": "slip_id",
    "extension": "extension_id",
}
"""The former column for each kind; the more specific kinds come later."""
KEYS = {
    "matter": "alert_id_alerts",
    "order": "revision_id_revisions",
    "obligation": "obligation_id_obligations",
    "slip": "slip_id_slips",
    "extension": "extension_id_extensions",
}
"""The foreign keys have the names with which they were made."""
OF_CHANNELS = ("matter", "order", "obligation", "slip")


def upgrade() -> None:
    _deliveries()
    _channel_messages()
    _boards()


def _deliveries() -> None:
    _carry_over("deliveries", tuple(COLUMNS))
    for name in ("order", "obligation", "slip"):
        op.drop_index(f"ix_deliveries_{name}", "deliveries")
    _drop_columns("deliveries", tuple(COLUMNS))
    op.create_index("ix_deliveries_subject", "deliveries", ["subject_kind", "subject_id", "kind"])


def _channel_messages() -> None:
    _carry_over("channel_messages", OF_CHANNELS)
    op.drop_index("ix_channel_messages_order", "channel_messages")
    _drop_columns("channel_messages", OF_CHANNELS)
    op.create_index(
        "ix_channel_messages_subject", "channel_messages", ["subject_kind", "subject_id"]
    )


def _boards() -> None:
    _carry_over("boards", ("matter",))
    with op.batch_alter_table("boards", reflect_kwargs=ALONE) as boards:
        boards.drop_constraint(op.f("uq_boards_matter_id_kind_matter"), type_="unique")
        boards.drop_constraint(op.f("fk_boards_alert_id_alerts"), type_="foreignkey")
        boards.drop_column("matter_id")
        boards.alter_column("subject_kind", existing_type=sa.String(), nullable=False)
        boards.alter_column("subject_id", existing_type=ROW_ID, nullable=False)
        boards.create_unique_constraint(
            op.f("uq_boards_subject_kind_subject_id_kind_matter"),
            ["subject_kind", "subject_id", "kind", "matter"],
        )
    op.create_index("ix_boards_matter", "boards", ["kind", "matter"])


def _carry_over(table: str, kinds: tuple[str, ...]) -> None:
    """Fill the subject with the most specific of the former columns."""
    op.add_column(table, sa.Column("subject_kind", sa.String(), nullable=True))
    op.add_column(table, sa.Column("subject_id", ROW_ID, nullable=True))
    columns = [(kind, COLUMNS[kind]) for kind in reversed(kinds)]
    cases = " ".join(f"WHEN {column} IS NOT NULL THEN '{kind}'" for kind, column in columns)
    # COALESCE takes two or more values on SQLite.
    ids = ", ".join([*(column for _, column in columns), "NULL"])
    op.execute(f"UPDATE {table} SET subject_kind = CASE {cases} END, subject_id = COALESCE({ids})")


def _drop_columns(table: str, kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
        for kind in kinds:
            batch.drop_constraint(op.f(f"fk_{table}_{KEYS[kind]}"), type_="foreignkey")
            batch.drop_column(COLUMNS[kind])
