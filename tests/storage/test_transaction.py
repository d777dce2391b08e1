"""A transaction asks once for what it has read, and never answers from before a change."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from sandbox import HANG
from storage.books import audit, plans
from storage.books.audit import AuditEntry
from storage.books.plans import PlanVersion
from storage.database import Database, Session
from storage.decisions import matters
from storage.decisions.matters import Matter, Order, OrderKind, OrderState
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole
from storage.supervision import slips
from tests.harness.work import counted

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HERE = "here"


@asynccontextmanager
async def undone(session: Session) -> AsyncIterator[None]:
    """What is written in it is undone, as when a use case fails in the end."""
    nested = await session.begin_nested()
    yield
    await nested.rollback()


async def fail(session: Session) -> None:
    """Write something, and then what the database refuses."""
    async with session.begin_nested():
        await append(session, "undone")
        session.add(version())
        await session.flush()


def office(title: str = "办公室") -> Chat:
    return Chat(jurisdiction=HERE, chat_id=-1, role=ChatRole.OFFICE, title=title, bound_at=NOW)


def version(number: int = 1) -> PlanVersion:
    return PlanVersion(
        jurisdiction=HERE,
        number=number,
        checksum="",
        content="{}",
        applied_at=NOW,
        applied_by="cli:operator",
    )


async def append(session: Session, action: str) -> AuditEntry:
    return await audit.append(session, jurisdiction=HERE, at=NOW, actor="clock", action=action)


async def actions(database: Database) -> list[tuple[int, str]]:
    async with database.reading() as session:
        entries = await audit.entries(session, HERE, 0, 100)
    hashes = [audit.FIRST_HASH, *(entry.hash for entry in entries)]
    assert [entry.previous_hash for entry in entries] == hashes[:-1]
    return [(entry.number, entry.action) for entry in entries]


async def test_a_row_is_read_by_its_key_once(database: Database) -> None:
    async with database.transaction() as session:
        session.add(version())
        await session.flush()
        [row] = await plans.versions(session, HERE)
        key = row.key
    with counted() as work:
        async with database.transaction() as session:
            # No variable holds these rows, and yet they need not be read again.
            assert (await plans.version(session, key)).number == 1
            assert (await plans.version(session, key)).checksum == ""
            session.add(version(2))
    assert work.total == 2, str(work)


async def test_a_chat_is_asked_for_once_until_a_chat_changes(database: Database) -> None:
    async with database.transaction() as session:
        assert await chats.office_chat(session, HERE) is None
        session.add(office())
        found = await chats.office_chat(session, HERE)
        assert found is not None
        found.unbound_at = NOW
        session.add(found)
        assert await chats.office_chat(session, HERE) is None
        session.add(office("新办公室"))
        await session.flush()
        again = await chats.office_chat(session, HERE)
        assert again is not None
        assert again.title == "新办公室"


async def test_several_are_read_at_once_and_found_after_one_of_them_changes(
    database: Database,
) -> None:
    async with database.transaction() as session:
        session.add_all([group(-1, "gongan"), group(-2, "jiaoyu")])
    with counted() as work:
        async with database.transaction() as session:
            await chats.read_at(session, HERE, [-1, -2, -3])
            for chat_id in (-1, -2):
                [found] = await chats.bound_with_id(session, HERE, chat_id)
                found.title = "新名"
                await session.flush()
            titles = [chat.title for chat in await chats.bound_with_id(session, HERE, -1)]
            assert titles == ["新名"]
            assert await chats.bound_with_id(session, HERE, -3) == []
    asked = [text for text in work.statements.elements() if text.startswith("SELECT")]
    assert len(asked) == 1, str(work)


async def test_what_was_read_at_once_is_asked_anew_when_it_is_doubtful(database: Database) -> None:
    async with database.transaction() as session:
        session.add_all([group(-1, "gongan"), group(-2, "jiaoyu")])
        await session.flush()
        await chats.read_at(session, HERE, [-1, -2, -3])
        [moved] = await chats.bound_with_id(session, HERE, -1)
        # None of these is written when it is asked for.
        moved.chat_id = -3
        assert await chats.bound_with_id(session, HERE, -1) == []
        assert await chats.bound_with_id(session, HERE, -3) == [moved]
        session.add(new := group(-1, "zhujian"))
        assert await chats.bound_with_id(session, HERE, -1) == [new]
        await session.delete(new)
        await session.flush()
        assert await chats.bound_with_id(session, HERE, -1) == []
        async with undone(session):
            moved.unbound_at = NOW
            assert await chats.bound_with_id(session, HERE, -3) == []
        assert await chats.bound_with_id(session, HERE, -3) == [moved]


def group(chat_id: int, agency: str) -> Chat:
    return Chat(
        jurisdiction=HERE, chat_id=chat_id, role=ChatRole.AGENCY, agency=agency, bound_at=NOW
    )


async def test_a_change_in_bulk_is_seen(database: Database) -> None:
    async with database.transaction() as session:
        plan, matter = version(), Matter(jurisdiction=HERE, created_at=NOW)
        session.add_all([plan, matter])
        await session.flush()
        order = an_order(matter.key, plan.key)
        session.add(order)
        assert await matters.issued_orders(session, matter.key) == [order]
        await matters.move_order(session, order.key, [OrderState.ISSUED], OrderState.VOID)
        assert await matters.issued_orders(session, matter.key) == []


def an_order(matter_id: int, plan_version_id: int) -> Order:
    return Order(
        jurisdiction=HERE,
        matter_id=matter_id,
        kind=OrderKind.ISSUE,
        state=OrderState.ISSUED,
        level="orange",
        starts_at=NOW,
        plan_version_id=plan_version_id,
        drafted_by=1,
        drafted_at=NOW,
        office_chat_id=-1,
        issued_at=NOW,
    )


async def test_answers_do_not_outlive_what_was_undone(database: Database) -> None:
    async with database.transaction() as session:
        async with undone(session):
            session.add(office())
            assert await chats.office_chat(session, HERE) is not None
        assert await chats.office_chat(session, HERE) is None


async def test_the_log_is_written_at_the_end_and_its_chain_holds(database: Database) -> None:
    with counted() as work:
        async with database.transaction() as session:
            for action in ("first", "second", "third"):
                await append(session, action)
    assert (work.total, work.commits) == (2, 1), str(work)
    assert await actions(database) == [(1, "first"), (2, "second"), (3, "third")]


async def test_whoever_asks_for_the_log_finds_all_of_it(database: Database) -> None:
    async with database.transaction() as session:
        await append(session, "first")
        assert (await session.exec(select(AuditEntry.action))).all() == ["first"]
        assert [one.action for one in await audit.entries(session, HERE, 0, 9)] == ["first"]


async def test_the_log_goes_on_from_what_was_not_undone(database: Database) -> None:
    async with database.transaction() as session:
        await append(session, "before")
        async with undone(session):
            await append(session, "undone")
        await append(session, "after")
    assert await actions(database) == [(1, "before"), (2, "after")]


async def test_what_waited_is_written_though_the_database_refused_what_came_then(
    database: Database,
) -> None:
    """A statement that fails undoes the savepoint by itself, before anybody asks for that."""
    async with database.transaction() as session:
        session.add(version())
    async with database.transaction() as session:
        await append(session, "before")
        async with session.begin_nested():
            await append(session, "between")
            with pytest.raises(IntegrityError):
                await fail(session)
            await append(session, "after")
    assert await actions(database) == [(1, "before"), (2, "between"), (3, "after")]


async def test_what_a_savepoint_wrote_last_is_kept_with_it(database: Database) -> None:
    async with database.transaction() as session:
        async with session.begin_nested():
            await append(session, "inside")
        await append(session, "after")
    assert await actions(database) == [(1, "inside"), (2, "after")]


async def test_what_waits_is_written_once_for_all_savepoints(database: Database) -> None:
    with counted() as work:
        async with database.transaction() as session:
            for action in ("first", "second", "third"):
                async with session.begin_nested():
                    await append(session, action)
    # One question for the end of the log, and one statement for all entries.
    assert work.total == 2, str(work)
    assert [action for _, action in await actions(database)] == ["first", "second", "third"]


async def test_what_waited_before_a_savepoint_waits_again_after_it(database: Database) -> None:
    """Inside somebody asked for the log, so what waited was written, and undone with the rest."""
    async with database.transaction() as session:
        await append(session, "before")
        async with undone(session):
            found = await audit.entries(session, HERE, 0, 9)
            assert [entry.action for entry in found] == ["before"]
        await append(session, "after")
    assert await actions(database) == [(1, "before"), (2, "after")]


async def test_slips_of_several_are_read_at_once(database: Database) -> None:
    async with database.transaction() as session:
        with counted() as work:
            await slips.SLIPS.read(session, [1, 2, 3])
            await slips.SLIPS.read(session, [1, 2])
            assert [await slips.slips_of(session, one) for one in (1, 2, 3)] == [[], [], []]
            session.add(version())
            await session.commit()
    assert work.total == 2, str(work)


async def test_whoever_only_reads_asks_each_time(database: Database) -> None:
    async with database.reading() as session:
        await slips.SLIPS.read(session, [1])
        assert await slips.slips_of(session, 1) == []
        assert await chats.office_chat(session, HERE) is None
        async with database.transaction() as other:
            other.add(office())
    async with database.reading() as session:
        assert await chats.office_chat(session, HERE) is not None


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_what_was_read_before_our_turn_is_asked_anew(database: Database) -> None:
    """Another process may have the turn while we wait for ours."""
    async with database.transaction() as session:
        assert await chats.office_chat(session, HERE) is None
        async with database.deciding(HERE) as before:
            before.add(office())
        await database.decide_alone(session, HERE)
        assert await chats.office_chat(session, HERE) is not None


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_who_decides_for_several_offices_has_the_turn_in_each(database: Database) -> None:
    async with database.deciding("there", HERE) as several:
        waiting = [asyncio.create_task(read_alone(database, office)) for office in (HERE, "there")]
        await until_two_wait(several)
        several.add(office())
    assert [chat and chat.title for chat in await asyncio.gather(*waiting)] == ["办公室", None]


async def read_alone(database: Database, jurisdiction: str) -> Chat | None:
    async with database.deciding(jurisdiction) as session:
        return await chats.office_chat(session, jurisdiction)


async def until_two_wait(session: Session) -> None:
    """Return once two others wait for a turn."""
    query = text(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
        "WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
    )
    connection = await session.connection()
    async with asyncio.timeout(HANG):
        while (await connection.execute(query)).scalar_one() < 2:
            pass
