"""Keeps an office's chats, people and appointments from one decision to the next.

They change a few times a week, and every decision asks for them. The process keeps an office's
rows of these kinds (`Row.KEPT`) under a version that stands in the database. Whatever changes such
a row raises the version in the same transaction, in whichever process, and each decision reads the
version first. So what is kept is as fresh as what is asked for at the beginning of the decision.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy
from sqlalchemy import Engine, UniqueConstraint, bindparam, event, inspect, literal, text
from sqlalchemy.orm import ORMExecuteState, SessionTransaction, make_transient_to_detached
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import col, select

from storage.books import audit
from storage.books.audit import AuditEntry
from storage.books.plans import PlanVersion
from storage.columns import OnBoard, Row
from storage.database import Session
from storage.transaction import memory
from storage.transaction.answers import Alike
from storage.transaction.last import RememberingSession

T = TypeVar("T", bound=Row)

OFFICES_KEPT = 48
"""An office of 45 bodies takes a tenth of a megabyte. The rows of an office beyond these are read
anew, with one question for each kind."""


class KeptVersion(Row, table=True):
    """How often an office's chats, people and appointments have changed."""

    __tablename__ = "kept_versions"
    __table_args__ = (UniqueConstraint("jurisdiction"),)
    ON_BOARD = OnBoard.BEHIND

    version: int


Stored = dict[str, Any]
"""A row's values as they were read; they belong to no session."""


ROWS_KEPT = 300
"""The most rows of one kind that are kept of an office. A liaison's first 收到 changes some of
them, and to read a thousand rows anew for each would take longer than the questions that are
spared."""


@dataclass(slots=True)
class _Shelf:
    version: int
    rows: dict[type[Row], list[Stored]] = field(default_factory=dict)
    found: dict[object, list[Stored]] = field(default_factory=dict)
    """Those of them that were asked for by some facts, by the question."""


_VERSION = "kept_version"
_OWN = "kept_for_itself"
"""The shelves of a decision that looks in passing, which end with it; None for any other."""
_SHELVES: WeakKeyDictionary[Engine, dict[str, _Shelf]] = WeakKeyDictionary()
_TOO_MANY: WeakKeyDictionary[Engine, set[tuple[str, type[Row]]]] = WeakKeyDictionary()
"""Offices that have more rows of a kind than are kept."""


async def plan_in_force(
    session: Session, jurisdiction: str, *, in_passing: bool = False
) -> int | None:
    """The id of the plan's newest version; from here on this decision may use what is kept.

    Whoever looks at each office once, in passing, uses what is kept and keeps nothing more. The end
    of the audit log is read with it, as most decisions add to it.
    """
    version_id: int | None
    version_id, version, number, last_hash = (
        await session.exec(_STANDING, params={"jurisdiction": jurisdiction})
    ).one()
    session.info[_VERSION] = (jurisdiction, version or 0)
    session.info[_OWN] = {} if in_passing else None
    if number is not None:
        audit.continues_from(session, jurisdiction, number, last_hash)
    return version_id


_NEWEST_PLAN = (
    select(col(PlanVersion.id))
    .where(PlanVersion.jurisdiction == bindparam("jurisdiction"))
    .order_by(col(PlanVersion.number).desc())
    .limit(1)
)
_KEPT_VERSION = select(KeptVersion.version).where(
    KeptVersion.jurisdiction == bindparam("jurisdiction")
)
_NEWEST_ENTRY = (
    sqlalchemy.select(col(AuditEntry.number), col(AuditEntry.hash))
    .where(col(AuditEntry.jurisdiction) == bindparam("jurisdiction"))
    .order_by(col(AuditEntry.number).desc())
    .limit(1)
    .subquery()
)
_STANDING: Any = sqlalchemy.select(
    _NEWEST_PLAN.scalar_subquery(),
    _KEPT_VERSION.scalar_subquery(),
    _NEWEST_ENTRY.c.number,
    _NEWEST_ENTRY.c.hash,
).select_from(sqlalchemy.select(literal(1)).subquery().outerjoin(_NEWEST_ENTRY, sqlalchemy.true()))


async def those(session: Session, kind: type[T], jurisdiction: str, **facts: Any) -> list[T]:
    """The office's rows of a kind that hold now and for which all these facts are true, by id.

    Outside a decision, and after the decision changed rows of this kind itself, the database is
    asked.
    """
    alike, values = _alike(kind, tuple(facts)), (jurisdiction, *facts.values())
    known = await alike.known(session, *values)
    if known is not None:
        return known
    shelf = _shelf(session, jurisdiction, kind)
    if shelf is None:
        return await alike.those(session, *values)
    found = await _of_shelf(session, shelf, kind, jurisdiction, facts)
    alike.answered(session, values, found)
    return found


