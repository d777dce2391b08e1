"""Grounds as an office writes them: what is expected, for which days, or on whose order."""

from sandbox import Message
from tests.harness.stage import Stage
from tests.stories.passages import issue


async def asked_for_grounds(stage: Stage, line: str = "橙色 12月30日8时 72小时 PM2.5") -> Message:
    """The dialogue at its last question; what was typed before is on the line."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn")
    question = stage.expect(cast.office, "请选级别")
    level, *rest = line.split()
    await stage.press(cast.staff, question, f"🟠 {level}")
    for typed in rest[:2]:
        await stage.reply(cast.staff, question, typed)
        question = stage.expect(cast.office, "请选")
    await stage.press(cast.staff, question, rest[2])
    stage.expect_edit(question, "请选发布依据")
    return question


async def test_the_days_are_those_of_the_terms(stage: Stage) -> None:
    question = await asked_for_grounds(stage)
    assert [button.text for button in question.buttons()][:3] == [
        "预计：AQI日均值大于200并持续48小时",
        "预计：AQI日均值大于150并持续72小时及以上",
        "按照上级要求",
    ]
    await stage.press(stage.cast.staff, question, "预计：AQI日均值大于150并持续72小时及以上")
    stage.expect(
        stage.cast.office,
        "发布依据：预计12月30日至1月2日我市AQI日均值大于150并持续72小时及以上，达到橙色预警条件",
    )


async def test_they_follow_the_terms_when_these_change(stage: Stage) -> None:
    cast = stage.cast
    question = await asked_for_grounds(stage, "橙色 12月3日8时 24小时 PM2.5")
    await stage.press(cast.staff, question, "预计：AQI日均值大于200并持续48小时")
    draft = stage.expect(cast.office, "预计12月3日至4日我市AQI日均值大于200")
    await stage.press(cast.staff, draft, "修改")
    question = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, question, "启动时间")
    await stage.reply(cast.staff, question, "12月4日0时")
    stage.expect(cast.office, "启动时间：2026年12月4日0时", "预计12月4日我市AQI日均值大于200")


async def test_a_level_without_such_grounds_asks_for_others(stage: Stage) -> None:
    cast = stage.cast
    question = await asked_for_grounds(stage)
    await stage.press(cast.staff, question, "预计：AQI日均值大于150并持续72小时及以上")
    draft = stage.expect(cast.office, "拟稿")
    await stage.press(cast.staff, draft, "修改")
    question = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, question, "级别")
    await stage.press(cast.staff, question, "🔴 红色")
    stage.expect_edit(question, "请选发布依据", "级别：红色")


async def test_what_was_typed_stays_as_it_was_typed(stage: Stage) -> None:
    cast = stage.cast
    question = await asked_for_grounds(stage)
    await stage.reply(cast.staff, question, "专家组会商意见第3期")
    draft = stage.expect(cast.office, "发布依据：专家组会商意见第3期")
    await stage.press(cast.staff, draft, "修改")
    question = stage.expect(cast.office, "请选要修改的一项")
    await stage.press(cast.staff, question, "持续时间")
    await stage.press(cast.staff, question, "48小时")
    stage.expect(cast.office, "发布依据：专家组会商意见第3期", "48小时")


async def test_an_upper_offices_order_is_named_by_its_document(stage: Stage) -> None:
    cast = stage.cast
    question = await asked_for_grounds(stage)
    await stage.press(cast.staff, question, "按照上级要求")
    stage.expect_edit(question, "写明上级单位、文件名称和文号")
    await stage.reply(cast.staff, question, "州指挥部办公室《关于启动应急响应的通知》（3号）")
    stage.expect(cast.office, "发布依据：按照州指挥部办公室《关于启动应急响应的通知》（3号）要求")


async def test_a_lift_by_what_was_found(stage: Stage) -> None:
    cast = stage.cast
    await issue(stage, "orange 2026-12-01T07:50 72h PM2.5")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/lift")
    question = stage.expect(cast.office, "拟解除预警")
    await stage.press(cast.staff, question, "预计：空气质量改善并持续36小时及以上")
    stage.expect(cast.office, "解除依据：预计我市空气质量改善，并将持续36小时及以上")
