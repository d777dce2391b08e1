"""A day that is reported on before it is asked for: when, by whom, and who is asked then."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from office.obligations import prompts
from office.reports import early
from storage.decisions.matters import MatterState, OrderKind
from storage.occasions import of_day
from storage.owed import obligations
from storage.owed.obligations import ObligationKind
from tests.office.conftest import Office
from tests.office.episodes import alert_in_force, bind_groups, order_of
from tests.office.signers import said

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
"""08:00 in Changji."""
TODAY = date(2026, 12, 1)
PROMPT_AT = time(8)


@pytest.mark.parametrize(
    ("clock", "day"),
    [
        (time(0, 0), TODAY - timedelta(days=1)),
        (time(7, 59), TODAY - timedelta(days=1)),
        (time(8, 0), None),
        (time(12, 0), None),
        (time(19, 59), None),
        (time(20, 0), TODAY),
        (time(23, 59), TODAY),
    ],
)
def test_which_day_is_meant(clock: time, day: date | None) -> None:
    assert early.day_meant(datetime.combine(TODAY, clock), PROMPT_AT) == day


@pytest.mark.parametrize(
    ("hours", "day"),
    [
        pytest.param(12, TODAY, id="the evening of the first day"),
        pytest.param(23, TODAY, id="before the prompt"),
        pytest.param(4, None, id="noon"),
        pytest.param(-1, None, id="the day before the start"),
    ],
)
async def test_what_an_agency_may_report_on_now(
    office: Office, hours: int, day: date | None
) -> None:
    office.pass_time(timedelta(hours=hours))
    async with office.desk() as desk:
        await alert_in_force(desk, since=START)
        owed = await early.open_before_prompt(desk, "gongan")
    assert (owed.occasion if owed else None) == (of_day(day) if day else None)
    if owed:
        assert owed.due_at == START + timedelta(days=1, hours=4)


async def test_nothing_where_no_alert_is_in_force(office: Office) -> None:
    office.pass_time(timedelta(hours=12))
    async with office.desk() as desk:
        assert await early.open_before_prompt(desk, "gongan") is None
        alert = await alert_in_force(desk, since=START)
        alert.state = MatterState.ISSUED
        desk.session.add(alert)
        await desk.session.flush()
        assert await early.open_before_prompt(desk, "gongan") is None


async def test_nothing_from_whom_the_alert_is_not_for(office: Office) -> None:
    office.pass_time(timedelta(hours=12))
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=START)
        order = await order_of(desk, alert, OrderKind.ADJUST, at=START)
        order.snapshot = {"recipients": {"huanjing": []}}
        desk.session.add(order)
        await desk.session.flush()
        assert await early.open_before_prompt(desk, "gongan") is None
        assert await early.open_before_prompt(desk, "huanjing") is not None


async def test_the_morning_asks_only_the_others(office: Office) -> None:
    office.pass_time(timedelta(hours=12))
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=START)
        groups = await bind_groups(desk, ["huanjing", "gongan"])
        owed = await early.open_before_prompt(desk, "gongan")
        assert owed is not None
        owed.state = "met"
        desk.session.add(owed)
    office.pass_time(timedelta(hours=12))
    async with office.desk() as desk:
        assert await prompts.send_daily(desk, alert.key) == "prompted"
        assert not await said(desk, groups["gongan"].chat_id, "prompt")
        assert len(await said(desk, groups["huanjing"].chat_id, "prompt")) == 1
        rows = await obligations.of_occasion(
            desk.session, alert.key, ObligationKind.DAILY, of_day(TODAY)
        )
    assert [row.key for row in rows if row.agency == "gongan"] == [owed.key]
