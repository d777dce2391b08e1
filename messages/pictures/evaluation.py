"""Draws the days as they came, in the colours of their classes, and what was said of each."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from messages.pictures.drawing import HERE, WIDTH, drawable, fitting, png
from messages.pictures.frozen import thawed
from messages.pictures.outlook import (
    AXIS,
    EDGE,
    FOOT,
    GAP,
    HEAD,
    INNER,
    LOWEST_TOP,
    PLOT,
    Tick,
    class_colour,
    height_at,
    legend,
)
from messages.render import Words
from messages.views.evaluation import EvaluatedDay, EvaluationPicture
from messages.views.sky import DrawnHour
from storage.immutable import immutable

LEGEND = 178
NAMED_EVERY = (1, 2, 5, 10, 30, 60)
LABEL = 78
"""What the name of a day takes of the width."""
NARROW = 8
"""Days that are narrower than this have no gap between them, and ranges would hide them."""


@immutable
class DayBar:
    x: float
    y: float
    width: float
    height: float
    colour: str
    said_y: float
    """Where the middle of what was said lies; below 0 where nothing was."""
    range_top: float
    range_height: float


def make(view: EvaluationPicture, words: Words) -> bytes:
    return png(drawn(view, words))


def from_facts(facts: dict[str, Any]) -> bytes:
    """Draw what `frozen` has kept of a view."""
    return make(*thawed(EvaluationPicture, facts))


def drawn(view: EvaluationPicture, words: Words) -> str:
    top = _top(view)
    step = INNER / max(len(view.days), 1)
    legend_at = HEAD + PLOT + FOOT
    return _ENVIRONMENT.get_template("evaluation.svg.j2").render(
        say=words.plain,
        title=fitting(view.title, WIDTH - 2 * EDGE, 42),
        note=fitting(view.note, WIDTH - 2 * EDGE, 26),
        bars=[_bar(view, place, day, step, top) for place, day in enumerate(view.days)],
        lines=[Tick(height_at(line, top), str(line)) for line in view.lines],
        days=_days(view, step),
        classes=legend(view.classes, legend_at),
        legend_at=legend_at,
        foot=HEAD + PLOT,
        width=WIDTH,
        height=legend_at + LEGEND,
        edge=EDGE,
        axis=AXIS,
        inner=INNER,
        step=step,
    )


def _top(view: EvaluationPicture) -> int:
    came = [one.measured for one in view.days if one.measured is not None]
    said = [one.forecast.high for one in view.days if one.forecast is not None]
    return max(LOWEST_TOP, int(max((*came, *said), default=Decimal(0))) + 20)


def _bar(view: EvaluationPicture, place: int, day: EvaluatedDay, step: float, top: int) -> DayBar:
    x, width = AXIS + step * place, step * (0.86 if step >= NARROW else 1)
    said_y, range_top, range_height = _said(day, top)
    if step < NARROW:
        range_height = 0
    if day.measured is None:
        return DayBar(x, HEAD, step, PLOT, GAP, said_y, range_top, range_height)
    y = height_at(day.measured, top)
    colour = class_colour(view.classes, day.measured)
    return DayBar(x, y, width, HEAD + PLOT - y, colour, said_y, range_top, range_height)


def _said(day: EvaluatedDay, top: int) -> tuple[float, float, float]:
    said = day.forecast
    if said is None:
        return -1, 0, 0
    low, middle, high = (height_at(one, top) for one in (said.low, _middle(said), said.high))
    return middle, high, low - high


def _middle(said: DrawnHour) -> Decimal:
    return (said.low + said.high) / 2


def _days(view: EvaluationPicture, step: float) -> list[Tick]:
    """So many days are named as have room."""
    every = next((one for one in NAMED_EVERY if one * step >= LABEL), NAMED_EVERY[-1])
    places = range(0, len(view.days), every)
    named = [Tick(AXIS + step * place, _label(view, place)) for place in places]
    return [one for one in named if one.at + LABEL <= WIDTH]


def _label(view: EvaluationPicture, place: int) -> str:
    day = view.first + timedelta(days=place)
    return f"{day.month}-{day.day}"


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE),
    # What people and plans say is escaped; only our template draws.
    autoescape=True,
    undefined=StrictUndefined,
    finalize=drawable,
    trim_blocks=True,
    lstrip_blocks=True,
)
