"""The office adds lines of its own to one alert, for everybody or for the bodies that it names."""

import pytest

from sandbox import Message
from tests.harness.stage import Stage
from tests.stories.passages import all_confirm, approve, asks

LINE = "/warn orange 2026-12-01T12:00 72h PM2.5"
ALL, SOME = "夜间停止混凝土浇筑", "每两小时巡查一次渣土清运"
NIGHT = "夜间加查渣土车"


@pytest.mark.clause("D3")
async def test_lines_are_added_to_a_draft_and_read_by_whom_they_name(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, LINE)
    draft = stage.expect(cast.office, "请核对全文")
    await stage.press(cast.staff, draft, "修改")
    question = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, question, "另加措施")
    stage.expect_edit(question, "一行一条")
    await stage.reply(cast.staff, question, f"市住建局、市财务局：{SOME}")
    stage.expect(cast.office, "市财务局", "请写全称")
    await stage.reply(cast.staff, question, f"1. {ALL}\n2. 市住建局、公安局：{SOME}")
    draft = stage.expect(cast.office, "请核对全文", f"1. {ALL}", f"2. 住建局、公安局：{SOME}")
    await stage.press(cast.staff, draft, "确认发布")
    for signer in (cast.director, cast.deputy_commander):
        await approve(stage, signer)
    told = stage.expect_everywhere("本次预警另加措施", f"1. {ALL}")
    stage.skim()
    assert {agency for agency, one in told.items() if f"2. {SOME}" in one.text} == {
        "zhujian",
        "gongan",
    }
    await all_confirm(stage, told)
    await stage.advance_to("12-01 12:30")
    stage.skim()
    await stage.say(cast.liaisons["zhujian"], cast.groups["zhujian"], "/measures")
    stage.expect(cast.groups["zhujian"], "贵单位措施", f"1. {ALL}", f"2. {SOME}")
    await adjusted(stage)
    await added_alone(stage)


async def adjusted(stage: Stage) -> None:
    """A change that says nothing of them keeps them, and one that takes them out is a change."""
    cast = stage.cast
    draft = await asks_for(stage, "/adjust red 立即 72h PM2.5 预测升级")
    assert ALL in draft.text
    await stage.press(cast.staff, draft, "修改")
    question = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, question, "另加措施")
    await stage.press(cast.staff, question, "不加措施")
    draft = stage.expect(cast.office, "请核对全文")
    assert "另加措施" not in draft.text
    await stage.press(cast.staff, draft, "取消")
    stage.skim()
    assert "橙色" in await asks(stage, "/board")


async def asks_for(stage: Stage, line: str) -> Message:
    await stage.say(stage.cast.staff, stage.cast.office, line)
    return stage.expect(stage.cast.office, "请核对全文")


async def added_alone(stage: Stage) -> None:
    """An order that only adds measures: whom it concerns reads and confirms it, nobody else."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/adjust")
    question = stage.expect(cast.office, "拟调整预警：请选级别")
    # No end was announced that could be taken back.
    assert "撤回解除" not in [button.text for button in question.buttons()]
    await stage.press(cast.staff, question, "只另加措施")
    stage.expect_edit(question, "一行一条")
    await stage.reply(cast.staff, question, "无")
    stage.expect(cast.office, "请写另加的措施")
    await stage.reply(cast.staff, question, f"公安局：{NIGHT}")
    question = stage.expect(cast.office, "请选发布依据")
    await stage.reply(cast.staff, question, "会商认为夜间扬尘突出。")
    draft = stage.expect(cast.office, "（另加措施）", f"1. 公安局：{NIGHT}", "将发往1家成员单位")
    await stage.press(cast.staff, draft, "修改")
    question = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, question, "发布依据")
    stage.expect_edit(question, "请选发布依据")
    await stage.reply(cast.staff, question, "夜间扬尘突出，会商认为须加强管控。")
    stage.expect_edit(draft, "已由修改稿取代")
    draft = stage.expect(cast.office, "（另加措施）", "须加强管控")
    await stage.press(cast.staff, draft, "确认发布")
    for signer in (cast.director, cast.deputy_commander):
        await approve(stage, signer)
    told = stage.expect(
        cast.groups["gongan"], "另加措施：级别和时间不变", f"1. {NIGHT}", "此前另加、继续执行"
    )
    stage.expect_silence(cast.groups["zhujian"], cast.groups["jiaoyu"])
    await stage.press(cast.liaisons["gongan"], told, "收到")
    stage.expect_edit(told, "✅ 已收到")
    stage.skim()
    await stage.say(cast.liaisons["zhujian"], cast.groups["zhujian"], "/measures")
    assert NIGHT not in stage.expect(cast.groups["zhujian"], f"2. {SOME}").text
    await stage.say(cast.staff, cast.office, f"/adjust 另加措施 公安局：{NIGHT}")
    question = stage.expect(cast.office, "请选发布依据")
    await stage.press(cast.staff, question, "按照上级要求")
    stage.expect_edit(question, "写明上级单位")
    await stage.reply(cast.staff, question, "州指挥部办公室通知（1号）")
    stage.expect(cast.office, "这些措施已在本次预警中")
