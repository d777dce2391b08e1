"""A slip's limit once a holiday becomes known: its words stay, and what is owed moves later."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from office.desk import Desk
from office.obligations import lifecycle
from office.plan.model import Plan
from office.reading.day_tables import DayTable
from office.upkeep import holidays
from storage.delivery.outbox import DeliveryKind
from storage.supervision.slips import Slip
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import LIAISON, STAFF, LadderDay, prompted_day
from tests.office.lost_chats import said
from tests.office.one_slip import missed, one_slip_plan

CHINA = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 12, 4, 18, tzinfo=CHINA)
MONDAY = FRIDAY + timedelta(days=3)
A_DAY_OFF = DayTable({date(2026, 12, 4): False})


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Its red slip runs until the evening of the next working day."""
    return one_slip_plan()


async def red(office: Office) -> LadderDay:
    """It is the evening of Thursday, and the red slip runs until that of Friday."""
    [day] = await missed(office, 1)
    await day.advance_to("18:30", day=3)
    return day


async def newest(desk: Desk, day: LadderDay) -> Slip:
    return (await day.slips(desk))[-1]


async def told(desk: Desk) -> list[str]:
    rows = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
    return [row.text or "" for row in rows if "按新时限督办" in (row.text or "")]


async def test_the_words_stay_and_what_is_owed_moves(office: Office) -> None:
    day = await red(office)
    async with office.desk() as desk:
        slip = await newest(desk, day)
        assert (slip.step, slip.deadline_at) == ("red", FRIDAY)
        before = (await day.owed(desk)).step_due_at
        [printed] = [row for row in await said(desk, day.group_id) if slip.serial in str(row.text)]
        await holidays.enter(desk, STAFF, A_DAY_OFF)
        assert slip.deadline_at == MONDAY
        assert before is not None
        assert (await day.owed(desk)).step_due_at == before + timedelta(days=3)
        assert "12月4日18时前" in (printed.text or "")
        assert await said(desk, day.group_id, DeliveryKind.UPDATE) == []
        [line] = await told(desk)
        assert f"{slip.serial}：12月4日18:00 → 12月7日18:00" in line
    await day.advance_to("17:59", day=7)
    async with office.desk() as desk:
        assert (await day.owed(desk)).step == "red"
    await day.advance_to("18:30", day=7)
    async with office.desk() as desk:
        assert (await day.owed(desk)).step == "referral"


async def test_it_never_moves_earlier_and_is_told_once(office: Office) -> None:
    day = await red(office)
    async with office.desk() as desk:
        await holidays.enter(desk, STAFF, A_DAY_OFF)
        await holidays.enter(desk, STAFF, A_DAY_OFF)
    async with office.desk() as desk:
        await holidays.enter(desk, STAFF, DayTable({date(2026, 12, 4): True}))
        assert (await newest(desk, day)).deadline_at == MONDAY
        assert len(await told(desk)) == 1


async def test_a_slip_that_counts_no_working_days_stays(office: Office) -> None:
    day = await prompted_day(office)
    await day.advance_to("13:30")
    async with office.desk() as desk:
        limit = (await newest(desk, day)).deadline_at
        await holidays.enter(desk, STAFF, DayTable({date(2026, 12, 3): False}))
        assert (await newest(desk, day)).deadline_at == limit
        assert await told(desk) == []


async def test_a_closed_slip_stays(office: Office) -> None:
    day = await red(office)
    async with office.desk() as desk:
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
        await holidays.enter(desk, STAFF, A_DAY_OFF)
        assert (await newest(desk, day)).deadline_at == FRIDAY
        assert await told(desk) == []
