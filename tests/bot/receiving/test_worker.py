"""From Telegram's answer to the record: nothing is lost, nothing is done twice, nothing stalls."""

from sqlmodel import col, select

from sandbox import Fault, FaultKind
from storage.books import audit
from storage.receiving.inbox import InboxState, InboxUpdate
from tests.harness.stage import Scene, SetStage, Stage


async def stored(stage: Stage) -> list[InboxUpdate]:
    async with stage.database.reading() as session:
        return list((await session.exec(select(InboxUpdate).order_by(col(InboxUpdate.id)))).all())


async def test_an_update_is_stored_and_marked_done(stage: Stage) -> None:
    await stage.tell(stage.cast.staff, "/nonsense")
    stage.expect_private(stage.cast.staff, "没有这条命令")
    [row] = await stored(stage)
    assert (row.state, row.jurisdiction) == (InboxState.DONE, stage.plan.jurisdiction)
    assert row.raw["message"]["text"] == "/nonsense"


async def test_an_update_that_comes_twice_is_answered_once(stage: Stage) -> None:
    stage.world.faults.add(Fault(FaultKind.DUPLICATE_UPDATE, "message"))
    await stage.tell(stage.cast.staff, "/nonsense")
    stage.expect_private(stage.cast.staff, "没有这条命令")
    stage.expect_silence()


async def test_what_was_stored_before_a_crash_is_handled_after_it(stage: Stage) -> None:
    await stage.kill()
    stage.world.say(stage.cast.staff, stage.cast.private(stage.cast.staff), "/nonsense")
    [update] = stage.cast.bot.updates.waiting()
    async with stage.database.transaction() as session:
        session.add(
            InboxUpdate(
                bot_id=stage.cast.bot.id,
                update_id=update.id,
                chat_id=update.chat_id,
                raw=update.as_json(),
                received_at=stage.clock.now(),
            )
        )
    await stage.start()
    stage.expect_private(stage.cast.staff, "没有这条命令")
    assert len(await stored(stage)) == 1


async def test_what_was_said_while_the_bot_was_away_is_heard(stage: Stage) -> None:
    await stage.stop()
    stage.world.say(stage.cast.staff, stage.cast.private(stage.cast.staff), "/nonsense")
    await stage.start()
    stage.expect_private(stage.cast.staff, "没有这条命令")


async def test_an_update_that_breaks_us_is_put_aside_and_the_next_ones_go_on(
    stage: Stage,
) -> None:
    group = stage.cast.groups["huanjing"]
    async with stage.database.transaction() as session:
        session.add(
            InboxUpdate(
                bot_id=stage.cast.bot.id,
                update_id=1,
                chat_id=group.id,
                raw={"update_id": 1, "message": {"date": "no message at all"}},
                received_at=stage.clock.now(),
            )
        )
    await stage.wake()
    await stage.tell(stage.cast.staff, "/nonsense")
    stage.expect_private(stage.cast.staff, "没有这条命令")
    stage.expect(stage.cast.office, "处理失败")
    stage.expect_error("update_given_up")
    states = [(row.state, row.attempts) for row in await stored(stage)]
    assert states == [(InboxState.FAILED, 3), (InboxState.DONE, 0)]


async def test_poll_errors_are_waited_out(stage: Stage) -> None:
    stage.world.faults.add(Fault(FaultKind.BAD_GATEWAY, "getUpdates"))
    await stage.tell(stage.cast.staff, "/nonsense")
    await stage.tell(stage.cast.staff, "/nonsense")
    stage.expect_private(stage.cast.staff, "没有这条命令")
    stage.expect_private(stage.cast.staff, "没有这条命令")


async def test_every_press_is_answered_even_of_a_button_that_nobody_knows(stage: Stage) -> None:
    group = stage.cast.groups["huanjing"]
    await stage.say(stage.cast.liaisons["huanjing"], group, "/due")
    [message] = stage.skim(group)
    query = await stage.forge(stage.cast.liaisons["huanjing"], message, "nobody:1")
    assert query.answer is not None
    stage.expect_toast(query, "按钮")


async def test_words_in_a_group_are_not_our_business(stage: Stage) -> None:
    await stage.say(stage.cast.liaisons["huanjing"], stage.cast.groups["huanjing"], "大家早上好")
    await stage.say(stage.cast.staff, stage.cast.office, "大家早上好")
    await stage.say(stage.cast.staff, stage.cast.office, "/other_bots_command")
    stage.expect_silence()


async def test_a_command_is_only_what_its_author_types_here_and_now(stage: Stage) -> None:
    cast = stage.cast
    sent = await stage.say(cast.staff, cast.office, "/board")
    stage.skim()
    await stage.edit(sent, "/board now")
    stage.expect(cast.office, "修改过的消息")
    stage.world.forward(cast.staff, stage.world.say(cast.staff, cast.office, "/board"), cast.office)
    await stage.settle()
    assert "转发的消息" in stage.skim(cast.office)[-1].text
    stage.world.say(cast.staff, cast.office, "/board", anonymous=True)
    await stage.settle()
    stage.expect(cast.office, "匿名")


async def test_an_office_command_of_a_liaison_is_refused_and_recorded(stage: Stage) -> None:
    liaison = stage.cast.liaisons["huanjing"]
    await stage.say(liaison, stage.cast.groups["huanjing"], "/warn orange")
    stage.expect(stage.cast.groups["huanjing"], "仅限指挥部办公室人员")
    async with stage.database.reading() as session:
        last = await audit.last_entry(session, stage.plan.jurisdiction)
    assert last is not None
    assert (last.action, last.actor) == ("refused", f"user:{liaison.id}")
    assert last.detail == {"reason": "office_only"}


async def test_menus_are_shown_where_their_commands_work(stage: Stage) -> None:
    menus = stage.cast.bot.commands
    office = menus["chat", stage.cast.office.id, 0, ""]
    agencies = menus["all_group_chats", 0, 0, ""]
    assert "warn" in {one["command"] for one in office}
    assert "warn" not in {one["command"] for one in agencies}


async def test_a_group_that_becomes_the_office_gets_its_menu(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(enrolled=False))
    assert {scope[0] for scope in stage.cast.bot.commands} == {
        "all_group_chats",
        "all_private_chats",
    }
