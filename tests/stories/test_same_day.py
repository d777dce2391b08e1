"""Under a red alert bodies report on the day on its own evening, where the plan asks for that."""

import pytest

from office.plan.model import Plan
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage
from tests.stories.passages import REPORT, all_confirm, approve, sent_for_approval, signs

PUNCTUAL, LATER = ("huanjing", "gongan"), ("zhujian", "jiaoyu", "binhu")
SILENT = "binhu"
LEVELS = ["red", "yellow"]


@pytest.fixture
async def asked(stage: Stage) -> None:
    facts = small_plan(FIVE_AGENCIES).model_dump(mode="json")
    for one in facts["owes"]:
        if one["kind"] == "daily":
            one["same_day"] = {"levels": LEVELS, "prompt_at": "17:30"}
    await apply_plan(stage.database, Plan.model_validate(facts), stage.clock.now())


@pytest.mark.clause("E4")
@pytest.mark.usefixtures("asked")
async def test_a_red_day_is_reported_on_in_its_evening_and_once(stage: Stage) -> None:
    cast, groups = stage.cast, stage.cast.groups
    await sent_for_approval(stage, "red 2026-12-01T09:00 72h PM2.5")
    for approver in (cast.director, cast.deputy_commander, cast.commander):
        await approve(stage, approver)
    await all_confirm(stage, stage.expect_everywhere("红色预警"))
    stage.skim()
    await stage.advance_to("12-01 17:29")
    stage.skim()
    await stage.advance_to("12-01 17:30")
    evening = stage.expect_everywhere(
        "请报送12月1日应急响应工作日报",
        "请于当日书面报送当日应急响应情况",
        "截止时间：12月2日12:00",
    )
    stage.expect(cast.office, "12月1日日报", "报送 0/5")
    for agency in PUNCTUAL:
        await stage.reply(cast.liaisons[agency], evening[agency], REPORT)
        stage.expect(groups[agency], "已收到", "12月1日", "按时报送")
    stage.skim(cast.office)
    await stage.restart()
    await stage.advance_to("12-02 07:59")
    stage.skim()

    await stage.advance_to("12-02 08:00")
    morning = {one: stage.expect(groups[one], "请报送12月1日", "前一日") for one in LATER}
    stage.expect_silence(*(groups[one] for one in PUNCTUAL))
    stage.skim()
    for agency in LATER:
        if agency != SILENT:
            await stage.reply(cast.liaisons[agency], morning[agency], REPORT)
            stage.expect(groups[agency], "已收到", "12月1日", "按时报送")
    await stage.advance_to("12-02 11:00")
    stage.expect(groups[SILENT], "12月1日应急响应工作日报", "12:00")
    stage.skim(cast.office)
    await stage.advance_to("12-02 11:59")
    stage.expect_silence(*groups.values())
    await stage.advance_to("12-02 12:00")
    stage.expect(groups[SILENT], "逾期提醒", "12月1日应急响应工作日报")
    stage.expect_silence(*groups.values())
    stage.skim()


@pytest.mark.clause("E4")
@pytest.mark.usefixtures("asked")
async def test_an_exercise_asks_likewise_and_says_so(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/warn 黄色 2026-12-01T10:00 48h PM2.5 静稳 演练")
    draft = stage.expect(cast.office, "拟稿", "（演练）")
    await stage.press(cast.staff, draft, "这是演练，确认发布")
    to_sign = stage.expect_private(cast.director, "审签")
    await stage.press(cast.director, to_sign, signs(to_sign))
    stage.expect_everywhere("黄色预警", "【演练】")
    stage.skim()
    await stage.advance_to("12-01 17:29")
    stage.skim()
    await stage.advance_to("12-01 17:30")
    for prompt in stage.expect_everywhere("请于当日书面报送").values():
        assert prompt.text.startswith("【演练】")
        assert prompt.text.endswith("【演练】")
    stage.skim()
