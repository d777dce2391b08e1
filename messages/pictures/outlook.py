"""Draws the air ahead: each hour in the colour of its class, and what counts for a level."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from messages.pictures.brief import COLOURS, OTHER_COLOUR
from messages.pictures.drawing import HERE, WIDTH, drawable, fitting, png
from messages.pictures.frozen import thawed
from messages.render import Words
from messages.views.sky import DrawnClass, DrawnHour, DrawnWindow, OutlookPicture
from storage.immutable import immutable

EDGE, AXIS = 44, 64
INNER = WIDTH - EDGE - AXIS
HEAD, PLOT, FOOT, LEGEND, LINE, WINDOW = 188, 420, 60, 178, 44, 62
"""The heights of the parts; of remarks and of rows of windows, each."""
LOWEST_TOP = 320
"""The scale reaches so far at least, so that clean air does not fill the picture."""
MOST_REMARKS = 6
GAP = "#dfe4e9"
A_ROW, ROW = 3, 40
"""So many classes stand beside one another in the legend, and how high a row of it is."""
LARGEST, FIGURE = 26, 2.6
"""The size of a mean, and how wide four digits and a point are in parts of it."""
HOURS_OF_A_DAY = 24


@immutable
class HourBar:
    x: float
    y: float
    width: float
    height: float
    colour: str
    range_top: float
    range_height: float
    """How far the two ends lie apart; 0 where there is one figure."""


@immutable
class Tick:
    """A line across, or the begin of a day."""

    at: float
    label: str


@immutable
class WindowBar:
    x: float
    y: float
    width: float
    said: str
    size: float


def make(view: OutlookPicture, words: Words) -> bytes:
    return png(drawn(view, words))


def from_facts(facts: dict[str, Any]) -> bytes:
    """Draw what `frozen` has kept of a view."""
    return make(*thawed(OutlookPicture, facts))


def drawn(view: OutlookPicture, words: Words) -> str:
    top = _top(view)
    step = INNER / max(len(view.hours), 1)
    windows_at = HEAD + PLOT + FOOT
    windows = _windows(view.windows, step, windows_at)
    legend_at = windows_at + WINDOW * (
        1 + max((row for row, _ in in_rows(view.windows)), default=-1)
    )
    remarks = [fitting(one, WIDTH - 2 * EDGE, 26) for one in view.remarks[:MOST_REMARKS]]
    height = legend_at + LEGEND + LINE * len(remarks) + (20 if remarks else 0)
    return _ENVIRONMENT.get_template("outlook.svg.j2").render(
        view=view,
        say=words.plain,
        title=fitting(view.title, WIDTH - 2 * EDGE, 42),
        note=fitting(view.note, WIDTH - 2 * EDGE, 26),
        colour=COLOURS.get(view.colour, OTHER_COLOUR),
        bars=[_bar(view, place, hour, step, top) for place, hour in enumerate(view.hours)],
        lines=[Tick(height_at(line, top), str(line)) for line in view.lines],
        days=_days(view, step),
        windows=windows,
        classes=legend(view.classes, legend_at),
        legend_at=legend_at,
        remarks=remarks,
        remarks_at=legend_at + LEGEND,
        foot=HEAD + PLOT,
        head=HEAD,
        width=WIDTH,
        height=height,
        edge=EDGE,
        axis=AXIS,
        inner=INNER,
        gap=GAP,
        line=LINE,
    )


def _top(view: OutlookPicture) -> int:
    highest = max((hour.high for hour in view.hours if hour), default=Decimal(0))
    return max(LOWEST_TOP, int(highest) + 20)


def height_at(figure: Decimal | int, top: int) -> float:
    return HEAD + PLOT - PLOT * float(figure) / top


def _bar(
    view: OutlookPicture, place: int, hour: DrawnHour | None, step: float, top: int
) -> HourBar:
    x, width = AXIS + step * place, max(step - (1 if step > 3 else 0), 1)
    if hour is None:
        return HourBar(x, HEAD, step + 0.5, PLOT, GAP, 0, 0)
    middle = (hour.low + hour.high) / 2
    y = height_at(middle, top)
    range_top = height_at(hour.high, top)
    return HourBar(
        x,
        y,
        width,
        HEAD + PLOT - y,
        class_colour(view.classes, middle),
        range_top,
        height_at(hour.low, top) - range_top,
    )


def class_colour(classes: tuple[DrawnClass, ...], figure: Decimal) -> str:
    return next((one.colour for one in classes if figure <= one.upto), OTHER_COLOUR)


def _days(view: OutlookPicture, step: float) -> list[Tick]:
    """The midnights, each with its day; where days are narrow only every second is named."""
    first = -view.start.hour % HOURS_OF_A_DAY
    places = range(first, len(view.hours), HOURS_OF_A_DAY)
    every = 1 if HOURS_OF_A_DAY * step >= 80 else 2
    return [
        Tick(AXIS + step * place, _label(view.start, place) if number % every == 0 else "")
        for number, place in enumerate(places)
    ]


def _label(start: datetime, place: int) -> str:
    day = start + timedelta(hours=place)
    return f"{day.month}-{day.day}"


def _windows(windows: tuple[DrawnWindow, ...], step: float, top: float) -> list[WindowBar]:
    """Windows that overlap stand below one another."""
    return [_window(one, step, top + WINDOW * row) for row, one in in_rows(windows)]


def _window(one: DrawnWindow, step: float, y: float) -> WindowBar:
    width = step * (one.after - one.first) - 4
    # A mean whose end were left out would say nothing, so that it is written smaller instead.
    return WindowBar(AXIS + step * one.first, y, width, one.mean, min(LARGEST, width / FIGURE))


def in_rows(windows: tuple[DrawnWindow, ...]) -> Iterator[tuple[int, DrawnWindow]]:
    ends: list[int] = []
    for one in windows:
        row = next((row for row, end in enumerate(ends) if end <= one.first), len(ends))
        ends[row : row + 1] = [one.after]
        yield row, one


def legend(classes: tuple[DrawnClass, ...], top: float) -> list[tuple[float, float, DrawnClass]]:
    """Where each class is named, in letters that can be read on a phone."""
    step = (WIDTH - 2 * EDGE) / A_ROW
    return [
        (EDGE + step * (place % A_ROW), top + ROW * (place // A_ROW), one)
        for place, one in enumerate(classes)
    ]


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE),
    # What people and plans say is escaped; only our template draws.
    autoescape=True,
    undefined=StrictUndefined,
    finalize=drawable,
    trim_blocks=True,
    lstrip_blocks=True,
)
