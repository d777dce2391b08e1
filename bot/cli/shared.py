"""What the commands that work on the database share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, NoReturn

import typer

from bot.settings import Settings, sentence
from storage import heartbeats, migrate, plans
from storage.database import AWAY, Database, Session, missing_file

OPERATOR = "cli:operator"
"""Who acts, for the audit log."""


def refuse(chosen: Settings, key: str, **facts: Any) -> NoReturn:
    """End with one sentence that says why."""
    typer.echo(sentence(chosen.locale, key, **facts), err=True)
    raise typer.Exit(1)


def require_database(chosen: Settings) -> None:
    """For what only reads: to open a database that is not there would make an empty one."""
    missing = missing_file(chosen.database())
    if missing is not None:
        refuse(chosen, "cli_no_database", path=missing)


async def reach(chosen: Settings) -> str | None:
    """The revision that the database stands at; where it cannot be reached, one sentence ends it.

    A file that is not there is not made by looking.
    """
    if await asyncio.to_thread(missing_file, chosen.database()) is not None:
        return None
    try:
        return await migrate.current_revision(chosen.database())
    except AWAY as error:
        refuse(chosen, "doctor_database_away", reason=type(error).__name__)


@asynccontextmanager
async def opened(chosen: Settings) -> AsyncIterator[Database]:
    """The database, with the tables of this version."""
    await asyncio.to_thread(chosen.data_dir.mkdir, parents=True, exist_ok=True)
    await reach(chosen)
    await migrate.upgrade(chosen.database())
    database = Database(chosen.database())
    try:
        yield database
    finally:
        await database.close()


async def jurisdiction(chosen: Settings, session: Session, wanted: str | None) -> str:
    """The one that was named, or the only one there is."""
    known = await plans.jurisdictions(session)
    if wanted is not None and wanted not in known:
        refuse(chosen, "cli_no_such_jurisdiction", wanted=wanted, known=known or ("-",))
    if wanted is None and len(known) > 1:
        refuse(chosen, "cli_which_jurisdiction", known=known)
    if not known:
        refuse(chosen, "cli_no_plan_yet")
    return wanted or known[0]


async def instant(chosen: Settings, session: Session) -> datetime:
    """Now; in a rehearsal the running bot's time, which has left the start behind."""
    now = chosen.make_clock().now()
    last = await heartbeats.last_heartbeat(session) if chosen.clock else None
    return max(now, last) if last else now
