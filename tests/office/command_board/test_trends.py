"""The sums on the command board: what was reported of each day, and nothing of days of silence."""

from dataclasses import replace
from datetime import date

import pytest

from messages.pages.board import page
from messages.pages.board.sparks import spark
from messages.render import words_in
from messages.views.command_board import TrendLine
from office.command_board.audience import AudienceKind, BoardAudience
from office.command_board.reading import read
from office.desk import Desk
from office.plan.model import Plan
from storage.decisions import matters
from storage.decisions.matters import Matter
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, MORNING
from tests.office.episodes import alert_in_force
from tests.office.reported_figures import report

OFFICE = BoardAudience(AudienceKind.OFFICE)
FORM = {
    "id": "daily",
    "name": "日报",
    "source": "none",
    "fields": [
        {
            "id": "sites",
            "name": "检查点位",
            "name_en": "Sites checked",
            "kind": "count",
            "unit": "个",
            "unit_en": "sites",
            "sum": True,
        },
        {"id": "said", "name": "情况", "kind": "text"},
    ],
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    owes = [one | {"form": "daily"} if one["kind"] == "daily" else one for one in facts["owes"]]
    return Plan.model_validate(facts | {"forms": [FORM], "owes": owes})


@pytest.fixture
async def opened(desk: Desk) -> Matter:
    return await alert_in_force(desk, since=MORNING)


async def say(desk: Desk, alert: Matter, day: int, **said: int) -> None:
    [order] = await matters.issued_orders(desk.session, alert.key)
    for body, count in said.items():
        await report(desk, order, body, date(2026, 12, day), {"sites": str(count)})


async def test_sums_run_day_by_day_with_gaps(desk: Desk, opened: Matter) -> None:
    await say(desk, opened, 1, huanjing=4, gongan=2)
    await say(desk, opened, 2, huanjing=5)
    await say(desk, opened, 4, huanjing=7, gongan=1)
    trends = (await read(desk, OFFICE)).real.trends
    assert trends is not None
    [line] = trends.lines
    assert [one.day for one in trends.days] == [1, 2, 3, 4]
    assert (line.what, line.unit, line.points) == ("检查点位", "个", (6, 5, None, 8))
    assert (line.value, line.before) == (8, None)
    # They are named in the language of whoever looks.
    english = replace(desk, words=words_in("en", desk.plan.zone))
    trends = (await read(english, OFFICE)).real.trends
    assert trends is not None
    assert [(one.what, one.unit) for one in trends.lines] == [("Sites checked", "sites")]


async def test_a_single_day_has_no_course(desk: Desk, opened: Matter) -> None:
    await say(desk, opened, 1, huanjing=4)
    text = page.render(desk.words, await read(desk, OFFICE), page.PageState(1))
    assert "报送汇总（12月1日）" in text
    assert "走势" not in text
    await say(desk, opened, 2, huanjing=5)
    text = page.render(desk.words, await read(desk, OFFICE), page.PageState(1))
    assert "报送汇总与走势（12月1日至12月2日）" in text


async def test_a_figure_that_its_report_asks_about_is_marked(desk: Desk, opened: Matter) -> None:
    await say(desk, opened, 1, huanjing=4, gongan=2)
    await say(desk, opened, 2, huanjing=40, gongan=3)
    said = await read(desk, OFFICE)
    assert said.real.trends is not None
    [line] = said.real.trends.lines
    assert (line.value, line.to_check) == (43, 1)
    assert "含1家待核对" in page.render(desk.words, said, page.PageState(1))
    english = words_in("en", desk.plan.zone)
    assert "1 body to be checked" in page.render(english, said, page.PageState(1))
    # The day after says nothing that is to be checked.
    await say(desk, opened, 3, huanjing=41)
    said = await read(desk, OFFICE)
    assert "待核对" not in page.render(desk.words, said, page.PageState(1))


async def test_nothing_reported_is_no_sum(desk: Desk, opened: Matter) -> None:
    assert (await read(desk, OFFICE)).real.trends is None


@pytest.mark.parametrize(
    ("points", "paths", "dots", "change"),
    [
        ((1, 2, 3), 1, 3, "up"),
        ((3, None, 2, 2), 1, 3, "same"),
        ((5, None, None), 0, 1, ""),
        ((0, 0), 1, 2, "same"),
    ],
)
def test_a_day_of_silence_is_no_zero(
    points: tuple[int | None, ...], paths: int, dots: int, change: str
) -> None:
    drawn = spark(TrendLine("", "", points[-1] or 0, points[-2], points))
    assert (len(drawn.paths), len(drawn.dots), drawn.change) == (paths, dots, change)
