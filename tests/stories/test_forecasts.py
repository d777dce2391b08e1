"""A forecast is pasted or sent as a file, shown as it was read, and counts once it is confirmed."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from openpyxl import Workbook

from office.forecasts import importing
from office.forecasts.bringing import SentAir
from office.plan.model import Plan
from office.reading.workbooks import Sheet
from sandbox import Upload
from storage.sky.forecasts import AirKind
from tests.harness.cast import apply_plan
from tests.harness.stage import Scene, SetStage, Stage
from tests.stories.passages import brought

SIX = ("huanjing", "shanggong", "zhujian", "qixiang", "gongan", "liangban")
DAYS = "12月2日 155～185 PM2.5 中度污染\n12月3日 210～260 细颗粒物\n12月4日 205～240\n12月5日 良"


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=SIX, pack="changji", start="2026-12-01T16:00+08:00"))


@pytest.mark.clause("B3")
async def test_the_office_pastes_days_and_sees_what_they_come_to(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, "/forecast")
    none = stage.expect(cast.office, "还没有空气质量预报")
    await stage.press(cast.staff, none, "录入预报")
    asked = stage.expect(cast.office, "粘贴预报文字")
    await stage.say(cast.staff, cast.office, DAYS, reply_to=asked)
    shown = stage.expect(cast.office, "空气质量预报", "尚未采用")
    assert shown.photo
    assert shown.text == (
        "空气质量预报（指挥部办公室报送，尚未采用）\n"
        "12月2日00:00至12月6日00:00（只有按日数值，按自然日研判）\n"
        "12月2日　155～185　中度污染　PM2.5\n"
        "12月3日　210～260　重度污染　PM2.5\n"
        "12月4日　205～240　重度污染\n"
        "12月5日　51～100　良\n\n"
        "预计（最轻、最重相同）：达到橙色预警条件，12月2日00:00至12月5日00:00\n"
        "依据：均值大于200持续48小时，12月3日00:00至12月5日00:00各24小时均值235.0、222.5"
    )
    other = await stage.press(cast.second, shown, "无误，采用")
    stage.expect_toast(other, "请由报送人确认")
    await stage.kill()
    await stage.start()
    await stage.press(cast.staff, shown, "无误，采用")
    stage.expect_edit(shown, "✅ 已采用预报：12月2日00:00至12月6日00:00")
    stage.expect(cast.office, "研判建议：启动橙色预警")
    await stage.say(cast.staff, cast.office, "/forecast")
    stage.expect(cast.office, "空气质量预报（指挥部办公室报送）", "达到橙色预警条件")

    await stage.say(cast.second, cast.office, "/forecast 12月2日 优\n12月3日 30")
    changed = stage.expect(cast.office, "未达到预警条件", "采用后代替12月1日16:00采用的预报")
    await stage.press(cast.second, changed, "有误，放弃")
    stage.expect_edit(changed, "已放弃，未计入")
    await stage.say(cast.staff, cast.office, "/forecast")
    stage.expect(cast.office, "达到橙色预警条件")


def workbook(*rows: Sequence[object]) -> Upload:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    return Upload(content.getvalue(), "预报.xlsx")


async def test_those_who_confer_send_hours_as_a_file(stage: Stage) -> None:
    cast = stage.cast
    liaison, group = cast.liaisons["qixiang"], cast.groups["qixiang"]
    await stage.say(liaison, group, "/forecast")
    asked = stage.expect(group, "粘贴预报文字")
    rows = [
        [f"2026-12-{2 + hour // 24:02d} {hour % 24:02d}:00", None if hour == 30 else 170, 30]
        for hour in range(48)
    ]
    file = workbook(["时间", "细颗粒物", "臭氧"], *rows)
    await stage.document(liaison, group, file, reply_to=asked)
    shown = stage.expect(group, "空气质量预报（气象局报送，预报.xlsx，尚未采用）")
    assert "12月2日　220　重度污染" in shown.text
    assert "12月3日　220　重度污染　缺1小时" in shown.text
    assert "预计：达到橙色预警条件" in shown.text
    await stage.press(liaison, shown, "无误，采用")
    stage.expect_edit(shown, "✅ 已采用预报")
    stage.expect(cast.office, "研判建议：启动橙色预警")
    told = stage.expect(cast.office, "空气质量预报（气象局报送）", "达到橙色预警条件")
    assert told.photo
    assert [name for name, _ in await brought(stage)] == ["预报.xlsx"]


async def test_what_is_not_taken_is_said_in_a_sentence(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.liaisons["gongan"], cast.groups["gongan"], "/forecast")
    assert not stage.expect(cast.groups["gongan"], "还没有空气质量预报").buttons()
    await stage.say(cast.liaisons["gongan"], cast.groups["gongan"], "/forecast 12月2日 160")
    stage.expect(cast.groups["gongan"], "预报由会商单位报送，贵单位不报送预报")
    for said, answer in (
        ("12月2日 US AQI 180", "这是美国或欧洲的指数"),
        ("明天空气不好", "没有读出预报"),
        ("12月2日 150 210", "这一行有几个数"),
        ("11月20日 150", "已经过去"),
        ("2026-12-01T08 90 91 92 93 94 501", "AQI须在0至500之间：“501”"),
        ("实况 2026-12-02T08 90 91 92 93 94 95", "尚未到"),
    ):
        await stage.say(cast.staff, cast.office, f"/forecast {said}")
        stage.expect(cast.office, answer)


@pytest.mark.clause("B3")
async def test_who_does_not_confer_reads_the_figures_without_the_level(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/forecast {DAYS}")
    shown = stage.expect(cast.office, "尚未采用")
    await stage.press(cast.staff, shown, "无误，采用")
    stage.skim()
    liaison, group = cast.liaisons["gongan"], cast.groups["gongan"]
    await stage.say(liaison, group, "/forecast")
    told = stage.expect(group, "空气质量预报", "12月3日　210～260")
    assert told.photo
    assert not [word for word in ("预警", "依据", "必达") if word in told.text]
    await stage.tell(cast.deputy_commander, "/forecast")
    stage.expect_private(cast.deputy_commander, "达到橙色预警条件")


async def test_what_was_measured_is_kept_beside_the_forecast(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(
        cast.staff, cast.office, "/forecast 实况\n2026-12-01T08 210 216 233 240 251 260 261"
    )
    shown = stage.expect(cast.office, "监测实况", "尚未计入", "12月1日08:00至12月1日15:00")
    assert "达到" not in shown.text
    await stage.press(cast.staff, shown, "无误，采用")
    stage.expect_edit(shown, "✅ 已录入实况：12月1日08:00至12月1日15:00")
    await stage.say(cast.staff, cast.office, "/forecast")
    stage.expect(cast.office, "还没有空气质量预报")


async def test_what_a_script_brings_is_confirmed_by_anybody_of_the_office(stage: Stage) -> None:
    cast = stage.cast
    for text in ("12月2日 优\n12月3日 30", DAYS):
        sent = SentAir(AirKind.FORECAST, (Sheet("", text),))
        async with stage.desks().open(stage.plan.jurisdiction, stage.clock.now(), "cli") as desk:
            await importing.lay_before_office(desk, sent)
        await stage.wake()
    earlier = stage.expect(cast.office, "未达到预警条件", "尚未采用")
    shown = stage.expect(cast.office, "指挥部办公室报送，尚未采用", "达到橙色预警条件")
    assert shown.photo
    gone = await stage.press(cast.second, earlier, "无误，采用")
    stage.expect_toast(gone, "按钮已失效")
    await stage.press(cast.second, shown, "无误，采用")
    stage.expect_edit(shown, "✅ 已采用预报：12月2日00:00至12月6日00:00")
    stage.skim()


@pytest.mark.on_postgresql("never")
async def test_the_plan_names_a_post_that_sends_in_private(stage: Stage) -> None:
    cast = stage.cast
    facts = stage.plan.model_dump() | {"forecasts": {"senders": ["deputy_commander"]}}
    await apply_plan(stage.database, Plan.model_validate(facts), stage.clock.now())
    person, here = cast.deputy_commander, cast.private(cast.deputy_commander)
    await stage.say(person, here, f"/forecast {DAYS}")
    shown = stage.expect(here, "副指挥长报送，尚未采用")
    await stage.press(person, shown, "无误，采用")
    stage.expect_edit(shown, "✅ 已采用预报")
    read = [one.text for one in stage.skim(cast.office)]
    assert any(text.startswith("空气质量预报（副指挥长报送）") for text in read)
    assert any("预报：副指挥长，12月1日16:00采用" in text for text in read)
    await stage.say(cast.liaisons["qixiang"], cast.groups["qixiang"], "/forecast 12月2日 优")
    assert "尚未采用" not in stage.skim(cast.groups["qixiang"])[-1].text


@pytest.mark.on_postgresql("never")
async def test_a_forecast_of_an_exercise_is_shown_and_never_counts(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/forecast 演练 {DAYS}")
    shown = stage.expect(cast.office, "演练", "达到橙色预警条件")
    assert not shown.buttons()
    await stage.say(cast.staff, cast.office, "/forecast")
    stage.expect(cast.office, "还没有空气质量预报")
    await stage.say(cast.staff, cast.office, "/forecast 演练")
    stage.expect(cast.office, "写在同一条消息里")
