"""The tick: what is due is done once, a failing item stops nobody, lost time is given back."""

from datetime import datetime, timedelta

from sqlmodel import select

from storage import agenda, heartbeats
from storage.agenda import AgendaItem
from storage.heartbeats import Outage
from storage.obligations import Obligation, ObligationKind, ObligationState
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
    async with stage.database.transaction() as session:
        await agenda.cancel(
            session,
            jurisdiction=stage.plan.jurisdiction,
            kind="no_such_kind",
            subject=1,
            at=stage.clock.now(),
        )


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
