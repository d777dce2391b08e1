"""A team owes what the plan says of it: a daily summary in an alert and an assessment after it."""

from typing import Any

import pytest

from office.plan.model import Plan
from sandbox import Chat, Person
from tests.harness.cast import apply_plan
from tests.harness.plans import TEAM, small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.enrolling import issue as code_for
from tests.stories.passages import all_confirm, approve, issue, sent_for_approval
from tests.stories.test_other_bodies import EXPERTS, bring_in

SUMMARY = "出动检查组3个，检查企业12家，发现问题2个，已交办。"
INSPECTION = {
    "kind": "inspection",
    "who": ["teams"],
    "when": "daily",
    "prompt_at": "09:00",
    "due_at": "11:00",
    "remind_before": "1h",
    "least_notice": "1h",
    "content": ["检查企业数", "发现问题数"],
    "ladder": "gentle",
}
ASSESSMENT = {
    "kind": "assessment",
    "who": ["experts"],
    "when": "lift",
    "due_after": "120h",
    "least_notice": "2h",
    "content": ["成因", "措施成效"],
    "ladder": "gentle",
}


def plan_with_a_team() -> Plan:
    facts: dict[str, Any] = small_plan(FIVE_AGENCIES).model_dump(mode="json")
    for owed in facts["owes"]:
        if owed["kind"] in ("daily", "closing"):
            owed["who"] = ["agencies"]
    team = {**TEAM, "told": ["alert"]}
    return Plan.model_validate(
        facts | {"teams": [team], "owes": [*facts["owes"], INSPECTION, ASSESSMENT]}
    )


@pytest.fixture
async def team(stage: Stage) -> tuple[Chat, Person]:
    await apply_plan(stage.database, plan_with_a_team(), stage.clock.now())
    (code,) = await code_for(stage, EXPERTS)
    joined = await bring_in(stage, "专家群", code)
    stage.skim()
    return joined


@pytest.mark.clause("A4", "E5")
async def test_a_team_owes_its_own_things_and_no_others(
    stage: Stage, team: tuple[Chat, Person]
) -> None:
    (group, member), cast = team, stage.cast
    alerts = await issue(stage, "orange 2026-12-01T07:50 72h PM2.5")
    alert = stage.expect(group, "橙色预警")
    await stage.press(member, alert, "收到")
    await all_confirm(stage, alerts)
    stage.skim()

    await stage.advance_to("12-02 08:30")
    stage.expect_everywhere("12月1日应急响应工作日报")
    stage.expect_silence(group)
    stage.skim()
    await stage.advance_to("12-02 09:30")
    prompt = stage.expect(group, "12月1日督导检查小结", "请每日报送前一日督导检查情况")
    stage.expect(cast.office, "12月1日督导检查小结 报送 0/1")
    await stage.reply(member, prompt, SUMMARY)
    stage.expect(group, "已收到", "12月1日督导检查小结")
    stage.skim()

    await stage.advance_to("12-03 10:30")
    stage.expect(group, "12月2日督导检查小结")
    stage.skim()
    await stage.advance_to("12-03 11:30")
    stage.expect(cast.office, "重污染天气专家组", "12月2日督导检查小结")
    stage.expect_silence(group)
    stage.skim()

    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    draft = stage.expect(cast.office, "拟稿：解除")
    await stage.press(cast.staff, draft, "确认发布")
    told = stage.skim(group)
    assert ["评估报告" in one.text for one in told] == [False, True]
    assert "终止Ⅱ级应急响应" in told[0].text
    assert "请报送本次重污染过程评估报告" in told[1].text
    await stage.reply(member, told[-1], "本次过程由静稳高湿引起，减排措施使峰值下降约一成。")
    stage.expect(group, "已收到", "重污染过程评估报告")
    stage.skim()


@pytest.fixture
async def special_group(stage: Stage) -> None:
    facts = plan_with_a_team().model_dump(mode="json")
    facts["teams"][0]["as_needed"] = True
    facts["owes"] = [one for one in facts["owes"] if one["kind"] != "assessment"]
    for owed in facts["owes"]:
        if owed["kind"] == "receipt":
            owed["who"] = ["agencies"]
        if owed["kind"] == "inspection":
            owed["levels"] = ["orange", "red"]
    await apply_plan(stage.database, Plan.model_validate(facts), stage.clock.now())


@pytest.mark.clause("A4", "E5")
@pytest.mark.usefixtures("special_group")
async def test_a_group_that_is_formed_reports_of_the_days_at_orange_and_above(stage: Stage) -> None:
    cast = stage.cast
    # Nobody says that the group has no chat: it is formed as the work requires.
    await sent_for_approval(stage, "yellow 2026-12-01T07:50 72h PM2.5 预计静稳天气持续")
    await approve(stage, cast.director)
    alerts = stage.expect_everywhere("黄色预警")
    assert all("专家组" not in one.text for one in stage.skim(cast.office))
    await all_confirm(stage, alerts)
    (code,) = await code_for(stage, EXPERTS)
    group, member = await bring_in(stage, "专家群", code)
    (asked,) = [one for one in stage.skim(cast.office) if "专家组" in one.text and one.buttons()]
    await stage.press(cast.staff, asked, "向新接入单位发布现行预警")
    stage.skim()

    await stage.advance_to("12-02 09:30")
    stage.expect_silence(group)
    stage.skim()
    await sent_for_approval(stage, "橙色 立即 72h PM2.5 预计污染加重", command="/adjust")
    await approve(stage, cast.director)
    await approve(stage, cast.deputy_commander)
    stage.skim()
    await stage.advance_to("12-03 09:30")
    prompt = stage.expect(group, "12月2日督导检查小结")
    await stage.reply(member, prompt, SUMMARY)
    stage.expect(group, "已收到")
    stage.skim()
    await sent_for_approval(stage, "黄色 立即 72h PM2.5 预计污染减轻", command="/adjust")
    await approve(stage, cast.director)
    stage.skim()
    # The morning of the third was at orange still, the fourth is at yellow alone.
    await stage.advance_to("12-04 09:30")
    prompt = stage.expect(group, "12月3日督导检查小结")
    await stage.reply(member, prompt, SUMMARY)
    stage.expect(group, "已收到")
    stage.skim()
    await stage.advance_to("12-05 09:30")
    stage.expect_silence(group)
    stage.skim()
