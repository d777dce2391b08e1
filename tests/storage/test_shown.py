"""Whatever the board may show raises a number that is in the same transaction, and only that."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from sqlmodel import col, update

from storage.board_access.versions import is_queue_alone, versions
from storage.books import audit
from storage.database import Database, Session
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.receiving.dialogues import Dialogue
from storage.roster.people import Person
from storage.rota.shift_notes import ShiftNote

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HERE, THERE = "changji", "manas"
Deed = Callable[[Session], Awaitable[None]]


def note(office: str = HERE) -> ShiftNote:
    return ShiftNote(jurisdiction=office, post="x", written_by=1, written_at=NOW, text="noted")


async def numbers(database: Database) -> tuple[int, int]:
    async with database.reading() as session:
        found = await versions(session, {HERE, THERE})
    return found[HERE], found[THERE]


async def _adds(session: Session) -> None:
    session.add(note())


async def _says(session: Session) -> None:
    await audit.append(session, jurisdiction=HERE, at=NOW, actor="clock", action="tried")


async def _does_both(session: Session) -> None:
    await _adds(session)
    await _says(session)


async def _moves(session: Session) -> None:
    session.add(Person(jurisdiction=HERE, user_id=7, name="某某", first_seen_at=NOW))


async def _undoes(session: Session) -> None:
    nested = await session.begin_nested()
    session.add(note())
    await session.flush()
    await nested.rollback()
    session.add(note())


async def _changes_in_bulk(session: Session) -> None:
    await session.exec(update(ShiftNote).where(col(ShiftNote.written_by) == 1).values(text="else"))


@pytest.mark.parametrize(
    "deed",
    [_adds, _says, _does_both, _moves, _undoes, _changes_in_bulk],
    ids=lambda it: it.__name__,
)
async def test_a_change_is_told_of_its_office_alone(database: Database, deed: Deed) -> None:
    before = await numbers(database)
    async with database.deciding(HERE) as session:
        await deed(session)
    after = await numbers(database)
    assert after[0] > before[0]
    assert after[1] == before[1]
    assert not is_queue_alone(before[0], after[0])


async def test_a_longer_queue_is_known_from_a_decision(database: Database) -> None:
    before = await numbers(database)
    async with database.deciding(HERE) as session:
        session.add(
            Delivery(
                jurisdiction=HERE,
                kind=DeliveryKind.ANSWER,
                lane=1,
                chat_id=1,
                text="said",
                created_at=NOW,
                next_try_at=NOW,
            )
        )
    after = await numbers(database)
    assert after[0] == before[0] + 1
    assert is_queue_alone(before[0], after[0])


async def test_one_number_grows_at_a_time(database: Database) -> None:
    """Where the audit log tells of a change, no statement is spent on telling it once more."""
    at_first, _ = await numbers(database)
    async with database.deciding(HERE) as session:
        await _says(session)
    said, _ = await numbers(database)
    async with database.deciding(HERE) as session:
        await _does_both(session)
    both, _ = await numbers(database)
    assert both - said == said - at_first


async def test_a_bulk_change_outside_a_decision_may_be_everybody_s(database: Database) -> None:
    before = await numbers(database)
    async with database.transaction() as session:
        await _changes_in_bulk(session)
    after = await numbers(database)
    assert all(new > old for new, old in zip(after, before, strict=True))


async def test_what_the_program_needs_for_itself_is_no_change(database: Database) -> None:
    before = await numbers(database)
    async with database.deciding(HERE) as session:
        session.add(Dialogue(jurisdiction=HERE, chat_id=1, user_id=1, kind="x", opened_at=NOW))
    async with database.deciding(HERE, THERE) as session:
        await audit.last_entry(session, HERE)
    assert await numbers(database) == before


async def _fails(database: Database) -> None:
    async with database.deciding(HERE) as session:
        session.add(note())
        await session.flush()
        raise RuntimeError


async def test_what_is_undone_is_no_change(database: Database) -> None:
    before = await numbers(database)
    with pytest.raises(RuntimeError):
        await _fails(database)
    assert await numbers(database) == before
