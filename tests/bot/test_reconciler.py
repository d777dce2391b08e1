"""What seems to be under way and is not: found by being seen for too long, settled or told of."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.reconciler import HANDLED_WITHIN, SENDING_AT_MOST, TAKEN_WITHIN, Proving, Reconciler, Watch
from storage import agenda
from storage.inbox import InboxUpdate
from storage.outbox import Delivery, DeliveryState
from tests.harness.deeds import delivery_now, queue
from tests.harness.stage import Stage


@pytest.fixture
async def asleep(stage: Stage) -> Stage:
    """The bot is down: only the reconciler of the test looks."""
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


def test_what_was_gone_in_between_is_counted_anew() -> None:
    watch, now = Watch(SENDING_AT_MOST), datetime(2026, 12, 1, tzinfo=UTC)
    assert watch.stuck({1, 2}, now) == []
    assert watch.stuck({2}, now + timedelta(minutes=1)) == []
    assert watch.stuck({1, 2}, now + SENDING_AT_MOST) == [2]


def _update(stage: Stage) -> InboxUpdate:
    return InboxUpdate(
        bot_id=stage.cast.bot.id,
        update_id=1,
        chat_id=stage.cast.office.id,
        raw={"update_id": 1},
        received_at=stage.clock.now(),
    )
