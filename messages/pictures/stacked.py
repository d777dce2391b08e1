"""Draws columns in which several series stand on one another, for a page of a document."""

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from messages.pictures.brief import COLOURS, OTHER_COLOUR
from messages.pictures.drawing import HERE, WIDTH, drawable, fitting, png, width_of
from messages.views.pictures import ChartSeries, StackedChart
from storage.immutable import immutable

TONES = {
    **COLOURS,
    "in_time": "#1f8a5b",
    "late": "#e0a526",
    "missing": "#b9c2cb",
    "right": "#1f8a5b",
    "near": "#e0a526",
    "wrong": "#c8102e",
}
EDGE, HEAD, COLUMN, FOOT = 24, 96, 200, 44
SCALE = 2
"""A page is printed finer than a phone shows, so the picture has more pixels than units."""
MARK, GAP = 28, 24
"""In the legend: from a mark to its name, and from that name to the next mark."""


@immutable
class ColumnPart:
    y: float
    height: float
    colour: str


@immutable
class StackedColumn:
    x: float
    label: str
    said: str
    """What all of it comes to; empty where it is nothing."""
    top: float
    blocks: tuple[ColumnPart, ...]


@immutable
class LegendEntry:
    x: float
    name: str
    colour: str


def make(view: StackedChart) -> bytes:
    return png(drawn(view))


def drawn(view: StackedChart) -> str:
    columns = _columns(view)
    return _ENVIRONMENT.get_template("stacked.svg.j2").render(
        title=fitting(view.title, WIDTH - 2 * EDGE, 26),
        legend=_legend(view.series),
        columns=columns,
        step=_step(view),
        foot=HEAD + COLUMN,
        width=WIDTH,
        height=HEAD + COLUMN + FOOT,
        scale=SCALE,
        edge=EDGE,
    )


def _legend(series: tuple[ChartSeries, ...]) -> list[LegendEntry]:
    """The names one after another, each as far as its share of the width where they are long."""
    room = (WIDTH - 2 * EDGE) / max(len(series), 1) - MARK - GAP
    x, entries = float(EDGE), []
    for one in series:
        name = fitting(one.name, room, 20)
        entries.append(LegendEntry(x, name, colour(one.tone)))
        x += MARK + width_of(name, 20) + GAP
    return entries


def _columns(view: StackedChart) -> list[StackedColumn]:
    totals = [sum(one.values[place] for one in view.series) for place in range(len(view.labels))]
    # Above the highest column there is room for its number.
    scale = (COLUMN - 40) / max([*totals, 1])
    return [_column(view, place, total, scale) for place, total in enumerate(totals)]


def _column(view: StackedChart, place: int, total: int, scale: float) -> StackedColumn:
    foot, blocks = float(HEAD + COLUMN), []
    for one in view.series:
        height = one.values[place] * scale
        foot -= height
        blocks.append(ColumnPart(foot, height, colour(one.tone)))
    said = f"{total:,}" if total else ""
    return StackedColumn(EDGE + _step(view) * place, view.labels[place], said, foot, tuple(blocks))


def _step(view: StackedChart) -> float:
    return (WIDTH - 2 * EDGE) / max(len(view.labels), 1)


def colour(tone: str) -> str:
    return TONES.get(tone, OTHER_COLOUR)


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=drawable,
    trim_blocks=True,
    lstrip_blocks=True,
)
