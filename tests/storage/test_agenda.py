"""What is due comes from the agenda's rows and from the obligations, which are their own timers."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import agenda
from storage.agenda import STEP, AgendaItem, AgendaState, Due
from storage.books.plans import PlanVersion
from storage.database import Database, Session
from storage.decisions.matters import Matter, Order, OrderKind
from storage.occasions import of_order
from storage.owed.obligations import Obligation
from tests.harness.scans import scans
from tests.harness.work import asked

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE = "changji"


@pytest.fixture
async def owed(database: Database) -> list[Obligation]:
    """Two that are due, in the order opposite to their keys, one that is not, and one at rest."""
    async with database.transaction() as session:
        plan = PlanVersion(
            jurisdiction=HERE, number=1, checksum="", content="", applied_at=NOW, applied_by=""
        )
        session.add_all([plan, matter := Matter(jurisdiction=HERE, created_at=NOW)])
        await session.flush()
        session.add(order := _order(matter, plan))
        await session.flush()
        times = [NOW, NOW - HOUR, NOW + 2 * HOUR, None]
        rows = [_owed(matter.key, order.key, f"a{number}", at) for number, at in enumerate(times)]
        session.add_all(rows)
    return rows


async def test_timers_and_items_come_in_order_of_time(
    database: Database, owed: list[Obligation]
) -> None:
    async with database.transaction() as session:
        await _expect(session, "board_due", NOW - HOUR / 2)
        await _expect(session, "board_due", NOW + HOUR)
        found = await agenda.due_items(session, NOW)
        assert await agenda.next_due_at(session, after=NOW) == NOW + HOUR
        waiting = await agenda.waiting(session, HERE)
        assert (await agenda.due_items(session, NOW, limit=1)) == found[:1]
    assert [(one.kind, one.subject) for one in found] == [
        (STEP, owed[1].key),
        ("board_due", 7),
        (STEP, owed[0].key),
    ]
    assert [one.due_at for one in waiting][3:] == [NOW + HOUR, NOW + 2 * HOUR]
    assert [one.address.split(":")[0] for one in found] == ["obligation", "agenda", "obligation"]


async def test_at_one_instant_items_come_before_timers(
    database: Database, owed: list[Obligation]
) -> None:
    """An alert has to be in force before anything is asked under it, however much is due."""
    async with database.transaction() as session:
        await _expect(session, "alert_start", NOW - HOUR)
        [first] = await agenda.due_items(session, NOW, limit=1)
    assert first.kind == "alert_start"


async def test_only_what_still_waits_for_that_instant_is_taken(
    database: Database, owed: list[Obligation]
) -> None:
    async with database.transaction() as session:
        await _expect(session, "board_due", NOW)
        found = await agenda.due_items(session, NOW)
        moved = await session.get_one(Obligation, owed[0].key)
        moved.wakes_at = NOW + HOUR
        await session.flush()
        taken = await agenda.close(session, found, "taken", NOW)
        assert [one.subject for one in taken] == [owed[1].key, 7]
        assert await agenda.close(session, found, "taken", NOW) == []
        await agenda.note(session, dict.fromkeys(taken, "shown"))
    async with database.reading() as session:
        stopped = await session.get_one(Obligation, owed[1].key)
        item = await agenda.item(session, next(one.item for one in found if one.item))
        assert (await session.get_one(Obligation, owed[0].key)).wakes_at == NOW + HOUR
    assert stopped.wakes_at is None
    assert (item.state, item.verdict) == (AgendaState.DONE, "shown")


async def test_a_tick_reads_through_no_table(database: Database) -> None:
    async with database.transaction() as session:
        with asked() as statements:
            await agenda.due_items(session, NOW)
            await agenda.next_due_at(session, after=NOW)
        assert len(statements) == 2
        assert await scans(database, session, statements) == []


def test_a_row_wakes_the_tick_if_it_makes_something_due() -> None:
    item = AgendaItem(jurisdiction=HERE, kind="board_due", subject=7, due_at=NOW)
    assert agenda.awaits(item)
    assert not agenda.awaits(item.model_copy(update={"state": AgendaState.DONE}))
    assert agenda.awaits(_owed(1, 2, "gongan", NOW))
    assert not agenda.awaits(_owed(1, 2, "gongan", None))
    assert not agenda.awaits(Due(STEP, 1, HERE, NOW, None))


async def test_a_timer_that_was_set_in_vain_does_not_trouble_whoever_watches(
    database: Database, owed: list[Obligation]
) -> None:
    heard = []
    database.watch(lambda row: heard.append(agenda.awaits(row)))
    async with database.transaction() as session:
        row = await session.get_one(Obligation, owed[3].key)
        nested = await session.begin_nested()
        row.wakes_at = NOW + HOUR
        await session.flush()
        await nested.rollback()
    assert heard
    async with database.reading() as session:
        assert (await session.get_one(Obligation, owed[3].key)).wakes_at is None


async def _expect(session: Session, kind: str, at: datetime) -> None:
    session.add(AgendaItem(jurisdiction=HERE, kind=kind, subject=7, due_at=at))
    await session.flush()


def _order(matter: Matter, plan: PlanVersion) -> Order:
    return Order(
        jurisdiction=HERE,
        matter_id=matter.key,
        kind=OrderKind.ISSUE,
        starts_at=NOW,
        plan_version_id=plan.key,
        drafted_at=NOW,
    )


def _owed(matter_id: int, order_id: int, agency: str, wakes_at: datetime | None) -> Obligation:
    return Obligation(
        jurisdiction=HERE,
        matter_id=matter_id,
        order_id=order_id,
        agency=agency,
        kind="receipt",
        occasion=of_order(order_id),
        opened_at=NOW,
        due_at=NOW,
        wakes_at=wakes_at,
    )
