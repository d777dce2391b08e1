"""Leases: one holder at a time, and one who was late notices before he does any harm."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import make_url, text

from bot.loops.leases import Lease, LeaseKeeper, give_back, take_ahead, uptime
from bot.runtime import Runtime
from messages.render import Message
from office import post
from office.post import Place
from sandbox import HANG
from storage.database import Database
from storage.delivery.outbox import DeliveryKind, DeliveryState
from storage.upkeep import leases
from storage.upkeep.leases import Grant, LeaseLost
from tests.harness.deeds import delivery_now, post_message
from tests.harness.engines import shared
from tests.harness.stage import Stage

SPAN = timedelta(seconds=30)
SHORT = timedelta(seconds=3)


@pytest.fixture(autouse=True)
def only_on_postgresql(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one process, which holds everything")


async def run_out(database: Database) -> None:
    """Let the lease end as if its holder had not been heard of for long."""
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.execute(text("UPDATE leases SET expires_at = now() - interval '1 s'"))


async def take(database: Database, holder: str, *, back: bool = False) -> Grant | None:
    async with database.transaction() as session:
        await leases.add(session, ["agenda"])
        return await leases.take(session, "agenda", holder, SPAN, back=back)


async def test_one_holds_it_until_it_runs_out(database: Database) -> None:
    first = await take(database, "a")
    assert first is not None
    assert await take(database, "b") is None
    assert await take(database, "a") is None
    await run_out(database)
    second = await take(database, "b")
    assert second is not None
    assert second.fence > first.fence
    async with database.transaction() as session:
        assert await leases.renew(session, [first, second], SPAN) == {second.name}
        await leases.release(session, first)
    assert await take(database, "a") is None
    async with database.transaction() as session:
        await leases.release(session, second)
    assert await take(database, "a") is not None


async def test_whoever_starts_again_under_his_name_goes_on_at_once(database: Database) -> None:
    first = await take(database, "a")
    again = await take(database, "a", back=True)
    assert first is not None
    assert again is not None
    assert again.fence > first.fence


async def test_it_does_not_change_hands_under_an_open_transaction(database: Database) -> None:
    grant = await take(database, "a")
    assert grant is not None
    held = Lease("agenda", shared=True)
    held.hold(grant, 0.0)
    async with database.transaction() as session:
        await held.guard(session)
        await run_out(database)
        assert await take(database, "b") is None
    assert await take(database, "b") is not None
    with pytest.raises(LeaseLost):
        async with database.transaction() as session:
            await held.guard(session)


async def test_a_sleeper_neither_sends_nor_decides(stage: Stage) -> None:
    """Its lease is another's by now, and it has not noticed."""
    await stage.awake()
    async with stage.database.transaction() as session:
        connection = await session.connection()
        await connection.execute(text("UPDATE leases SET holder = 'x', fence = fence + 1"))
    row = await post_message(stage, stage.cast.office, "一", DeliveryKind.ALERT)
    assert (await delivery_now(stage, row)).attempts == 0
    stage.expect_silence()
    await stage.kill()


async def test_what_came_too_late_goes_again_where_nobody_took_over(stage: Stage) -> None:
    """By our own clock the lease has run out, but in the database it is still ours."""
    [line] = (await stage.awake()).lines
    assert line.lease.grant is not None
    line.lease.hold(line.lease.grant, 0.0)
    row = await post_message(stage, stage.cast.office, "一", DeliveryKind.ALERT)
    line.lease.hold(line.lease.grant, uptime() + SPAN.total_seconds())
    await stage.advance(seconds=5)
    assert (await delivery_now(stage, row)).state == DeliveryState.SENT
    assert stage.expect(stage.cast.office, "一").text == "一"


