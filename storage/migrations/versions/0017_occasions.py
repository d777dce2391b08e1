"""What was called `matter` becomes `occasion`: the word matter now stands for something else."""

from alembic import op

from storage.migrations.altering import ALONE

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UNIQUE = {
    "obligations": ["matter_id", "kind", "agency"],
    "boards": ["subject_kind", "subject_id", "kind"],
}


def upgrade() -> None:
    op.drop_index("ix_boards_matter", table_name="boards")
    for table, columns in UNIQUE.items():
        op.execute(f"ALTER TABLE {table} RENAME COLUMN matter TO occasion")
        # SQLite cannot change a constraint of a table that stands: these two are small.
        with op.batch_alter_table(table, reflect_kwargs=ALONE) as batch:
            batch.drop_constraint(_name(table, [*columns, "matter"]), type_="unique")
            named = [*columns, "occasion"]
            batch.create_unique_constraint(_name(table, named), named)
    op.create_index("ix_boards_occasion", "boards", ["kind", "occasion"])


def _name(table: str, columns: list[str]) -> str:
    return "_".join(("uq", table, *columns))
