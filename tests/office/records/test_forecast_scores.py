"""Forecasts of a period beside what came: which one of a day counts, what is told and drawn."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from messages.documents import year as document_of
from messages.views.sky import DrawnHour
from office.desk import Desk
from office.forecasts import bringing
from office.forecasts.bringing import SentAir
from office.plan.model import Plan
from office.reading.workbooks import Sheet
from office.records import forecast_scores
from office.records.ledgers import scope
from office.records.ledgers import view as ledger
from office.records.years import view as year
from office.refusal import Refusal
from storage.sky.forecasts import AirKind
from tests.harness.plans import pack, small_plan
from tests.office.conftest import AGENCIES
from tests.office.signers import EVERYBODY, STAFF, appoint

LAST = {"days": 30}


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Five agencies, and the figures of Kizilsu's levels."""
    figures, small = pack("kizilsu"), small_plan(AGENCIES)
    levels = [
        level.model_copy(update={"criteria": figures.level(level.id).criteria})
        for level in small.levels
    ]
    return small.model_copy(update={"levels": tuple(levels), "grading": figures.grading})


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)


def clock(desk: Desk, day: int, hour: int, minute: int = 0) -> None:
    desk.now = datetime(2026, 12, day, hour, minute, tzinfo=desk.zone)


async def counted(desk: Desk, text: str, kind: AirKind = AirKind.FORECAST) -> None:
    row = await bringing.bring(desk, STAFF, SentAir(kind, (Sheet("", text),)))
    await bringing.put_in_force(desk, STAFF, row.key)


async def three_days(desk: Desk) -> None:
    clock(desk, 2, 12)
    await counted(desk, "12月3日 210\n12月4日 90")
    clock(desk, 2, 20)
    await counted(desk, "12月3日 200~260 PM2.5\n12月4日 80")
    clock(desk, 2, 20, 1)
    await counted(desk, "12月4日 120")
    given_up = await bringing.bring(desk, STAFF, SentAir(AirKind.FORECAST, (Sheet("", "12-4 9"),)))
    await bringing.give_up(desk, STAFF, given_up.key)
    clock(desk, 5, 9)
    await counted(desk, "12月3日 250 PM2.5\n12月4日 90", AirKind.OBSERVED)


@pytest.mark.clause("B8")
async def test_the_last_forecast_by_eight_in_the_evening_counts(desk: Desk) -> None:
    await three_days(desk)
    name, found = await forecast_scores.of(desk, LAST)
    assert (name, found.first, found.last) == ("近30天", date(2026, 11, 5), date(2026, 12, 4))
    assert (len(found.measured), found.forecast_days, found.until) == (2, 2, time(20))
    said = {day: one.forecast.middle for day, one in found.next_day.items()}
    assert said == {date(2026, 12, 3): Decimal(230), date(2026, 12, 4): Decimal(120)}
    view = forecast_scores.view(name, found)
    first, second = view.lines
    assert (first.judged, first.class_hits, first.error, first.absolute) == (2, 1, "+5.0", "25.0")
    assert (first.held, first.ranged) == (1, 1)
    assert (second.lead, second.judged, second.error, second.absolute) == (2, 1, "-10.0", "10.0")
    forms = [
        forecast_scores.picture(desk, name, found).facts["view"]["days"][at] for at in (28, 29)
    ]
    assert [one["measured"] for one in forms] == ["250", "90"]
    assert [DrawnHour(**one["forecast"]) for one in forms] == [
        DrawnHour("200", "260"),  # type: ignore[arg-type]
        DrawnHour("120", "120"),  # type: ignore[arg-type]
    ]


async def test_the_plan_may_name_another_hour(desk: Desk) -> None:
    assert desk.plan.grading is not None
    grading = desk.plan.grading.model_copy(update={"forecast_until": time(12)})
    desk.plan = desk.plan.model_copy(update={"grading": grading})
    await three_days(desk)
    _, found = await forecast_scores.of(desk, LAST)
    assert {day: one.forecast.middle for day, one in found.next_day.items()} == {
        date(2026, 12, 3): Decimal(210),
        date(2026, 12, 4): Decimal(120),
    }


async def test_a_plan_without_figures_tells_no_levels(desk: Desk) -> None:
    desk.plan = small_plan(AGENCIES)
    await three_days(desk)
    _, found = await forecast_scores.of(desk, LAST)
    assert not found.graded
    assert all(one.outcome is None for lead in found.leads for one in lead.scores)


async def test_periods(desk: Desk) -> None:
    clock(desk, 5, 9)
    await counted(desk, "12月3日 250", AirKind.OBSERVED)
    names = [name for _, name in await forecast_scores.offered(desk)]
    assert names == ["近30天", "2026年度"]
    name, found = await forecast_scores.of(desk, {"year": 2026})
    assert (name, found.days, found.leads) == ("2026年度", 338, ())
    assert forecast_scores.view(name, found).lines == ()
    desk.now = datetime(2027, 1, 1, 9, tzinfo=desk.zone)
    with pytest.raises(Refusal, match="evaluation_not_begun"):
        await forecast_scores.of(desk, {"year": 2027})


async def test_the_report_of_a_year_has_them_in_tables_and_a_picture(desk: Desk) -> None:
    await three_days(desk)
    made = await year.view_of(desk, {"year": 2026})
    (section,) = [one for one in made.sections if "空气质量预报评估" in one.heading]
    assert section.paragraphs == ("本期有实况2天、前一日有预报2天（共338天，至12月4日）。",)
    figures, levels = (made.tables[place] for place in section.tables)
    assert [row[:6] for row in figures.rows] == [
        ("提前1天", "2", "0", "1/2", "1/1", "+5.0"),
        ("提前2天", "1", "0", "1/1", "—", "-10.0"),
    ]
    assert [row[0] for row in levels.rows] == ["提前1天", "提前2天"]
    (chart,) = (made.charts[place] for place in section.charts)
    assert {one.name: one.values for one in chart.series} == {
        "类别准确": (1, 1),
        "相差一类": (1, 0),
    }
    assert document_of.make(made).startswith(b"PK")


async def test_a_year_without_forecasts_says_so(desk: Desk) -> None:
    for now in ((2026, 12, 5, 9), (2026, 1, 1, 9)):
        desk.now = datetime(*now, tzinfo=desk.zone)
        made = await year.view_of(desk, {"year": 2026})
        (section,) = [one for one in made.sections if "空气质量预报评估" in one.heading]
        assert section.paragraphs == ("本系统本期没有可与实况比对的预报。",)


async def test_the_ledger_has_each_day_by_days_ahead(desk: Desk) -> None:
    await three_days(desk)
    days = {"first": "2026-12-01", "last": "2026-12-31"}
    book = await ledger.view_of(desk, await scope.scope_of(desk, days))
    (sheet,) = [one for one in book.sheets if one.title == "预报评估"]
    assert [row[:9] for row in sheet.rows] == [
        ("2026-12-03", 1, 200.0, 260.0, 250.0, -20.0, "是", "是", "是"),
        ("2026-12-04", 1, 120.0, 120.0, 90.0, 30.0, "否", None, None),
        ("2026-12-04", 2, 80.0, 80.0, 90.0, -10.0, "是", None, None),
    ]
    desk.now = datetime(2026, 12, 1, 9, tzinfo=desk.zone)
    early = await ledger.view_of(desk, await scope.scope_of(desk, days))
    assert not any(one.rows for one in early.sheets if one.title == "预报评估")
