"""Forecasts are held against what came: by chat for a period, and in the year's report."""

import pytest

from tests.harness.stage import Scene, SetStage, Stage

SIX = ("huanjing", "shanggong", "zhujian", "qixiang", "gongan", "liangban")
CLEAN = "\n".join(f"11月{day}日 80" for day in range(25, 31))


@pytest.fixture
async def stage(set_stage: SetStage) -> Stage:
    return await set_stage(Scene(agencies=SIX, pack="changji", start="2026-12-01T16:00+08:00"))


async def counts(stage: Stage, said: str) -> None:
    """The office enters it and says that it was read well; what is proposed then is not ours."""
    cast = stage.cast
    await stage.say(cast.staff, cast.office, f"/forecast {said}")
    shown = stage.expect(cast.office, "尚未")
    await stage.press(cast.staff, shown, "无误，采用")
    stage.skim()


@pytest.mark.clause("B8")
async def test_the_office_reads_how_forecasts_came_true(stage: Stage) -> None:
    cast = stage.cast
    await counts(stage, f"实况\n{CLEAN}\n12月1日 90")
    await stage.say(cast.staff, cast.office, "/forecast 评估")
    assert "没有可评估的预报" in stage.expect(cast.office, "近30天").text
    await counts(stage, "12月2日 210～250 PM2.5\n12月3日 210～250 PM2.5\n12月4日 90 PM2.5")
    # It is adopted after eight in the evening, so it is the next day's, and then corrected.
    await stage.advance_to("12-01 21:00")
    await counts(stage, "12月3日 300～340 PM2.5\n12月4日 300")
    await stage.advance_to("12-02 19:00")
    stage.skim()
    await counts(stage, "12月3日 90 PM2.5\n12月4日 80")
    await counts(stage, "实况\n12月2日 230 PM2.5")
    await stage.advance_to("12-05 09:00")
    stage.skim()
    await counts(stage, "实况\n12月3日 240 PM10")
    stage.skim()
    await stage.say(cast.staff, cast.office, "/forecast")
    shown = stage.expect(cast.office, "空气质量预报")
    await stage.press(cast.staff, shown, "预报评估")
    told = stage.expect(cast.office, "预报评估：近30天")
    assert told.photo
    assert told.text == (
        "预报评估：近30天\n"
        "11月5日至12月4日，共30天；有实况9天，前一日有预报2天\n"
        "提前1天（2天）\n"
        "类别准确1天（50%），首要污染物准确1/2天\n"
        "AQI平均偏差-75.0，平均绝对误差75.0；落在预报范围内1/1天\n"
        "预警级别：准确0、漏报1、空报0、无法判定1天\n"
        "提前2天（1天，另有1天缺实况未计）\n"
        "类别准确1天（100%），首要污染物准确0/1天\n"
        "AQI平均偏差-10.0，平均绝对误差10.0；落在预报范围内1/1天\n"
        "预警级别：准确0、漏报0、空报0、无法判定1天\n"
        "提前3天（0天，另有1天缺实况未计）\n"
        "每天以20:00前最后采用的预报为准，此后采用的算次日的；有20小时以上实况的日子才计入，"
        "日值取各小时AQI均值；范围取中值。"
    )
    # Once it is known that the third day was clean, nothing is undetermined any more.
    await counts(stage, "实况\n12月4日 95 PM2.5")
    stage.skim()
    await stage.press(cast.staff, told, "2026年度")
    of_year = stage.expect(cast.office, "预报评估：2026年度", "1月1日至12月4日，共338天")
    assert "提前1天（2天）" in of_year.text
    assert "预警级别：准确1、漏报1、空报0天" in of_year.text
    assert "提前3天（1天）" in of_year.text
    await stage.press(cast.staff, of_year, "近30天")
    stage.expect(cast.office, "预报评估：近30天")
    stage.expect_silence()


async def test_who_reads_it(stage: Stage) -> None:
    cast = stage.cast
    await stage.say(cast.liaisons["qixiang"], cast.groups["qixiang"], "/forecast 评估")
    stage.expect(cast.groups["qixiang"], "没有可评估的预报")
    await stage.say(cast.liaisons["gongan"], cast.groups["gongan"], "/forecast 评估")
    stage.expect(cast.groups["gongan"], "此事项限指挥部办公室人员")
    await stage.tell(cast.staff, "/forecast evaluation")
    shown = stage.expect_private(cast.staff, "近30天")
    for word in ("", "s", "99999", "x"):
        await stage.forge(cast.staff, shown, f"fceval:{word}")
        stage.expect_private(cast.staff, "近30天")
    for word in ("s2020", "2099"):
        stage.expect_toast(await stage.forge(cast.staff, shown, f"fceval:{word}"), "")
