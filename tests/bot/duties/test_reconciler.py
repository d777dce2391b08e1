"""What seems to be under way and is not: found by being seen for too long, settled or told of."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.duties.reconciler import (
    HANDLED_WITHIN,
    SENDING_AT_MOST,
    TAKEN_WITHIN,
    Proving,
    Reconciler,
    StillnessWatch,
)
from office.desk import Desk, Desks
from storage import agenda
from storage.books.audit import AuditEntry
from storage.database import Session
from storage.delivery.outbox import Delivery, DeliveryState
from storage.receiving.inbox import InboxUpdate
from tests.harness.deeds import delivery_now, queue
from tests.harness.stage import Stage
from tests.stories.passages import approve, issue, sent_for_approval


@pytest.fixture
async def asleep(stage: Stage) -> Stage:
    """The bot is down: only the reconciler of the test looks."""
    stage.loses_something = True
    await stage.kill()
    return stage


def reconciler(stage: Stage, in_flight: tuple[int, ...] = ()) -> Reconciler:
    return Reconciler(stage.desks(), stage.clock, Proving(chats_in_flight=lambda: in_flight))


async def sending(stage: Stage) -> Delivery:
    row = await queue(stage, stage.cast.office, "紧急通知")
    async with stage.database.transaction() as session:
        row.state, row.attempts, row.claimed_at = DeliveryState.SENDING, 1, stage.clock.now()
        session.add(row)
    return row


async def test_a_send_that_nobody_hears_of_again_is_doubtful(asleep: Stage) -> None:
    stage, looking = asleep, reconciler(asleep)
    row = await sending(stage)
    await looking.work()
    await stage.advance(minutes=4)
    await looking.work()
    assert (await delivery_now(stage, row)).state == DeliveryState.SENDING
    await stage.advance(minutes=1)
    await looking.work()
    found = await delivery_now(stage, row)
    assert (found.state, found.repeated) == (DeliveryState.WAITING, True)
    assert looking.in_order
    await stage.start()
    await stage.advance(minutes=1)
    assert any("补发" in message.text for message in stage.skim(stage.cast.office))


async def test_a_disk_that_is_nearly_full_is_told_once_a_day_and_breaks_the_order(
    asleep: Stage,
) -> None:
    stage, full = asleep, asyncio.Event()
    full.set()
    looking = Reconciler(stage.desks(), stage.clock, Proving(disk_is_full=full.is_set))
    for _ in range(2):
        await looking.work()
        assert not looking.in_order
        await stage.advance(minutes=1)
    full.clear()
    await looking.work()
    assert looking.in_order
    await stage.start()
    await stage.settle()
    stage.expect(stage.cast.office, "自查发现问题", "服务器磁盘即将写满")
    told = [one.text for one in stage.skim(stage.cast.office)]
    assert not any("磁盘" in text for text in told if text)


async def test_a_slow_send_is_left_alone_and_so_is_what_a_jump_made_old(asleep: Stage) -> None:
    stage = asleep
    row = await sending(stage)
    slow = reconciler(stage, (stage.cast.office.id,))
    for _ in range(2):
        await slow.work()
        await stage.advance(hours=1)
    await reconciler(stage).work()
    assert (await delivery_now(stage, row)).state == DeliveryState.SENDING
    await stage.start()
    await stage.advance(minutes=1)
    stage.skim()


async def test_what_nobody_takes_up_is_told_and_breaks_the_order(asleep: Stage) -> None:
    stage, looking = asleep, reconciler(asleep)
    async with stage.database.transaction() as session:
        session.add(_update(stage))
        await agenda.schedule(
            session,
            jurisdiction=stage.plan.jurisdiction,
            kind="alert_start",
            subject=404,
            due_at=stage.clock.now(),
        )
    await looking.work()
    assert looking.in_order
    await stage.advance(minutes=max(HANDLED_WITHIN, TAKEN_WITHIN) / timedelta(minutes=1))
    await looking.work()
    assert not looking.in_order
    await stage.start()
    await stage.advance(minutes=1)
    said = [message.text for message in stage.skim(stage.cast.office)]
    assert sum("自查发现问题" in text for text in said) == 2
    await looking.work()
    assert looking.in_order
    stage.skim()


@dataclass(slots=True)
class Interrupted(Desks):
    """Somebody else decides after the reconciler has read the clock, and before it reads a row."""

    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def at(self, session: Session, jurisdiction: str, now: datetime, actor: str) -> Desk:
        deed, self.meanwhile = self.meanwhile, None
        if deed is not None:
            await deed()
        return await Desks.at(self, session, jurisdiction, now, actor)


IN_BETWEEN = timedelta(milliseconds=81)


async def test_what_was_signed_while_it_looked_is_not_missing(stage: Stage) -> None:
    """It is younger than the reconciler's clock, and as complete as if it were older."""
    await sent_for_approval(stage, "orange 立即 72h PM2.5")
    await approve(stage, stage.cast.director)

    async def sign() -> None:
        stage.clock.step(IN_BETWEEN)
        await approve(stage, stage.cast.deputy_commander)

    desks = Interrupted(stage.database, meanwhile=sign)
    looking = Reconciler(desks, stage.clock)
    await looking.work()
    assert looking.in_order
    stage.expect_everywhere("橙色预警")
    await stage.advance(minutes=5)
    stage.expect_silence(*stage.cast.groups.values())
    assert not any("自查" in message.text for message in stage.skim())


async def test_a_start_that_came_while_it_looked_comes_once(stage: Stage) -> None:
    await issue(stage)
    await stage.advance_to("12-01 08:59")
    stage.skim()

    async def start() -> None:
        await stage.advance_to("12-01 09:00")

    looking = Reconciler(Interrupted(stage.database, meanwhile=start), stage.clock)
    await looking.work()
    stage.expect_everywhere("应急响应启动")
    stage.expect(stage.cast.office, "应急响应启动")
    await stage.advance(minutes=5)
    started = [entry for entry in await recorded(stage) if entry == "response_started"]
    assert len(started) == 1
    stage.skim()


def test_what_was_gone_in_between_is_counted_anew() -> None:
    watch, now = StillnessWatch(SENDING_AT_MOST), datetime(2026, 12, 1, tzinfo=UTC)
    assert watch.stuck({1, 2}, now) == []
    assert watch.stuck({2}, now + timedelta(minutes=1)) == []
    assert watch.stuck({1, 2}, now + SENDING_AT_MOST) == [2]


async def recorded(stage: Stage) -> list[str]:
    async with stage.database.reading() as session:
        return list((await session.exec(select(AuditEntry.action))).all())


def _update(stage: Stage) -> InboxUpdate:
    return InboxUpdate(
        bot_id=stage.cast.bot.id,
        update_id=1,
        chat_id=stage.cast.office.id,
        raw={"update_id": 1},
        received_at=stage.clock.now(),
    )
