"""An office's chats and people are read once, and every decision sees each change to them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from sqlmodel import update

from storage.books import plans
from storage.books.plans import PlanVersion
from storage.database import Database, Session
from storage.roster import chats, kept, people
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import Appointment, Person
from tests.harness.databases import Backend
from tests.harness.work import asked, counted

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HERE, ELSEWHERE = "here", "elsewhere"
DIRECTOR = 7


@asynccontextmanager
async def deciding(
    database: Database, office: str = HERE, *, in_passing: bool = False
) -> AsyncIterator[Session]:
    """Open a decision in the way a desk does."""
    async with database.deciding(office) as session:
        await kept.plan_in_force(session, office, in_passing=in_passing)
        yield session


def group(title: str = "办公室", office: str = HERE, chat_id: int = -1) -> Chat:
    return Chat(
        jurisdiction=office, chat_id=chat_id, role=ChatRole.OFFICE, title=title, bound_at=NOW
    )


async def title_of(database: Database, office: str = HERE) -> str | None:
    async with deciding(database, office) as session:
        found = await chats.office_chat(session, office)
        return found.title if found else None


async def appoint(session: Session, user_id: int = DIRECTOR) -> None:
    session.add(Person(jurisdiction=HERE, user_id=user_id, name="主任", first_seen_at=NOW))
    session.add(Appointment(jurisdiction=HERE, user_id=user_id, position="director", since=NOW))
    await session.flush()


@pytest.fixture
async def office(database: Database) -> Database:
    async with deciding(database) as session:
        session.add(group())
        await appoint(session)
    assert await title_of(database) == "办公室"
    return database


@pytest.fixture
async def another(backend: Backend, office: Database) -> AsyncIterator[Database]:
    """The same database, in what could be another process."""
    database = Database(office.url)
    yield database
    await database.close()


async def test_a_decision_asks_for_nothing_that_an_earlier_one_read(office: Database) -> None:
    async with deciding(office) as session:
        await people.holders(session, HERE, "director")
    with counted() as work:
        async with deciding(office) as session:
            found = await chats.office_chat(session, HERE)
            [holder] = await people.holders(session, HERE, "director")
            assert found is not None
            assert (found.title, holder.name) == ("办公室", "主任")
            session.add(a_plan())
    assert work.total == 2, str(work)


async def work_of_a_look(database: Database, *, in_passing: bool) -> int:
    """Count the statements of a decision that asks twice for the chats and changes something."""
    with counted() as work:
        async with deciding(database, in_passing=in_passing) as session:
            assert await chats.office_chat(session, HERE) is not None
            assert await chats.chats_of_agency(session, HERE, "eco") == []
            changed = a_plan()
            session.add(changed)
            await session.flush()
            await session.delete(changed)
    return work.total


async def test_a_look_in_passing_uses_what_is_kept_and_keeps_nothing(another: Database) -> None:
    # The plan's version, its row, and its end are three statements; reading the chats is a fourth.
    assert await work_of_a_look(another, in_passing=True) == 4
    assert await work_of_a_look(another, in_passing=True) == 4
    assert await work_of_a_look(another, in_passing=False) == 4
    assert await work_of_a_look(another, in_passing=True) == 3


def a_plan(office: str = HERE) -> PlanVersion:
    """Something that a decision changes, as only those that change something are counted."""
    return PlanVersion(
        jurisdiction=office,
        number=1,
        checksum="",
        content="{}",
        applied_at=NOW,
        applied_by="cli:operator",
    )


async def test_the_version_comes_with_the_plan(office: Database) -> None:
    async with deciding(office) as session:
        session.add(a_plan())
    async with office.deciding(HERE) as session:
        newest = await kept.plan_in_force(session, HERE)
        assert newest == await plans.latest_version_id(session, HERE)
    async with office.deciding(HERE) as session:
        assert await kept.plan_in_force(session, ELSEWHERE) is None


async def test_a_row_that_is_held_already_is_that_very_row(office: Database) -> None:
    async with deciding(office) as session:
        found = await chats.office_chat(session, HERE)
        assert found is not None
        assert await session.get(Chat, found.key) is found
        assert await chats.office_chat(session, HERE) is found


async def test_what_was_kept_can_be_changed(office: Database, another: Database) -> None:
    async with deciding(office) as session:
        found = await chats.office_chat(session, HERE)
        assert found is not None
        found.title = "新办公室"
        session.add(found)
    assert await title_of(office) == "新办公室"
    assert await title_of(another) == "新办公室"


async def test_another_process_changes_it(office: Database, another: Database) -> None:
    async with deciding(another) as session:
        found = await chats.office_chat(session, HERE)
        assert found is not None
        found.unbound_at = NOW
        session.add(found)
    assert await title_of(office) is None


async def test_a_decision_sees_its_own_change(office: Database) -> None:
    async with deciding(office) as session:
        [held] = await people.current_appointments(session, HERE)
        assert await people.end_appointment(session, held.key, NOW)
        assert await people.holders(session, HERE, "director") == []
        assert not await people.end_appointment(session, held.key, NOW)
        await appoint(session, 8)
        [holder] = await people.holders(session, HERE, "director")
        assert holder.user_id == 8


class Undone(Exception):
    """What a use case raises after it has changed something."""


async def change_and_fail(database: Database) -> None:
    async with deciding(database) as session:
        found = await chats.office_chat(session, HERE)
        assert found is not None
        found.title = "另一个办公室"
        session.add(found)
        await session.flush()
        assert await chats.chat_at(session, -1, jurisdiction=HERE) is found
        raise Undone


async def test_a_change_that_was_undone_is_not_kept(office: Database) -> None:
    with pytest.raises(Undone):
        await change_and_fail(office)
    assert await title_of(office) == "办公室"


async def test_after_an_undone_savepoint_a_row_is_as_it_was(office: Database) -> None:
    """Nobody had written the change yet, so only the row itself knew of it."""
    async with deciding(office) as session:
        found = await chats.office_chat(session, HERE)
        assert found is not None
        nested = await session.begin_nested()
        found.title = "另一个办公室"
        await nested.rollback()
        again = await chats.office_chat(session, HERE)
        assert again is not None
        assert again.title == "办公室"


async def test_a_change_of_one_office_leaves_the_others_kept(office: Database) -> None:
    async with deciding(office, ELSEWHERE) as session:
        session.add(group("别处", ELSEWHERE, -2))
    assert await title_of(office, ELSEWHERE) == "别处"
    async with deciding(office) as session:
        session.add(group("备用", chat_id=-3))
    with counted() as work:
        async with deciding(office, ELSEWHERE) as session:
            assert await chats.office_chat(session, ELSEWHERE) is not None
            session.add(a_plan(ELSEWHERE))
    assert work.total == 2, str(work)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_a_slow_decision_says_nothing_to_those_after_it(
    office: Database, another: Database
) -> None:
    """It read the version before the change, and asks for the rows after it."""
    async with office.transaction() as slow:
        await kept.plan_in_force(slow, HERE)
        async with deciding(another) as session:
            found = await chats.office_chat(session, HERE)
            assert found is not None
            found.title = "新办公室"
            session.add(found)
        assert await title_of(office) == "新办公室"
        # It may go on with what held when it began.
        assert await chats.office_chat(slow, HERE) is not None
    assert await title_of(office) == "新办公室"


async def test_changes_in_bulk_are_refused(office: Database) -> None:
    with pytest.raises(TypeError, match="one by one"):
        async with deciding(office) as session:
            await session.exec(update(Chat).values(unbound_at=NOW))


async def test_the_offices_that_were_asked_about_last_are_kept(
    office: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "OFFICES_KEPT", 1)
    async with deciding(office, ELSEWHERE) as session:
        assert await chats.office_chat(session, ELSEWHERE) is None
    with counted() as work:
        async with deciding(office) as session:
            assert await chats.office_chat(session, HERE) is not None
            session.add(a_plan())
    assert work.total == 3, str(work)


async def test_an_office_with_too_many_rows_is_asked_for_each(
    office: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "ROWS_KEPT", 1)
    async with deciding(office) as session:
        session.add(group("备用", chat_id=-3))
    for title in ("办公室", "总值班室"):
        async with deciding(office) as session:
            found = await chats.office_chat(session, HERE)
            assert found is not None
            assert found.title == title
            found.title = "总值班室"
            session.add(found)
    with counted() as work:
        async with deciding(office) as session:
            assert len(await chats.bound_with_id(session, HERE, -3)) == 1
            assert len(await chats.bound_with_id(session, HERE, -1)) == 1
            session.add(a_plan())
    assert work.total == 4, str(work)


async def test_changes_in_several_savepoints_raise_the_version_once(office: Database) -> None:
    with counted() as work:
        async with deciding(office) as session:
            for number in (8, 9):
                async with session.begin_nested():
                    session.add(group(f"{number}", chat_id=-number))
    raised = [count for said, count in work.statements.items() if "kept_versions (" in said]
    assert raised == [1], str(work)
    async with deciding(office) as session:
        assert len(await chats.in_roles(session, HERE, [ChatRole.OFFICE])) == 3


async def test_a_change_of_people_leaves_the_chats_kept(office: Database) -> None:
    """Whoever presses 收到 first becomes known; where the chats are has not changed by it."""
    async with deciding(office) as session:
        await appoint(session, 8)
        with asked() as questions:
            assert await chats.office_chat(session, HERE) is not None
            assert len(await people.current_appointments(session, HERE)) == 2
    assert [said.split()[said.split().index("FROM") + 1] for said, _ in questions] == [
        "appointments"
    ]
