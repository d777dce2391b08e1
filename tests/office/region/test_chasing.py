"""Who is asked again by night: the officer on duty, or nobody before the morning."""

from datetime import timedelta

import pytest

from office.desk import Desk
from office.region import above as upper
from office.region import counties
from office.shifts import concerns
from storage.decisions.matters import OrderKind, OrderState
from storage.rota import alarms
from storage.rota.alarms import Alarm
from storage.rota.shifts import Shift
from tests.office.conftest import Office
from tests.office.region.conftest import ABOVE, BELOW, GROUPS
from tests.office.region.episodes import (
    draft,
    exchange,
    issue,
    pass_time,
    send_out,
    take_due,
    texts_in,
)

TO_THE_NIGHT, TO_THE_MORNING = timedelta(hours=14), timedelta(hours=9)
"""From 08:00 to 22:00, and from 23:00 to 08:00."""
AN_HOUR, TWO_HOURS = timedelta(hours=1), timedelta(hours=2)


async def on_duty(office: Office) -> None:
    async with office.desk() as desk:
        desk.session.add(
            Shift(
                jurisdiction=desk.jurisdiction,
                name="夜班",
                starts_at=desk.now,
                ends_at=desk.now + timedelta(hours=12),
                officer="老王",
                entered_by=1,
                entered_at=desk.now,
            )
        )


async def unanswered(office: Office) -> list[str]:
    async with office.desk() as desk:
        return [one.concern for one in await alarms.unanswered(desk.session, desk.jurisdiction)]


async def issued_by_night(above: Office, below: Office, level: str = "orange") -> None:
    pass_time(TO_THE_NIGHT, above, below)
    await issue(above, level=level)
    await exchange(above, below)
    pass_time(AN_HOUR, above, below)
    assert await take_due(above, counties.REMIND) == ["reminded 1"]


async def test_the_alert_itself_comes_at_any_hour(above: Office, below: Office) -> None:
    pass_time(TO_THE_NIGHT, above, below)
    await issue(above)
    await exchange(above, below)
    assert len(await texts_in(below, GROUPS[BELOW])) == 1


async def test_where_nobody_is_on_duty_the_reminder_waits_for_the_morning(
    above: Office, below: Office
) -> None:
    await issued_by_night(above, below)
    assert await exchange(above, below) == ["waits for the morning"]
    assert len(await texts_in(below, GROUPS[BELOW])) == 1
    pass_time(TO_THE_MORNING, above, below)
    assert await take_due(below, upper.REMIND) == ["reminded"]
    assert "【催办】" in (await texts_in(below, GROUPS[BELOW]))[-1]


async def test_what_was_started_by_the_morning_is_not_asked_for(
    above: Office, below: Office
) -> None:
    await issued_by_night(above, below)
    await exchange(above, below)
    await issue(below)
    pass_time(TO_THE_MORNING, above, below)
    assert await take_due(below, upper.REMIND) == ["no longer awaited"]


async def test_nor_what_was_changed_above_by_then(above: Office, below: Office) -> None:
    await issued_by_night(above, below)
    await exchange(above, below)
    await issue(above, OrderKind.LIFT)
    await exchange(above, below)
    pass_time(TO_THE_MORNING, above, below)
    assert await take_due(below, upper.REMIND) == ["no longer awaited"]


async def test_an_officer_on_duty_is_asked_by_night(above: Office, below: Office) -> None:
    pass_time(TO_THE_NIGHT, above, below)
    await on_duty(below)
    await issue(above)
    await exchange(above, below)
    pass_time(AN_HOUR, above, below)
    await take_due(above, counties.REMIND)
    assert await exchange(above, below) == ["reminded"]
    assert "值班员老王" in (await texts_in(below, GROUPS[BELOW]))[-1]
    assert await unanswered(below) == [concerns.Concern.UPPER_ALERT]


@pytest.mark.parametrize("state", [OrderState.APPROVING, OrderState.ISSUED])
async def test_an_exercise_is_no_answer_to_the_alert_above(
    above: Office, below: Office, state: OrderState
) -> None:
    pass_time(TO_THE_NIGHT, above, below)
    await on_duty(below)
    await issue(above)
    await exchange(above, below)
    pass_time(AN_HOUR, above, below)
    await take_due(above, counties.REMIND)
    await exchange(above, below)
    made = await draft(below, drill=True, state=state)
    if state == OrderState.ISSUED:
        await send_out(below, made)
    async with below.desk() as desk:
        (alarm,) = await alarms.unanswered(desk.session, desk.jurisdiction)
        assert await concerns.is_open(desk, alarm)


async def test_a_level_whose_slips_go_by_night_is_chased_by_night(
    above: Office, below: Office
) -> None:
    await issued_by_night(above, below, "red")
    assert await exchange(above, below) == ["reminded"]


async def test_the_upper_office_hears_of_them_in_the_morning(above: Office, below: Office) -> None:
    await issued_by_night(above, below)
    pass_time(AN_HOUR, above, below)
    assert await take_due(above, counties.REPORT) == ["waits for the morning"]
    pass_time(TO_THE_MORNING, above, below)
    assert await take_due(above, counties.REPORT) == ["told of 1"]
    assert "尚未启动" in (await texts_in(above, GROUPS[ABOVE]))[-1]


async def test_its_officer_hears_of_them_by_night(above: Office, below: Office) -> None:
    pass_time(TO_THE_NIGHT, above, below)
    await on_duty(above)
    await issue(above)
    await exchange(above, below)
    pass_time(TWO_HOURS, above, below)
    assert await take_due(above, counties.REPORT) == ["told of 1"]
    assert await unanswered(above) == [concerns.Concern.COUNTIES]


async def looked_after(desk: Desk) -> list[bool]:
    raised: list[Alarm] = await alarms.unanswered(desk.session, desk.jurisdiction)
    return [await concerns.is_open(desk, one) for one in raised]


@pytest.mark.parametrize("state", [OrderState.ISSUED, OrderState.APPROVING])
async def test_the_alarms_settle_once_the_county_follows(
    above: Office, below: Office, state: OrderState
) -> None:
    await on_duty(above)
    await on_duty(below)
    await issue(above)
    await exchange(above, below)
    pass_time(TWO_HOURS, above, below)
    await take_due(above, counties.REMIND, counties.REPORT)
    await exchange(above, below)
    for office in (above, below):
        async with office.desk() as desk:
            assert await looked_after(desk) == [True]
    if state is OrderState.ISSUED:
        await issue(below)
    else:
        await draft(below, state=state)
    await exchange(above, below)
    async with below.desk() as desk:
        assert await looked_after(desk) == [False]
    async with above.desk() as desk:
        # What is only being signed has not started.
        assert await looked_after(desk) == [state is OrderState.APPROVING]


async def test_the_alarms_settle_with_the_end_above(above: Office, below: Office) -> None:
    await on_duty(above)
    await on_duty(below)
    await issue(above)
    await exchange(above, below)
    pass_time(TWO_HOURS, above, below)
    await take_due(above, counties.REMIND, counties.REPORT)
    await exchange(above, below)
    await issue(above, OrderKind.LIFT)
    await exchange(above, below)
    for office in (above, below):
        async with office.desk() as desk:
            assert await looked_after(desk) == [False]
