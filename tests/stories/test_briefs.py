"""Each evening in a response everybody who was told reads how things stand, where the plan asks."""

from datetime import timedelta

import pytest

from office.plan.model import Plan
from sandbox import Chat, Fault, FaultKind
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Scene, SetStage, Stage
from tests.stories.passages import all_confirm, all_report, issue, sent_for_approval


@pytest.fixture
async def briefed(stage: Stage) -> None:
    await ask_for_briefs(stage)


async def ask_for_briefs(stage: Stage) -> None:
    facts = small_plan(FIVE_AGENCIES).model_dump(mode="json")
    brief = {"at": "18:00", "leaders": ["deputy_commander", "mayor"], "source": "none"}
    plan = Plan.model_validate(facts | {"brief": brief})
    await apply_plan(stage.database, plan, stage.clock.now())


@pytest.mark.clause("E8")
@pytest.mark.usefixtures("briefed")
async def test_the_evening_brief_is_read_by_bodies_and_leaders_until_the_lift(
    stage: Stage,
) -> None:
    cast = stage.cast
    leaders = [cast.private(one) for one in (cast.deputy_commander, cast.mayor)]
    await all_confirm(stage, await issue(stage))
    stage.skim()
    await stage.advance_to("12-01 17:59")
    stage.skim()
    await stage.advance_to("12-01 18:00")
    groups = tuple(cast.groups.values())
    for chat in (*groups, cast.office, *leaders):
        told = stage.expect(
            chat, "每日情况", "今天是第1天", "确认收到：5家单位，已确认5家。", "无需回复"
        )
        assert told.photo is not None
        assert told.photo.content.startswith(b"\x89PNG")

    await stage.advance_to("12-02 08:00")
    prompts = stage.expect_everywhere("请报送12月1日")
    stage.skim()
    await all_report(stage, prompts, but=["gongan"])
    await stage.advance_to("12-02 17:50")
    stage.skim()
    change = await sent_for_approval(stage, "red now 48h PM2.5", command="/adjust")
    to_sign = stage.expect_private(cast.director, "审签")
    stage.skim()
    await stage.advance_to("12-02 18:00")
    for group in groups:
        told = stage.expect(
            group, "每日情况", "今天是第2天", "确认收到：5家单位，已确认5家。", "应报5家，已报4家。"
        )
        assert "公安" not in told.text
    stage.expect(cast.office, "应报5家，已报4家（未报：公安局）。", "今天签发：")
    stage.expect(leaders[0], "（未报：公安局）", "无需回复")
    stage.skim()

    await stage.say(cast.director, cast.private(cast.director), "/brief")
    asked = stage.expect(cast.private(cast.director), "每日情况", "今天是第2天", "未报：公安局")
    assert "需您决定：1件。\n· 审签：重污染天气红色预警（调整）" in asked.text
    await stage.say(cast.staff, cast.office, "/brief")
    stage.expect(cast.office, "每日情况", "未报：公安局", "办公室待办：审签 1")
    await stage.say(cast.liaisons["gongan"], cast.groups["gongan"], "/brief")
    stage.expect(cast.groups["gongan"], "限指挥部办公室人员和有查阅权限的人员")

    await stage.press(cast.director, to_sign, "退回")
    await stage.say(cast.director, cast.private(cast.director), "暂不调整")
    await stage.press(cast.staff, change, "取消")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(cast.office, "拟稿：解除")
    await stage.press(cast.staff, draft, "确认发布")
    await stage.advance_to("12-03 18:30")
    assert all("每日情况" not in message.text for message in stage.skim())
    await stage.say(cast.mayor, cast.private(cast.mayor), "/brief")
    stage.expect(cast.private(cast.mayor), "目前没有生效的预警。", "无需回复")


def briefs_in(chat: Chat) -> list[str]:
    return [message.text for message in chat.messages if "每日情况（" in message.text]


@pytest.mark.clause("E8")
@pytest.mark.parametrize(("comes_back", "is_told"), [("12-01 19:30", True), ("12-02 00:30", False)])
async def test_a_brief_in_whose_middle_the_bot_died_reaches_everybody_on_its_day(
    set_stage: SetStage, comes_back: str, is_told: bool
) -> None:
    """Two were on their way, of which one had arrived; the others waited."""
    stage = await set_stage(Scene(limits=True))
    await ask_for_briefs(stage)
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-01 17:59")
    stage.skim()
    first, lost, unanswered, *waiting = stage.cast.groups.values()
    waiting += [stage.cast.office, stage.cast.private(stage.cast.mayor)]
    faults = stage.world.faults
    faults.add(Fault(FaultKind.SLOW, "sendPhoto", lost.id, seconds=600))
    faults.add(Fault(FaultKind.RESET_AFTER, "sendPhoto", unanswered.id))
    stage.clock.step(timedelta(minutes=1, milliseconds=80))
    await stage.world.until(lambda: not len(faults) and briefs_in(first) and briefs_in(unanswered))
    await stage.kill()
    assert [len(briefs_in(chat)) for chat in (lost, *waiting)] == [0] * 5

    await stage.advance_to(comes_back)
    await stage.start()
    await stage.advance(seconds=60)
    # It may have died before it knew that the first has it.
    assert "补发" not in briefs_in(first)[0]
    assert all("补发" in text for text in briefs_in(first)[1:])
    assert ["补发" in text for text in briefs_in(lost)] == [True] * is_told
    assert ["补发" in text for text in briefs_in(unanswered)] == [False, *[True] * is_told]
    for chat in waiting:
        assert ["补发" in text for text in briefs_in(chat)] == [False] * is_told
    stage.skim()
