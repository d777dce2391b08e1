"""Chats that throw the bot out, are upgraded, or come back, as the sender and the record see it."""

from sandbox import Chat
from storage.delivery.outbox import DeliveryState
from storage.roster import chats
from tests.harness.deeds import delivery_now, post_message
from tests.harness.stage import Scene, SetStage, Stage


async def is_reachable(stage: Stage, chat: Chat) -> bool:
    async with stage.database.reading() as session:
        bound = await chats.chat_at(session, chat.id)
    assert bound is not None
    return bound.reachable


async def test_a_group_that_was_deleted_is_given_up_and_the_office_told_once(
    stage: Stage,
) -> None:
    group = stage.cast.groups["huanjing"]
    stage.world.delete_group(group)
    first = await post_message(stage, group, "第一条")
    second = await post_message(stage, group, "第二条")
    assert (await delivery_now(stage, first)).state == DeliveryState.UNREACHABLE
    assert (await delivery_now(stage, second)).state == DeliveryState.UNREACHABLE
    assert not await is_reachable(stage, group)
    stage.expect(stage.cast.office, group.title)
    stage.expect_silence()


async def test_a_bot_that_was_thrown_out_knows_it_before_it_speaks(stage: Stage) -> None:
    group = stage.cast.groups["huanjing"]
    stage.world.kick_bot(group, stage.cast.bot, stage.cast.liaisons["huanjing"])
    await stage.settle()
    stage.expect(stage.cast.office, group.title)
    assert not await is_reachable(stage, group)


async def test_a_message_finds_the_group_under_its_new_id(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(basic_groups=("binhu",)))
    await stage.stop()
    old = stage.cast.groups["binhu"]
    new = stage.world.upgrade_to_supergroup(old)
    # Telegram has not told us, so only the refused send can tell.
    stage.cast.bot.updates.drop_all()
    await stage.start()
    row = await post_message(stage, old, "预警一号")
    stage.expect(new, "预警一号")
    now = await delivery_now(stage, row)
    assert (now.state, now.chat_id) == (DeliveryState.SENT, new.id)
    assert await is_reachable(stage, new)
    stage.skim(stage.cast.office)


async def test_news_of_the_upgrade_alone_moves_what_waits(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(basic_groups=("binhu",)))
    new = stage.world.upgrade_to_supergroup(stage.cast.groups["binhu"])
    await stage.settle()
    await post_message(stage, new, "预警一号")
    stage.expect(new, "预警一号")
    stage.skim(stage.cast.office)
