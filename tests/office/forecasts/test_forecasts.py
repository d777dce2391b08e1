"""A forecast counts once its sender says so; what it comes to is told day by day."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import col, select

from messages.views.sky import AirEcho
from office.bodies.people import Actor
from office.desk import Desk
from office.forecasts import bringing, echo, importing, senders, telling
from office.forecasts.bringing import SentAir
from office.forecasts.evaluated import evaluated
from office.forecasts.graded import graded
from office.plan.files import read_plan
from office.plan.forecast_rules import ForecastRules
from office.plan.model import Plan
from office.reading.workbooks import RawFile, Sheet
from storage.delivery.outbox import Delivery
from storage.sky import forecasts as store
from storage.sky.forecasts import AirKind, Forecast, ForecastState
from tests.harness.plans import small_plan
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import COLLEAGUE, DEPUTY, EVERYBODY, LIAISON, STAFF, appoint, refused

FORECAST, OBSERVED = AirKind.FORECAST, AirKind.OBSERVED
FOUL = "2026-12-01T08 " + " ".join(["210"] * 48)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Five agencies, and the figures of Kizilsu's levels."""
    figures = read_plan(Path(__file__).parents[3] / "plans" / "kizilsu.yaml")
    small = small_plan(("huanjing", "gongan", "zhujian", "jiaoyu", "binhu"))
    levels = [
        level.model_copy(update={"criteria": figures.level(level.id).criteria})
        for level in small.levels
    ]
    return small.model_copy(update={"levels": tuple(levels), "grading": figures.grading})


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def sent(
    desk: Desk,
    text: str,
    kind: AirKind = FORECAST,
    who: Actor = STAFF,
    *,
    speaks: str | None = None,
    file: RawFile | None = None,
) -> Forecast:
    return await bringing.bring(desk, who, SentAir(kind, (Sheet("", text),), file), speaks=speaks)


async def counted(desk: Desk, text: str, kind: AirKind = FORECAST) -> Forecast:
    row = await sent(desk, text, kind)
    return await bringing.put_in_force(desk, STAFF, row.key)


async def echoed(desk: Desk, text: str, kind: AirKind = FORECAST) -> AirEcho:
    return await echo.echo(desk, await sent(desk, text, kind))


async def in_force(desk: Desk, kind: AirKind) -> Sequence[int]:
    return [row.key for row in await store.in_force(desk.session, desk.jurisdiction, kind)]


async def test_a_forecast_replaces_the_one_before_and_a_measurement_does_not(desk: Desk) -> None:
    first, second = await counted(desk, FOUL), await counted(desk, FOUL)
    await desk.session.refresh(first)
    assert (first.state, first.replaced_at) == (ForecastState.REPLACED, desk.now)
    assert await in_force(desk, FORECAST) == [second.key]
    measured = [await counted(desk, f"{hour} 90 91 92 93 94 95", OBSERVED) for hour in HOURS]
    assert await in_force(desk, OBSERVED) == [row.key for row in measured]
    assert await in_force(desk, FORECAST) == [second.key]


HOURS = ("2026-12-01T01", "2026-11-30T01")


async def test_who_may_send_and_who_may_say_that_it_counts(desk: Desk) -> None:
    await refused(sent(desk, FOUL, who=LIAISON, speaks="gongan"), "forecast_not_yours")
    await refused(sent(desk, FOUL, who=LIAISON), "office_only")
    row = await sent(desk, FOUL)
    await refused(bringing.put_in_force(desk, COLLEAGUE, row.key), "forecast_of_another")
    await bringing.give_up(desk, STAFF, row.key)
    await refused(bringing.put_in_force(desk, STAFF, row.key), "button_obsolete")
    await refused(bringing.give_up(desk, STAFF, row.key), "button_obsolete")
    await refused(bringing.give_up(desk, STAFF, 999), "button_obsolete")


async def test_what_is_no_forecast_any_more_and_no_measurement_yet(desk: Desk) -> None:
    await refused(sent(desk, "11月29日 150"), "forecast_past")
    await refused(sent(desk, "12月3日 150", OBSERVED), "observed_ahead")
    await refused(sent(desk, " " * 20_001), "forecast_as_file")
    file = RawFile("预报.csv", "ab" * 32, 9)
    row = await sent(desk, " " * 20_001 + FOUL, file=file)
    assert (row.text, row.sha256) == ("", file.sha256)


