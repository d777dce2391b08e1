"""A plan that knows no slips: what is late is shown to the office, and nobody gets a paper."""

from office.plan.model import Plan
from sandbox import Chat, Message
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import all_confirm, all_report, asks, issue

SLIPS = ("reminder", "yellow", "orange", "red", "referral")


def without_slips() -> Plan:
    facts = small_plan(FIVE_AGENCIES).model_dump()
    facts["ladders"]["report"] = ()
    facts["serials"] = {
        kind: series for kind, series in facts["serials"].items() if kind not in SLIPS
    }
    return Plan.model_validate(facts)


async def test_where_the_plan_knows_no_slips_there_are_none(stage: Stage) -> None:
    await apply_plan(stage.database, without_slips(), stage.clock.now())
    await all_confirm(stage, await issue(stage))
    await stage.advance_to("12-02 08:00")
    stage.skim()
    prompts = {agency: _prompt_in(group) for agency, group in stage.cast.groups.items()}
    await all_report(stage, prompts, but=["zhujian"])
    stage.skim()
    await stage.advance_to("12-02 11:00")
    assert "督办" not in stage.expect(stage.cast.groups["zhujian"], "请抓紧报送").text
    await stage.advance_to("12-03 07:59")
    stage.expect_silence(stage.cast.groups["zhujian"])
    for leader in (stage.cast.director, stage.cast.commander, stage.cast.mayor):
        stage.expect_silence(stage.cast.private(leader))
    stage.skim(stage.cast.office)
    assert "逾期 1" in await asks(stage, "/missing")
    assert "没有未销号的督办件" in await asks(stage, "/slips")
    await stage.reply(stage.cast.liaisons["zhujian"], prompts["zhujian"], "昨日巡查工地3处。")
    stage.expect(stage.cast.groups["zhujian"], "已收到", "逾期")
    stage.skim(stage.cast.office)


def _prompt_in(group: Chat) -> Message:
    return next(one for one in group.messages if "请报送12月1日" in one.text)
