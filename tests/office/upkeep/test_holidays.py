"""A year's holidays, entered by the office: they come first, and move deadlines only later."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from office.desk import Desk
from office.plan.model import Plan
from office.reading.day_tables import DayTable
from office.refusal import Refusal
from office.upkeep import holidays
from storage.decisions.matters import Matter, OrderKind
from storage.occasions import of_order
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.rota import calendar_days
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import alert_in_force, bind_groups, order_of
from tests.office.signers import LIAISON, STAFF, appoint, refused

CHINA = ZoneInfo("Asia/Shanghai")
TABLE = "2027年1月1日至3日放假，1月4日上班"
YEAR = f"""{TABLE}
2月5日至11日放假
4月5日放假
5月1日至5日放假
6月9日放假
9月15日放假
10月1日至7日放假"""
"""Made up: the notice of 2027 is not out."""
FIRST = date(2027, 1, 1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The closing report is due on the evening of the next working day."""
    facts = small_plan(AGENCIES).model_dump()
    for owed in facts["owes"]:
        if owed["kind"] == ObligationKind.CLOSING:
            owed |= {"due_after": None, "due_by": {"at": "18:00", "working_day": 1}}
    return Plan.model_validate(facts)


@pytest.fixture
async def staffed(desk: Desk) -> Desk:
    await appoint(desk, STAFF)
    return desk


async def test_what_was_entered_comes_first_from_the_next_decision_on(office: Office) -> None:
    async with office.desk() as desk:
        await appoint(desk, STAFF)
        assert desk.plan.calendar.works_on(FIRST)
        assert not desk.plan.calendar.is_known(FIRST)
        table = holidays.read(desk, TABLE)
        assert await holidays.enter(desk, STAFF, table) == 0
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=desk.now)
        order = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now, level="red")
        for plan in (desk.plan, await desk.plan_of(order)):
            assert not plan.calendar.works_on(FIRST)
            assert plan.calendar.works_on(date(2027, 1, 4))
            assert not plan.calendar.is_known(date(2027, 6, 1))


async def test_a_year_is_known_once_its_whole_notice_was_entered(office: Office) -> None:
    june = date(2027, 6, 1)
    async with office.desk() as desk:
        await appoint(desk, STAFF)
        table = holidays.read(desk, YEAR)
        assert holidays.completed(table) == [2027]
        await holidays.enter(desk, STAFF, table)
    async with office.desk() as desk:
        assert not desk.plan.calendar.is_known(june)
        await holidays.enter(desk, STAFF, table, is_whole=True)
    async with office.desk() as desk:
        assert desk.plan.calendar.is_known(june)
        later = holidays.read(desk, "2027-06-01 休\n2028-01-03 休")
        assert [year.missing == () for year in holidays.shown(desk, later).years] == [True, False]
        await holidays.enter(desk, STAFF, later, is_whole=True)
    async with office.desk() as desk:
        assert not desk.plan.calendar.works_on(june)
        assert desk.plan.calendar.is_known(date(2027, 7, 1))
        assert not desk.plan.calendar.is_known(date(2028, 1, 4))
        view = await holidays.calendar(desk)
        assert (view.unchecked_from, [year.is_known for year in view.years]) == (
            2028,
            [True, False],
        )


async def test_a_day_of_a_year_that_was_noticed_leaves_it_known(office: Office) -> None:
    async with office.desk() as desk:
        await appoint(desk, STAFF)
        table = holidays.read(desk, "2026年12月7日放假")
        assert holidays.completed(table) == []
        assert not holidays.shown(desk, table).is_whole
        await holidays.enter(desk, STAFF, table, is_whole=True)
    async with office.desk() as desk:
        assert not desk.plan.calendar.works_on(date(2026, 12, 7))
        [year] = (await holidays.calendar(desk)).years
        assert year.is_known


async def test_a_new_row_replaces_the_one_of_the_same_day(staffed: Desk) -> None:
    await holidays.enter(staffed, STAFF, DayTable({FIRST: False}))
    await holidays.enter(staffed, STAFF, DayTable({FIRST: True}))
    [row] = await calendar_days.entered(staffed.session, staffed.jurisdiction)
    assert row.works


async def test_only_the_office_enters_and_only_near_years(staffed: Desk) -> None:
    await refused(holidays.enter(staffed, LIAISON, DayTable({FIRST: False})), "office_only")
    with pytest.raises(Refusal, match="holidays_not_read"):
        holidays.read(staffed, "明年再说")
    with pytest.raises(Refusal, match="holidays_too_far"):
        holidays.read(staffed, "2037-01-01 休")


async def test_a_table_is_known_by_the_days_that_it_names(staffed: Desk) -> None:
    assert holidays.names_days(staffed, TABLE)
    assert not holidays.names_days(staffed, "放假安排草稿")


async def test_it_is_shown_with_who_and_when(staffed: Desk) -> None:
    before = await holidays.calendar(staffed)
    assert (before.years, before.unchecked_from) == ((), before.noticed_until + 1)
    table = holidays.read(staffed, f"{TABLE}\n2027年5月1日")
    shown = holidays.shown(staffed, table)
    assert shown.unread == ("2027年5月1日",)
    assert "春节" in shown.years[0].missing
    await holidays.enter(staffed, STAFF, table)
    after = await holidays.calendar(staffed)
    [year] = after.years
    assert (year.year, year.off_count, len(year.off), year.person) == (2027, 3, 1, "值班员")
    assert after.unchecked_from == 2027


@pytest.mark.parametrize(
    ("due", "moves"),
    [
        (datetime(2027, 1, 1, 18, tzinfo=CHINA), True),
        (datetime(2027, 1, 8, 18, tzinfo=CHINA), False),  # more time was given: never earlier
    ],
)
async def test_a_deadline_reckoned_on_unknown_days_only_moves_later(
    staffed: Desk, due: datetime, *, moves: bool
) -> None:
    staffed.now = datetime(2026, 12, 31, 9, tzinfo=CHINA)
    await bind_groups(staffed, ("huanjing",))
    alert = await alert_in_force(staffed, since=staffed.now)
    owed = await _owed(staffed, alert, due)
    moved = await holidays.enter(staffed, STAFF, holidays.read(staffed, TABLE))
    assert moved == int(moves)
    assert owed.due_at == (datetime(2027, 1, 4, 18, tzinfo=CHINA) if moves else due)


async def _owed(desk: Desk, alert: Matter, due: datetime) -> Obligation:
    order = await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    owed = Obligation(
        jurisdiction=desk.jurisdiction,
        matter_id=alert.key,
        order_id=order.key,
        agency="huanjing",
        kind=ObligationKind.CLOSING,
        occasion=of_order(order.key),
        opened_at=desk.now,
        due_at=due,
        step_due_at=due - timedelta(hours=1),
        state=ObligationState.OPEN,
    )
    desk.session.add(owed)
    await desk.session.flush()
    return owed
