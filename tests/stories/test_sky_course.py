"""One episode from the sky to the decision, to the public, and to the end of it."""

import pytest

from sandbox import Chat, Message
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import approve, breathe, leaders_read
from tests.stories.test_air_proposals import FOUL, SIX, drafted, proposed
from tests.stories.test_consultations import AIR, WEATHER, signed
from tests.stories.test_exports import rows
from tests.stories.test_public import copied

AGENCIES = (*SIX, "xuanchuan")
CONFER = ("qixiang", "huanjing")
NUMBER = "昌污指预〔2026〕1号"


async def conferred(stage: Stage, card: Message) -> Message:
    """Two bodies and the office fill their boxes; return the conclusion as the office has it."""
    cast = stage.cast
    await stage.press(cast.staff, card, "发起会商")
    asked = stage.expect(cast.office, "专家组会商建议")
    await stage.press(cast.staff, asked, "留空")
    stage.expect_edit(asked)
    draft = stage.expect(cast.office, "拟稿", "应急响应会商", "预报见下一条")
    await stage.press(cast.staff, draft, "确认发布")
    await breathe(stage)
    stage.expect_edit(draft)
    board = stage.expect(cast.office, "🗣", "已签发 0/4")
    for body, said in zip(CONFER, (WEATHER, AIR), strict=True):
        notice = stage.expect(cast.groups[body], "会商通知")
        assert stage.expect(cast.groups[body], "空气质量预报").photo
        await signed(stage, body, notice, said)
    done = stage.expect(cast.office, "2家单位的意见均已签发")
    await stage.press(cast.staff, done, "填写办公室意见")
    asked = stage.expect(cast.office, "填写办公室意见")
    await stage.reply(cast.staff, asked, "建议12月4日0时起启动Ⅱ级响应。")
    own = stage.expect(cast.office, "请选会商结论", WEATHER, AIR)
    await stage.press(cast.staff, own, "建议橙色（Ⅱ级）")
    await stage.press(cast.staff, own, "送签")
    put = stage.expect_private(cast.director, "以办公室主任身份签发")
    await stage.press(cast.director, put, "签发")
    await breathe(stage)
    for body in CONFER:
        stage.expect(cast.groups[body], "✅ 会商结论")
        stage.expect(cast.groups[body], "会商报告单")
    ended = stage.expect(cast.office, "✅ 会商结论", "建议响应级别为橙色（Ⅱ级）")
    stage.expect(cast.office, "📄", "会商报告单")
    await stage.advance(minutes=1)
    stage.expect_edit(board, "已签发 3/4，已形成结论")
    stage.expect_silence()
    return ended


def others(stage: Stage) -> list[Chat]:
    """The groups of all that do not publish."""
    return [group for body, group in stage.cast.groups.items() if body != "xuanchuan"]


async def published(stage: Stage, card: Message, title: str) -> str:
    """The publicity department says where it has told the public; return what it was told."""
    liaison, group = stage.cast.liaisons["xuanchuan"], stage.cast.groups["xuanchuan"]
    await stage.press(liaison, card, "已发布")
    where = stage.expect(group, f"已登记“{title}”已发布", "发布在何处")
    await stage.reply(liaison, where, "昌吉发布公众号")
    stage.expect(group, "已记下")
    stage.expect_edit(card, "登记发布：昌吉发布公众号")
    return copied(card)["公众文本"]


async def warned(stage: Stage, ended: Message) -> None:
    """What was concluded is drafted, signed, confirmed by all and told to the public."""
    cast = stage.cast
    await stage.press(cast.staff, ended, "拟稿")
    draft = stage.expect(
        cast.office,
        "拟稿：重污染天气橙色预警",
        "启动时间：2026年12月4日0时",
        "预计持续：48小时（至12月6日0时）",
        "首要污染物：PM2.5",
        "各24小时AQI均值235.0、222.5，均大于200，达到橙色预警条件",
    )
    stage.expect(cast.office, "公众信息预览，令发布后即发：橙色预警")
    stage.expect_silence()
    await stage.press(cast.staff, draft, "确认发布")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    leaders_read(stage, "已发布重污染天气橙色预警", NUMBER)
    board = stage.expect(cast.office, "橙色预警 收到 0/6", NUMBER)
    for body, group in cast.groups.items():
        order = stage.expect(group, "自12月4日0时起启动Ⅱ级应急响应", NUMBER)
        await stage.press(cast.liaisons[body], order, "收到")
    public = stage.expect(cast.groups["xuanchuan"], "请向公众发布：橙色预警")
    text = await published(stage, public, "橙色预警")
    assert "自12月4日0时起，昌吉市行政区域启动Ⅱ级应急响应，预计持续至12月6日0时" in text
    await stage.advance(minutes=1)
    stage.expect_edit(board, "收到 6/6")
    stage.expect_silence()


async def started(stage: Stage) -> None:
    cast = stage.cast
    begun = ["Ⅱ级应急响应启动，请立即落实"]
    await stage.advance_to("12-04 00:00")
    stage.expect_in_any_order(cast.office, begun, ["公众信息已发：橙色预警启动响应"])
    for group in others(stage):
        stage.expect(group, *begun)
    ask = ["请向公众发布：橙色预警启动响应"]
    _, public = stage.expect_in_any_order(cast.groups["xuanchuan"], begun, ask)
    text = await published(stage, public, "橙色预警启动响应")
    assert "已进入重污染天气橙色预警Ⅱ级应急响应" in text
    stage.expect_silence()


