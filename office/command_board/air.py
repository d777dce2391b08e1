"""The air that was measured and is expected, with the means that make a level of it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from messages.views.command_board import AirPanel
from messages.views.sky import AirDay, DrawnWindow, OutlookPicture
from office.desk import Desk
from office.forecasts import echo, known_air, senders
from office.forecasts.graded import graded_outlook
from office.forecasts.known_air import KnownAir
from office.sky.aqi import AirClass
from office.sky.grading import AirGrade, GradedEpisode
from office.sky.series import HOUR, Estimate
from office.sky.windows import to_one_decimal

SHOWN_BEFORE, SHOWN_AHEAD = timedelta(hours=24), timedelta(hours=120)
MOST_OF_A_DAY = 20
"""Of fewer hours no mean of the day is told."""


async def panel(desk: Desk) -> AirPanel | None:
    air = await known_air.read(desk)
    if air is None or air.end <= desk.now:
        return None
    found = graded_outlook(desk.plan, air.outlook, air.hours, None)
    top = _next(found.expected, desk.now)
    start, hours = _shown(desk, air)
    return AirPanel(
        picture=_picture(desk, air, top, start, hours),
        days=tuple(_days(desk, start, hours)),
        level=top.level.name if top else "",
        tone=top.level.id if top else "",
        sign=top.level.colour if top else "",
        starts_at=top.starts_at if top else None,
        ends_at=top.ends_at if top else None,
        is_graded=bool(found.grades),
        reaches=air.end,
        conditions=tuple(echo.proofs(top)),
    )


def _next(grade: AirGrade | None, now: datetime) -> GradedEpisode | None:
    """The highest level of what is not over."""
    coming = [one for one in grade.episodes if one.ends_at > now] if grade else []
    return max(coming, key=lambda one: one.level.rank, default=None)


def _shown(desk: Desk, air: KnownAir) -> tuple[datetime, Sequence[Estimate | None]]:
    now = desk.local(desk.now).replace(minute=0, second=0, microsecond=0)
    start = max(air.start, now - SHOWN_BEFORE)
    places = air.places(start, min(air.end, now + SHOWN_AHEAD))
    return start, [air.outlook.hours[place] for place in places]


def _picture(
    desk: Desk,
    air: KnownAir,
    top: GradedEpisode | None,
    start: datetime,
    hours: Sequence[Estimate | None],
) -> OutlookPicture:
    sent = air.forecast
    return OutlookPicture(
        title="",
        note=desk.words.plain(
            "picture_air_note",
            sender=senders.called(desk, sent.body if sent else None),
            at=sent.read_at if sent else None,
            measured=bool(air.measured),
        ),
        colour=top.level.colour if top else "",
        start=start,
        hours=tuple(map(echo.drawn_hour, hours)),
        classes=tuple(echo.drawn_classes(desk)),
        lines=tuple(echo.lines(desk.plan.levels)),
        windows=tuple(_windows(top, start, len(hours))),
        remarks=(),
        drill=False,
    )


def _windows(top: GradedEpisode | None, start: datetime, count: int) -> Iterator[DrawnWindow]:
    """The means that count, as far as they lie in what is shown."""
    for proof in top.proofs if top else ():
        for window in proof.windows:
            first, after = ((at - start) // HOUR for at in (window.starts_at, window.ends_at))
            if after > 0 and first < count:
                mean = to_one_decimal(window.mean)
                yield DrawnWindow(max(first, 0), min(after, count), mean)


def _days(desk: Desk, start: datetime, hours: Sequence[Estimate | None]) -> Iterator[AirDay]:
    by_day: dict[date, list[Estimate | None]] = {}
    for place, hour in enumerate(hours):
        by_day.setdefault((start + place * HOUR).date(), []).append(hour)
    for day, of_day in by_day.items():
        known = [hour for hour in of_day if hour is not None]
        if known:
            low, high = min(one.low for one in known), max(one.high for one in known)
            classes = dict.fromkeys(echo.class_name(desk, AirClass.of(one)) for one in (low, high))
            missing = len(of_day) - len(known)
            yield AirDay(day, int(low), int(high), _mean(known), missing, tuple(classes), ())


def _mean(known: Sequence[Estimate]) -> Decimal | None:
    if len(known) < MOST_OF_A_DAY:
        return None
    middle = sum((one.low + one.high for one in known), Decimal(0)) / 2
    return (middle / len(known)).quantize(Decimal("0.1"), ROUND_HALF_UP)
