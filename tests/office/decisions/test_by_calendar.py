"""What the calendar asks for: in its season, once a turn, whatever stood still or changed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from office.bodies.people import Actor
from office.decisions import papers
from office.desk import Desk
from office.ladder.policies import policy_of
from office.matters.order_texts import order_text
from office.matters.paper_turns import wanted_on
from office.obligations import lifecycle
from office.obligations import owed as owing
from office.plan.calendars import Days
from office.plan.model import Plan
from office.records import papers as records
from office.upkeep import seasons
from storage import agenda
from storage.owed import papers as stored
from storage.owed.obligations import Obligation
from tests.harness.plans import REGISTERS, small_plan, with_papers
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import bind_groups
from tests.office.signers import EVERYBODY, STAFF, appoint

OWNER = Actor(6, "联络员", (), ("huanjing",))
WEEKLY: dict[str, Any] = {
    "kind": "weekly_consultation", "name": "会商周报", "who": ["huanjing"], "when": "weekly",
    "season": "heating", "ask_from": "mon", "by": "fri", "due_at": "17:00", "ladder": "gentle",
    "on_day_off": "later", "remind_before": "3h", "content": ["趋势", "建议"],
}  # fmt: skip
MONTHLY: dict[str, Any] = WEEKLY | {
    "kind": "monthly_consultation", "name": "会商月报", "when": "monthly", "season": None,
    "off_season": "heating", "ask_from": 20, "by": "last", "remind_before": None,
}  # fmt: skip
EXERCISE: dict[str, Any] = {
    "kind": "yearly_exercise", "name": "演练总结", "who": ["gongan", "zhujian"], "when": "yearly",
    "before": "heating", "ask_ahead": "30d", "due_at": "18:00", "ladder": "gentle",
}  # fmt: skip
CUTS = REGISTERS[1] | {"renew": "yearly"}


def made(**changed: Any) -> Plan:
    facts = with_papers(small_plan(AGENCIES)).model_dump(mode="json")
    more = {
        "registers": [CUTS],
        "filings": [],
        "seasons": [{"id": "heating", "name": "采暖期"}],
        "owes": [*facts["owes"], WEEKLY, MONTHLY, EXERCISE],
    }
    return Plan.model_validate(facts | more | changed)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return made()


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    """It is the first of December 2026, a Tuesday."""
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, ["huanjing", "gongan", "zhujian"])
        yield opened


def on(desk: Desk, day: str, clock: str = "11:00") -> Desk:
    return replace(desk, now=datetime.fromisoformat(f"{day}T{clock}:00+08:00"))


async def winter(desk: Desk, said: str = "2026-10-15至2027-04-15") -> None:
    await seasons.declare(desk, STAFF, "heating", said)


async def wanted(desk: Desk) -> list[str]:
    day = desk.local(desk.now).date()
    return [one.paper.id for one in await wanted_on(desk, day)]


async def owed(desk: Desk) -> list[Obligation]:
    return [row for _, row in await stored.asked(desk.session, desk.jurisdiction)]


async def test_until_the_season_is_declared_nothing_is_asked_for(desk: Desk) -> None:
    for day in ("2026-12-01", "2026-12-25", "2027-05-25"):
        assert await wanted(on(desk, day)) == []
    shown = desk.words.text("registers", await records.of_all(desk))
    assert "期限：每周五前（采暖期）；起止未宣布，暂不要求" in shown
    assert "期限：每月最后一天前（采暖期以外）；起止未宣布，暂不要求" in shown
    assert "期限：采暖期开始前；起止未宣布，暂不要求" in shown
    assert "期限：每年更新" in shown


async def test_a_day_keeps_its_name_in_a_shorter_month(desk: Desk) -> None:
    monthly = MONTHLY | {"by": 31, "off_season": None}
    owes = [*with_papers(small_plan(AGENCIES)).model_dump(mode="json")["owes"], monthly]
    november = replace(on(desk, "2026-11-20"), plan=made(owes=owes))
    shown = november.words.text("registers", await records.of_all(november))
    assert "期限：每月31日前" in shown


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        ("2026-09-16", ["yearly_exercise"]),
        ("2026-09-25", ["monthly_consultation", "yearly_exercise"]),
        # This week's deadline lies in the season, which begins on the Thursday before it.
        ("2026-10-14", ["weekly_consultation", "yearly_exercise"]),
        ("2026-10-15", ["weekly_consultation"]),
        ("2026-12-02", ["weekly_consultation"]),
        ("2026-12-05", []),
        # Friday the first of January is a day off: the deadline is the Monday after it.
        ("2027-01-02", ["weekly_consultation"]),
        ("2027-04-14", []),
        ("2027-04-20", ["monthly_consultation"]),
    ],
)
async def test_in_season_and_out_of_it(desk: Desk, day: str, asked: list[str]) -> None:
    await winter(desk)
    noted = replace(desk, plan=desk.plan.on_days(Days({date(2027, 1, 1): False})))
    assert await wanted(on(noted, day)) == asked


async def test_it_is_asked_for_once_with_its_own_rules_and_its_week(desk: Desk) -> None:
    await winter(desk)
    wednesday = on(desk, "2026-12-02")
    assert await papers.on_day(wednesday, 20261202) == "asked"
    [row] = await owed(desk)
    assert (row.kind, row.agency) == ("weekly_consultation", "huanjing")
    assert f"{desk.local(row.due_at):%m-%d %H:%M}" == "12-04 17:00"
    policy = await policy_of(desk, row)
    assert (policy.remind_before, policy.ladder.has_slips) == (timedelta(hours=3), False)
    [(order, _)] = await stored.asked(desk.session, desk.jurisdiction)
    text = await order_text(desk, order, "huanjing")
    assert "请报送：会商周报（11月30日至12月6日），12月4日17时前" in text
    assert "内容：趋势、建议" in text
    assert "无变化" not in text
    assert "预案未定期限" not in text
    assert await wanted(wednesday) == []
    await lifecycle.meet(wednesday, row, OWNER)
    assert await wanted(on(desk, "2026-12-04")) == []
    assert await wanted(on(desk, "2026-12-07")) == ["weekly_consultation"]


async def test_a_report_of_last_week_is_not_this_weeks(desk: Desk) -> None:
    """It is asked for once the late one is there, and not while that is still owed."""
    await winter(desk)
    await papers.on_day(on(desk, "2026-12-02"), 20261202)
    monday = on(desk, "2026-12-07")
    assert await wanted(monday) == []
    [late] = await owed(desk)
    await lifecycle.meet(monday, late, OWNER)
    assert await wanted(monday) == ["weekly_consultation"]
    await papers.on_day(monday, 20261207)
    assert await wanted(monday) == []


async def test_a_month_names_itself(desk: Desk) -> None:
    await winter(desk, "2026-10-15至2026-11-20")
    assert await papers.on_day(on(desk, "2026-12-21"), 20261221) == "asked"
    [(order, row)] = await stored.asked(desk.session, desk.jurisdiction)
    assert row.title == "会商月报（2026年12月）"
    assert f"{desk.local(row.due_at):%m-%d}" == "12-31"
    assert order.says["cause"] == "date"


async def test_a_day_that_the_program_was_down_for_is_made_up_for(desk: Desk) -> None:
    """Its deadline stays, and where that is all but over it is as for a paper without a day."""
    await winter(desk)
    thursday = on(desk, "2026-12-03", "23:30")
    await papers.expect(thursday)
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, papers.ON_DAY, 20261203)
    assert item is not None
    assert item.due_at == on(desk, "2026-12-04", "07:00").now
    # It comes up on Friday afternoon, a few minutes before the deadline.
    friday = on(desk, "2026-12-04", "16:45")
    assert await papers.on_day(friday, 20261203) == "asked"
    [row] = await owed(desk)
    assert row.due_at == friday.now + timedelta(days=1)


async def test_a_turn_that_is_over_is_not_asked_for(desk: Desk) -> None:
    await winter(desk)
    assert await papers.on_day(on(desk, "2026-12-06"), 20261203) == "nothing to ask for"


async def test_a_body_that_joins_within_its_turn_is_asked_for_it(desk: Desk) -> None:
    await winter(desk)
    september = on(desk, "2026-09-17")
    fewer = made(owes=[*made().owes[:-1], made().owes[-1].model_copy(update={"who": ("gongan",)})])
    await papers.on_day(replace(september, plan=fewer), 20260917)
    assert [row.agency for row in await owed(desk)] == ["gongan"]
    [one] = await wanted_on(on(desk, "2026-09-18"), date(2026, 9, 18))
    assert (one.paper.id, one.owners) == ("yearly_exercise", ("zhujian",))


async def test_a_season_that_is_declared_anew_moves_what_it_asks_for(desk: Desk) -> None:
    await winter(desk, "2026-10-15起")
    assert await wanted(on(desk, "2027-04-20")) == ["weekly_consultation"]
    await winter(desk, "2026-10-15至2027-04-15")
    assert await wanted(on(desk, "2027-04-20")) == ["monthly_consultation"]


async def test_a_register_is_asked_for_again_a_year_after_its_update(desk: Desk) -> None:
    await papers.update(desk, OWNER, "huanjing", "cuts")
    [row] = await owed(desk)
    assert await wanted(on(desk, "2028-01-01")) == []
    await lifecycle.meet(desk, row, OWNER)
    assert await wanted(on(desk, "2027-11-30")) == []
    year_later = on(desk, "2027-12-01")
    assert await wanted(year_later) == ["cuts"]
    await papers.on_day(year_later, 20271201)
    again = (await owed(desk))[-1]
    assert (again.title, again.due_at) == ("减排清单", year_later.now + timedelta(days=1))
    assert await wanted(on(desk, "2028-12-24")) == []


async def test_days_that_nobody_checked_are_said_so(desk: Desk) -> None:
    """The notice of 2031 is not out yet, and the deadline would move with its holidays."""
    later = on(desk, "2031-12-02")
    await winter(later, "2031-10-15至2032-04-15")
    assert await papers.on_day(later, 20311202) == "asked"
    [(order, _)] = await stored.asked(desk.session, desk.jurisdiction)
    assert "（节假日安排未核）" in await order_text(later, order, "huanjing")
    [item] = (await owing.due(later, "huanjing")).items
    assert item.unchecked
