"""What the plan wants each week of the heating season: declared, asked for, reminded of, kept."""

from typing import Any

import pytest

from office.plan.model import Plan
from sandbox import Chat, Person, Upload
from tests.harness import invariants
from tests.harness.cast import apply_plan
from tests.harness.plans import pack, small_pack
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.enrolling import issue as code_for
from tests.stories.test_other_bodies import EXPERTS, bring_in

TWO = ("huanjing", "qixiang")
WEEKLY: dict[str, Any] = {
    "kind": "weekly_consultation",
    "name": "会商研判周报",
    "who": ["experts"],
    "when": "weekly",
    "season": "heating",
    "ask_from": "mon",
    "by": "fri",
    "due_at": "18:00",
    "remind_before": "3h",
    "least_notice": "2h",
    "content": ["气象条件趋势", "环境空气质量趋势"],
    "ladder": "gentle",
}
MONTHLY = WEEKLY | {
    "kind": "monthly_consultation",
    "name": "会商研判月报",
    "when": "monthly",
    "season": None,
    "off_season": "heating",
    "ask_from": 20,
    "by": "last",
}
SATURDAY = "2026-12-05T10:00+08:00"


def with_experts() -> Plan:
    """Kizilsu's plan with its experts, who hand in a report by the calendar as well."""
    whole = pack("kizilsu").model_dump(mode="json")
    facts: dict[str, Any] = small_pack("kizilsu", TWO).model_dump(mode="json")
    more = {"teams": whole["teams"], "owes": [*facts["owes"], WEEKLY, MONTHLY]}
    return Plan.model_validate(facts | more | {"consultation_reports": {}})


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=TWO, pack="kizilsu", start=SATURDAY))


@pytest.fixture
async def experts(stage: Stage) -> tuple[Chat, Person]:
    await apply_plan(stage.database, with_experts(), stage.clock.now())
    (code,) = await code_for(stage, EXPERTS)
    joined = await bring_in(stage, "专家群", code)
    stage.skim()
    return joined


async def declared(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/season")
    shown = stage.expect(cast.office, "采暖期：起止未宣布", "据此要求：会商研判周报、会商研判月报")
    await stage.press(cast.staff, shown, "宣布采暖期起止")
    asked = stage.expect(cast.office, "写明采暖期起止日期")
    await stage.reply(cast.staff, asked, "今年冬天")
    stage.expect(cast.office, "没有读懂起止日期")
    await stage.reply(cast.staff, asked, "2026年10月15日至4月15日")
    preview = stage.expect(cast.office, "请核对", "2026年10月15日至2027年4月15日")
    await stage.press(cast.second, preview, "确认宣布")
    stage.expect_toast(await stage.press(cast.second, preview, "确认宣布"), "按钮")
    await stage.press(cast.staff, preview, "确认宣布")
    stage.expect_edit(preview, "采暖期起止已宣布：2026年10月15日至2027年4月15日")


@pytest.mark.clause("B1")
async def test_a_weekly_report_in_the_heating_season(
    stage: Stage, experts: tuple[Chat, Person]
) -> None:
    (group, member), cast = experts, stage.cast
    await declared(stage)
    stage.skim()
    await stage.advance_to("12-07 08:59")
    stage.skim(cast.office)
    stage.expect_silence(group)
    await stage.advance_to("12-07 10:01")
    asked = stage.expect(group, "请报送：会商研判周报（12月7日至12月13日），12月11日18时前")
    assert "内容：气象条件趋势、环境空气质量趋势" in asked.text
    await stage.advance_to("12-11 15:01")
    stage.expect(group, "请抓紧报送“会商研判周报（12月7日至12月13日）”")
    await stage.document(member, group, Upload(b"text", "周报.docx"), reply_to=asked)
    stage.expect(group, "已收到", "“会商研判周报（12月7日至12月13日）”", "文件1个", "按时报送")

    await stage.say(cast.staff, cast.office, "/registers")
    listed = stage.expect(cast.office, "名录、备案和定期报送").text
    assert "期限：每周五前（采暖期）\n· 专家委员会：12月11日15:01，" in listed
    assert "期限：每月最后一天前（采暖期以外）\n· 专家委员会：没有报送记录" in listed
    await stage.advance_to("12-14 10:01")
    stage.expect(group, "请报送：会商研判周报（12月14日至12月20日）")
    stage.skim(cast.office)
    await stage.advance_to("12-18 18:01")
    stage.skim(group)
    stage.expect(cast.office, "1家单位逾期未报“会商研判周报（12月14日至12月20日）”")
    stage.skim()
    await invariants.check(stage)


async def test_a_declaration_may_be_given_up(stage: Stage, experts: tuple[Chat, Person]) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/season")
    shown = stage.expect(cast.office, "起止未宣布")
    await stage.press(cast.staff, shown, "宣布采暖期起止")
    asked = stage.expect(cast.office, "写明采暖期起止日期")
    await stage.reply(cast.staff, asked, "2026-12-01起")
    preview = stage.expect(cast.office, "2026年12月1日起，结束日期另行宣布")
    await stage.press(cast.staff, preview, "取消")
    stage.expect_edit(preview, "已取消，未宣布")
    stage.expect_toast(await stage.forge(cast.staff, preview, "seaok:999"), "按钮")
    await stage.tell(experts[1], "/season")
    stage.expect_private(experts[1], "仅限指挥部办公室人员")