async def test_a_preview_that_was_left_lying_replaces_nothing_newer(desk: Desk) -> None:
    old = await sent(desk, FOUL)
    newer = await counted(desk, FOUL)
    await refused(bringing.put_in_force(desk, STAFF, old.key), "forecast_older")
    assert await in_force(desk, FORECAST) == [newer.key]
    late = await sent(desk, FOUL)
    desk.now = late.ends_at
    await refused(bringing.put_in_force(desk, STAFF, late.key), "forecast_past")
    assert await in_force(desk, FORECAST) == [newer.key]


async def test_the_first_sheet_with_air_in_it_is_read(desk: Desk) -> None:
    sheets = (Sheet("说明", "填表说明"), Sheet("数据", FOUL))
    row = await bringing.bring(desk, STAFF, SentAir(FORECAST, sheets))
    assert row.ends_at - row.starts_at == timedelta(hours=48)
    broken = (Sheet("说明", "填表说明"), Sheet("数据", "12月2日 150 160"))
    await refused(bringing.bring(desk, STAFF, SentAir(FORECAST, broken)), "air_two_figures")
    # Of several faults the first is named.
    worse = (*broken, Sheet("附表", "12月3日 501"))
    await refused(bringing.bring(desk, STAFF, SentAir(FORECAST, worse)), "air_two_figures")


POST = Actor(DEPUTY.user_id, DEPUTY.name, ("deputy_commander",))


async def test_the_bodies_and_posts_that_the_plan_names_send_them_too(desk: Desk) -> None:
    rules = ForecastRules(senders=("huanjing", "deputy_commander"))
    desk.plan = desk.plan.model_copy(update={"forecasts": rules})
    assert senders.in_private(desk, STAFF) is None
    assert senders.in_private(desk, LIAISON) == "huanjing"
    assert senders.in_private(desk, POST) == "deputy_commander"
    assert senders.in_private(desk, Actor(60, "路人", (), ("gongan",))) is None
    row = await sent(desk, FOUL, who=LIAISON, speaks="huanjing")
    assert (row.body, senders.called(desk, row.body)) == ("huanjing", "生态环境")
    row = await sent(desk, FOUL, who=POST, speaks="deputy_commander")
    assert senders.called(desk, row.body) == "副指挥长"
    assert senders.called(desk, None) == ""
    await refused(sent(desk, FOUL, speaks="huanjing"), "post_speaks_for_no_agency")
    await refused(sent(desk, FOUL, who=LIAISON, speaks="gongan"), "forecast_not_yours")


def test_a_body_that_looks_ahead_sends_them_unnamed(plan: Plan) -> None:
    dengkou = read_plan(Path(__file__).parents[3] / "plans" / "dengkou.yaml")
    [outlook] = [owed for owed in dengkou.owes if owed.kind == "outlook"]
    looking = [one.id for one in dengkou.bodies if dengkou.owes_it(outlook, one.id)]
    assert [one.id for one in dengkou.bodies if senders.owed_by(dengkou, one.id)] == looking
    assert senders.owed_by(dengkou, "nobody") is None
    assert senders.owed_by(dengkou, None) is None
    assert senders.owed_by(plan, "huanjing") is None
    assert [one.id for one in plan.bodies if senders.sends(plan, one.id)] == ["huanjing"]


async def test_a_measurement_takes_the_place_of_no_forecast(desk: Desk) -> None:
    await counted(desk, FOUL)
    assert (await echoed(desk, FOUL)).replaces == desk.now
    measured = "2026-11-29T01 " + " ".join(["260"] * 24)
    assert (await echoed(desk, measured, OBSERVED)).replaces is None


async def test_a_period_is_judged_by_what_was_measured_in_it(desk: Desk) -> None:
    await counted(desk, "12月2日 210\n12月3日 50")
    desk.now += timedelta(days=3)
    await counted(desk, "2026-12-02T00 " + " ".join(["220"] * 24 + ["90"] * 12), OBSERVED)
    first, last = date(2026, 12, 2), date(2026, 12, 3)
    found = await evaluated(desk, first, last)
    assert (found.days, found.forecast_days, found.graded) == (2, 1, True)
    score = found.next_day[first]
    assert (score.lead, score.error, score.classes_off) == (1, Decimal(-10), 0)
    assert list(found.measured) == [first]
    later = await evaluated(desk, last, last)
    assert (later.forecast_days, dict(later.next_day)) == (0, {})


