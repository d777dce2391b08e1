"""The outlook that the monitoring team owes each day is a forecast, however it comes."""

from typing import Any

import pytest

from office.plan.model import Plan
from sandbox import Chat, Person
from tests.harness.cast import apply_plan
from tests.harness.plans import TEAM, small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.enrolling import issue as code_for
from tests.stories.passages import all_confirm, brought, issue
from tests.stories.test_forecasts import workbook
from tests.stories.test_other_bodies import EXPERTS, bring_in

WEEK = "\n".join(f"12月{day}日 {90 + day}～{100 + day} PM2.5" for day in range(2, 9))
OUTLOOK = {
    "kind": "outlook",
    "who": ["experts"],
    "when": "daily",
    "prompt_at": "08:30",
    "due_at": "12:00",
    "remind_before": "1h",
    "least_notice": "2h",
    "days_ahead": 7,
    "form": "outlook",
    "ladder": "gentle",
}
FORM = {
    "id": "outlook",
    "name": "趋势研判",
    "fields": [{"id": "trend", "name": "未来7天空气质量趋势", "kind": "text", "required": True}],
}


@pytest.fixture
async def team(stage: Stage) -> tuple[Chat, Person]:
    facts: dict[str, Any] = small_plan(FIVE_AGENCIES).model_dump(mode="json")
    for owed in facts["owes"]:
        if owed["kind"] in ("daily", "closing"):
            owed["who"] = ["agencies"]
    facts |= {"teams": [{**TEAM, "told": ["alert"]}], "owes": [*facts["owes"], OUTLOOK]}
    facts["forms"] = [*facts.get("forms", ()), FORM]
    await apply_plan(stage.database, Plan.model_validate(facts), stage.clock.now())
    (code,) = await code_for(stage, EXPERTS)
    joined = await bring_in(stage, "专家群", code)
    stage.skim()
    alerts = await issue(stage, "orange 2026-12-01T07:50 72h PM2.5")
    await stage.press(joined[1], stage.expect(joined[0], "橙色预警"), "收到")
    await all_confirm(stage, alerts)
    stage.skim()
    return joined


@pytest.mark.clause("B1", "E5")
async def test_a_forecast_answers_the_outlook_that_is_owed(
    stage: Stage, team: tuple[Chat, Person]
) -> None:
    (group, member), cast = team, stage.cast
    await stage.advance_to("12-02 08:30")
    prompt = stage.expect(group, "12月1日后未来趋势研判", "逐日预报（如“12月2日 155～185 PM2.5”")
    stage.skim()
    await stage.say(member, group, "/forecast 12月2日 155～185 PM2.5\n12月3日 良")
    shown = stage.expect(group, "空气质量预报", "尚未采用")
    await stage.press(member, shown, "无误，采用")
    stage.expect_edit(shown, "✅ 已采用预报", "按预案应预报到12月8日，请补报其余各日。")
    stage.expect(
        group,
        "已收到",
        "未来7天空气质量趋势　12月2日AQI155～185，中度污染（PM2.5）；12月3日AQI51～100，良",
    )
    stage.expect(cast.office, "空气质量预报（专家组报送）")
    await stage.advance_to("12-02 13:00")
    assert not [one for one in stage.skim(group) if "趋势研判" in one.text]
    stage.skim()

    # On the next day it replies to the prompt, and is asked whether that is a forecast.
    await stage.advance_to("12-03 08:30")
    prompt = stage.expect(group, "12月2日后未来趋势研判")
    stage.skim()
    await stage.reply(member, prompt, WEEK)
    stage.expect(group, "已收到", "12月2日后未来趋势研判")
    shown = stage.expect(group, "空气质量预报", "尚未采用", "12月8日　98～108")
    await stage.press(member, shown, "无误，采用")
    stage.expect_edit(shown, "应预报到12月9日")
    stage.expect(cast.office, "空气质量预报（专家组报送）")
    stage.skim()

    # Words that only describe are a report, and a table is read as a forecast.
    await stage.advance_to("12-04 08:30")
    prompt = stage.expect(group, "12月3日后未来趋势研判")
    await stage.reply(member, prompt, "未来7天空气质量趋势：以良至轻度污染为主，7日夜间转好。")
    stage.expect(group, "已收到", "12月3日后未来趋势研判")
    stage.skim()
    stage.expect_silence(group)
    rows = [[f"2026-12-{4 + hour // 24:02d} {hour % 24:02d}:00", 90] for hour in range(24 * 7)]
    await stage.document(member, group, workbook(["时间", "AQI"], *rows), reply_to=prompt)
    shown = stage.expect(group, "空气质量预报", "预报.xlsx，尚未采用", "12月10日　90　良")
    await stage.press(member, shown, "无误，采用")
    edit = stage.expect_edit(shown, "✅ 已采用预报")
    assert "补报" not in edit.text
    stage.skim()
    assert "预报.xlsx" in [name for name, _ in await brought(stage)]


async def test_an_outlook_that_nobody_sends_is_asked_for_again(
    stage: Stage, team: tuple[Chat, Person]
) -> None:
    group, _ = team
    await stage.advance_to("12-02 08:30")
    stage.skim()
    await stage.advance_to("12-02 11:00")
    stage.expect(group, "12月1日后未来趋势研判")
    stage.skim()
    await stage.advance_to("12-02 12:00")
    stage.expect(stage.cast.office, "专家组", "12月1日后未来趋势研判")
    stage.skim()
