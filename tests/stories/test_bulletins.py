"""/bulletin: what is not put right is named to chosen bodies, and as Word."""

import pytest
from sqlmodel import select

from sandbox import Message
from storage.problems.namings import ProblemNaming
from tests.harness import invariants
from tests.harness.cast import apply_plan
from tests.harness.stage import Stage
from tests.messages.documents.reading import opened
from tests.office.problem_days import problem_plan
from tests.stories.passages import breathe
from tests.stories.test_problems import assigned, filed

OTHER = "地点：城北三路；单位：三期工地；应落实：裸土苫盖；问题：裸土未苫盖"


@pytest.mark.clause("F3")
async def test_a_bulletin_names_what_is_not_put_right(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/bulletin")
    stage.expect(cast.office, "没有已交办而未销号的问题")
    card = await filed(stage)
    await assigned(stage, card)
    stage.skim()
    await stage.say(cast.staff, cast.office, "/bulletin")
    asked = stage.expect(cast.office, "通报哪些问题")
    await stage.press(cast.staff, asked, "昌污指问〔2026〕1号 鑫源商砼")
    stage.expect_edit(asked, "问题（1）：昌污指问〔2026〕1号")
    await stage.press(cast.staff, asked, "选定（1个）")
    stage.expect_edit(asked, "请选通报的开头")
    await stage.press(cast.staff, asked, "以下问题尚未整改到位，请有关单位立即整改并报告整改情况")
    stage.expect_edit(asked, "通报给哪些单位")
    await stage.press(cast.staff, asked, "全部单位")
    draft = stage.expect(cast.office, "拟稿：问题通报", "教育局1个", "住建局1个")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    for group in cast.groups.values():
        told = stage.expect(group, "通报：1个问题尚未整改到位", "昌污指督通〔2026〕1号")
    assert "1. 鑫源商砼：2号生产线仍在生产" in told.text
    offered, _ = stage.expect_in_any_order(cast.office, ["点名1个问题"], ["问题通报 收到 0/5"])
    await stage.press(cast.staff, offered, "取通报文书")
    await breathe(stage)
    stage.expect(cast.office, "关于问题整改情况的通报")
    async with stage.database.reading() as session:
        rows = (await session.exec(select(ProblemNaming))).all()
    assert {row.body for row in rows} == {"jiaoyu", "zhujian"}
    stage.skim()
    await invariants.check(stage)


async def second(stage: Stage) -> None:
    """Another problem is found, and one body is charged with it."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/problem {OTHER}")
    card = stage.expect(cast.office, "问题昌污指问〔2026〕2号：待交办")
    await stage.press(cast.staff, card, "交办")
    await stage.reply(cast.staff, stage.expect(cast.office, "请选责任单位"), "住建局")
    asked = stage.expect(cast.office, "请选整改要求")
    await stage.press(cast.staff, asked, "立即整改，书面报告整改落实情况")
    await stage.reply(cast.staff, asked, "12月2日18时")
    stage.skim(cast.office)
    await confirmed(stage, "拟稿：问题整改")
    stage.skim()


async def confirmed(stage: Stage, draft: str) -> None:
    await stage.press(stage.cast.staff, newest(stage, draft), "确认发布")
    await breathe(stage)


def newest(stage: Stage, said: str) -> Message:
    return next(one for one in reversed(stage.cast.office.messages) if said in one.text)


async def drafted(stage: Stage) -> Message:
    """A bulletin of all problems, to all bodies, by the shortest limit."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/bulletin")
    asked = stage.expect(cast.office, "通报哪些问题")
    await stage.press(cast.staff, asked, "全部（2个）")
    await stage.press(cast.staff, asked, "以下问题尚未整改到位，请有关单位立即整改并报告整改情况")
    await stage.press(cast.staff, asked, "全部单位")
    stage.expect_edit(asked, "整改时限到何时")
    await stage.press(cast.staff, asked, asked.buttons()[0].text)
    return stage.expect(cast.office, "拟稿：问题通报", "整改时限：")


async def accepted(stage: Stage, body: str, order: Message) -> None:
    """The body puts it right, applies, and the office agrees."""
    cast = stage.cast
    await stage.reply(cast.liaisons[body], order, "已停产整改到位。")
    answer = stage.expect(cast.groups[body], "已收到", "整改情况")
    stage.expect(cast.groups[body], "报送盖章的整改报告")
    await stage.press(cast.liaisons[body], answer, "申请销号")
    stage.skim(cast.office)
    await stage.press(cast.staff, newest(stage, "申请销号"), "同意销号")
    stage.expect(cast.groups[body], "已同意销号")