async def test_each_day_has_its_range_mean_class_and_gaps(desk: Desk) -> None:
    hours = ["100"] * 12 + ["220"] * 12 + ["NA"] * 6 + ["90"] * 18
    view = await echoed(desk, "2026-12-02T00 " + " ".join(hours))
    assert [(one.low, one.high, one.mean, one.missing) for one in view.days] == [
        (100, 220, Decimal("160.0"), 0),
        (90, 90, None, 6),
    ]
    assert [one.classes for one in view.days] == [("良", "重度污染"), ("良",)]
    assert view.missing == 6


async def test_the_pollutants_of_most_hours_are_those_of_the_day(desk: Desk) -> None:
    rows = ["time,aqi,首要污染物"]
    rows += [
        f"2026-12-02 {hour:02d}:00,120,{'PM2.5' if hour < 14 else '臭氧'}" for hour in range(24)
    ]
    view = await echoed(desk, "\n".join(rows))
    assert [one.primary for one in view.days] == [("PM2.5",)]
    view = await echoed(desk, "12月2日 120 PM10 臭氧\n12月4日 优")
    assert [one.primary for one in view.days] == [("PM10", "臭氧"), ()]


@pytest.mark.clause("B3")
async def test_what_gaps_could_make_of_it_is_said(desk: Desk) -> None:
    view = await echoed(desk, "2026-12-02T00 " + " ".join(["210"] * 19 + ["NA"] * 5))
    (line,) = view.grades
    assert (line.level, line.at_worst) == ("", "黄色")
    assert view.proofs == ()


@pytest.mark.clause("B3")
async def test_where_the_two_means_differ_both_are_shown(desk: Desk) -> None:
    rows = ["time,pm2_5"]
    rows += [f"2026-12-02 {hour:02d}:00,{115 if hour < 12 else 187}" for hour in range(24)]
    view = await echoed(desk, "\n".join(rows))
    assert [(one.reading, one.level) for one in view.grades] == [
        ("middle", ""),
        ("amounts", "黄色"),
    ]


async def test_a_plan_without_figures_grades_nothing(desk: Desk, plan: Plan) -> None:
    row = await sent(desk, FOUL)
    bare = plan.model_copy(update={"grading": None})
    assert graded(bare, bringing.air(row)).grades == {}


async def test_hours_that_are_over_count_no_more(desk: Desk) -> None:
    row = await sent(desk, FOUL)
    air = bringing.air(row)
    expected = graded(desk.plan, air).expected
    assert expected is not None
    assert expected.level is not None
    later = graded(desk.plan, air, since=row.ends_at - timedelta(hours=23)).expected
    assert later is not None
    assert later.level is None


async def test_a_measurement_is_drawn_without_a_level(desk: Desk) -> None:
    row = await counted(desk, "2026-11-29T01 " + " ".join(["260"] * 48), OBSERVED)
    drawing = echo.picture(desk, row)
    assert (drawing.facts["view"]["colour"], drawing.facts["view"]["windows"]) == ("", [])
    assert "监测实况" in drawing.facts["view"]["title"]
    forecast = echo.picture(desk, await counted(desk, FOUL)).facts["view"]
    assert forecast["colour"]
    assert [one["mean"] for one in forecast["windows"]] == ["210.0", "210.0"]


async def test_the_office_is_told_what_a_body_sent(desk: Desk) -> None:
    shown = await telling.now(desk, ())
    assert shown.picture is None
    await counted(desk, FOUL)
    assert (await telling.now(desk, ())).picture is not None
    assert OFFICE_CHAT


async def test_what_a_script_brings_lies_before_the_office_until_a_person_takes_it(
    desk: Desk,
) -> None:
    first = await importing.lay_before_office(desk, SentAir(FORECAST, (Sheet("", "12-2 90"),)))
    again = await importing.lay_before_office(desk, SentAir(FORECAST, (Sheet("", FOUL),)))
    assert "尚未采用" in first
    rows = (await desk.session.exec(select(Forecast).order_by(col(Forecast.id)))).all()
    assert [row.state for row in rows] == [ForecastState.GIVEN_UP, ForecastState.READ]
    assert {row.read_by for row in rows} == {bringing.COMMAND_LINE}
    query = select(Delivery.text).where(Delivery.chat_id == OFFICE_CHAT).order_by(col(Delivery.id))
    assert (await desk.session.exec(query)).all() == [first, again]
    row = await bringing.put_in_force(desk, STAFF, rows[1].key)
    assert row.state == ForecastState.IN_FORCE