async def announced(stage: Stage, card: Message) -> None:
    """The lift is signed a day before its hour, and everybody reads that the alert holds on."""
    cast = stage.cast
    draft = await drafted(
        stage,
        card,
        "拟稿：解除重污染天气橙色预警",
        "响应终止：2026年12月5日0时",
        "12月5日00:00至12月6日12:00AQI均值持续低于150，最高25.5",
    )
    stage.expect(cast.office, "公众信息预览，令发布后即发：橙色预警解除")
    await stage.press(cast.staff, draft, "确认发布")
    await approve(stage, cast.director)
    for group in cast.groups.values():
        stage.expect(group, "将于12月5日0时解除、Ⅱ级应急响应同时终止，此前照常执行")
    public = stage.expect(cast.groups["xuanchuan"], "请向公众发布：橙色预警解除")
    text = await published(stage, public, "橙色预警解除")
    assert "自12月5日0时起，昌吉市行政区域终止Ⅱ级应急响应，此前预警继续有效" in text
    told = stage.skim(*(cast.private(person) for _, person in cast.posts))
    assert all("解除" in one.text for one in told)
    stage.expect_silence()


async def lifted(stage: Stage) -> None:
    """Until its hour the day goes as any other; at its hour the response ends."""
    cast = stage.cast
    await stage.advance_to("12-04 23:00")
    stage.expect(cast.office, "待填：应急响应信息报送表（启动）")
    for chat in (cast.office, *cast.groups.values()):
        said = [one.text for one in stage.skim(chat) if "滚动播报" not in one.text]
        assert len(said) == 1
        assert "预警将于12月5日0时解除，此前照常执行" in said[0]
    await stage.advance_to("12-05 00:00")
    over, report = ["Ⅱ级应急响应终止", "自12月5日0时起解除"], ["请报送应急响应总结报告"]
    stage.expect_in_any_order(
        cast.office, over, ["总结报告 报送 0/6"], ["公众信息已发：橙色预警解除"]
    )
    for group in others(stage):
        stage.expect_in_any_order(group, over, report)
    ask, publicity = ["请向公众发布：橙色预警解除"], cast.groups["xuanchuan"]
    _, _, public = stage.expect_in_any_order(publicity, over, report, ask)
    assert "此前" not in await published(stage, public, "橙色预警解除")
    stage.expect_silence()


@pytest.mark.clause("B2", "B3", "C6", "C9")
async def test_from_the_sky_to_the_end_of_the_episode(set_stage: SetStage) -> None:
    scene = Scene(agencies=AGENCIES, pack="changji", start="2026-12-01T16:10+08:00")
    stage = await set_stage(scene)
    cast = stage.cast
    card = await proposed(stage, FOUL, "研判建议：启动橙色预警")
    assert card.photo
    ended = await conferred(stage, card)
    await stage.kill()
    await stage.start()
    await warned(stage, ended)
    assert card.text.startswith(f"✅ 已采纳：启动橙色预警（{NUMBER}）")
    await started(stage)

    # What the sky does next is told to the office alone.
    await stage.advance_to("12-04 01:00")
    higher = await proposed(
        stage, "12月4日 330\n12月5日 330\n12月6日 330\n12月7日 优", "橙色预警升级为红色"
    )
    eased = await proposed(stage, "12月4日 260\n12月5日 优\n12月6日 优\n12月7日 优", "解除橙色预警")
    stage.expect_edit(higher, "⏹ 研判建议已撤销：橙色预警升级为红色")
    stage.expect_silence()
    await announced(stage, eased)
    assert eased.text.startswith("✅ 已采纳：解除橙色预警")
    await lifted(stage)

    await stage.tell(cast.auditor, "/export")
    offered = stage.expect_private(cast.auditor, "要哪份台账")
    await stage.press(cast.auditor, offered, "2026年至今")
    stage.expect_private(cast.auditor, "“台账 ")
    sheet = rows(stage.expect_private(cast.auditor, "📒 台账"), "预报—研判—决策")
    started_by, unheeded, ended_by = [
        {name: str(cell) for name, cell in row.items() if cell is not None} for row in sheet
    ]
    assert (
        started_by
        | {
            "预报采用时间": "2026-12-01 16:10:00",
            "研判建议": "建议启动橙色预警",
            "建议处理": "已采纳",
            "会商": "昌污指会商〔2026〕1号",
            "会商结论": "建议响应级别为橙色（Ⅱ级），建议12月4日0时起启动Ⅱ级响应",
            "决定": f"发布：重污染天气橙色预警（{NUMBER}）",
        }
        == started_by
    )
    assert (unheeded["研判建议"], unheeded["建议处理"]) == (
        "建议升级为红色预警",
        "预报变化，不再成立",
    )
    assert {"会商", "决定"}.isdisjoint(unheeded)
    assert (ended_by["研判建议"], ended_by["建议处理"], ended_by["决定"]) == (
        "建议解除预警",
        "已采纳",
        "解除：重污染天气橙色预警（昌污指解〔2026〕1号）",
    )
