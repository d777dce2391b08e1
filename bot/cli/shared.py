"""Holds what the commands that work on the database share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.cli.reaching import bring_up_to_date, refuse
from bot.settings import Settings
from storage.books import plans
from storage.database import Database, Session
from storage.upkeep import heartbeats

OPERATOR = "cli:operator"
"""The actor whom the audit log names."""


@asynccontextmanager
async def opened(chosen: Settings) -> AsyncIterator[Database]:
    """Open the database, with the tables of this version."""
    await asyncio.to_thread(chosen.data_dir.mkdir, mode=0o700, parents=True, exist_ok=True)
    await bring_up_to_date(chosen)
    database = Database(chosen.database())
    try:
        yield database
    finally:
        await database.close()


async def jurisdiction(chosen: Settings, session: Session, wanted: str | None) -> str:
    """Return the jurisdiction that was named, or the only one there is."""
    known = await plans.jurisdictions(session)
    if wanted is not None and wanted not in known:
        refuse(chosen, "cli_no_such_jurisdiction", wanted=wanted, known=known or ("-",))
    if wanted is None and len(known) > 1:
        refuse(chosen, "cli_which_jurisdiction", known=known)
    if not known:
        refuse(chosen, "cli_no_plan_yet")
    return wanted or known[0]


async def instant(chosen: Settings, session: Session) -> datetime:
    """Return the present; in a rehearsal this is the time that the running bot has reached."""
    now = chosen.make_clock().now()
    last = await heartbeats.last_heartbeat(session) if chosen.clock else None
    return max(now, last) if last else now
