"""When a level is lowered or an alert lifted: by the plan's line, for as long as it asks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from office.plan.files import read_plan
from office.plan.grading import Grading
from office.sky.easing import easing, line
from office.sky.series import HOUR, Expectation, Outlook

MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)
PLAN = read_plan(Path(__file__).parents[3] / "plans" / "kizilsu.yaml")
GRADING = PLAN.grading or Grading(source="none")
Figures = list[int | None]


def _eased(figures: Figures, current: str) -> tuple[int, str | None] | None:
    series = Outlook.of_figures(MIDNIGHT, figures).read(Expectation.MIDDLE)
    found = easing(series, PLAN.level(current), PLAN.levels, GRADING)
    if found is None:
        return None
    assert found.proved_until == found.starts_at + 36 * HOUR
    return (found.starts_at - MIDNIGHT) // HOUR, found.level.id if found.level else None


@pytest.mark.clause("B6")
@pytest.mark.parametrize(
    ("figures", "current", "wanted"),
    [
        pytest.param([260] * 24 + [50] * 36, "yellow", (24, None), id="clean for 36 hours"),
        pytest.param([260] * 24 + [50] * 35, "yellow", None, id="clean for 35 hours"),
        pytest.param([260] * 12 + [149] * 36, "yellow", (12, None), id="from the first clean hour"),
        pytest.param([150] * 60, "yellow", None, id="150 is not below 150"),
        pytest.param([149] * 36, "red", (0, None), id="red is lifted at once"),
        pytest.param([190] * 40, "orange", (0, "yellow"), id="orange becomes yellow"),
        pytest.param([190] * 40, "yellow", None, id="yellow has nothing below it"),
        pytest.param([200] * 40, "orange", (0, "yellow"), id="200 is not above 200"),
        pytest.param([201] * 40, "red", None, id="red stays without its 300"),
        pytest.param([160] * 72, "red", (0, "orange"), id="red becomes orange"),
        pytest.param([160] * 71, "red", (0, "yellow"), id="red becomes yellow"),
        pytest.param([50] * 43 + [260] * 24, "yellow", (0, None), id="the next wave is another"),
        pytest.param([50] * 41 + [260] * 24, "yellow", None, id="the next wave is the same"),
        pytest.param([50] * 20 + [None] * 20, "yellow", None, id="a gap is not clean"),
        pytest.param([], "yellow", None, id="nothing is known"),
    ],
)
def test_from_when_on(
    figures: Figures, current: str, wanted: tuple[int, str | None] | None
) -> None:
    assert _eased(figures, current) == wanted


def test_the_line_above_which_each_level_holds() -> None:
    assert [line(level) for level in PLAN.levels] == [200, 200, 200]
