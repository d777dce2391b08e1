"""The air as a wide strip: each hour in the colour of its class, lines where levels begin."""

from datetime import datetime, timedelta
from decimal import Decimal

from messages.pictures.outlook import class_colour, in_rows
from messages.views.sky import DrawnHour, DrawnWindow, OutlookPicture
from storage.immutable import immutable

WIDTH, AXIS, EDGE = 1080.0, 46.0, 8.0
TOP, PLOT, FOOT, ROW = 30.0, 200.0, 34.0, 34.0
LOWEST_TOP = 320
"""The scale reaches so far at least, so that clean air does not fill the strip."""
HOURS_OF_A_DAY = 24


@immutable
class StripBar:
    x: float
    y: float
    width: float
    height: float
    colour: str
    """Empty where nothing is known of the hour."""


@immutable
class StripLine:
    at: float
    label: str


@immutable
class StripWindow:
    x: float
    y: float
    width: float
    mean: str


@immutable
class AirStrip:
    width: float
    height: float
    left: float
    right: float
    top: float
    foot: float
    bars: tuple[StripBar, ...]
    lines: tuple[StripLine, ...]
    days: tuple[StripLine, ...]
    windows: tuple[StripWindow, ...]
    now: float | None
    """Where this hour stands; None where it is not in the strip."""


def air_chart(view: OutlookPicture, now: datetime) -> AirStrip:
    top = max([LOWEST_TOP, *(int(one.high) + 20 for one in view.hours if one)])
    step = (WIDTH - AXIS - EDGE) / max(len(view.hours), 1)
    rows = list(in_rows(view.windows))
    below = TOP + PLOT + FOOT
    passed = (now - view.start) / timedelta(hours=1)
    return AirStrip(
        width=WIDTH,
        height=below + ROW * (1 + max((row for row, _ in rows), default=-1)),
        left=AXIS,
        right=WIDTH - EDGE,
        top=TOP,
        foot=TOP + PLOT,
        bars=tuple(_bar(view, place, one, step, top) for place, one in enumerate(view.hours)),
        lines=tuple(StripLine(_height(one, top), str(one)) for one in view.lines),
        days=_days(view, step),
        windows=tuple(_window(one, step, below + ROW * row) for row, one in rows),
        now=round(AXIS + step * passed, 1) if 0 <= passed <= len(view.hours) else None,
    )


def _height(figure: Decimal | int, top: int) -> float:
    return round(TOP + PLOT - PLOT * float(figure) / top, 1)


def _bar(
    view: OutlookPicture, place: int, hour: DrawnHour | None, step: float, top: int
) -> StripBar:
    x, width = round(AXIS + step * place, 1), round(max(step - 0.8, 1), 1)
    if hour is None:
        return StripBar(x, TOP, round(step, 1), PLOT, "")
    middle = (hour.low + hour.high) / 2
    y = _height(middle, top)
    return StripBar(x, y, width, round(TOP + PLOT - y, 1), class_colour(view.classes, middle))


def _days(view: OutlookPicture, step: float) -> tuple[StripLine, ...]:
    first = -view.start.hour % HOURS_OF_A_DAY
    places = range(first, len(view.hours), HOURS_OF_A_DAY)
    return tuple(StripLine(round(AXIS + step * place, 1), _day(view, place)) for place in places)


def _day(view: OutlookPicture, place: int) -> str:
    day = view.start + timedelta(hours=place)
    return f"{day.month}-{day.day}"


def _window(one: DrawnWindow, step: float, y: float) -> StripWindow:
    width = step * (one.after - one.first) - 4
    return StripWindow(round(AXIS + step * one.first, 1), y, round(width, 1), one.mean)
