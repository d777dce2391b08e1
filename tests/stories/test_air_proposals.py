"""What the air would have the office do is told once, kept true, and decided by people alone."""

import pytest

from sandbox import Message
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import approve

SIX = ("huanjing", "shanggong", "zhujian", "qixiang", "gongan", "liangban")
FOUL = "12月4日 210～260 PM2.5\n12月5日 205～240 PM2.5\n12月6日 优\n12月7日 优"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=SIX, pack="changji", start="2026-12-01T16:00+08:00"))


async def counted(stage: Stage, text: str, *, observed: bool = False) -> None:
    cast = stage.cast
    word = "实况 " if observed else ""
    await stage.say(cast.staff, cast.office, f"/forecast {word}{text}")
    shown = stage.expect(cast.office, "尚未计入" if observed else "尚未采用")
    await stage.press(cast.staff, shown, "无误，采用")
    stage.expect_edit(shown, "已录入实况" if observed else "已采用预报")


async def proposed(stage: Stage, text: str, *fragments: str, observed: bool = False) -> Message:
    await counted(stage, text, observed=observed)
    return stage.expect(stage.cast.office, "研判建议", *fragments)


async def drafted(stage: Stage, card: Message, *fragments: str) -> Message:
    await stage.press(stage.cast.staff, card, "拟稿")
    return stage.expect(stage.cast.office, "拟稿", *fragments)


async def issued(stage: Stage, draft: Message) -> None:
    cast = stage.cast
    await stage.press(cast.staff, draft, "确认发布")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    stage.skim()


def taps(card: Message) -> list[str]:
    return [button.text for button in card.buttons()]


@pytest.mark.clause("B3", "C3", "C9")
async def test_from_a_forecast_to_an_alert(stage: Stage) -> None:
    cast = stage.cast
    card = await proposed(stage, FOUL)
    assert card.photo
    assert card.text == (
        "🟠 研判建议：启动橙色预警\n"
        "12月4日00:00至12月6日00:00　首要污染物PM2.5\n"
        "依据：均值大于200持续48小时，12月4日00:00至12月6日00:00各24小时均值235.0、222.5\n"
        "预报：指挥部办公室，12月1日16:00采用，按自然日研判\n\n"
        "按预案：启动Ⅱ级应急响应；办公室主任审核、副指挥长批准；通知5个单位，落实44项措施\n"
        "应于12月2日00:00前发布（提前48小时）\n"
        "同时达到强化管控条件，拟稿时一并提出"
    )
    assert taps(card) == ["发起会商", "拟稿", "暂不启动"]
    first = card.photo

    # A forecast that says the same in other figures edits the message and its picture.
    await counted(stage, FOUL.replace("240", "250"))
    stage.expect_edit(card, "各24小时均值235.0、227.5")
    assert card.photo is not first
    await stage.kill()
    await stage.start()
    draft = await drafted(
        stage,
        card,
        "预警级别：橙色（Ⅱ级应急响应）",
        "启动时间：2026年12月4日0时",
        "预计持续：48小时（至12月6日0时）",
        "首要污染物：PM2.5",
        "据2026年12月1日16时采用的空气质量预报，12月4日00:00至12月6日00:00"
        "各24小时AQI均值235.0、227.5，均大于200，达到橙色预警条件",
    )
    stage.expect_silence(*cast.groups.values())
    await issued(stage, draft)
    assert card.text.startswith("✅ 已采纳：启动橙色预警（昌污指预〔2026〕1号）")
    assert not card.buttons()
    old = await stage.forge(cast.staff, card, "apdraft:1")
    stage.expect_toast(old, "这条研判建议已经处理或不再成立")
    stage.expect_silence()


@pytest.mark.clause("B3", "B4", "B5")
async def test_another_level_is_a_new_message_and_clean_air_ends_it(stage: Stage) -> None:
    cast = stage.cast
    card = await proposed(stage, FOUL, "启动橙色预警")
    higher = await proposed(stage, FOUL.replace("优", "320"), "启动红色预警")
    stage.expect_edit(card, "⏹ 建议撤销：启动橙色预警", "级别有变，见新的研判建议")
    await counted(stage, "12月4日 优\n12月5日 良")
    stage.expect_edit(higher, "⏹ 建议撤销：启动红色预警", "按最新情况，本建议不再成立")
    stage.expect_silence(cast.office)
