"""A new plan is put in force while an alert runs: the alert keeps its own to the end."""

from collections.abc import Callable
from typing import Any

from office.plan.model import Plan
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import (
    all_confirm,
    all_report,
    approve,
    asks,
    issue,
    sent_for_approval,
    silent_morning,
)

Facts = dict[str, Any]


def without_orange(facts: Facts) -> None:
    """The level in force is dropped, with all that is done at it."""
    facts["levels"] = [level for level in facts["levels"] if level["id"] != "orange"]
    facts["measures"] = [one for one in facts["measures"] if one["level"] != "orange"]


def without_pm25(facts: Facts) -> None:
    facts["pollutants"] = [one for one in facts["pollutants"] if one["id"] != "pm25"]


def without_binhu(facts: Facts) -> None:
    facts |= small_plan(tuple(one for one in FIVE_AGENCIES if one != "binhu")).model_dump()


def with_shichang(facts: Facts) -> None:
    facts |= small_plan((*FIVE_AGENCIES, "shichang")).model_dump()


def with_new_names(facts: Facts) -> None:
    for agency in facts["agencies"]:
        agency["name"], agency["short"] = f"新{agency['name']}", f"新{agency['short']}"


def without_deputy_commander(facts: Facts) -> None:
    """Take out one of those who sign an orange alert; the others sign and get the copies."""
    gone = "deputy_commander"
    facts["positions"] = [one for one in facts["positions"] if one["id"] != gone]
    for level in facts["levels"]:
        level["approval"] = [one for one in level["approval"] if one != gone]
        level["acts"].pop(gone, None)
    for rung in facts["ladders"]["report"]:
        rung["copies"] = [one for one in rung["copies"] if one != gone]


def with_other_serials(facts: Facts) -> None:
    facts["prefix"] = "昌指"
    facts["serials"] = {kind: f"昌指{text}" for kind, text in facts["serials"].items()}


def without_a_ladder(facts: Facts) -> None:
    facts["ladders"]["report"] = facts["ladders"]["report"][:1]


def everything_at_once(facts: Facts) -> None:
    kept = tuple(one for one in FIVE_AGENCIES if one != "binhu")
    facts |= small_plan((*kept, "shichang")).model_dump()
    for change in (
        without_orange,
        without_pm25,
        with_new_names,
        without_deputy_commander,
        with_other_serials,
        without_a_ladder,
    ):
        change(facts)


async def change_plan(stage: Stage, *changes: Callable[[Facts], None]) -> None:
    facts = small_plan(FIVE_AGENCIES).model_dump()
    for change in changes:
        change(facts)
    await apply_plan(stage.database, Plan.model_validate(facts), stage.clock.now())


async def test_an_alert_runs_to_its_end_under_its_own_plan(stage: Stage) -> None:
    """Every command of the office and of an agency, and every step of time, works as before."""
    cast = stage.cast
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-01 12:00")
    stage.skim()
    await change_plan(stage, everything_at_once)

    assert "橙色预警" in await asks(stage, "/board")
    assert "黄色" in await said_to_liaison(stage, "binhu", "/measures 黄色")
    assert "橙色" in await said_to_liaison(stage, "binhu", "/measures")
    await said_to_liaison(stage, "binhu", "/duties")

    await sent_for_approval(stage, "red 立即 72h PM2.5 预测升级", command="/adjust")
    for signer in (cast.director, cast.deputy_commander, cast.commander):
        await approve(stage, signer)
    adjusted = stage.expect_everywhere("红色", "PM2.5", "昌污指调〔2026〕1号")
    stage.skim(cast.office)
    await all_confirm(stage, adjusted, but=["binhu"])
    await stage.advance_to("12-01 12:45")
    stage.expect(cast.groups["binhu"], "请")
    stage.skim()
    assert "滨湖镇" in await asks(stage, "/missing")
    assert "滨湖镇" in await asks(stage, "/missing 滨湖镇")
    await asks(stage, "/remind 滨湖镇")
    stage.skim()

    await stage.advance_to("12-02 08:00")
    stage.skim(cast.office)
    prompts = stage.expect_everywhere("请报送12月1日")
    await all_report(stage, prompts, but=["binhu"])
    await stage.advance_to("12-02 14:00")
    heard = "".join(message.text for message in stage.skim(cast.groups["binhu"]))
    assert "黄色提示单" in heard
    assert "binhu" not in heard
    stage.skim()
    assert "滨湖镇" in await asks(stage, "/slips")
    await asks(stage, "/slips 滨湖镇")

    await stage.say(cast.staff, cast.office, "/lift 空气质量改善")
    draft = stage.expect(cast.office, "解除", "红色")
    await stage.press(cast.staff, draft, "确认发布")
    stage.skim(cast.office)
    for agency, group in cast.groups.items():
        told = "".join(message.text for message in stage.skim(group))
        assert "昌污指解〔2026〕1号" in told, agency
        assert "总结" in told or "全过程" in told, agency
    assert "没有生效的预警" in await asks(stage, "/board")
    stage.skim()


