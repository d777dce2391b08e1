"""登记上级来文: where the office above is not on this bot, its document makes floor and lock."""

from typing import Any

import pytest

from office.plan.model import Plan
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import breathe

UPPER: dict[str, Any] = {
    "id": "zhou",
    "name": "州指挥部",
    "short": "州指挥部",
    "relation": "upper",
}


@pytest.fixture
async def city(stage: Stage) -> Stage:
    """The stories' city, whose plan names the office above."""
    facts = small_plan(FIVE_AGENCIES).model_dump() | {"outside": (UPPER,)}
    stage.plan = Plan.model_validate(facts)
    await apply_plan(stage.database, stage.plan, stage.clock.now())
    return stage


async def registered(stage: Stage) -> None:
    """The staff register an orange alert of the office above, with a scan."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/upper")
    asked = stage.expect(cast.office, "登记上级来文：请选事项")
    await stage.press(cast.staff, asked, "上级发布预警")
    stage.expect_edit(asked, "请写文号")
    await stage.say(cast.staff, cast.office, "昌州重污指预〔2026〕1号")
    asked = stage.expect(cast.office, "请选上级的预警级别", "文号：昌州重污指预〔2026〕1号")
    await stage.press(cast.staff, asked, "橙色")
    stage.expect_edit(asked, "请选或写影响区域", "级别：🟠 橙色")
    await stage.say(cast.staff, cast.office, "全州")
    asked = stage.expect(cast.office, "请选或写执行时间")
    await stage.press(cast.staff, asked, "现在")
    stage.expect_edit(asked, "请发来文的扫描件或照片")
    await stage.photo(cast.staff, cast.office)
    scan = stage.expect(cast.office, "昌州重污指预〔2026〕1号（扫描件），请对照下一条复核")
    assert scan.photo is not None


@pytest.mark.clause("C5", "A6")
async def test_a_document_binds_once_a_second_person_has_checked_it(city: Stage) -> None:
    cast = city.cast
    await registered(city)
    unchecked = city.expect(cast.office, "【待复核】", "州指挥部发布橙色预警", "附扫描件")
    query = await city.press(cast.staff, unchecked, "复核无误")
    city.expect_toast(query, "登记人不能复核自己的登记")
    await city.press(cast.second, unchecked, "复核无误")
    card = city.expect(cast.office, "【上级预警】州指挥部发布橙色预警", "不得低于橙色")
    city.expect_edit(unchecked, "登记生效")

    await city.say(cast.staff, cast.office, "/warn yellow 2026-12-01T09:00 72h PM2.5")
    city.expect(cast.office, "不得低于橙色", "昌州重污指预〔2026〕1号")

    # The draft that the card makes asks for what the document did not say.
    await city.press(cast.staff, card, "拟稿：橙色预警")
    asked = city.expect(cast.office, "请选预计持续时间")
    await city.press(cast.staff, asked, "72小时")
    city.expect_edit(asked, "请选首要污染物")
    await city.press(cast.staff, asked, "PM2.5")
    city.expect_edit(asked, "已填完")
    draft = city.expect(cast.office, "拟稿", "按照州指挥部昌州重污指预〔2026〕1号要求")
    await city.press(cast.staff, draft, "取消")
    await breathe(city)
    city.expect_edit(draft, "已作废")


@pytest.mark.clause("C5")
async def test_consent_of_the_office_above_goes_on_record(city: Stage) -> None:
    cast = city.cast
    await registered(city)
    unchecked = city.expect(cast.office, "【待复核】")
    await city.press(cast.second, unchecked, "复核无误")
    city.expect(cast.office, "【上级预警】")
    city.expect_edit(unchecked, "登记生效")

    await city.say(cast.staff, cast.office, "/upper")
    asked = city.expect(cast.office, "请选事项")
    await city.press(cast.staff, asked, "上级同意降低或解除")
    city.expect_edit(asked, "上级同意本辖区怎么办")
    await city.press(cast.staff, asked, "降为黄色")
    city.expect_edit(asked, "上级由谁同意")
    await city.say(cast.staff, cast.office, "州指挥部办公室主任")
    asked = city.expect(cast.office, "请选或写同意的时间", "同意：降为黄色")
    await city.say(cast.staff, cast.office, "不记得了")
    city.expect(cast.office, "启动时间无法识别")
    await city.press(cast.staff, asked, "现在")
    city.expect_edit(asked, "以什么方式同意")
    await city.press(cast.staff, asked, "电话")
    city.expect_edit(asked, "请写同意的文号")
    await city.press(cast.staff, asked, "没有文号")
    city.expect_edit(asked, "已填完")
    city.expect(cast.office, "已登记上级同意", "州指挥部办公室主任", "电话", "降为黄色")
