"""Groups that throw the bot out, take it back, demote it, or become supergroups."""

import pytest

from office.bodies.new_codes import Target
from sandbox import Fault, FaultKind
from storage.roster import chats
from storage.roster.enrolment import CodeFor
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.enrolling import AGENCY, issue, issue_yellow, recorded
from tests.stories.passages import (
    approve,
    asks,
    leaders_read,
    sent_for_approval,
    silent_morning,
)


@pytest.mark.clause("A2")
async def test_a_group_that_threw_the_bot_out_is_made_good_when_it_is_back(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups["zhujian"]
    liaison = cast.liaisons["zhujian"]
    stage.world.kick_bot(group, cast.bot, liaison)
    await stage.settle()
    stage.expect(cast.office, "❌ 无法联系市住建局", "机器人已被移出", "请电话通知")
    await stage.say(cast.staff, cast.office, "/roster")
    stage.expect(cast.office, "可联系4家", "❌ 12月1日07:50起无法联系")

    await issue_yellow(stage)
    stage.expect_silence(group)
    stage.skim()
    await stage.advance(hours=2)
    stage.skim()

    stage.world.add_bot_to_group(group, cast.bot, by=liaison)
    await stage.settle()
    alert = stage.expect(group, "黄色预警")
    stage.expect(cast.office, "✅ 市住建局的群", "恢复联系")
    await stage.press(liaison, alert, "收到")
    stage.expect_edit(alert, "已收到")
    stage.skim(cast.office)


async def test_a_refused_send_is_how_a_lost_group_is_found_out(stage: Stage) -> None:
    group = stage.cast.groups["zhujian"]
    stage.world.faults.add(Fault(FaultKind.FORBIDDEN, chat=group.id))
    await issue_yellow(stage)
    stage.skim()
    async with stage.database.reading() as session:
        row = await chats.chat_at(session, group.id)
        assert row is not None
        assert not row.reachable
    # A word from it is proof that it can be reached.
    await stage.say(stage.cast.liaisons["zhujian"], group, "/whoami")
    told = [message.text for message in stage.skim(group)]
    assert any("黄色预警" in text for text in told)
    assert any("市住建局" in text for text in told)
    stage.expect(stage.cast.office, "✅ 市住建局的群", "恢复联系")
    stage.skim()


async def test_the_office_hears_once_that_the_bot_is_no_admin(stage: Stage) -> None:
    cast, group = stage.cast, stage.cast.groups["zhujian"]
    stage.world.demote(group, cast.bot)
    await stage.settle()
    stage.expect(cast.office, "⚠️ 机器人在市住建局的群", "不再是管理员")
    await stage.say(cast.staff, cast.office, "/roster")
    stage.expect(cast.office, "⚠️ 非管理员")
    stage.world.promote(group, cast.bot)
    await stage.settle()
    stage.expect_silence()
    await stage.say(cast.staff, cast.office, "/roster")
    assert "非管理员" not in stage.expect(cast.office, "名册").text
    assert {"chat.admin", "chat.not_admin"} <= set(await recorded(stage))


async def test_a_leader_who_blocks_the_bot_is_reported(stage: Stage) -> None:
    cast = stage.cast
    stage.world.block_bot(cast.deputy_commander, cast.bot)
    await stage.settle()
    stage.expect(cast.office, "❌ 副指挥长", "停用了与本机器人的私聊", "请电话联系")
    stage.world.unblock_bot(cast.deputy_commander, cast.bot)
    await stage.settle()
    stage.expect(cast.office, "✅ 副指挥长", "恢复了")


async def test_a_leader_who_comes_back_finds_what_waits_to_be_signed(stage: Stage) -> None:
    """Nothing that somebody has decided meanwhile is among it."""
    cast = stage.cast
    stage.world.block_bot(cast.deputy_commander, cast.bot)
    await stage.settle()
    stage.expect(cast.office, "❌ 副指挥长")
    await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await approve(stage, cast.director)
    stage.skim(cast.office)
    stage.world.unblock_bot(cast.deputy_commander, cast.bot)
    await stage.settle()
    stage.expect(cast.office, "✅ 副指挥长")
    await approve(stage, cast.deputy_commander)
    stage.expect_everywhere("橙色预警")
    leaders_read(stage, "已发布重污染天气橙色预警")
    stage.skim(cast.office)


async def test_a_leader_who_comes_back_is_spared_what_is_over(stage: Stage) -> None:
    cast = stage.cast
    stage.world.block_bot(cast.deputy_commander, cast.bot)
    await stage.settle()
    stage.expect(cast.office, "❌ 副指挥长")
    draft = await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    await approve(stage, cast.director)
    await stage.press(cast.staff, draft, "取消")
    stage.skim()
    stage.world.unblock_bot(cast.deputy_commander, cast.bot)
    await stage.settle()
    stage.expect(cast.office, "✅ 副指挥长")
    stage.expect_silence()


async def test_one_of_an_agencys_two_groups_is_enough_for_a_copy(stage: Stage) -> None:
    """The first is lost at the very moment of the slip; the second reads it, so the leader does."""
    cast, liaison = stage.cast, stage.cast.liaisons["zhujian"]
    (code,) = await issue(stage, Target(CodeFor.AGENCY, "zhujian"))
    second = stage.world.add_supergroup("住建二群", [liaison])
    stage.world.add_bot_to_group(second, cast.bot, by=liaison)
    await stage.say(liaison, second, f"/start {code}")
    stage.skim()
    await silent_morning(stage, "zhujian", until="12-02 12:29")
    lost = Fault(FaultKind.FORBIDDEN, "sendMessage", cast.groups["zhujian"].id)
    stage.world.faults.add(lost)
    await stage.advance_to("12-02 12:30")
    stage.expect(second, "黄色提示单")
    stage.expect_private(cast.deputy_commander, "黄色提示单")
    # Which of the two groups answers first, nobody can say.
    told = sorted(said.text for said in stage.skim(cast.office))
    assert ["另有群可用" in text for text in told] == [True, False]
    assert "已向市住建局下发黄色提示单" in told[1]


async def test_when_the_office_is_lost_its_staff_hear_it_in_private(stage: Stage) -> None:
    """When it is back, it gets the board that was lost and the draft as it is by now."""
    cast = stage.cast
    draft = await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    stage.world.kick_bot(cast.office, cast.bot, cast.staff)
    await stage.settle()
    await approve(stage, cast.director)
    for person in (cast.staff, cast.second, cast.director, cast.deputy_director):
        stage.expect_private(person, "❌ 办公室群", "/enrol")
    await approve(stage, cast.deputy_commander)
    stage.expect_everywhere("橙色预警")
    leaders_read(stage, "已发布重污染天气橙色预警")
    stage.expect_silence(cast.office)
    stage.world.add_bot_to_group(cast.office, cast.bot, by=cast.staff)
    await stage.settle()
    stage.expect(cast.office, "收到 0/5", "送达 5/5")
    stage.expect_edit(draft, "已发布 昌污指预〔2026〕1号")


async def test_a_stranger_group_hears_one_sentence(stage: Stage) -> None:
    person = stage.world.add_person("好奇的人")
    group = stage.world.add_supergroup("不相干的群", [person])
    stage.world.add_bot_to_group(group, stage.cast.bot, by=person)
    await stage.advance(minutes=2)
    stage.expect(group, "需凭办公室发的接入码使用")
    for text in ("/start", "/help", "/whoami@somebody_else", "你好"):
        await stage.say(person, group, text)
    stage.world.kick_bot(group, stage.cast.bot, person)
    stage.world.add_bot_to_group(group, stage.cast.bot, by=person)
    await stage.advance(minutes=2)
    stage.expect_silence()
    actions = await recorded(stage)
    assert actions.count("stranger.joined") == 2
    assert actions.count("stranger.left") == 1


@pytest.fixture
async def with_a_basic_group(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(basic_groups=("zhujian",)))


async def test_a_group_that_becomes_a_supergroup_is_asked_anew(with_a_basic_group: Stage) -> None:
    stage = with_a_basic_group
    old, liaison = stage.cast.groups["zhujian"], stage.cast.liaisons["zhujian"]
    await issue_yellow(stage)
    stage.skim()
    new = stage.world.upgrade_to_supergroup(old)
    await stage.settle()
    stage.expect(new, "本群已升级为超级群")
    alert = stage.expect(new, "黄色预警")
    stage.expect(stage.cast.office, "市住建局的群", "已升级为超级群")
    stage.expect_silence(old)
    await stage.press(liaison, alert, "收到")
    stage.expect_edit(alert, "已收到")
    stage.skim(stage.cast.office)
    assert (await recorded(stage)).count("chat.migrated") == 1


async def test_a_migration_that_nobody_told_is_found_by_sending(with_a_basic_group: Stage) -> None:
    stage = with_a_basic_group
    old = stage.cast.groups["zhujian"]
    await stage.kill()
    new = stage.world.upgrade_to_supergroup(old)
    stage.cast.bot.updates.drop_all()
    await stage.start()
    await issue_yellow(stage)
    stage.expect(new, "本群已升级为超级群")
    alert = stage.expect(new, "黄色预警")
    stage.expect_silence(new)
    stage.skim()
    await stage.press(stage.cast.liaisons["zhujian"], alert, "收到")
    stage.expect_edit(alert, "已收到")
    stage.skim()
    assert (await recorded(stage)).count("chat.migrated") == 1


async def test_a_deleted_group_is_replaced_by_a_new_one(stage: Stage) -> None:
    cast = stage.cast
    stage.world.delete_group(cast.groups["zhujian"])
    await issue_yellow(stage)
    said = [message.text for message in stage.skim()]
    assert sum("无法联系市住建局" in text for text in said) <= 1
    (code,) = await issue(stage, Target(AGENCY, "zhujian"))
    liaison = cast.liaisons["zhujian"]
    group = stage.world.add_supergroup("住建新群", [liaison])
    stage.world.add_bot_to_group(group, cast.bot, by=liaison, start_code=code)
    await stage.settle()
    stage.expect(group, "本群已接入：市住建局")
    stage.expect(group, "黄色预警")
    stage.skim(cast.office)


@pytest.mark.parametrize("role", ["agency", "office"])
async def test_a_group_that_is_renamed_has_its_new_name(stage: Stage, role: str) -> None:
    cast = stage.cast
    group = cast.groups["zhujian"] if role == "agency" else cast.office
    stage.world.rename(group, "大气应急联络群", cast.staff)
    await stage.settle()
    assert "大气应急联络群" in await asks(stage, "/roster")


async def test_a_new_name_that_nobody_announced_is_learnt_from_the_next_word(stage: Stage) -> None:
    """The bot was away for longer than Telegram keeps what it has to tell."""
    cast, group = stage.cast, stage.cast.groups["zhujian"]
    group.title = "大气应急联络群"
    await stage.say(cast.liaisons["zhujian"], group, "早上好")
    assert group.title in await asks(stage, "/roster")
