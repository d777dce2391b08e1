"""/meeting: bodies say whether they come, on leave with whom instead; it is moved and cancelled."""

import pytest

from office.plan.model import Plan
from sandbox import Message
from tests.harness import invariants
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import all_confirm, approve, breathe, sent_for_approval, signs

LINE = "日调度 18:00 市政府301会议室"
TITLE = "日调度会议（12月1日）"


async def convened(stage: Stage, line: str = LINE) -> tuple[dict[str, Message], Message]:
    """Convene it by one line; return what each member got, and the board."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/meeting {line}")
    draft = stage.expect(cast.office, f"拟稿：会议“{TITLE}”", "请核对全文后按“确认发布”")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布", "昌污指会〔2026〕1号")
    told = stage.expect_everywhere("🗓 会议", "请按“参会”或“请假”")
    board = stage.expect(cast.office, "参会 0，请假 0，未回复 5（共5家）")
    return told, board


@pytest.mark.clause("E4")
async def test_who_comes_who_is_on_leave_and_who_does_not_answer(stage: Stage) -> None:
    cast = stage.cast
    told, board = await convened(stage)
    first, second, third, fourth, _fifth = told
    assert told[first].text == (
        f"🗓 会议通知：{TITLE}，12月1日18时，请按“参会”或“请假”\n"
        "昌吉市重污染天气应急指挥部办公室\n"
        "文号：昌污指会〔2026〕1号\n\n"
        "时间：2026年12月1日18时\n"
        "地点：市政府301会议室\n"
        "参会单位：全部成员单位\n"
        "内容：各成员单位汇报当日应急响应工作开展情况\n\n"
        "不能参会的，请按“请假”，写明原因和代会人。"
    )
    query = await stage.press(cast.liaisons[first], told[first], "参会")
    stage.expect_toast(query, "已记录：参会")
    stage.expect_edit(told[first], "✅ 参会：")
    again = await stage.press(cast.liaisons[first], told[first], "参会")
    stage.expect_toast(again, "已登记参会，无须再按")
    # On leave, with the substitute asked for by itself.
    await stage.press(cast.liaisons[second], told[second], "请假")
    asked = stage.expect(cast.groups[second], "请长按本消息选“回复”，写明请假原因")
    await stage.reply(cast.liaisons[second], asked, "赴州里开会")
    stage.expect_edit(told[second], "📝 请假：赴州里开会；代会人：未报")
    asked = stage.expect(cast.groups[second], "写明代会人姓名、职务")
    await stage.reply(cast.liaisons[second], asked, "副局长13900000000")
    stage.expect(cast.groups[second], "请只写代会人姓名、职务，不写电话号码")
    await stage.reply(cast.liaisons[second], asked, "副局长老周")
    stage.expect_edit(told[second], "📝 请假：赴州里开会；代会人：副局长老周")
    stage.expect(cast.groups[second], "已记录：请假，代会人：副局长老周")
    # The same in one reply, and with nobody instead.
    await stage.reply(cast.liaisons[third], told[third], "请假，出差在外，无代会人")
    stage.expect_edit(told[third], "📝 请假：出差在外；代会人：无")
    stage.expect(cast.groups[third], "已记录：请假，无代会人")
    # 收到 does not say whether anybody comes.
    await stage.reply(cast.liaisons[fourth], told[fourth], "收到")
    offered = stage.expect(cast.groups[fourth], "请按“参会”或“请假”")
    await stage.press(cast.liaisons[fourth], offered, "参会")
    stage.expect_edit(told[fourth], "✅ 参会：")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "参会 2，请假 2，未回复 1（共5家）", "代会人副局长老周", "无代会人")


@pytest.mark.clause("E4")
async def test_silence_is_chased_and_it_is_moved_and_cancelled(stage: Stage) -> None:
    cast = stage.cast
    told, board = await convened(stage)
    first, second, *others = told
    await stage.press(cast.liaisons[first], told[first], "参会")
    stage.expect_edit(told[first], "✅ 参会：")
    await stage.reply(cast.liaisons[second], told[second], "参会")
    stage.expect_edit(told[second], "✅ 参会：")
    stage.expect(cast.groups[second], "已记录：参会")
    await stage.say(cast.liaisons[others[0]], cast.groups[others[0]], "/due")
    due = stage.expect(cast.groups[others[0]], f"确认收到“{TITLE}”")
    assert [button.text for button in due.buttons()] == ["参会", "请假"]
    await stage.kill()
    await stage.start()
    await stage.advance(minutes=31)
    for one in others:
        asked = stage.expect(cast.groups[one], f"请尽快按“参会”或“请假”：会议“{TITLE}”")
        stage.expect(cast.groups[one], f"请立即按“参会”或“请假”：会议“{TITLE}”")
        assert [button.text for button in asked.buttons()] == ["参会", "请假"]
    stage.expect(cast.office, f"3家单位逾期未确认收到会议“{TITLE}”")
    stage.expect_edit(board, "参会 2，请假 0，未回复 3", "逾期未回复（3）")
    # It is moved: everybody is asked anew.
    await stage.press(cast.staff, board, "改期")
    question = stage.expect(cast.office, "会议改期：请选新的时间")
    offered = [one.text for one in question.buttons()]
    assert offered
    assert not any("12月1日18:00" in one for one in offered), "it is held then"
    await stage.reply(cast.staff, question, "19:30")
    draft = stage.expect(cast.office, f"拟稿：会议“{TITLE}”改期", "原定2026年12月1日18时，现改为")
    again = await stage.press(cast.second, board, "改期")
    stage.expect_toast(again, "尚未办结")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布", "昌污指会〔2026〕2号")
    moved = stage.expect_everywhere("会议改期", "时间：2026年12月1日19时30分")
    newer = stage.expect(cast.office, "参会 0，请假 0，未回复 5（共5家）")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "会议已改期，见新的会议通知")
    assert board.buttons() == []
    old = await stage.press(cast.liaisons[first], told[first], "参会")
    stage.expect_toast(old, "昌污指会〔2026〕2号")
    await stage.press(cast.liaisons[first], moved[first], "参会")
    stage.expect_edit(moved[first], "✅ 参会：")
    # It is cancelled: everybody is told, and nobody is asked any more.
    await stage.press(cast.staff, newer, "取消会议")
    draft = stage.expect(cast.office, f"拟稿：取消会议“{TITLE}”")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布")
    stage.expect_everywhere(f"会议“{TITLE}”已取消，原定12月1日19时30分", "昌污指会〔2026〕2号")
    await stage.advance(seconds=10)
    stage.expect_edit(newer, "会议已取消或结束，不再催办")
    gone = await stage.press(cast.liaisons[second], moved[second], "参会")
    stage.expect_toast(gone, "该会议已取消")
    await stage.advance_to("12-01 20:00")
    await invariants.check(stage)


DAILY = {
    "levels": ["red"],
    "propose_at": "15:00",
    "usual_at": "18:00",
    "minutes": [{"by": ["director"], "act": "issue"}],
    "source": "none",
}


@pytest.fixture
async def daily(stage: Stage) -> None:
    facts = small_plan(FIVE_AGENCIES).model_dump(mode="json") | {"dispatch_meeting": DAILY}
    await apply_plan(stage.database, Plan.model_validate(facts), stage.clock.now())


@pytest.mark.clause("E4")
@pytest.mark.usefixtures("daily")
async def test_a_red_day_from_the_proposal_to_who_was_missing(stage: Stage) -> None:
    cast, groups = stage.cast, stage.cast.groups
    await sent_for_approval(stage, "red 2026-12-01T09:00 72h PM2.5")
    for approver in (cast.director, cast.deputy_commander, cast.commander):
        await approve(stage, approver)
    await all_confirm(stage, stage.expect_everywhere("红色预警"))
    stage.skim()
    await stage.advance_to("12-01 14:59")
    stage.skim()
    # The first has no place to take over, so it is asked for.
    await stage.advance_to("12-01 15:00")
    proposed = stage.expect(cast.office, "请召集今日日调度会议：18:00", "填写地点或视频会议链接")
    await stage.press(cast.staff, proposed, "召集今日日调度会议")
    question = stage.expect(
        cast.office, "写明会议地点或视频会议链接", "全部成员单位", "12月1日18时"
    )
    await stage.reply(cast.staff, question, "市政府301会议室")
    draft = stage.expect(cast.office, f"拟稿：会议“{TITLE}”", "地点：市政府301会议室")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft, "已发布")
    told = stage.expect_everywhere("会议通知")
    stage.expect(cast.office, "未回复 5")
    first, second, third, silent, fifth = told
    for one in (first, third, fifth):
        await stage.press(cast.liaisons[one], told[one], "参会")
        stage.expect_edit(told[one], "✅ 参会")
    await stage.reply(cast.liaisons[second], told[second], "请假，出差，由副局长老周代会")
    stage.expect_edit(told[second], "代会人：副局长老周")
    stage.expect(groups[second], "已记录：请假，代会人：副局长老周")
    # What a body answers to the notice is its report of the day, by one tap.
    await stage.reply(cast.liaisons[first], told[first], "今日出动检查组4个，检查企业9家。")
    meant = stage.expect(groups[first], "请按“以此作为日报”", "次日不再要求重报")
    await stage.press(cast.liaisons[first], meant, "以此作为日报")
    stage.expect(groups[first], "已收到", "12月1日", "按时报送")
    await stage.reply(cast.liaisons[silent], told[silent], "今日检查工地6处，均已停工。")
    both = stage.expect(groups[silent], "尚未答复是否参会的，请按“参会”或“请假”")
    assert [button.text for button in both.buttons()] == ["以此作为日报", "参会", "请假"]
    stage.skim(cast.office)
    await stage.restart()
    await stage.advance_to("12-01 17:29")
    stage.skim()
    # Half an hour before, whoever comes is reminded.
    await stage.advance_to("12-01 17:30")
    coming = {
        one: stage.expect(groups[one], f"{TITLE}18:00召开，请准时参会", "地点：市政府301会议室")
        for one in (first, second, third, fifth)
    }
    assert "代会人：副局长老周" in coming[second].text
    stage.expect_silence(groups[silent])
    query = await stage.press(cast.liaisons[first], coming[first], "到会")
    stage.expect_toast(query, "已登记：到会")
    stage.skim()
    await stage.advance_to("12-01 18:00")
    sheet, roll = stage.expect_in_any_order(
        cast.office,
        ("调度表：12月1日已书面报送 1/5", "今日出动检查组4个", "未报（4）"),
        ("到会 1/5", "会议进行中"),
    )
    # What a body says at the meeting is written down, and is its report once it says so.
    await stage.press(cast.staff, sheet, "记录口头汇报")
    menu = stage.expect(cast.office, "口头汇报：请选单位")
    assert len(menu.buttons()) == 4
    spoken = {third: "出动检查组2个，检查企业6家。", fifth: "巡查工地3处，均已停工。"}
    for place, said in zip((1, 3), spoken.values(), strict=True):
        name = menu.buttons()[place].text
        await stage.press(cast.staff, menu, name)
        question = stage.expect(cast.office, "写明", "在会上口头汇报的12月1日工作情况")
        await stage.reply(cast.staff, question, said)
        menu = stage.expect(cast.office, "已发该单位，请其按“以此作为日报”确认")
        assert f"📝 {name}" in [one.text for one in menu.buttons()]
    heard = stage.expect(groups[third], "请核对：贵单位在", "口头汇报", spoken[third])
    stage.expect(groups[fifth], "请核对：贵单位在", spoken[fifth])
    await stage.press(cast.liaisons[third], heard, "以此作为日报")
    stage.expect(groups[third], "已收到", "12月1日", "按时报送")
    again = await stage.press(cast.liaisons[third], heard, "以此作为日报")
    stage.expect_toast(again, "已经报送")
    stage.skim(cast.office)
    await stage.press(cast.liaisons[second], coming[second], "到会")
    await stage.restart()
    names = [button.text for button in roll.buttons()]
    assert len(names) == 6
    await stage.press(cast.staff, roll, names[2])
    await stage.advance(seconds=10)
    stage.expect_edit(roll, "到会 3/5")
    await stage.press(cast.staff, roll, "结束签到")
    stage.expect(cast.office, f"会议“{TITLE}”签到结束：到会 3/5，未到会2家", "代会：")
    late = await stage.press(cast.liaisons[fifth], coming[fifth], "到会")
    stage.expect_toast(late, "已改期、取消或结束签到")
    stage.skim()
    # The minutes are a reply to the meeting's message; the director signs, and all who were asked
    # read them.
    await stage.reply(cast.staff, roll, "会议要求：加密巡查，明日8时前报送整改情况。")
    card = stage.expect(cast.office, f"拟稿：{TITLE}会议纪要", "加密巡查")
    await stage.press(cast.staff, card, "送签")
    stage.expect_edit(card, f"审签中：{TITLE}会议纪要")
    asked = stage.expect_private(cast.director, "请您以办公室主任身份审签", "加密巡查")
    await stage.restart()
    await stage.press(cast.director, asked, "签发")
    await breathe(stage)
    stage.expect_edit(card, f"已印发：{TITLE}会议纪要")
    stage.expect_edit(asked, "已印发")
    stage.expect_everywhere(f"📄 {TITLE}会议纪要", "会议要求：加密巡查")
    # Who has reported at the meeting is not asked for the same day in the morning.
    await stage.advance_to("12-02 07:59")
    stage.skim()
    await stage.advance_to("12-02 08:00")
    stage.expect_silence(groups[first])
    stage.expect_silence(groups[third])
    asked = stage.expect(groups[fifth], "请报送12月1日", "口头汇报", spoken[fifth])
    await stage.press(cast.liaisons[fifth], asked, "以此作为日报")
    stage.expect(groups[fifth], "已收到", "12月1日", "按时报送")
    stage.skim()
    # The next day is proposed like the last one, and convened by one press.
    await stage.advance_to("12-02 14:59")
    stage.skim()
    await stage.advance_to("12-02 15:00")
    draft, _ = stage.expect_in_any_order(
        cast.office,
        ("会议“日调度会议（12月2日）”", "地点：市政府301会议室"),
        ("请召集今日日调度会议：18:00，市政府301会议室", "拟稿已发本群"),
    )
    await stage.press(cast.second, draft, "确认发布")
    await breathe(stage)
    stage.expect_everywhere("会议通知：日调度会议（12月2日），12月2日18时")
    stage.skim()
    # Nobody checks anybody in: it is over by itself, and nobody is called missing.
    await stage.advance_to("12-02 20:59")
    stage.skim()
    await stage.advance_to("12-02 21:00")
    stage.expect(cast.office, "已结束，无人签到，到会情况未登记")
    stage.skim()


@pytest.mark.usefixtures("daily")
async def test_under_an_exercise_it_is_marked(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 红色 2026-12-01T10:00 48h PM2.5 静稳 演练")
    draft = stage.expect(cast.office, "拟稿", "（演练）")
    await stage.press(cast.staff, draft, "这是演练，确认发布")
    for approver in (cast.director, cast.deputy_commander, cast.commander):
        asked = stage.expect_private(approver, "审签")
        await stage.press(approver, asked, signs(asked))
    await stage.advance_to("12-01 14:59")
    stage.skim()
    await stage.advance_to("12-01 15:00")
    proposed = stage.expect(cast.office, "【演练】", "请召集今日日调度会议")
    await stage.press(cast.staff, proposed, "召集今日日调度会议")
    question = stage.expect(cast.office, "写明会议地点")
    await stage.reply(cast.staff, question, "线上")
    draft = stage.expect(cast.office, "会议“日调度会议（12月1日）”", "【演练】")
    await stage.press(cast.staff, draft, "这是演练，确认发布")
    await breathe(stage)
    stage.expect_everywhere("【演练】", "会议通知")
    stage.skim()
    # Said with the command it is an exercise from the first question on; in its midst it is asked.
    await stage.say(cast.staff, cast.office, "/meeting 日调度 明天18:00 线上 汇报情况 演练")
    draft = stage.expect(cast.office, "会议“日调度会议（12月2日）”", "【演练】")
    assert draft.buttons()[0].text == "这是演练，确认发布"
    await stage.press(cast.staff, draft, "取消")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/meeting 培训 明天10时 市党校 应急演练培训")
    question = stage.expect(cast.office, "请选：这是演练，还是正式会议")
    await stage.press(cast.staff, question, "不是演练，正式会议")
    draft = stage.expect(cast.office, "会议“应急演练培训”")
    assert "【演练】" not in draft.text
    stage.skim()


@pytest.mark.clause("G6")
async def test_a_training_is_a_meeting_with_attendance(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/meeting 座谈 明天10时")
    stage.expect(cast.office, "请先写会议类别：日调度、培训或会议")
    await stage.say(cast.staff, cast.office, "/meeting")
    question = stage.expect(cast.office, "请选会议类别")
    await stage.press(cast.staff, question, "培训")
    stage.expect_edit(question, "请选参会单位", "会议类别：培训")
    await stage.press(cast.staff, question, "教育局")
    stage.expect_edit(question, "参会单位（1）：教育局")
    await stage.press(cast.staff, question, "选定（1家）")
    stage.expect_edit(question, "请选会议时间")
    await stage.reply(cast.staff, question, "尽快")
    stage.expect(cast.office, "会议时间无法识别")
    await stage.reply(cast.staff, question, "12月3日10时")
    question = stage.expect(cast.office, "写明会议地点或视频会议链接", "时间：2026年12月3日10时")
    await stage.reply(cast.staff, question, "市党校报告厅")
    question = stage.expect(cast.office, "写明会议内容", "地点：市党校报告厅")
    await stage.reply(cast.staff, question, "应急预案培训\n请带上本单位的实施方案。")
    draft = stage.expect(cast.office, "会议“应急预案培训”", "请带上本单位的实施方案。")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    told = stage.expect(cast.groups["jiaoyu"], "会议通知：应急预案培训，12月3日10时")
    stage.skim(cast.office)
    await stage.press(cast.liaisons["jiaoyu"], told, "参会")
    stage.expect_edit(told, "✅ 参会")
    stage.skim(cast.office)
    await stage.advance_to("12-03 09:30")
    coming = stage.expect(cast.groups["jiaoyu"], "应急预案培训10:00召开")
    query = await stage.press(cast.liaisons["jiaoyu"], coming, "到会")
    stage.expect_toast(query, "已登记：到会")
    stage.skim(cast.office)
    await stage.advance_to("12-03 10:00")
    roll = stage.expect(cast.office, "到会 1/1：教育局")
    await stage.press(cast.staff, roll, "结束签到")
    stage.expect(cast.office, "会议“应急预案培训”签到结束：到会 1/1")
    # Where the plan names nobody who signs minutes, the office sends them.
    await stage.reply(cast.staff, roll, "培训讲稿和要点附后。")
    card = stage.expect(cast.office, "拟稿：应急预案培训会议纪要")
    await stage.press(cast.staff, card, "印发")
    await breathe(stage)
    stage.expect(cast.groups["jiaoyu"], "📄 应急预案培训会议纪要", "培训讲稿和要点附后")
    stage.skim(cast.office)
    await invariants.check(stage)
