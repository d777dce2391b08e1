"""The audit log proves itself: whole, or broken at the first entry that was touched."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select, update

from office.records import audits
from office.records.audits import Broken, ChainFault, Verified
from storage.books import audit
from storage.books.audit import FIRST_HASH, AuditEntry
from storage.database import Database
from tests.office.conftest import MORNING

ENTRIES = 5


@pytest.fixture
async def log(database: Database) -> Database:
    async with database.transaction() as session:
        for number in range(ENTRIES):
            await audit.append(
                session,
                jurisdiction="changji",
                at=MORNING,
                actor="user:7",
                action="tried",
                subject=f"alert:{number}",
                detail={"级别": "橙色", "n": number},
            )
    return database


async def verify(database: Database) -> Verified | Broken:
    async with database.reading() as session:
        return await audits.verify(session, "changji")


async def test_an_empty_log_is_whole(database: Database) -> None:
    assert await verify(database) == Verified(0, FIRST_HASH)


@pytest.mark.parametrize("batch", [1, 2, 5, 1000])
async def test_a_whole_log_tells_its_count_and_head(
    log: Database, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(audits, "BATCH", batch)
    async with log.reading() as session:
        last = await audit.last_entry(session, "changji")
        head = last.hash if last else FIRST_HASH
    assert await verify(log) == Verified(ENTRIES, head)


async def test_it_says_how_far_it_is(log: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audits, "BATCH", 2)
    told: list[tuple[str, int, int]] = []
    async with log.reading() as session:
        await audits.verify(session, "changji", lambda *far: told.append(far))
    assert told[0] == ("proving", 2, ENTRIES)
    assert told[-1] == ("proving", ENTRIES, ENTRIES)


async def test_other_jurisdictions_have_chains_of_their_own(log: Database) -> None:
    async with log.reading() as session:
        assert await audits.verify(session, "elsewhere") == Verified(0, FIRST_HASH)


def _other_words(entry: AuditEntry) -> None:
    entry.detail = {"级别": "红色", "n": 2}


def _other_actor(entry: AuditEntry) -> None:
    entry.actor = "user:8"


def _other_predecessor(entry: AuditEntry) -> None:
    entry.previous_hash = FIRST_HASH
    entry.hash = audit.hash_of(entry)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_other_words, ChainFault.ALTERED),
        (_other_actor, ChainFault.ALTERED),
        (_other_predecessor, ChainFault.UNLINKED),
    ],
)
async def test_an_entry_that_was_changed_is_named(
    log: Database, change: Callable[[AuditEntry], None], fault: ChainFault
) -> None:
    async with log.transaction() as session:
        entry = (await session.exec(select(AuditEntry).where(AuditEntry.number == 3))).one()
        change(entry)
        session.add(entry)
    assert await verify(log) == Broken(3, fault)


async def test_an_entry_made_to_fit_breaks_the_one_after_it(log: Database) -> None:
    async with log.transaction() as session:
        entry = (await session.exec(select(AuditEntry).where(AuditEntry.number == 3))).one()
        _other_words(entry)
        entry.hash = audit.hash_of(entry)
        session.add(entry)
    assert await verify(log) == Broken(4, ChainFault.UNLINKED)


async def test_an_entry_that_was_taken_out_is_missed(log: Database) -> None:
    async with log.transaction() as session:
        await session.exec(update(AuditEntry).where(col(AuditEntry.number) == 3).values(number=300))
    assert await verify(log) == Broken(3, ChainFault.MISSING)
