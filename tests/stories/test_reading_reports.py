"""/reports and 退回补正: the office reads what was reported, and sends a report back."""

import pytest

from sandbox import Upload
from storage.owed.obligations import ObligationState
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.enrolling import recorded
from tests.stories.passages import REPORT, silent_morning
from tests.stories.test_registering import AGENCY, NAME, owed


@pytest.mark.clause("E1", "F6")
async def test_read_sent_back_and_completed(stage: Stage) -> None:
    """The office reads a report with its file, and wants more of it than it says."""
    cast, group = stage.cast, stage.cast.groups[AGENCY]
    prompt = (await silent_morning(stage, AGENCY, "12-02 10:30"))[AGENCY]
    await stage.document(
        cast.liaisons[AGENCY], group, Upload(b"table", "检查表.xlsx"), reply_to=prompt
    )
    stage.expect(group, "已收到", "文件1个")
    await stage.reply(cast.liaisons[AGENCY], prompt, REPORT)
    stage.expect(group, "已补充")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/reports")
    listed = stage.expect(cast.office, "12月1日应急响应工作日报", "已报 5/5", "按时")
    await stage.press(cast.staff, listed, "按单位")
    bodies = stage.expect_edit(listed, "请选择单位")
    await stage.press(cast.staff, bodies, NAME)
    of_body = stage.expect_edit(bodies, NAME, "报送情况", "报")
    await stage.press(cast.staff, of_body, "12月1日应急响应工作日报")
    shown = stage.expect(cast.office, NAME, "昌污报〔2026〕", REPORT, "检查表.xlsx", "按时")
    await stage.press(cast.staff, shown, "查看附件（1）")
    assert stage.expect(cast.office, NAME, "附件1/1").document is not None
    await stage.press(cast.staff, shown, "退回补正")
    await stage.reply(cast.staff, stage.expect(cast.office, "写明要补正什么"), "好")
    stage.expect(cast.office, "请写明要补正什么")
    asked = next(
        one
        for one in cast.office.messages[::-1]
        if "写明要补正什么" in one.text and one.force_reply
    )
    await stage.reply(cast.staff, asked, "请补报发现问题和整改情况")
    when = stage.expect(cast.office, "请选择补正时限", "最早为")
    await stage.reply(cast.staff, when, "10:35")
    stage.expect(cast.office, "时间过早")
    await stage.press(cast.staff, when, "12月2日18:00")
    stage.expect_edit(when, "已将", NAME, "退回补正", "12月2日18:00")
    told = stage.expect(group, "退回补正", "请补报发现问题和整改情况", "12月2日18:00")
    assert (await owed(stage)).state == ObligationState.OPEN
    assert "report_returned" in await recorded(stage)
    await stage.press(cast.staff, shown, "退回补正")
    stage.skim()
    # The first deadline passes without a slip: only the new one counts.
    await stage.advance_to("12-02 17:30")
    stage.skim()
    assert "黄色提示单" not in "".join(one.text for one in group.messages)
    await stage.reply(cast.liaisons[AGENCY], told, "发现问题3个，已整改2个")
    stage.expect(group, "补正已收到", "按时报送（截止12月2日18:00）")
    assert (await owed(stage)).state == ObligationState.MET
    stage.skim()
    await invariants.check(stage)


async def test_leaders_read_and_change_nothing(stage: Stage) -> None:
    cast = stage.cast
    await silent_morning(stage, AGENCY, "12-02 10:30")
    await stage.say(cast.mayor, cast.private(cast.mayor), "/reports")
    listed = stage.expect(cast.private(cast.mayor), "已报 4/5", "未报 1", NAME)
    labels = {button.text for button in listed.buttons()}
    assert not {label for label in labels if "催报" in label or "代为登记" in label}
    other = next(iter(labels - {"按日期、事项", "按单位"}))
    await stage.press(cast.mayor, listed, other)
    shown = stage.expect(cast.private(cast.mayor), "昌污报〔2026〕", REPORT)
    assert "退回补正" not in {button.text for button in shown.buttons()}
    stage.skim()
