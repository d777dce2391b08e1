"""What is owed of the days ahead is answered by a forecast, and read as one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from office.desk import Desk
from office.forecasts import bringing
from office.forecasts.bringing import SentAir
from office.obligations import prompts
from office.plan.model import Form, Owed, Plan, When
from office.reading.workbooks import Sheet
from office.reports import outlooks, taking
from office.reports.message_parts import Incoming
from storage.owed import obligations, reports
from storage.owed.obligations import ObligationState
from storage.owed.reports import PartKind
from storage.sky.forecasts import AirKind, Forecast
from tests.harness.plans import small_plan
from tests.office.conftest import Office
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.signers import LIAISON, STAFF

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
"""08:00 in Changji."""
BODY = "gongan"
TWO_DAYS = "12月2日 155～185 PM2.5\n12月3日 良"
OUTLOOK = Owed.model_validate(
    {
        "kind": "outlook",
        "who": [BODY],
        "when": When.DAILY,
        "prompt_at": "08:30",
        "due_at": "12:00",
        "days_ahead": 7,
        "form": "outlook",
        "ladder": "gentle",
    }
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    small = small_plan(("huanjing", BODY))
    others = [owed for owed in small.owes if owed.kind != "daily"]
    trend = {"id": "trend", "name": "未来7天空气质量趋势", "kind": "text", "required": True}
    form = Form.model_validate({"id": "outlook", "name": "趋势研判", "fields": [trend]})
    return small.model_copy(update={"owes": (*others, OUTLOOK), "forms": (*small.forms, form)})


def press(message_id: int, at: datetime) -> Incoming:
    return Incoming(
        chat_id=-1, message_id=message_id, sent_by=LIAISON.user_id, sent_at=at, kind=PartKind.TEXT
    )


async def counted(desk: Desk, text: str = TWO_DAYS, kind: AirKind = AirKind.FORECAST) -> Forecast:
    sent = SentAir(kind, (Sheet("", text),))
    row = await bringing.bring(desk, LIAISON, sent, speaks=BODY)
    return await bringing.put_in_force(desk, LIAISON, row.key, speaks=BODY)


@pytest.mark.parametrize("asked", [True, False], ids=["after it was asked for", "before"])
async def test_a_forecast_answers_what_its_body_owes_of_the_days_ahead(
    office: Office, asked: bool
) -> None:
    office.pass_time(timedelta(hours=25 if asked else 24))
    async with office.desk() as desk:
        await bind_groups(desk, [BODY])
        alert = await alert_in_force(desk, since=START)
        if asked:
            await prompts.send_daily(desk, alert.key)
        taken = await outlooks.answer(desk, LIAISON, await counted(desk), press(5, desk.now))
        assert taken is not None
        assert taken.obligation.state == ObligationState.MET
        assert taken.obligation.day == date(2026, 12, 1)
        (part,) = await reports.parts(desk.session, taken.report.key)
        assert part.text == (
            "未来7天空气质量趋势：12月2日AQI155～185，中度污染（PM2.5）；12月3日AQI51～100，良"
        )
        again = await outlooks.answer(desk, LIAISON, await counted(desk), press(6, desk.now))
        assert again is None


async def test_nothing_is_answered_where_nothing_is_owed(office: Office) -> None:
    async with office.desk() as desk:
        await bind_groups(desk, [BODY])
        row = await counted(desk)
        assert await outlooks.answer(desk, LIAISON, row, press(5, desk.now)) is None
        sent = SentAir(AirKind.FORECAST, (Sheet("", TWO_DAYS),))
        entered = await bringing.bring(desk, STAFF, sent)
        assert await outlooks.answer(desk, STAFF, entered, press(6, desk.now)) is None
        assert outlooks.days_short(desk, entered) is None


@pytest.mark.parametrize(
    ("last", "short"), [("12月6日", date(2026, 12, 7)), ("12月7日", None), ("12月8日", None)]
)
async def test_a_forecast_reaches_as_many_days_as_the_plan_says(
    office: Office, last: str, short: date | None
) -> None:
    async with office.desk() as desk:
        await bind_groups(desk, [BODY])
        row = await counted(desk, f"12月1日 90\n{last} 110")
        assert outlooks.days_short(desk, row) == short


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        (TWO_DAYS, True),
        (f"未来7天空气质量趋势：{TWO_DAYS}", True),
        ("未来7天空气质量趋势：以良为主。", False),
        ("12月2日 150 210", False),
    ],
)
async def test_an_answer_that_holds_figures_is_read_as_a_forecast(
    office: Office, text: str, reads: bool
) -> None:
    office.pass_time(timedelta(hours=25))
    async with office.desk() as desk:
        await bind_groups(desk, [BODY])
        alert = await alert_in_force(desk, since=START)
        await prompts.send_daily(desk, alert.key)
        (owed,) = await obligations.open_of_agency(desk.session, desk.jurisdiction, BODY, "outlook")
        assert await outlooks.looks_ahead(desk, owed, text) is reads
        item = press(7, desk.now).model_copy(update={"text": text})
        taken = await taking.receive(desk, LIAISON, BODY, owed.key, [item], sent_at=desk.now)
        assert taken is not None
        sheets = (Sheet("", text),)
        row = await outlooks.read_answer(desk, LIAISON, taken, sheets, None)
        assert (row is not None) is reads
        if row is not None:
            assert list(bringing.air(row).days) == [date(2026, 12, 2), date(2026, 12, 3)]
        assert await outlooks.read_answer(desk, LIAISON, taken, (), None) is None
