"""The office is asked once a year for the days of holidays that only it can know."""

from datetime import UTC, date, datetime

import pytest

from office.desk import Desk
from office.plan.local_holidays import LocalHoliday
from office.plan.model import Plan
from office.records import day_end, local_holidays
from office.upkeep import holidays
from storage.delivery import outbox
from storage.rota import calendar_days
from tests.harness.plans import city, pack, small_plan
from tests.office.conftest import AGENCIES
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.plan.refusing import refusals
from tests.office.signers import STAFF, appoint

NAMES = (
    {"id": "rouzi", "name": "肉孜节", "names": ["开斋节"], "source": "none"},
    {"id": "gurbang", "name": "古尔邦节", "name_en": "Eid al-Adha", "source": "none"},
)
BOTH = "肉孜节：2027年3月9日至10日放假\n2027年5月16日古尔邦节放假"
"""Made up: the days of 2027 are not announced."""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan.model_validate(small_plan(AGENCIES).model_dump() | {"local_holidays": NAMES})


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, STAFF)
    await bind_groups(desk, ["huanjing"])


async def reminders(desk: Desk) -> list[str]:
    rows = await outbox.open_in_chat(desk.session, desk.jurisdiction, OFFICE_CHAT)
    return [row.text for row in rows if row.text and "放假日期尚未录入" in row.text]


async def enter(desk: Desk, text: str) -> None:
    await holidays.enter(desk, STAFF, holidays.read(desk, text))


async def test_from_december_on_the_next_year_is_asked_for_once(desk: Desk) -> None:
    await day_end.run(desk, 0)
    await day_end.run(desk, 0)
    (text,) = await reminders(desk)
    assert "2027年肉孜节、古尔邦节的放假日期尚未录入" in text
    desk.now = datetime(2027, 2, 1, 10, tzinfo=UTC)
    await day_end.run(desk, 0)
    assert len(await reminders(desk)) == 1


async def test_a_plan_that_comes_within_the_year_asks_for_that_year(desk: Desk) -> None:
    desk.now = datetime(2026, 11, 20, 10, tzinfo=UTC)
    await local_holidays.remind(desk)
    (text,) = await reminders(desk)
    assert "2026年" in text


async def test_what_was_entered_under_its_name_is_not_asked_for(desk: Desk) -> None:
    await enter(desk, "2027年开斋节：3月9日至10日放假")
    await local_holidays.remind(desk)
    (text,) = await reminders(desk)
    assert "2027年古尔邦节的" in text


async def test_days_of_which_nobody_said_the_name_are_asked_for(desk: Desk) -> None:
    await enter(desk, "2027-03-09至2027-03-10 休\n2027-05-16 休")
    await local_holidays.remind(desk)
    (text,) = await reminders(desk)
    assert "尚未录入，或录入时未写明是哪个节日" in text


async def test_once_all_are_entered_nothing_is_asked(desk: Desk) -> None:
    await enter(desk, BOTH)
    await local_holidays.remind(desk)
    assert await reminders(desk) == []
    shown = await holidays.calendar(desk)
    assert (shown.local_year, shown.local_missing) == (2027, ())


async def test_a_plan_without_names_asks_for_nothing(desk: Desk) -> None:
    desk.plan = city()
    await local_holidays.remind(desk)
    assert await reminders(desk) == []
    assert (await holidays.calendar(desk)).local_missing == ()


async def test_the_preview_and_the_list_tell_names(desk: Desk) -> None:
    (year,) = holidays.shown(desk, holidays.read(desk, BOTH)).years
    assert [(one.name, one.spans[0].last) for one in year.named] == [
        ("肉孜节", date(2027, 3, 10)),
        ("古尔邦节", date(2027, 5, 16)),
    ]
    preview = holidays.shown(desk, holidays.read(desk, BOTH))
    assert "其中肉孜节：3月9日至3月10日\n" in desk.words.text("holidays_preview", preview)
    known = desk.words.text("holidays_known", await holidays.calendar(desk))
    assert "⚠️ 2027年未录入：肉孜节、古尔邦节\n" in known


async def test_days_entered_anew_stay_days_of_their_holiday(desk: Desk) -> None:
    await enter(desk, BOTH)
    await enter(desk, "2027-03-09 休\n2027-03-10 班")
    rows = await calendar_days.entered(desk.session, desk.jurisdiction)
    march = {row.day.day: row.holiday for row in rows if row.day.month == 3}
    assert march == {9: "rouzi", 10: None}


def test_ids_are_unique_and_both_prefectures_name_theirs() -> None:
    twice = small_plan(AGENCIES).model_dump() | {"local_holidays": (NAMES[0], NAMES[0])}
    assert refusals(twice) == ["local_holidays.rouzi 编号“rouzi”重复"]
    for name in ("changji", "kizilsu", "shilixian"):
        assert [one.name for one in pack(name).local_holidays] == ["肉孜节", "古尔邦节"]
    assert pack("dengkou").local_holidays == ()
    assert LocalHoliday.model_validate(NAMES[1]).spellings == ("古尔邦节", "Eid al-Adha")
