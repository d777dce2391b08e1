"""/problem: what was found on site is filed, assigned, put right and accepted."""

import pytest

from sandbox import Message
from tests.harness import invariants
from tests.harness.stage import Stage
from tests.stories.passages import breathe

FOUND = (
    "地点：建设路12号；单位：鑫源商砼；应落实：橙色预警期间停产；"
    "问题：2号生产线仍在生产，未落实停产措施。"
)


async def filed(stage: Stage, text: str = FOUND) -> Message:
    """File it in the office's group; return its card."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/problem {text}")
    return stage.expect(cast.office, "问题昌污指问〔2026〕1号：待交办", "鑫源商砼")


async def assigned(stage: Stage, card: Message) -> dict[str, Message]:
    """Charge two bodies with it; return what each of them got."""
    cast = stage.cast
    await stage.press(cast.staff, card, "交办")
    asked = stage.expect(cast.office, "请选责任单位")
    await stage.reply(cast.staff, asked, "教育局、住建局")
    asked = stage.expect(cast.office, "请选整改要求")
    await stage.press(cast.staff, asked, "立即整改，书面报告整改落实情况")
    stage.expect_edit(asked, "请选整改时限")
    await stage.reply(cast.staff, asked, "12月2日18时")
    draft = stage.expect(cast.office, "拟稿：问题整改“鑫源商砼”", "2号生产线仍在生产")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    return {
        one: stage.expect(cast.groups[one], "问题整改交办：鑫源商砼")
        for one in ("jiaoyu", "zhujian")
    }


@pytest.mark.clause("F3")
async def test_a_problem_is_filed_and_assigned(stage: Stage) -> None:
    cast = stage.cast
    card = await filed(stage)
    told = await assigned(stage, card)
    assert "整改时限：2026年12月2日18时" in told["jiaoyu"].text
    stage.expect_edit(card, "整改中")
    board = stage.expect(cast.office, "0/2已销号", "教育局：整改中", "住建局：整改中")
    await stage.press(cast.liaisons["jiaoyu"], told["jiaoyu"], "收到")
    stage.expect_edit(told["jiaoyu"], "✅ 已收到")
    await stage.reply(cast.liaisons["jiaoyu"], told["jiaoyu"], "已责令停产，2号线于当日16时停机。")
    stage.expect(cast.groups["jiaoyu"], "已收到", "问题“鑫源商砼”整改情况", "按时报送")
    await stage.advance(seconds=10)
    stage.expect_edit(board, "教育局：已报告，待申请销号", "未确认收到（1）：住建局")
    await invariants.check(stage)
