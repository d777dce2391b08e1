"""Alembic runs this for each command; the connection comes from `storage.upkeep.migrate`."""

from alembic import context

from storage.upkeep.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite alters a table by copying it.
    render_as_batch=True,
    on_version_apply=context.config.attributes.get("taken"),
)
context.run_migrations()
