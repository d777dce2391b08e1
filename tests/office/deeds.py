"""Deeds at a desk with which many tests begin: a process does each once, and then repeats it.

A scene (tests/office/scenes.py) copies a database at rest. A test that works at one open desk has a
transaction under way; there a deed is repeated by writing once more what it had written, with
neither the office's rules nor the ORM. It is done in full wherever anything else was written
before it, and in tests that put something else in place of our functions.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlmodel import col, select

from office.desk import Desk
from storage.columns import Row
from storage.database import Session
from storage.transaction import memory
from storage.transaction.last import write_waiting
from storage.transaction.memory import MEMORY
from tests.harness.engines import AtOnce, Statement

P = ParamSpec("P")
Result = TypeVar("Result")

Way = tuple[object, ...]
"""The database as it was, and the deeds since the desk was opened."""
STRETCH = "stretch"


@dataclass(slots=True)
class Stretch:
    """What was done at a desk since it was opened, as long as nothing else was written there."""

    way: Way
    plan: object
    connection: AtOnce
    changes: int
    """How many rows the connection had changed by then."""
    doing: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    statements: list[Statement]
    result: Any
    now: datetime
    changed: set[tuple[str, type[Row]]]
    kinds: set[type[Any]]


class Unknowable(Exception):
    """A word or a result that cannot be told from others, or found again."""


_done: dict[Way, Done] = {}


async def watch(desk: Desk, way: Way) -> None:
    """Let what is done at this desk from now on be repeated at others that begin alike."""
    connection = await (await desk.session.connection()).get_raw_connection()
    driver = connection.driver_connection
    if isinstance(driver, AtOnce):
        desk.session.info[STRETCH] = Stretch(way, desk.plan, driver, driver.changes)


def deed(
    do: Callable[P, Coroutine[Any, Any, Result]],
) -> Callable[P, Coroutine[Any, Any, Result]]:
    """Do it only where this process has not yet done it at a desk that stood as this one stands.

    The desk is its first argument.
    """

    @wraps(do)
    async def done(*said: P.args, **named: P.kwargs) -> Result:
        desk, *words = said
        assert isinstance(desk, Desk)
        stretch: Stretch | None = desk.session.info.get(STRETCH)
        if stretch is None or stretch.doing:
            return await do(*said, **named)
        try:
            name = (do.__module__, do.__qualname__, tuple(named))
            told = map(_word, (*words, *named.values()))
            way = (*stretch.way, name, *_stand(desk, stretch), *told)
        except Unknowable:
            del desk.session.info[STRETCH]
            return await do(*said, **named)
        if way not in _done:
            return await _do(desk, stretch, way, lambda: do(*said, **named))
        result: Result = await _repeat(desk, stretch, way)
        return result

    return done


def _stand(desk: Desk, stretch: Stretch) -> Way:
    """Where the desk stands; not known once something else was written there."""
    session = desk.session
    known: Any = session.info[MEMORY]
    unwritten = session.new or session.dirty or session.deleted or known.last
    strayed = unwritten or stretch.connection.changes != stretch.changes
    if strayed or desk.plan is not stretch.plan:
        raise Unknowable
    facts = (desk.actor, desk.drill, desk.words.locale, desk.bot_username, desk.ways)
    return (desk.now, *map(_word, facts), _word(desk.keeping), _word(desk.scope))


def _word(word: object) -> object:
    if isinstance(word, Row):
        return type(word).__name__, word.key
    told = repr(word)
    if " at 0x" in told:
        raise Unknowable
    return told


async def _do(
    desk: Desk, stretch: Stretch, way: Way, do: Callable[[], Coroutine[Any, Any, Result]]
) -> Result:
    session, connection = desk.session, stretch.connection
    before = set(memory.changed(session.sync_session))
    stretch.doing, connection.tape = True, []
    try:
        result = await do()
        await session.flush()
        await session.run_sync(write_waiting)
        statements = connection.tape
    except BaseException:
        session.info.pop(STRETCH, None)
        raise
    finally:
        stretch.doing, connection.tape = False, None
    stretch.way, stretch.changes = way, connection.changes
    try:
        kept = _kept(result)
    except Unknowable:
        del session.info[STRETCH]
        return result
    changed = set(memory.changed(session.sync_session)) - before
    _done[way] = Done(statements, kept, desk.now, changed, set(memory.kinds_written(session)))
    return result


async def _repeat(desk: Desk, stretch: Stretch, way: Way) -> Any:
    done, session = _done[way], desk.session
    for statement in done.statements:
        stretch.connection.repeat(statement)
    # What was known before it may not be true any more.
    memory.forget(session)
    known: Any = session.info[MEMORY]
    known.changed |= done.changed
    known.kinds |= done.kinds
    await _read_again(session)
    desk.now = done.now
    stretch.way, stretch.changes = way, stretch.connection.changes
    return await _found(session, done.result)


async def _read_again(session: Session) -> None:
    held = [row for row in session.sync_session.identity_map.values() if isinstance(row, Row)]
    for kind in {type(row) for row in held}:
        keys = [row.key for row in held if type(row) is kind]
        anew = select(kind).where(col(kind.id).in_(keys))
        await session.exec(anew, execution_options={"populate_existing": True})


@dataclass(frozen=True, slots=True)
class _Kept:
    kind: type[Row]
    key: int


def _kept(result: Any) -> Any:
    if isinstance(result, Row):
        return _Kept(type(result), result.key)
    if isinstance(result, dict):
        return {key: _kept(one) for key, one in result.items()}
    if type(result) in (list, tuple):
        return type(result)(map(_kept, result))
    if result is None or isinstance(result, str | int):
        return result
    raise Unknowable


async def _found(session: Session, kept: Any) -> Any:
    if isinstance(kept, _Kept):
        row = await session.get(kept.kind, kept.key)
        assert row is not None, kept
        return row
    if isinstance(kept, dict):
        return {key: await _found(session, one) for key, one in kept.items()}
    if isinstance(kept, list | tuple):
        return type(kept)([await _found(session, one) for one in kept])
    return kept
