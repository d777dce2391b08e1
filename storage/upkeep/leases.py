"""Leases: which process does what only one may do. The database's clock decides.

A lease has a fencing number that grows whenever it changes hands. Whoever acts by a lease locks
its row and compares the number in the same transaction. Whoever is too late finds it changed.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.columns import OnBoard, Row
from storage.database import Session
from storage.immutable import immutable


class LeaseLost(Exception):
    """Another process has the lease, or may have it; nothing may be decided or sent by it."""


class LeaseRow(Row, table=True):
    """A row is for the whole deployment; its jurisdiction is empty. Only PostgreSQL uses it."""

    __tablename__ = "leases"
    __table_args__ = (UniqueConstraint("name"),)
    ON_BOARD = OnBoard.BEHIND

    name: str
    holder: str
    fence: int
    expires_at: datetime


@immutable
class Grant:
    """A lease that a process was given; it is valid until another process is given it."""

    name: str
    fence: int


# clock_timestamp() is the present; PostgreSQL's now() is the beginning of the transaction.
_ADD = text(
    "INSERT INTO leases (jurisdiction, name, holder, fence, expires_at)"
    " VALUES ('', :name, '', 0, clock_timestamp()) ON CONFLICT (name) DO NOTHING"
)
# SKIP LOCKED: a row that a transaction of its holder has locked is not free yet.
_LOCK_FREE = text(
    "SELECT id FROM leases WHERE name = :name"
    " AND (expires_at <= clock_timestamp() OR holder = :own) FOR UPDATE SKIP LOCKED"
)
_TAKE = text(
    "UPDATE leases SET holder = :holder, fence = fence + 1,"
    " expires_at = clock_timestamp() + make_interval(secs => :seconds)"
    " WHERE name = :name RETURNING fence"
)
# All are renewed in one statement: with a round trip for each, the last one could be too late.
_RENEW = text(
    "UPDATE leases SET expires_at = clock_timestamp() + make_interval(secs => :seconds)"
    " FROM unnest(CAST(:names AS text[]), CAST(:fences AS int[])) AS mine(name, fence)"
    " WHERE leases.name = mine.name AND leases.fence = mine.fence RETURNING leases.name"
)
_RELEASE = text(
    "UPDATE leases SET expires_at = clock_timestamp() WHERE name = :name AND fence = :fence"
)
# KEY SHARE lets the lease be renewed meanwhile, but not change hands before this transaction ends.
_CONFIRM = text("SELECT fence FROM leases WHERE name = :name AND fence = :fence FOR KEY SHARE")

_HELD = text("SELECT id FROM leases WHERE name = :name AND expires_at > clock_timestamp()")

_ATTEND = text(
    "INSERT INTO leases (jurisdiction, name, holder, fence, expires_at)"
    " VALUES ('', :name, :holder, 0, clock_timestamp() + make_interval(secs => :seconds))"
    " ON CONFLICT (name) DO UPDATE SET expires_at = excluded.expires_at"
)
_ATTENDING = text(
    "SELECT count(*) FROM leases WHERE name LIKE :prefix || '%' AND expires_at > clock_timestamp()"
)
_LEAVE = text("DELETE FROM leases WHERE name = :name")
# A process that was killed could not delete its own row.
_FORGET = text(
    "DELETE FROM leases WHERE name LIKE :prefix || '%'"
    " AND expires_at < clock_timestamp() - interval '1 hour'"
)
_PRESENT = "process:"


async def add(session: Session, names: Iterable[str]) -> None:
    connection = await session.connection()
    for name in sorted(names):
        await connection.execute(_ADD, {"name": name})


async def take(
    session: Session, name: str, holder: str, span: timedelta, *, back: bool = False
) -> Grant | None:
    """Take a free lease; `back` also takes one that this holder held before it was restarted."""
    connection = await session.connection()
    free = await connection.execute(_LOCK_FREE, {"name": name, "own": holder if back else None})
    if free.first() is None:
        return None
    facts = {"name": name, "holder": holder, "seconds": span.total_seconds()}
    return Grant(name, (await connection.execute(_TAKE, facts)).scalar_one())


async def renew(session: Session, grants: Collection[Grant], span: timedelta) -> set[str]:
    """The names of those that are still ours; the others were given to somebody else."""
    connection = await session.connection()
    facts = {
        "names": [grant.name for grant in grants],
        "fences": [grant.fence for grant in grants],
        "seconds": span.total_seconds(),
    }
    return set((await connection.execute(_RENEW, facts)).scalars())


async def release(session: Session, grant: Grant) -> None:
    connection = await session.connection()
    await connection.execute(_RELEASE, {"name": grant.name, "fence": grant.fence})


async def is_held(session: Session, name: str) -> bool:
    connection = await session.connection()
    return (await connection.execute(_HELD, {"name": name})).first() is not None


async def confirm(session: Session, grant: Grant) -> bool:
    """Whether it is still ours; if so, it stays ours until this transaction ends."""
    connection = await session.connection()
    facts = {"name": grant.name, "fence": grant.fence}
    return (await connection.execute(_CONFIRM, facts)).first() is not None


async def attend(session: Session, holder: str, span: timedelta) -> int:
    """Say that this process lives; return how many live, so that they can share the duties."""
    connection = await session.connection()
    facts = {"name": _PRESENT + holder, "holder": holder, "seconds": span.total_seconds()}
    await connection.execute(_ATTEND, facts)
    await connection.execute(_FORGET, {"prefix": _PRESENT})
    found = await connection.execute(_ATTENDING, {"prefix": _PRESENT})
    return int(found.scalar_one())


async def leave(session: Session, holder: str) -> None:
    connection = await session.connection()
    await connection.execute(_LEAVE, {"name": _PRESENT + holder})


async def anybody_attends(connection: AsyncConnection) -> bool:
    """Whether a bot runs on a database of which it is not known whether it has any tables."""
    if connection.dialect.name != "postgresql":
        return False
    if not await connection.run_sync(lambda plain: inspect(plain).has_table("leases")):
        return False
    found = await connection.execute(_ATTENDING, {"prefix": _PRESENT})
    return int(found.scalar_one()) > 0