async def said_to_liaison(stage: Stage, agency: str, command: str) -> str:
    group = stage.cast.groups[agency]
    await stage.say(stage.cast.liaisons[agency], group, command)
    return stage.expect(group).text


async def test_a_dropped_agency_is_still_called_by_its_name(stage: Stage) -> None:
    group = stage.cast.groups["binhu"]
    await silent_morning(stage, "binhu", "12-02 09:00")
    await change_plan(stage, without_binhu)
    await stage.advance_to("12-02 11:30")
    (nudge,) = stage.skim(group)
    assert "滨湖镇" in nudge.text
    assert "binhu" not in nudge.text
    stage.skim()


async def test_a_draft_that_waits_is_issued_as_it_was_signed(stage: Stage) -> None:
    """The signers read it under the plan before; so it goes out, to whom that plan names."""
    draft = await sent_for_approval(stage, "orange 2026-12-01T09:00 72h PM2.5")
    await approve(stage, stage.cast.director)
    await change_plan(stage, without_binhu, without_orange, without_pm25, with_new_names)
    await approve(stage, stage.cast.deputy_commander)
    stage.expect_edit(draft, "已发布")
    stage.expect_everywhere("橙色预警", "PM2.5", "昌污指预〔2026〕1号")
    stage.skim()


async def test_who_still_has_to_sign_can_ask_for_it(stage: Stage) -> None:
    """They can, though the plan in force has dropped their position."""
    cast = stage.cast
    await sent_for_approval(stage, "orange 2026-12-01T09:00 72h PM2.5")
    await approve(stage, cast.director)
    stage.expect_private(cast.deputy_commander, "审签")
    await change_plan(stage, without_deputy_commander)
    await stage.tell(cast.deputy_commander, "/pending")
    await approve(stage, cast.deputy_commander)
    stage.expect_everywhere("橙色预警", "昌污指预〔2026〕1号")
    stage.skim()
    await stage.tell(cast.deputy_commander, "/pending")
    stage.expect_private(cast.deputy_commander, "仅限有审签职责的人员")


async def test_what_the_new_plan_lacks_is_asked_anew_in_a_dialogue(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn orange 2026-12-01T20:00 48h")
    question = stage.expect(cast.office, "污染物")
    await change_plan(stage, without_orange)
    await stage.press(cast.staff, question, "PM10")
    await stage.settle()
    asked = stage.expect_edit(question, "级别")
    assert "橙色" not in asked.text


async def test_an_announced_alert_starts_for_whom_it_was_announced(stage: Stage) -> None:
    cast = stage.cast
    await all_confirm(stage, await issue(stage, "orange 2026-12-01T20:00 72h PM2.5"))
    await change_plan(stage, everything_at_once)
    await stage.advance_to("12-01 20:00")
    stage.skim(cast.office)
    stage.expect_everywhere("应急响应启动", "Ⅱ级", "昌污指预〔2026〕1号")
    await stage.advance_to("12-02 08:00")
    stage.skim(cast.office)
    stage.expect_everywhere("请报送12月1日")
    stage.skim()


async def test_an_announced_alert_is_cancelled_under_its_own_plan(stage: Stage) -> None:
    cast = stage.cast
    await issue(stage, "orange 2026-12-01T20:00 72h PM2.5")
    await change_plan(stage, everything_at_once)
    await stage.say(cast.staff, cast.office, "/cancel 预测结果变化，不再符合预警条件")
    draft = stage.expect(cast.office, "橙色", "请核对全文")
    await stage.press(cast.staff, draft, "确认发布")
    stage.expect_everywhere("橙色", "昌污指撤〔2026〕1号")
    stage.skim()


async def test_what_was_owed_at_the_end_is_pursued_under_the_alerts_plan(stage: Stage) -> None:
    """An agency that the plan dropped owes its closing report, up to its slip."""
    cast = stage.cast
    group = cast.groups["binhu"]
    await all_confirm(stage, await issue(stage, "orange 立即 72h PM2.5"))
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善")
    lift = stage.expect(cast.office, "解除", "请核对全文")
    await stage.press(cast.staff, lift, "确认发布")
    await change_plan(stage, everything_at_once)
    stage.skim()
    await stage.advance_to("12-07 12:00")
    heard = [message.text for message in stage.skim(group)]
    assert [text for text in heard if "黄色提示单" in text and "滨湖镇" in text], heard
    assert not [text for text in heard if "binhu" in text]
    stage.skim()


async def test_the_roster_shows_what_the_plan_dropped_and_is_enrolled(stage: Stage) -> None:
    """It can be released there."""
    cast = stage.cast
    await change_plan(stage, everything_at_once)
    roster = await asks(stage, "/roster")
    current, dropped = roster.split("现行预案已删去，仍在使用")
    assert "滨湖镇" not in current
    assert "滨湖镇：滨湖镇应急群" in dropped
    assert "副指挥长：" in dropped
    await stage.say(cast.staff, cast.private(cast.staff), "/whoami")
    stage.expect_private(cast.staff, "办公室工作人员")
