"""Somebody else's transaction changed a row after this desk had read it."""

from sqlalchemy import Table, update

from office.desk import Desk
from storage.columns import Row


async def moved_by_another(desk: Desk, row: Row, state: str) -> None:
    """The desk goes on with what it read: only the database knows the new state."""
    table: Table = type(row).__table__  # type: ignore[attr-defined]
    await desk.session.flush()
    connection = await desk.session.connection()
    await connection.execute(update(table).where(table.c.id == row.key).values(state=state))
