"""The closing report of a county goes from its own office to the prefecture's by letter."""

from typing import Any

import pytest

from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.region import SecondOffice, county_plan, open_office, upper_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.test_cascade import above_reads, issued_above


def owed_by_the_county() -> tuple[dict[str, Any], ...]:
    owes = small_plan(FIVE_AGENCIES).model_dump()["owes"]
    wanted = [one for one in owes if one["kind"] in ("receipt", "closing")]
    return tuple({**one, "who": ("wuqia",)} if one["kind"] == "closing" else one for one in wanted)


@pytest.fixture
async def county(stage: Stage) -> SecondOffice:
    stage.plan = upper_plan(owes=owed_by_the_county())
    await apply_plan(stage.database, stage.plan, stage.clock.now())
    opened = await open_office(stage, county_plan())
    await stage.wake()
    return opened


@pytest.mark.clause("C5", "E2")
async def test_a_county_reports_to_the_office_above_by_letter(
    stage: Stage, county: SecondOffice
) -> None:
    cast = stage.cast
    await issued_above(stage)
    county.expect("【上级预警】")
    await stage.advance_to("12-01 09:30")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(cast.office, "拟稿：解除重污染天气橙色预警")
    await stage.press(cast.staff, draft, "确认发布")
    county.expect("解除橙色预警")
    card = county.expect("【上级要求报送】州重污染天气应急指挥部", "报送时限")
    await county.press(card, "报送")
    asked = county.expect("请回复本条")
    await stage.reply(county.staff, asked, "预警持续48小时，减排措施全部落实。")
    county.expect("已报送州重污染天气应急指挥部")
    above_reads(stage, "【来函】乌恰县报送", "减排措施全部落实", f"{county.plan.area}值班员")
    stage.skim()
