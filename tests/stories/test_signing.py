"""Signing that does not go smoothly: nobody signs, the start goes by, a post changes hands."""

import pytest

from office.bodies.new_codes import Target
from tests.harness.stage import Stage
from tests.stories.enrolling import POSITION
from tests.stories.enrolling import issue as issue_codes
from tests.stories.passages import approve, asks, issue, leaders_read, sent_for_approval, signs

ORANGE = "orange 2026-12-01T12:00 72h PM2.5"
LATER = "orange 2026-12-03T08:00 72h PM2.5"


async def ended(stage: Stage, holder: str) -> None:
    """Let the staff end the position in the roster."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/roster")
    await stage.press(cast.staff, stage.skim(cast.office)[-1], "注销登记")
    await stage.press(cast.staff, stage.skim(cast.office)[-1], holder)
    question = cast.office.messages[-1]
    await stage.press(cast.staff, question, "确认注销")
    stage.expect_edit(question, "已注销")


async def test_a_signature_that_does_not_come_is_asked_for_once_more_and_then_phoned_for(
    stage: Stage,
) -> None:
    cast = stage.cast
    await sent_for_approval(stage, LATER)
    asked = stage.expect_private(cast.director, "审签")
    await stage.advance_to("12-01 08:05")
    reminder = stage.expect_private(cast.director, "待您以办公室主任身份审签", "12月3日08:00启动")
    assert reminder.reply_to is asked
    assert reminder.silent
    stage.expect_silence()
    await stage.advance_to("12-01 08:20")
    stage.expect(cast.office, "☎️", "办公室主任", "至今未审签", "值班员甲", "电话联系")
    await stage.advance_to("12-02 08:00")
    stage.expect_silence()
    await stage.press(cast.director, asked, signs(asked))
    stage.expect_private(cast.deputy_commander, "审签")
    await stage.advance_to("12-02 08:15")
    stage.expect_private(cast.deputy_commander, "待您以副指挥长身份审签")
    await stage.advance_to("12-02 08:30")
    stage.expect(cast.office, "☎️", "副指挥长", "至今未审签")
    await stage.advance_to("12-02 12:00")
    stage.expect_silence()


async def test_who_signs_in_time_is_not_reminded_even_at_night(stage: Stage) -> None:
    cast = stage.cast
    await stage.advance_to("12-01 23:00")
    await sent_for_approval(stage, "orange 2026-12-02T08:00 72h PM2.5")
    await stage.advance_to("12-01 23:10")
    await approve(stage, cast.director)
    asked = stage.expect_private(cast.deputy_commander, "审签")
    await stage.advance_to("12-01 23:25")
    stage.expect_private(cast.deputy_commander, "待您以副指挥长身份审签")
    await stage.press(cast.deputy_commander, asked, signs(asked))
    stage.expect_everywhere("橙色预警")
    leaders_read(stage, "已发布重污染天气橙色预警")
    stage.skim(cast.office)
    await stage.advance_to("12-01 23:50")
    stage.skim(*cast.groups.values(), cast.office)
    stage.expect_silence()


async def test_a_draft_in_private_is_phoned_for_by_the_office_as_well(stage: Stage) -> None:
    cast = stage.cast
    await stage.tell(cast.staff, f"/warn {LATER}")
    draft = stage.expect_private(cast.staff, "拟稿")
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_private(cast.director, "审签")
    await stage.advance(minutes=30)
    stage.expect_private(cast.director, "待您以办公室主任身份审签")
    stage.expect_private(cast.staff, "☎️", "电话联系")
    stage.expect(cast.office, "☎️", "电话联系")


@pytest.mark.clause("C3")
async def test_a_start_that_went_by_is_asked_about_before_anything_leaves(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, ORANGE)
    await approve(stage, cast.director)
    asked = stage.expect_private(cast.deputy_commander, "审签")
    await stage.advance_to("12-01 12:00")
    stage.skim(cast.office, cast.private(cast.deputy_commander))
    await stage.advance_to("12-01 12:01")
    question = stage.expect(cast.office, "启动时间12月1日12:00已过", "值班员甲", "重定启动时间")
    stage.expect_edit(draft, "启动时间已过", "— 副指挥长 未审签")
    assert "启动时间已过，待重定" in await asks(stage, "/board")
    stage.expect_edit(asked, "无须审签", "待拟稿人重定")
    query = await stage.forge(cast.deputy_commander, asked, "aok:2")
    stage.expect_toast(query, "12月1日12:00已过", "不能审签")
    query = await stage.forge(cast.staff, draft, "dgo:1")
    stage.expect_toast(query, "已失效")

    await stage.press(cast.staff, question, "重定启动时间")
    starts = stage.expect(cast.office, "请选响应启动时间")
    await stage.press(cast.staff, starts, "立即")
    stage.expect_edit(starts, "拟稿见下一条")
    changed = stage.expect(cast.office, "拟稿", "发布即启动")
    stage.expect_edit(draft, "已由修改稿取代")
    await stage.press(cast.staff, changed, "确认发布")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    stage.expect_everywhere("自12月1日12时01分起启动Ⅱ级应急响应", "至12月4日12时01分")
    leaders_read(stage, "已发布重污染天气橙色预警")
    stage.skim(cast.office)


async def test_a_draft_that_is_not_wanted_any_more_is_given_up(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/warn {ORANGE}")
    draft = stage.expect(cast.office, "拟稿")
    await stage.advance_to("12-01 12:01")
    stage.expect_edit(draft, "启动时间已过")
    question = stage.expect(cast.office, "尚未发布：拟定的启动时间")
    query = await stage.press(cast.second, question, "不再发布")
    stage.expect_toast(query, "已取消")
    stage.expect_edit(draft, "已作废")
    await stage.advance(hours=48)
    stage.expect_silence()


async def test_a_new_holder_gets_what_waits(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LATER)
    asked = stage.expect_private(cast.director, "审签")
    await ended(stage, "办公室主任 办公室主任")
    stage.expect(cast.office, "办公室主任")
    stage.expect(cast.office, "⚠️", "橙色预警待办公室主任审签", "/enrol")
    stage.skim(cast.private(cast.director))
    stage.expect_edit(asked, "无须审签")
    stage.expect_edit(draft, "⚠️ 办公室主任 待审签，该职务无可审签人员")

    new = stage.world.add_person("新主任")
    stage.world.start_bot(new, cast.bot)
    await stage.settle()
    stage.skim()
    [code] = await issue_codes(stage, Target(POSITION, "director"))
    await stage.tell(new, f"/start {code}")
    said = stage.skim(cast.private(new))
    [again] = [message for message in said if "请您以办公室主任身份审签" in message.text]
    stage.expect_edit(draft, "⏳ 办公室主任 审签中")
    stage.skim(cast.office)
    await stage.press(new, again, signs(again))
    stage.expect_private(
        cast.deputy_commander, "审签", "✅ 办公室主任 审核同意 12月1日07:50 新主任"
    )


async def test_a_signer_who_cannot_be_reached_is_named(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LATER)
    stage.expect_private(cast.director, "审签")
    stage.world.block_bot(cast.director, cast.bot)
    await stage.settle()
    stage.expect(cast.office, "❌ 办公室主任")
    stage.expect(cast.office, "⚠️", "待办公室主任（办公室主任）审签", "私聊无法联系")
    stage.expect_edit(draft, "⚠️ 办公室主任 待审签，私聊无法联系")
    stage.world.unblock_bot(cast.director, cast.bot)
    await stage.settle()
    stage.expect(cast.office, "✅ 办公室主任")
    stage.expect_edit(draft, "⏳ 办公室主任 审签中")


@pytest.mark.on_postgresql("first")
@pytest.mark.parametrize("words", ["同意", "可以", "阅"])
async def test_who_answers_in_words_gets_the_buttons(stage: Stage, words: str) -> None:
    cast = stage.cast
    await sent_for_approval(stage, LATER)
    first = stage.expect_private(cast.director, "审签")
    await stage.reply(cast.director, first, words)
    stage.expect_private(cast.director, "审签以按钮为准")
    stage.expect_private(cast.director, "请您以办公室主任身份审签")
    await stage.tell(cast.director, words)
    stage.expect_private(cast.director, "审签以按钮为准")
    shown = stage.expect_private(cast.director, "请您以办公室主任身份审签")
    await stage.press(cast.director, shown, signs(shown))
    stage.expect_edit(first, "已审核同意")
    stage.expect_private(cast.deputy_commander, "审签")
    await stage.reply(cast.director, first, words)
    stage.expect_private(cast.director, "已于12月1日07:50审核同意")
    await stage.tell(cast.director, words)
    stage.expect_private(cast.director, "/help")


async def test_a_return_that_was_a_slip_of_the_finger_is_taken_back(stage: Stage) -> None:
    cast = stage.cast
    await sent_for_approval(stage, LATER)
    asked = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, asked, "退回")
    question = stage.expect_private(cast.director, "写明退回")
    await stage.reply(cast.director, question, "同意")
    stage.expect_private(cast.director, "退回理由")
    await stage.press(cast.director, question, "不退回了")
    stage.expect_edit(question, "未退回")
    await stage.tell(cast.director, "还是退回吧")
    stage.expect_private(cast.director, "审签以按钮为准")
    stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, asked, signs(asked))
    stage.expect_edit(asked, "已审核同意")
    stage.expect_private(cast.deputy_commander, "审签")


async def test_a_return_is_taken_back_when_nothing_is_to_be_signed_any_more(
    stage: Stage,
) -> None:
    cast = stage.cast
    await sent_for_approval(stage, ORANGE)
    asked = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, asked, "退回")
    question = stage.expect_private(cast.director, "写明退回")
    await stage.advance_to("12-01 12:01")
    stage.skim(cast.office, cast.private(cast.director))
    await stage.press(cast.director, question, "不退回了")
    stage.expect_edit(question, "12月1日12:00已过", "不能审签")


async def test_who_has_signed_does_not_fill_the_next_post(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LATER)
    await approve(stage, cast.director)
    asked = stage.expect_private(cast.deputy_commander, "审签")
    await ended(stage, "副指挥长 副指挥长")
    stage.expect_edit(asked, "无须审签")
    stage.skim(cast.office, cast.private(cast.deputy_commander))
    [code] = await issue_codes(stage, Target(POSITION, "deputy_commander"))
    await stage.tell(cast.director, f"/start {code}")
    stage.expect_private(cast.director, "副指挥长")
    stage.expect(cast.office, "已登记为副指挥长")
    stage.expect(cast.office, "⚠️", "待副指挥长审签，该职务无可审签人员")
    assert "⚠️ 副指挥长 待审签，该职务无可审签人员" in draft.text


async def test_a_question_for_a_reason_ends_with_its_draft(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LATER)
    asked = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, asked, "退回")
    stage.expect_private(cast.director, "写明退回")
    await stage.press(cast.staff, draft, "取消")
    await stage.tell(cast.director, "依据不足，请补充会商意见")
    stage.expect_private(cast.director, "已作废")
    await stage.tell(cast.director, "依据不足，请补充会商意见")
    stage.expect_private(cast.director, "/help")


async def test_who_has_signed_can_read_what_was_signed(stage: Stage) -> None:
    cast = stage.cast
    draft = await sent_for_approval(stage, LATER)
    asked = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, asked, signs(asked))
    stage.expect_edit(
        asked, "已审核同意", "办公室主任 12月1日07:50", "预计持续：72小时", "发布依据："
    )
    stage.expect_edit(draft, "✅ 办公室主任 审核同意 12月1日07:50")
    await approve(stage, cast.deputy_commander)
    stage.expect_edit(asked, "已审核同意", "文号：昌污指预〔2026〕1号")
    stage.skim()


async def test_who_is_not_connected_is_said_before_anybody_signs(stage: Stage) -> None:
    cast = stage.cast
    stage.skim()
    await stage.say(cast.staff, cast.office, "/roster")
    await stage.press(cast.staff, stage.skim(cast.office)[-1], "解除群接入")
    menu = stage.skim(cast.office)[-1]
    await stage.press(cast.staff, menu, menu.buttons()[0].text)
    await stage.press(cast.staff, menu, "确认解除")
    stage.skim()
    draft = await sent_for_approval(stage, LATER)
    assert "将发往5家成员单位，其中1家未接入" in draft.text
    stage.expect_private(cast.director, "将发往5家成员单位，其中1家未接入")


async def test_a_lost_group_is_said_before_anybody_signs_as_well(stage: Stage) -> None:
    cast = stage.cast
    group = cast.groups["binhu"]
    stage.world.kick_bot(group, cast.bot, cast.liaisons["binhu"])
    await stage.settle()
    stage.skim()
    draft = await sent_for_approval(stage, LATER)
    assert "将发往5家成员单位，其中1家的群无法联系，须另行通知" in draft.text
    stage.expect_private(cast.director, "其中1家的群无法联系，须另行通知")


async def test_signers_and_leaders_hear_of_a_clerks_lift(stage: Stage) -> None:
    cast = stage.cast
    await issue(stage, "orange 2026-12-01T07:50 72h PM2.5")
    await stage.say(cast.second, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(cast.office, "拟稿")
    await stage.press(cast.second, draft, "确认发布")
    leaders_read(stage, "已解除重污染天气橙色预警", "昌污指解〔2026〕1号", "终止Ⅱ级应急响应")
    stage.skim(cast.office, *cast.groups.values())


async def test_the_bots_own_outage_takes_nobodys_time(stage: Stage) -> None:
    cast = stage.cast
    await sent_for_approval(stage, LATER)
    request = stage.expect_private(cast.director, "审签")
    await stage.kill()
    await stage.advance_to("12-01 08:30")
    await stage.start()
    stage.expect_private(cast.director, "再按一次")
    stage.expect(cast.office, "系统中断")
    stage.expect_silence()
    await stage.advance_to("12-01 08:45")
    reminder = stage.expect_private(cast.director, "待您以办公室主任身份审签")
    assert reminder.reply_to is request
    await stage.advance_to("12-01 09:00")
    stage.expect(cast.office, "☎️", "至今未审签")


async def test_who_answers_the_draft_in_the_offices_group_is_helped(stage: Stage) -> None:
    cast = stage.cast
    stage.world.add_person_to_group(cast.office, cast.director)
    draft = await sent_for_approval(stage, "orange 2026-12-03T08:00 72h PM2.5")
    stage.skim()
    await stage.reply(cast.second, draft, "看过了")
    stage.expect_silence()
    await stage.reply(cast.director, draft, "同意")
    stage.expect(cast.office, "私聊中按按钮审签")
    asked = stage.expect_private(cast.director, "审签", "全文")
    await stage.press(cast.director, asked, signs(asked))
    stage.expect_private(cast.deputy_commander, "审签")
    stage.skim()
