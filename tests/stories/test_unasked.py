"""A body that misses much on one day hears of five things at most, by Changji's plan as shipped.

Each story is also counted at its end (`tests/harness/unasked.py`).
"""

from collections import Counter
from datetime import date

import pytest

from tests.harness import unasked
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import REPORT, all_confirm, approve, asks, sent_for_approval

SILENT, PUBLISHES, RED = "zhujian", "xuanchuan", "昌污指红督〔2026〕1号"
BASIS = "12月1日市政府专题会议要求提前应对"

pytestmark = pytest.mark.on_postgresql("never")


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(
        Scene(agencies=(SILENT,), pack="changji", start="2026-12-01T10:00+08:00")
    )


async def in_force(stage: Stage, level: str) -> None:
    cast = stage.cast
    await sent_for_approval(stage, f"{level} 2026-12-01T12:00 120h PM2.5 预计静稳天气持续")
    for signer in (cast.director, cast.deputy_commander, cast.commander):
        if level == "red" or signer is cast.director:
            await approve(stage, signer)
    await all_confirm(stage, stage.expect_everywhere("预警级别"))
    stage.skim()


async def heard(stage: Stage, day: int, body: str = SILENT) -> Counter[str]:
    """How much of each kind its group heard unasked on a day of December."""
    async with stage.database.reading() as session:
        days = await unasked.by_day(session, str(stage.plan.tz))
    said = days[stage.cast.groups[body].id, date(2026, 12, day)]
    return Counter({kind: n for kind, n in said.items() if kind not in unasked.ASKED_FOR})


@pytest.mark.clause("F8")
async def test_two_days_missed_in_red_of_which_one_comes_in_the_evening(stage: Stage) -> None:
    await in_force(stage, "red")
    await stage.advance_to("12-02 23:00")
    stage.skim()
    assert await heard(stage, 2) == Counter(prompt=1, nudge=1, slip=2, brief=1)
    await stage.advance_to("12-03 18:00")
    red = next(one for one in stage.skim(stage.cast.groups[SILENT]) if RED in one.text)
    await stage.advance_to("12-03 19:00")
    await stage.reply(stage.cast.liaisons[SILENT], red, REPORT)
    await stage.advance_to("12-03 23:00")
    stage.skim()
    # The second day was added to the orange slip, and gets a red one of its own. No brief came.
    assert await heard(stage, 3) == Counter(prompt=1, slip=3, addition=1)
    stage.skim()


@pytest.mark.clause("F8")
async def test_two_days_missed_in_red_by_a_body_that_publishes(set_stage: SetStage) -> None:
    """On the worst day what is said to the public again stands on the card of the day before."""
    scene = Scene(agencies=(PUBLISHES,), pack="changji", start="2026-12-01T10:00+08:00")
    stage = await set_stage(scene)
    group = stage.cast.groups[PUBLISHES]
    await in_force(stage, "red")
    await stage.advance_to("12-02 23:00")
    [again] = [one for one in stage.skim(group) if "请向公众发布：红色预警滚动播报" in one.text]
    assert await heard(stage, 2, PUBLISHES) == Counter(public_again=1, prompt=1, nudge=1, slip=2)
    await stage.advance_to("12-03 09:00")
    stage.expect_edit(again, "请向公众发布：红色预警滚动播报", "12月3日")
    await stage.advance_to("12-03 23:00")
    assert await heard(stage, 3, PUBLISHES) == Counter(prompt=1, slip=2, addition=2)
    stage.skim()


@pytest.mark.clause("F6")
async def test_controls_beside_an_alert(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/control 住建局")
    question = stage.expect(cast.office, "写明依据")
    await stage.reply(cast.staff, question, BASIS)
    question = stage.expect(cast.office, "写明情况和要求")
    await stage.press(cast.staff, question, "按常用表述")
    draft = stage.expect(cast.office, "拟稿：强化管控通知")
    await stage.press(cast.staff, draft, "确认发布")
    told = stage.expect(cast.groups[SILENT], "强化管控通知")
    await stage.press(cast.liaisons[SILENT], told, "收到")
    stage.skim()
    await in_force(stage, "yellow")
    await stage.advance_to("12-02 23:00")
    stage.skim()
    # The day of an alert is reported on once, as the alert asks.
    assert await heard(stage, 2) == Counter(prompt=1, nudge=1, slip=2, brief=1)
    assert "强化管控" not in await asks(stage, "/missing 住建局")
    stage.skim()


@pytest.mark.clause("E4")
async def test_a_meeting_and_a_longer_alert_that_nobody_answers(stage: Stage) -> None:
    cast = stage.cast
    await in_force(stage, "yellow")
    await stage.advance_to("12-02 13:00")
    await stage.say(cast.staff, cast.office, "/meeting 日调度 18:00 市政府301会议室")
    draft = stage.skim(cast.office)[-1]
    await stage.press(cast.staff, draft, "确认发布")
    await stage.advance_to("12-02 14:00")
    stage.skim()
    await sent_for_approval(stage, "yellow 立即 120h PM2.5 预计静稳持续", command="/adjust")
    await approve(stage, cast.director)
    stage.expect(cast.groups[SILENT], "预警延长至12月7日14时")
    await stage.advance_to("12-02 23:00")
    # It was asked once more whether it comes. That this is late went to the office alone, as did
    # whatever was to be said of an alert that goes on at its level and is not confirmed.
    assert await heard(stage, 2) == Counter(alert=2, prompt=1, chase=1, nudge=1, slip=2)
    told = [one.text for one in stage.skim(cast.office)]
    assert any("未回复" in text for text in told)
    assert any("逾期未确认收到" in text for text in told), told
    stage.skim()


@pytest.mark.clause("F6")
async def test_a_silent_body_of_two_alerts_hears_of_a_further_day_on_the_next_morning(
    stage: Stage,
) -> None:
    """It owes the end of one alert and each day of the next: prompt and four slips fill a day."""
    cast, group = stage.cast, stage.cast.groups[SILENT]
    await in_force(stage, "yellow")
    await stage.advance_to("12-02 12:30")
    await stage.say(cast.staff, cast.office, "/lift 空气质量改善，预计持续36小时以上")
    await stage.press(cast.staff, stage.skim(cast.office)[-1], "确认发布")
    await approve(stage, cast.director)
    stage.skim()
    await stage.advance_to("12-02 15:00")
    await sent_for_approval(stage, "yellow 2026-12-02T16:00 120h PM2.5 预计静稳天气持续")
    await approve(stage, cast.director)
    await all_confirm(stage, stage.expect_everywhere("预警级别"))
    await stage.advance_to("12-04 23:00")
    assert await heard(stage, 4) == Counter(prompt=1, slip=4)
    [*_, red] = [one for one in stage.skim(group) if "12月2日应急响应工作日报" in one.text]
    assert "红色督办单" in red.text
    await stage.advance_to("12-05 09:59")
    stage.skim()
    assert "12月4日17:00\n逾期 1\n· 住建局　逾期16小时59分钟，尚未督办" in await asks(
        stage, "/missing 住建局"
    )
    await stage.advance_to("12-05 10:00")
    added = "并入督办：12月3日应急响应工作日报"
    stage.expect_in_any_order(group, ("请报送12月4日",), (added, "昌污指红督〔2026〕"))
    await stage.advance_to("12-05 23:00")
    stage.skim()
    # What is missed on this day is added to the slip at once, as the day has room.
    assert await heard(stage, 5) == Counter(prompt=1, addition=2, brief=1)
