"""Each evening in a response everybody who was told reads how things stand, where the plan asks."""

import pytest

from office.plan.model import Plan
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import all_confirm, all_report, issue


@pytest.fixture
async def briefed(stage: Stage) -> None:
    facts = small_plan(FIVE_AGENCIES).model_dump(mode="json")
    plan = Plan.model_validate(facts | {"brief": {"at": "18:00", "source": "none"}})
    await apply_plan(stage.database, plan, stage.clock.now())


@pytest.mark.clause("E8")
@pytest.mark.usefixtures("briefed")
async def test_the_evening_brief_is_read_in_every_group_until_the_lift(stage: Stage) -> None:
    cast = stage.cast
    await all_confirm(stage, await issue(stage))
    stage.skim()
    await stage.advance_to("12-01 17:59")
    stage.skim()
    await stage.advance_to("12-01 18:00")
    groups = (*cast.groups.values(), cast.office)
    for group in groups:
        stage.expect(group, "每日情况", "今天是第1天", "确认收到：5家单位，已确认5家", "无需回复")

    await stage.advance_to("12-02 08:00")
    prompts = stage.expect_everywhere("请报送12月1日")
    stage.skim()
    await all_report(stage, prompts, but=["gongan"])
    await stage.advance_to("12-02 17:59")
    stage.skim()
    await stage.advance_to("12-02 18:00")
    for group in groups:
        told = stage.expect(group, "每日情况", "今天是第2天", "应报5家，已报4家")
        assert "公安" not in told.text

    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(cast.office, "拟稿：解除")
    await stage.press(cast.staff, draft, "确认发布")
    await stage.advance_to("12-03 18:30")
    assert all("每日情况" not in message.text for message in stage.skim())
