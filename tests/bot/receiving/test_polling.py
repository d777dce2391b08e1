"""The first poll leaves before there is a receiver, and what it brings is stored like the rest."""

import asyncio
from http import HTTPStatus

import pytest

from bot.receiving.intake import Intake
from bot.receiving.polling import FirstPoll
from bot.receiving.receiver import Receiver
from bot.telegram.gateway import build_application
from sandbox import Fault, FaultKind
from tests.bot.receiving.test_worker import stored
from tests.harness.cast import TOKEN
from tests.harness.stage import Stage

WORDS = "/nonsense"
NO_UPDATES = '{"ok":true,"result":[{"update_id":"7"}]}'


async def first_poll(stage: Stage) -> FirstPoll:
    """A poll that has been answered, with a word waiting, when nothing else is there yet."""
    await stage.stop()
    stage.world.say(stage.cast.staff, stage.cast.private(stage.cast.staff), WORDS)
    poll = FirstPoll(stage.setup.api_base, TOKEN)
    await poll.answer()
    return poll


async def receive(stage: Stage, first: FirstPoll) -> None:
    """Receive until all that waits is stored and confirmed."""
    application = build_application(TOKEN, stage.setup.api_base)
    async with application:
        receiver = Receiver(Intake(stage.database, stage.clock), application.bot, first)
        receiving = asyncio.create_task(receiver.run())
        await stage.world.until(lambda: not stage.cast.bot.updates.waiting())
        receiving.cancel()
        await asyncio.wait([receiving])


async def it_was_heard_once(stage: Stage) -> None:
    [row] = await stored(stage)
    assert row.raw["message"]["text"] == WORDS
    await stage.start()
    stage.expect_private(stage.cast.staff, "没有这条命令")
    stage.expect_silence()


async def test_telegram_keeps_what_the_first_poll_brought_until_it_is_stored(stage: Stage) -> None:
    first = await first_poll(stage)
    assert [update.update_id for update in await stored(stage)] == []
    assert len(stage.cast.bot.updates.waiting()) == 1
    await receive(stage, first)
    await it_was_heard_once(stage)


async def test_a_first_poll_that_is_given_up_loses_nothing(stage: Stage) -> None:
    await (await first_poll(stage)).give_up()
    await stage.start()
    stage.expect_private(stage.cast.staff, "没有这条命令")
    stage.expect_silence()


@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.RESET_AFTER, FaultKind.GARBAGE])
async def test_where_the_first_poll_fails_the_next_one_brings_it(
    stage: Stage, kind: FaultKind
) -> None:
    stage.world.faults.add(Fault(kind, "getUpdates", text=NO_UPDATES))
    first = await first_poll(stage)
    assert stage.world.faults.waiting() == []
    await receive(stage, first)
    await it_was_heard_once(stage)


async def test_a_webhook_that_stands_from_before_is_taken_away(stage: Stage) -> None:
    async with build_application(TOKEN, stage.setup.api_base) as application:
        await stage.stop()
        await application.bot.set_webhook("https://example.org/telegram")
        poll = FirstPoll(stage.setup.api_base, TOKEN)
        status, _ = await poll.answer() or (0, b"")
    assert status == HTTPStatus.CONFLICT
    await application.bot.shutdown()
    stage.world.say(stage.cast.staff, stage.cast.private(stage.cast.staff), WORDS)
    await receive(stage, poll)
    await it_was_heard_once(stage)
