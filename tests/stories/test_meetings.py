"""/meeting: bodies say whether they come, on leave with whom instead; it is moved and cancelled."""

import pytest

from sandbox import Message
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.passages import breathe

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
    asked = stage.expect(cast.groups[second], "请“回复”本条消息写明请假原因")
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
