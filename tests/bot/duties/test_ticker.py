"""The tick: what is due is done once, a failing item stops nobody, lost time is given back."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from bot.duties.ticker import Ticker
from storage import agenda
from storage.agenda import AgendaItem
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.upkeep import heartbeats
from storage.upkeep.heartbeats import Outage
from tests.harness.stage import Stage
from tests.stories.passages import silent_morning


async def schedule(stage: Stage, kind: str, due_at: datetime, subject: int = 1) -> AgendaItem:
    async with stage.database.transaction() as session:
        where = stage.plan.jurisdiction
        await agenda.schedule(
            session, jurisdiction=where, kind=kind, subject=subject, due_at=due_at
        )
        item = await agenda.waiting_item(session, where, kind, subject)
        assert item is not None
        return item


async def item_now(stage: Stage, item: AgendaItem) -> AgendaItem:
    async with stage.database.reading() as session:
        return await agenda.item(session, item.key)


async def outages(stage: Stage) -> list[Outage]:
    async with stage.database.reading() as session:
        return list((await session.exec(select(Outage))).all())


async def test_an_item_that_fails_is_tried_again_and_stops_nobody(stage: Stage) -> None:
    soon = stage.clock.now() + timedelta(minutes=1)
    broken = await schedule(stage, "no_such_kind", soon)
    missing = await schedule(stage, "obligation_step", soon, subject=404)
    await stage.wake()
    await stage.advance(minutes=1)
    stage.expect_error("no_such_kind")
    assert (await item_now(stage, broken)).state == "waiting"
    assert (await item_now(stage, missing)).state == "done"
    await stage.advance(seconds=5)
    stage.expect_error("no_such_kind")
    await cancel(stage, "no_such_kind")


async def test_what_failed_and_is_due_no_more_calls_nobody(stage: Stage) -> None:
    ticker, now = await stopped_ticker(stage), stage.clock.now()
    await schedule(stage, "no_such_kind", now)
    assert await ticker.work() > now
    stage.expect_error("no_such_kind")
    await cancel(stage, "no_such_kind")
    await stage.advance(seconds=5)
    assert await ticker.work() > stage.clock.now()


async def test_however_much_fails_what_comes_after_it_is_taken(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.duties.ticker.BATCH", 2)
    ticker, now = await stopped_ticker(stage), stage.clock.now()
    for subject in (1, 2):
        await schedule(stage, "no_such_kind", now - timedelta(minutes=1), subject)
    sound = await schedule(stage, "obligation_step", now, subject=404)
    await ticker.work()
    for _ in range(2):
        stage.expect_error("no_such_kind")
    assert (await item_now(stage, sound)).state == "done"
    for subject in (1, 2):
        await cancel(stage, "no_such_kind", subject)


async def stopped_ticker(stage: Stage) -> Ticker:
    """A ticker of our own; the office's own one is not running."""
    await stage.stop()
    return Ticker(stage.desks(), stage.clock)


async def cancel(stage: Stage, kind: str, subject: int = 1) -> None:
    where, at = stage.plan.jurisdiction, stage.clock.now()
    async with stage.database.transaction() as session:
        await agenda.cancel(session, jurisdiction=where, kind=kind, subject=subject, at=at)


async def test_the_heart_beats(stage: Stage) -> None:
    await stage.advance(minutes=5)
    async with stage.database.reading() as session:
        last = await heartbeats.last_heartbeat(session)
    assert last == stage.clock.now()


async def test_a_short_restart_is_no_outage(stage: Stage) -> None:
    await stage.kill()
    await stage.advance(seconds=30)
    await stage.start()
    assert await outages(stage) == []


async def test_a_long_one_is_and_is_counted_once(stage: Stage) -> None:
    began = stage.clock.now()
    await stage.kill()
    await stage.advance(minutes=10)
    await stage.start()
    await stage.restart()
    [outage] = await outages(stage)
    assert (outage.began_at, outage.ended_at) == (began, began + timedelta(minutes=10))
    stage.skim(stage.cast.office)


async def test_of_steps_taken_together_the_one_that_fails_undoes_only_itself(stage: Stage) -> None:
    """Both are due at noon; of one the books are spoilt."""
    await silent_morning(stage, "zhujian", "12-02 11:59")
    spoilt, sound = await owed_by(stage, "zhujian"), await owed_by(stage, "gongan")
    async with stage.database.transaction() as session:
        for row, pause_reason in ((spoilt, "no_such_reason"), (sound, None)):
            known = await session.get_one(Obligation, row.key)
            known.step, known.state = "nudge", ObligationState.OPEN
            known.pause_reason = pause_reason
            known.step_due_at = known.wakes_at = stage.clock.now() + timedelta(minutes=1)
            session.add(known)
    await stage.wake()
    await stage.advance(minutes=1)
    stage.expect_error("no_such_reason")
    stage.expect(stage.cast.groups["gongan"], "逾期提醒")
    assert (await owed_by(stage, "gongan")).step == "reminder"
    assert (await owed_by(stage, "zhujian")).step == "nudge"
    async with stage.database.transaction() as session:
        (await session.get_one(Obligation, spoilt.key)).wakes_at = None
    stage.skim()


async def owed_by(stage: Stage, agency: str) -> Obligation:
    """The report of the day before."""
    query = select(Obligation).where(
        Obligation.agency == agency, Obligation.kind == ObligationKind.DAILY
    )
    async with stage.database.reading() as session:
        return (await session.exec(query)).one()