async def test_a_second_process_stands_by_and_takes_over(stage: Stage) -> None:
    await stage.awake()
    url = shared(stage.setup.database_url)
    setup = replace(stage.setup, database_url=url, process="second", lease=SHORT)
    second = Runtime(setup, stage.clock)
    await second.start()
    try:
        # Written by nobody's loop: the first process looks, the second one leaves it alone.
        await post_message(stage, stage.cast.office, "一", DeliveryKind.ALERT)
        stage.expect(stage.cast.office, "一")
        await stage.kill()
        await run_out(stage.database)
        private = stage.cast.private(stage.cast.staff)
        stage.world.say(stage.cast.staff, private, "/nonsense")
        await stage.world.until(lambda: private.messages[-1].sender is stage.cast.bot)
        stage.expect_private(stage.cast.staff, "没有这条命令")
    finally:
        await second.kill()


async def test_who_does_not_send_wakes_who_does(stage: Stage) -> None:
    first = await stage.awake()
    url = shared(stage.setup.database_url)
    second = Runtime(replace(stage.setup, database_url=url, process="second"), stage.clock)
    await second.start()
    try:
        jobs = first.application.job_queue
        assert jobs is not None
        for job in jobs.jobs():
            # If the alarm does not come, only the hint is left.
            job.schedule_removal()
        now = stage.clock.now()
        async with second.desks.open(stage.plan.jurisdiction, now, "cli:test") as desk:
            await post.send(desk, Place(stage.cast.office.id), DeliveryKind.ALERT, Message("一"))
        messages = stage.cast.office.messages
        await stage.world.until(lambda: messages[-1].text == "一")
        stage.expect(stage.cast.office, "一")
    finally:
        await second.kill()


async def test_what_was_taken_ahead_is_taken_over_by_ones_own_keeper_alone(
    database: Database,
) -> None:
    chore = Chore("bot:1")
    ahead = await take_ahead(database, chore.lease.name, "one", SPAN)
    assert ahead is not None
    assert await take_ahead(database, chore.lease.name, "two", SPAN) is None
    others = Chore("bot:1")
    two = LeaseKeeper(database, [others], "two", SPAN)
    await two.start()
    assert not others.up
    one = LeaseKeeper(database, [chore], "one", SPAN)
    await one.start()
    assert chore.up
    # What was taken over is not given back with what was taken ahead.
    await give_back(database, ahead)
    assert await take_ahead(database, chore.lease.name, "two", SPAN) is None
    await one.release()
    await two.release()


async def test_a_database_that_is_gone_hinders_nobody_from_ending(database_url: str) -> None:
    url = make_url(database_url).set(database="gone")
    gone = Database(url.render_as_string(hide_password=False))
    await give_back(gone, Grant("bot:1", 1))
    await LeaseKeeper(gone, [Chore("bot:1")], "one", SPAN).release()
    await gone.close()


async def test_duties_are_shared_among_those_who_are_there(database: Database) -> None:
    first = [Chore(f"bot:{number}") for number in range(6)]
    second = [Chore(f"bot:{number}") for number in range(6)]
    one = LeaseKeeper(database, first, "one", SHORT)
    two = LeaseKeeper(database, second, "two", SHORT)
    await one.start()
    assert [chore.up for chore in first] == [True] * 6
    await two.start()
    await until(lambda: sum(one.up for one in first) == sum(one.up for one in second) == 3)
    # Never the same one twice.
    assert all(a.up != b.up for a, b in zip(first, second, strict=True))
    await one.release()
    await until(lambda: all(chore.up for chore in second))
    await two.release()


async def until(condition: Callable[[], bool]) -> None:
    """Leases run by the database's clock: nothing here could step it."""
    async with asyncio.timeout(HANG):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


class Chore:
    """A duty that only knows whether it is done here."""

    def __init__(self, name: str) -> None:
        self.lease = Lease(name, shared=True)
        self.up = False

    async def prepare(self) -> None:
        assert not self.up

    def begin(self) -> None:
        self.up = True

    async def lay_down(self) -> None:
        self.up = False

    async def finish(self) -> None:
        self.up = False
