"""The forecast that an exercise has of its own: made up by the script, kept, and never counting."""

from datetime import timedelta

from messages.render import Message
from office.desk import Desk
from office.forecasts import bringing, echo
from office.forecasts.bringing import SentAir
from office.forecasts.telling import IllustratedAir
from office.post import Posting
from office.reading.workbooks import Sheet
from storage.decisions.exercises import Exercise
from storage.sky import forecasts
from storage.sky.forecasts import AirKind, Forecast, ForecastState


async def bring(desk: Desk, row: Exercise) -> None:
    """Keep it beside the others, given up from the start."""
    first = desk.local(desk.now).date()
    days = [(first + timedelta(days=number), aqi) for number, aqi in enumerate(row.air)]
    lines = [f"{day.year}年{day.month}月{day.day}日 {aqi}" for day, aqi in days]
    sent = SentAir(AirKind.FORECAST, (Sheet("", "\n".join(lines)),))
    kept = await bringing.keep(desk, sent, row.drafted_by)
    await forecasts.move(desk.session, kept.key, ForecastState.GIVEN_UP, desk.now)
    row.forecast_id = kept.key
    desk.session.add(row)
    await desk.session.flush()


async def told(desk: Desk, row: Exercise) -> tuple[Message, Posting]:
    """What those who confer look at, and what the plan's figures make of it."""
    kept = await desk.session.get_one(Forecast, row.forecast_id)
    view, picture = await echo.illustrated(desk, kept)
    shown = IllustratedAir(Message(desk.words.text("forecast_now", view)), picture)
    return shown.message, shown.drawn(Posting())


async def grounds(desk: Desk, row: Exercise) -> str:
    """Word the grounds of the practised alert: the figures of its own forecast."""
    days = desk.words.listed([str(aqi) for aqi in row.air])
    return desk.words.plain("exercise_grounds", title=row.title, days=days)