async def read_ahead(
    session: Session,
    kind: type[T],
    jurisdiction: str,
    name: str,
    several: Collection[Any],
    **common: Any,
) -> None:
    """Read at once what `those` is going to be asked for each of several values of one column."""
    alike = _alike(kind, (*common, name))
    if _shelf(session, jurisdiction, kind) is None:
        await alike.read(session, several, jurisdiction, *common.values())
        return
    # What is kept is found without a question, and is known even after a row of it changes.
    for one in several:
        await those(session, kind, jurisdiction, **common, **{name: one})


async def _of_shelf(
    session: Session, shelf: _Shelf, kind: type[T], jurisdiction: str, facts: dict[str, Any]
) -> list[T]:
    if kind not in shelf.rows:
        shelf.rows[kind] = await _read(session, kind, jurisdiction)
        if len(shelf.rows[kind]) > ROWS_KEPT:
            engine = session.sync_session.get_bind().engine
            _TOO_MANY.setdefault(engine, set()).add((jurisdiction, kind))
    question = (kind, *facts.items())
    found = shelf.found.get(question)
    if found is None:
        found = [row for row in shelf.rows[kind] if facts.items() <= row.items()]
        # Strangers may ask for anything that is not there, and be many.
        if found:
            shelf.found[question] = found
    return [_revived(session.sync_session, kind, row) for row in found]


async def _read(session: Session, kind: type[Row], jurisdiction: str) -> list[Stored]:
    found = await _alike(kind, ()).ask(session, jurisdiction)
    names = [column.key for column in inspect(kind).column_attrs]
    return [{name: getattr(row, name) for name in names} for row in found]


@cache
def _alike(kind: type[T], names: tuple[str, ...]) -> Alike[T]:
    until = kind.KEPT.until if kind.KEPT else None
    return Alike(kind, "jurisdiction", *names, until=until)


def _shelf(session: Session, jurisdiction: str, kind: type[Row]) -> _Shelf | None:
    office, version = session.info.get(_VERSION, ("", 0))
    if office != jurisdiction or _changes(session.sync_session, kind):
        return None
    engine = session.sync_session.get_bind().engine
    if (jurisdiction, kind) in _TOO_MANY.get(engine, ()):
        return None
    shelf = _newest(session, engine, jurisdiction, version)
    # A decision that began before the newest change may not use what was kept since.
    return shelf if shelf.version == version else None


def _newest(session: Session, engine: Engine, jurisdiction: str, version: int) -> _Shelf:
    shelves = _SHELVES.setdefault(engine, {})
    shelf = shelves.get(jurisdiction)
    own: dict[str, _Shelf] | None = session.info[_OWN]
    if own is not None and (shelf is None or shelf.version < version):
        return own.setdefault(jurisdiction, _Shelf(version))
    if shelf is None or shelf.version < version:
        shelf = _Shelf(version)
    # The office that was asked about last stands at the end, so the oldest is dropped first.
    shelves.pop(jurisdiction, None)
    shelves[jurisdiction] = shelf
    if len(shelves) > OFFICES_KEPT:
        del shelves[next(iter(shelves))]
    return shelf


def _changes(session: OrmSession, kind: type[Row]) -> bool:
    unwritten = (*session.new, *session.dirty, *session.deleted)
    written = any(changed is kind for _, changed in memory.changed(session))
    return written or any(isinstance(row, kind) for row in unwritten)


def _revived(session: OrmSession, kind: type[T], values: Stored) -> T:
    """Attach the row as if the session had read it now, unless the session holds it already."""
    key = inspect(kind).identity_key_from_primary_key((values["id"],))
    row: T | None = session.identity_map.get(key)
    if row is None:
        # As when the ORM reads a row: no value is set one by one, or checked once more.
        row = inspect(kind).class_manager.new_instance()
        vars(row).update(values)
        make_transient_to_detached(row)
        session.add(row)
    return row


@event.listens_for(RememberingSession, "before_commit")
def _raise_versions(session: RememberingSession) -> None:
    # The end of a savepoint is told here as well; one rise is enough for the whole transaction.
    if session.in_nested_transaction():
        return
    if session.new or session.dirty or session.deleted:
        session.flush()
    offices = {office for office, _ in memory.changed(session)}
    if offices:
        # Every transaction takes the offices in the same order, so no two wait for each other.
        session.connection().execute(_RAISE, [{"office": office} for office in sorted(offices)])
        session.info.pop(_VERSION, None)


@event.listens_for(RememberingSession, "after_soft_rollback")
def _ask_again(session: RememberingSession, _transaction: SessionTransaction) -> None:
    # A row that was changed since the savepoint has lost its values, and only a question finds
    # them.
    session.info.pop(_VERSION, None)


_RAISE = text(
    "INSERT INTO kept_versions (jurisdiction, version) VALUES (:office, 1) "
    "ON CONFLICT (jurisdiction) DO UPDATE SET version = kept_versions.version + 1"
)


@event.listens_for(RememberingSession, "do_orm_execute")
def _refuse_bulk(statement: ORMExecuteState) -> None:
    # A bulk statement does not say whose rows it changes, so no version could be raised.
    if not statement.is_select and any(one.class_.KEPT for one in statement.all_mappers):
        raise TypeError("rows that are kept between decisions are changed one by one")
