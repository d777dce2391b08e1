"""A season is declared by the office, echoed with what goes by it, and replaced by a later word."""

from dataclasses import replace
from datetime import date

import pytest

from office.desk import Desk
from office.plan.model import Plan
from office.upkeep import seasons
from storage.books import audit
from storage.rota import seasons as stored
from tests.harness.plans import city
from tests.office.decisions.test_by_calendar import made
from tests.office.signers import LIAISON, STAFF, appoint, refused

SAID = "2026年10月15日至2027年4月15日"


@pytest.fixture(scope="module")
def plan() -> Plan:
    winter = {"id": "heating", "name": "采暖期"}
    dust = {"id": "dust", "name": "沙尘季", "begins": "03-01", "ends": "05-31", "source": "none"}
    return made(seasons=[winter, dust])


@pytest.fixture
async def staffed(desk: Desk) -> Desk:
    await appoint(desk, STAFF, LIAISON)
    return desk


async def test_what_is_declared_is_shown_with_what_goes_by_it(staffed: Desk) -> None:
    before = staffed.words.text("season_list", await seasons.shown(staffed))
    assert "采暖期：起止未宣布" in before.replace("<b>", "").replace("</b>", "")
    said = await seasons.declare(staffed, STAFF, "heating", SAID)
    assert (said.first, said.last) == (date(2026, 10, 15), date(2027, 4, 15))
    assert said.waiting == ("会商周报", "会商月报", "演练总结")
    shown = staffed.words.text("season_list", await seasons.shown(staffed))
    assert "现在期内" in shown
    assert "· 2026年10月15日至2027年4月15日" in shown
    assert "起止由预案规定" in shown
    assert "· 2027年3月1日至2027年5月31日" in shown
    entries = await audit.entries(staffed.session, staffed.jurisdiction, after=0, limit=10)
    assert entries[-1].action == "season_declared"


async def test_a_later_word_replaces_the_row_and_deletes_none(staffed: Desk) -> None:
    await seasons.declare(staffed, STAFF, "heating", "2026-10-15起")
    await seasons.declare(staffed, STAFF, "heating", SAID)
    [row] = await stored.declared(staffed.session, staffed.jurisdiction)
    assert (row.first_day, row.last_day) == (date(2026, 10, 15), date(2027, 4, 15))
    await seasons.declare(staffed, STAFF, "heating", "2027-10-10至2028-04-20")
    rows = await stored.declared(staffed.session, staffed.jurisdiction)
    assert [one.first_day.year for one in rows] == [2026, 2027]


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("冬天", "season_not_read"),
        ("2027-04-15至2026-10-15", "season_not_read"),
        ("2029-10-15至2030-04-15", "season_too_far"),
        ("2026-10-15至2027-10-14", "season_too_long"),
    ],
)
async def test_what_is_no_season_is_refused(staffed: Desk, said: str, key: str) -> None:
    await refused(seasons.declare(staffed, STAFF, "heating", said), key)


async def test_only_the_office_declares_and_only_what_no_plan_gives(staffed: Desk) -> None:
    await refused(seasons.declare(staffed, LIAISON, "heating", SAID), "office_only")
    await refused(seasons.declare(staffed, STAFF, "dust", SAID), "button_obsolete")
    without = replace(staffed, plan=city())
    await refused(seasons.shown(without), "season_none_in_plan")