@pytest.mark.clause("F3", "F4")
async def test_a_bulletin_is_signed_corrected_and_taken_back(stage: Stage) -> None:
    cast = stage.cast
    chain = [{"by": ["director"]}, {"by": ["commander"]}]
    await apply_plan(stage.database, problem_plan(bulletin=chain), stage.clock.now())
    told = await assigned(stage, await filed(stage))
    stage.skim()
    await second(stage)
    draft = await drafted(stage)
    await stage.kill()
    await stage.start()
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_edit(draft, "审签中")
    request = stage.expect_private(cast.director, "审签：问题通报", "昌污指问〔2026〕1号")
    await stage.press(cast.director, request, "同意")
    stage.skim(cast.private(cast.director))
    # What is put right between two signatures is named no more.
    await accepted(stage, "jiaoyu", told["jiaoyu"])
    stage.expect(
        cast.office, "问题昌污指问〔2026〕1号已经销号、改派或撤回，而待发的通报仍列有该问题"
    )
    request = stage.expect_private(cast.commander, "审签：问题通报")
    query = await stage.press(cast.commander, request, "同意")
    stage.expect_toast(query, "昌污指问〔2026〕1号已经销号、改派或撤回")
    stage.expect_silence(*cast.groups.values())
    await stage.press(cast.staff, draft, "取消")
    stage.skim()
    draft = await drafted(stage)
    assert "教育局" not in draft.text.partition("责任单位")[2]
    await stage.press(cast.staff, draft, "确认发布")
    for signer in (cast.director, cast.commander):
        await stage.press(signer, stage.expect_private(signer, "审签：问题通报"), "同意")
    await breathe(stage)
    for group in cast.groups.values():
        stage.expect(group, "通报：2个问题尚未整改到位", "住建局2个", "整改时限：")
    stage.skim(cast.private(cast.director), cast.private(cast.commander))
    offered = newest(stage, "点名2个问题")
    lines = await paper(stage, offered)
    said = "\n".join(lines)
    for words in (
        "昌污指督通〔2026〕1号\t签发人：",
        "关于问题整改情况的通报",
        "1. 鑫源商砼：2号生产线仍在生产，未落实停产措施。（昌污指问〔2026〕1号，责任单位：住建局）",
        "2. 三期工地：裸土未苫盖（昌污指问〔2026〕2号，责任单位：住建局）",
        "住建局：2个。",
        "前整改落实到位，并书面报告。",
    ):
        assert words in said
    assert "教育局" not in said
    signature = said.rindex("昌吉市重污染天气应急指挥部办公室\n2026年12月1日")
    assert signature > said.index("住建局：2个。")
    await corrected(stage)
    await taken_back(stage)
    await invariants.check(stage)


async def corrected(stage: Stage) -> None:
    """It named the second problem wrongly."""
    cast = stage.cast
    stage.skim()
    await stage.press(cast.staff, newest(stage, "问题通报 收到"), "更正")
    asked = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, asked, "通报的问题")
    asked = stage.expect_edit(asked, "通报哪些问题")
    await stage.press(cast.staff, asked, "✓ 昌污指问〔2026〕2号")
    await stage.press(cast.staff, asked, "选定（1个）")
    await confirmed(stage, "拟稿：问题通报更正")
    for signer in (cast.director, cast.commander):
        await stage.press(signer, stage.expect_private(signer, "审签：问题通报更正"), "同意")
    await breathe(stage)
    for group in cast.groups.values():
        stage.expect(
            group, "通报更正：1个问题", "原通报昌污指督通〔2026〕1号以本通报为准", "不再通报"
        )
    await stage.say(cast.staff, cast.office, "/problem")
    stage.skim()
    before = await paper(stage, newest(stage, "通报昌污指督通〔2026〕1号已发布"))
    assert "【已更正】" in "\n".join(before)


async def taken_back(stage: Stage) -> None:
    cast = stage.cast
    stage.skim()
    await stage.press(cast.staff, newest(stage, "问题通报更正 收到"), "撤回")
    await confirmed(stage, "拟稿：撤回问题通报")
    for group in cast.groups.values():
        stage.expect(group, "通报昌污指督通〔2026〕2号已撤回", "仍按原交办的要求和时限整改")
    stage.skim()
    of_it = await paper(stage, newest(stage, "通报昌污指督通〔2026〕2号已撤回，文书已注明"))
    assert "【已撤回】" in "\n".join(of_it)
    await stage.advance_to("12-03 12:00")
    requests = [one.text for one in cast.private(cast.director).messages]
    assert not any("提示单" in one for one in requests), "its gate is closed"
    stage.skim()


async def paper(stage: Stage, offered: Message) -> list[str]:
    stage.skim(stage.cast.office)
    await stage.press(stage.cast.staff, offered, "取通报文书")
    await breathe(stage)
    sent = stage.expect(stage.cast.office, "关于问题整改情况的通报")
    assert sent.document is not None
    return [one.text for one in opened(sent.document.content).paragraphs if one.text]
