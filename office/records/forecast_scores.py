"""What is told of how well forecasts came true: of the last days, of a season, of a year."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from messages.pictures.frozen import frozen
from messages.views.evaluation import EvaluatedDay, EvaluationPicture, EvaluationView, LeadLine
from messages.views.sky import DrawnClass, DrawnHour
from office.desk import Desk
from office.enclosing import Drawing
from office.forecasts import echo, evaluated
from office.forecasts.evaluated import EvaluatedPeriod
from office.plan.calendars import ONE_DAY
from office.records.years import period
from office.refusal import Refusal
from office.sky.aqi import BOUNDS, COLOURS
from office.sky.evaluation import LeadScore, LevelOutcome

CRAFT, NAME = "evaluation_picture", "evaluation.png"
LAST_DAYS = 30
MOST_LEADS = 10


async def offered(desk: Desk) -> list[tuple[Mapping[str, Any], str]]:
    """The periods that somebody may want, each as it is asked for and named."""
    last = ({"days": LAST_DAYS}, desk.words.plain("evaluation_last_days", days=LAST_DAYS))
    return [last, *await period.offered(desk)]


async def of(desk: Desk, asked: Mapping[str, Any]) -> tuple[str, EvaluatedPeriod]:
    """Judge a period up to yesterday, as today is not over; return its name with it."""
    name, first, last = await _days(desk, asked)
    if first > last:
        raise Refusal("evaluation_not_begun")
    return name, await evaluated.evaluated(desk, first, last)


async def _days(desk: Desk, asked: Mapping[str, Any]) -> tuple[str, date, date]:
    yesterday = desk.local(desk.now).date() - ONE_DAY
    if "days" in asked:
        name = desk.words.plain("evaluation_last_days", days=LAST_DAYS)
        return name, yesterday - timedelta(days=LAST_DAYS - 1), yesterday
    of_year = await period.period_of(desk, asked)
    return of_year.name, of_year.first, min(of_year.last, yesterday)


def view(name: str, found: EvaluatedPeriod) -> EvaluationView:
    return EvaluationView(
        name=name,
        first=found.first,
        last=found.last,
        until=found.until,
        days=found.days,
        measured=len(found.measured),
        forecast_days=found.forecast_days,
        graded=found.graded,
        lines=tuple(lines(found)),
    )


def lines(found: EvaluatedPeriod) -> Iterator[LeadLine]:
    for one in found.leads[:MOST_LEADS]:
        yield _line(one)


def _line(one: LeadScore) -> LeadLine:
    outcomes = {str(outcome): one.outcomes.get(outcome, 0) for outcome in LevelOutcome}
    outcomes.pop(LevelOutcome.QUIET)
    primary_hits, primary_judged = one.primary_hits
    held, ranged = one.held
    return LeadLine(
        lead=one.lead,
        judged=len(one.scores),
        class_hits=one.class_hits,
        primary_hits=primary_hits,
        primary_judged=primary_judged,
        error=_rounded(one.mean_error, signed=True),
        absolute=_rounded(one.mean_absolute_error),
        held=held,
        ranged=ranged,
        unmeasured=one.unmeasured,
        **outcomes,
    )


def _rounded(figure: Decimal | None, *, signed: bool = False) -> str:
    if figure is None:
        return ""
    kept = figure.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{kept:+}" if signed and kept else f"{abs(kept)}"


def picture(desk: Desk, name: str, found: EvaluatedPeriod) -> Drawing:
    plain = desk.words.plain
    drawn = EvaluationPicture(
        title=plain("picture_evaluation_title", name=name),
        note=plain("picture_evaluation_note", first=found.first, last=found.last),
        first=found.first,
        days=tuple(_drawn_days(found)),
        classes=tuple(
            DrawnClass(echo.class_name(desk, one), upto, COLOURS[one])
            for one, (_, upto) in BOUNDS.items()
        ),
        lines=tuple(echo.lines(desk.plan.levels)),
    )
    return Drawing(CRAFT, frozen(drawn, desk.words), NAME)


def _drawn_days(found: EvaluatedPeriod) -> Iterator[EvaluatedDay]:
    said = found.next_day
    for after in range(found.days):
        day = found.first + timedelta(days=after)
        came, score = found.measured.get(day), said.get(day)
        yield EvaluatedDay(
            came.middle if came else None,
            DrawnHour(score.forecast.index.low, score.forecast.index.high) if score else None,
        )
