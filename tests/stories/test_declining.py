"""A response that was due and is not started: grounds, the director's signature, the record."""

from typing import Any

import pytest

from office.plan.model import Plan
from tests.harness.cast import apply_plan
from tests.harness.stage import Stage
from tests.stories.passages import asks, issue

WHY = "会商认为仅12月2日一天超过200，次日转好"


async def with_decline(stage: Stage) -> None:
    facts: dict[str, Any] = stage.plan.model_dump()
    facts["chains"]["decline"] = [{"by": ["director"], "act": "approve"}]
    await apply_plan(stage.database, Plan.model_validate(facts), stage.clock.now())


@pytest.mark.clause("C9")
async def test_the_office_records_that_nothing_is_started_and_the_director_signs(
    stage: Stage,
) -> None:
    cast = stage.cast
    await with_decline(stage)
    await stage.say(cast.staff, cast.office, "/decline")
    await stage.press(cast.staff, stage.expect(cast.office, "不启动哪一级"), "不启动橙色")
    question = stage.expect(cast.office, "写明不启动橙色预警的理由")
    await stage.reply(cast.staff, question, WHY)
    asked = stage.expect_private(
        cast.director,
        "请您以办公室主任身份审签：不启动橙色预警、Ⅱ级应急响应",
        WHY,
        "不发往成员单位",
    )
    card = stage.expect(cast.office, "审签中：不启动橙色预警", WHY, "⏳ 办公室主任 待审签")
    await stage.press(cast.director, asked, "批准")
    stage.expect_edit(asked, "已签批：不启动橙色预警")
    stage.expect_edit(card, "✅ 办公室主任 批准 12月1日")
    stage.expect(cast.office, "✅ 已签批不启动橙色预警", WHY)
    stage.expect_silence(*cast.groups.values())
    assert f"不启动橙色预警、Ⅱ级应急响应，12月1日07:50签批，理由：{WHY}" in await asks(
        stage, "/board"
    )


@pytest.mark.clause("C9")
async def test_the_director_sends_it_back(stage: Stage) -> None:
    cast = stage.cast
    await with_decline(stage)
    await stage.say(cast.staff, cast.office, f"/decline 橙色 {WHY}")
    asked = stage.expect_private(cast.director, "不启动橙色预警")
    card = stage.expect(cast.office, "审签中：不启动橙色预警")
    await stage.press(cast.director, asked, "退回")
    question = stage.expect_private(cast.director, "写明退回“不启动橙色预警、Ⅱ级应急响应”的理由")
    await stage.reply(cast.director, question, "再会商一次")
    stage.expect_edit(asked, "已退回")
    stage.expect_edit(card, "已退回", "再会商一次")
    stage.expect(cast.office, "退回了不启动橙色预警", "再会商一次")
    stage.skim()
    assert "签批，理由" not in await asks(stage, "/board")


async def test_the_office_takes_it_back_and_drafts_another(stage: Stage) -> None:
    cast = stage.cast
    await with_decline(stage)
    await stage.say(cast.staff, cast.office, f"/decline 橙色 {WHY}")
    asked = stage.expect_private(cast.director, "请您以办公室主任身份审签：不启动橙色预警")
    card = stage.expect(cast.office, "审签中：不启动橙色预警")
    await stage.say(cast.staff, cast.office, f"/decline 橙色 {WHY}")
    stage.expect(cast.office, "这一级别的不启动已由", "在该稿下按“取消”")
    pressed = await stage.press(cast.staff, card, "取消")
    stage.expect_toast(pressed, "已取消，不再审签")
    stage.expect_edit(card, "已取消：不启动橙色预警")
    stage.expect_edit(asked, "已取消：不启动橙色预警")
    await stage.say(cast.staff, cast.office, f"/decline 橙色 {WHY}")
    stage.expect_private(cast.director, "请您以办公室主任身份审签：不启动橙色预警")
    stage.expect(cast.office, "审签中：不启动橙色预警")


async def test_where_the_alert_stands_or_the_plan_is_silent_it_is_refused(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/decline 橙色 {WHY}")
    stage.expect(cast.office, "本预案未规定不启动由谁签批")
    await with_decline(stage)
    await issue(stage, "orange 2026-12-01T07:55 72h PM2.5")
    await stage.say(cast.staff, cast.office, f"/decline 橙色 {WHY}")
    stage.expect(cast.office, "现行橙色预警不低于这一级别")
    stage.skim()
