"""A forecast answers what its sender owes of the days ahead, and such an answer reads as one."""

from collections.abc import Sequence
from datetime import date, timedelta

from messages.views.sky import AirDay
from office.bodies.people import Actor
from office.desk import Desk
from office.forecasts import bringing, echo, senders
from office.forecasts.bringing import SentAir
from office.obligations import understood
from office.plan.forms import FieldKind
from office.plan.owed_kinds import kind_of
from office.reading.workbooks import RawFile, Sheet
from office.refusal import Refusal
from office.reports import early, taking
from office.reports.message_parts import Incoming
from office.reports.taking import Taken
from storage.owed.obligations import Obligation, ObligationState
from storage.sky.forecasts import AirKind, Forecast


async def answer(desk: Desk, who: Actor, row: Forecast, stands: Incoming) -> Taken | None:
    """Let a forecast that counts answer what its body still owes.

    `stands` is the message that was pressed, in the place of one of the body's own.
    """
    body = row.body
    if body is None or row.kind != AirKind.FORECAST or not senders.owed_by(desk.plan, body):
        return None
    owing = await _owing(desk, body)
    if not owing:
        return None
    item = stands.model_copy(update={"text": await _said(desk, owing[-1], row)})
    return await taking.receive(desk, who, body, owing[-1].key, [item], sent_at=item.sent_at)


async def _owing(desk: Desk, body: str) -> list[Obligation]:
    """What is open, the newest day last; a day that will be asked for is among it."""
    rows = await early.reportable(desk, body)
    ahead = [one for one in rows if kind_of(one).by_forecast and one.drill is desk.drill]
    still_owed = [one for one in ahead if one.state == ObligationState.OPEN]
    return sorted(still_owed, key=lambda one: one.day or date.min)


async def _said(desk: Desk, owed: Obligation, row: Forecast) -> str:
    """The forecast day by day, under the name of what the form asks for."""
    view = await echo.echo(desk, row)
    form = await understood.form_of(desk, owed)
    asked = [one for one in form.fields if one.kind is FieldKind.TEXT] if form else []
    name = asked[0].name if asked else desk.words.plain("outlook_name")
    days = desk.words.plain("outlook_days", days=[_day(desk, one) for one in view.days])
    return f"{name}：{days}"


def _day(desk: Desk, one: AirDay) -> str:
    return desk.words.plain("outlook_day", one=one)


async def looks_ahead(desk: Desk, owed: Obligation, text: str) -> bool:
    """Whether a text answers what is owed by its figures alone, without saying anything else."""
    return kind_of(owed).by_forecast and bringing.reads(desk, await _figures(desk, owed, text))


async def read_answer(
    desk: Desk, who: Actor, taken: Taken, sheets: Sequence[Sheet], file: RawFile | None
) -> Forecast | None:
    """Read an answer as a forecast, which counts once its sender says so.

    Return None where it only describes the days ahead: as a report it stands all the same.
    """
    owed = taken.obligation
    if not kind_of(owed).by_forecast or not sheets:
        return None
    said = [Sheet(one.title, await _figures(desk, owed, one.text)) for one in sheets]
    sent = SentAir(AirKind.FORECAST, said, file)
    try:
        return await bringing.bring(desk, who, sent, speaks=owed.agency)
    except Refusal:
        return None


async def _figures(desk: Desk, owed: Obligation, text: str) -> str:
    """What stands behind the name of a field: a day is looked for where a line begins."""
    form = await understood.form_of(desk, owed)
    names = [name for one in (form.fields if form else ()) for name in (one.name, *one.words)]
    named = next((one for one in names if text.startswith(one)), "")
    return text.removeprefix(named).lstrip("：: \n") if named else text


def days_short(desk: Desk, row: Forecast) -> date | None:
    """The day up to which the plan has the sender look ahead, where the forecast ends before."""
    owed = senders.owed_by(desk.plan, row.body) if row.body is not None else None
    if owed is None or owed.days_ahead is None or row.kind != AirKind.FORECAST:
        return None
    last = desk.local(desk.now).date() + timedelta(days=owed.days_ahead - 1)
    return last if desk.local(row.ends_at).date() <= last else None
