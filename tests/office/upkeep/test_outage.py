"""The bot's own outages: whose time is given back, how much, and who hears of it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from office.obligations import lifecycle
from office.obligations.lifecycle import PauseReason
from office.upkeep import outage
from office.upkeep.outage import whole_minutes
from storage.owed.obligations import ObligationKind
from storage.upkeep.heartbeats import Outage
from tests.office.conftest import Office
from tests.office.ladder_days import LIAISON, LadderDay, prompted_day

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def down_for(day: LadderDay, span: timedelta) -> list[str]:
    """The bot is down from now on for so long; return what it says afterwards, by kind."""
    began = day.office.now
    day.office.pass_time(span)
    async with day.office.desk() as desk:
        await outage.recover(desk, began, day.office.now)
    return [row.kind for row in await day.deliver()]


async def times(day: LadderDay) -> tuple[str, str]:
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        step = f"{desk.local(owed.step_due_at):%H:%M}" if owed.step_due_at else ""
        return f"{desk.local(owed.due_at):%H:%M}", step


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(60, 1), (61, 2), (119, 2), (120, 2), (3600.5, 61)]
)
def test_minutes_are_rounded_up(seconds: float, minutes: int) -> None:
    assert whole_minutes(timedelta(seconds=seconds)) == minutes * MINUTE


async def test_a_moment_is_no_outage(day: LadderDay) -> None:
    assert await down_for(day, timedelta(seconds=59)) == []
    assert await times(day) == ("12:00", "11:00")
    async with day.office.desk() as desk:
        assert (await desk.session.exec(select(Outage))).all() == []


async def test_a_short_one_is_given_back_and_the_office_told(day: LadderDay) -> None:
    assert await down_for(day, 2 * MINUTE) == ["office"]
    assert await times(day) == ("12:02", "11:02")


async def test_a_long_one_is_told_to_the_agencies(day: LadderDay) -> None:
    assert sorted(await down_for(day, 5 * MINUTE)) == ["office", "outage"]
    assert await times(day) == ("12:05", "11:05")


async def test_who_dies_again_before_a_heartbeat_gives_nothing_back_twice(day: LadderDay) -> None:
    """The next start finds the same last heartbeat; what was lost since is given back, and told."""
    began = day.office.now
    await down_for(day, 30 * MINUTE)
    day.office.pass_time(10 * MINUTE)
    for kinds in (["office", "outage"], []):
        async with day.office.desk() as desk:
            await outage.recover(desk, began, day.office.now)
        assert sorted(row.kind for row in await day.deliver()) == kinds
        assert await times(day) == ("12:40", "11:40")


async def test_a_short_one_that_hit_a_deadline_is_told_too(day: LadderDay) -> None:
    await day.advance_to("11:59")
    assert sorted(await down_for(day, 2 * MINUTE)) == ["office", "outage"]
    assert await times(day) == ("12:02", "12:02")


async def test_a_deadline_that_had_passed_is_not_rewritten(day: LadderDay) -> None:
    """Yellow stands since 12:30, so only the time to comply is given back, also on the slip."""
    await day.advance_to("13:00")
    await down_for(day, 30 * MINUTE)
    assert await times(day) == ("12:00", "15:00")
    async with day.office.desk() as desk:
        yellow = (await day.slips(desk))[-1]
        assert yellow.deadline_at is not None
        assert f"{desk.local(yellow.deadline_at):%H:%M}" == "15:00"


async def late_reminder(day: LadderDay) -> None:
    """It is 12:25; the reminder of 12:00 was accepted at 12:10."""
    await day.advance_to("11:59")
    day.office.pass_time(MINUTE)
    assert await day.tick(deliver=False) == ["take: reminder"]
    day.office.pass_time(10 * MINUTE)
    await day.deliver()
    day.office.pass_time(15 * MINUTE)


async def test_a_slip_that_came_late_gives_its_whole_time_beside_an_outage(day: LadderDay) -> None:
    await late_reminder(day)
    await down_for(day, 4 * MINUTE)
    assert "take: yellow" not in await day.advance_to("12:43")
    assert await day.advance_to("12:44") == ["take: yellow"]


async def test_a_slip_that_came_late_gives_its_whole_time_beside_a_pause(day: LadderDay) -> None:
    await late_reminder(day)
    async with day.office.desk() as desk:
        await lifecycle.pause(desk, await day.owed(desk), PauseReason.EXTENSION)
    await down_for(day, 4 * MINUTE)
    day.office.pass_time(6 * MINUTE)
    async with day.office.desk() as desk:
        await lifecycle.resume(desk, await day.owed(desk))
    assert "take: yellow" not in await day.advance_to("12:49")
    assert await day.advance_to("12:50") == ["take: yellow"]


async def test_a_clock_that_stands_still_lost_nothing(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await lifecycle.pause(desk, await day.owed(desk), PauseReason.EXTENSION)
    assert await down_for(day, 30 * MINUTE) == ["office"]
    assert await times(day) == ("12:00", "11:00")


async def test_what_is_answered_is_left_alone(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
    await day.deliver()
    assert await down_for(day, 30 * MINUTE) == ["office"]


async def test_a_ladder_that_is_over_and_overdue_has_nothing_to_lose(day: LadderDay) -> None:
    await day.advance_to("13:00")
    async with day.office.desk() as desk:
        await lifecycle.end_ladder(desk, await day.owed(desk), "withdrawn")
    assert await down_for(day, 30 * MINUTE) == ["office"]
    assert (await times(day))[0] == "12:00"


async def test_only_receipts_are_asked_for_again(day: LadderDay) -> None:
    assert "chase" not in await down_for(day, 4 * MINUTE)


async def test_a_receipt_that_was_never_served_is_not_asked_for_again(office: Office) -> None:
    day = await prompted_day(office, kind=ObligationKind.RECEIPT)
    assert "chase" not in await down_for(day, timedelta(minutes=4))


async def test_the_outage_is_kept(day: LadderDay) -> None:
    began: datetime = day.office.now
    await down_for(day, 30 * MINUTE)
    async with day.office.desk() as desk:
        [kept] = (await desk.session.exec(select(Outage))).all()
    assert (kept.began_at, kept.ended_at) == (began, began + 30 * MINUTE)
