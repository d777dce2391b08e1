"""The air on the command board: what is shown of it, and which level it comes to."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from messages.pages.board.air_chart import air_chart
from office.bodies.people import Actor
from office.command_board import air
from office.command_board.audience import AudienceKind, BoardAudience
from office.command_board.reading import read
from office.desk import Desk
from office.forecasts import bringing
from office.forecasts.bringing import SentAir
from office.plan.files import read_plan
from office.plan.model import Plan
from office.reading.workbooks import Sheet
from storage.sky.forecasts import AirKind
from tests.harness.plans import small_plan
from tests.office.conftest import Office
from tests.office.signers import EVERYBODY, STAFF, appoint

CHANGJI = Path(__file__).parents[3] / "plans" / "changji.yaml"
OFFICE = BoardAudience(AudienceKind.OFFICE)


@pytest.fixture(scope="module")
def plan() -> Plan:
    city, small = read_plan(CHANGJI), small_plan(("huanjing", "gongan"))
    levels = [
        one.model_copy(update={"criteria": city.level(one.id).criteria}) for one in small.levels
    ]
    return small.model_copy(update={"levels": tuple(levels), "grading": city.grading})


@pytest.fixture(autouse=True)
async def people(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)


async def counted(desk: Desk, text: str, kind: AirKind = AirKind.FORECAST) -> None:
    who: Actor = STAFF
    row = await bringing.bring(desk, who, SentAir(kind, (Sheet("", text),)))
    await bringing.put_in_force(desk, who, row.key)


def days(*figures: object, first: int = 1) -> str:
    return "\n".join(f"12月{day}日 {said}" for day, said in enumerate(figures, first))


async def test_without_a_forecast_there_is_none(desk: Desk) -> None:
    assert await air.panel(desk) is None


async def test_foul_days_come_to_a_level_with_the_means_that_count(desk: Desk) -> None:
    await counted(desk, days(90, 210, 240, 230, 80))
    found = await air.panel(desk)
    assert found is not None
    assert found.is_graded
    assert found.level
    assert found.starts_at is not None
    assert desk.local(found.starts_at).day == 2
    assert [one.mean for one in found.picture.windows]
    assert [(one.day.day, one.low, one.high) for one in found.days][:3] == [
        (1, 90, 90),
        (2, 210, 210),
        (3, 240, 240),
    ]
    strip = air_chart(found.picture, desk.now)
    assert strip.now is not None
    assert strip.left <= strip.now <= strip.right
    assert len(strip.bars) == len(found.picture.hours) == 120
    assert len(strip.windows) == len(found.picture.windows)


async def test_until_when_the_forecast_reaches_is_said_among_what_comes(desk: Desk) -> None:
    await counted(desk, days(90, 210))
    found = await air.panel(desk)
    assert found is not None
    for kind in (AudienceKind.OFFICE, AudienceKind.WALL):
        [coming] = (await read(desk, BoardAudience(kind))).real.coming
        assert (coming.at, coming.what) == (found.reaches, "现有空气质量预报到期")
    of_a_body = BoardAudience(AudienceKind.BODY, ("gongan",))
    assert (await read(desk, of_a_body)).real.coming == ()


async def test_clean_days_come_to_none(desk: Desk) -> None:
    await counted(desk, days("60～80", 90, 70))
    found = await air.panel(desk)
    assert found is not None
    assert (found.level, found.starts_at, found.picture.windows) == ("", None, ())
    assert (found.days[0].low, found.days[0].high) == (60, 80)
    assert found.days[0].mean == Decimal(70)


async def test_a_forecast_that_is_over_is_not_shown(desk: Desk, office: Office) -> None:
    await counted(desk, days(210, 220))
    desk.now += timedelta(days=3)
    assert await air.panel(desk) is None


async def test_what_is_past_is_left_out_after_a_day(desk: Desk) -> None:
    await counted(desk, days(210, 220, 230, 240, 250))
    desk.now += timedelta(days=2)
    found = await air.panel(desk)
    assert found is not None
    assert found.picture.start == desk.local(desk.now) - timedelta(days=1)
    assert all(one.first >= 0 for one in found.picture.windows)


async def test_bodies_are_shown_no_forecast(desk: Desk) -> None:
    await counted(desk, days(90, 210, 240))
    assert (await read(desk, OFFICE)).air is not None
    body = BoardAudience(AudienceKind.BODY, ("gongan",))
    assert (await read(desk, body)).air is None
