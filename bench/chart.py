"""Draws the chart of the docs as SVG: each figure beside its target, and who sends how fast."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from bench.figures import Figure
from bench.report import measured, wanted

CHART = Path(__file__).parents[1] / "docs" / "pictures" / "performance.svg"

WIDTH, LABEL, BAR, ROW, TOP = 820, 330, 330, 26, 34
SPEEDS = ("ptb", "aiogram", "ours_sqlite", "ours_postgresql")
OURS, OTHERS, MISSED, INK, LINE = "#2f7d5b", "#9aa7b0", "#b4552d", "#1f2933", "#cbd2d9"


def draw(figures: Mapping[str, Figure]) -> str:
    speeds = [figures[name] for name in SPEEDS if name in figures]
    targets = [figure for figure in figures.values() if figure.at_most]
    first = list(_speeds(speeds, TOP))
    second_top = TOP + len(speeds) * ROW + 2 * TOP
    second = list(_targets(targets, second_top))
    height = second_top + len(targets) * ROW + TOP // 2
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
            f' font-family="system-ui, sans-serif" font-size="13" fill="{INK}">',
            '<rect width="100%" height="100%" fill="#ffffff"/>',
            _heading("Messages a second without ceilings", TOP - 14),
            *first,
            _heading("Share of what is allowed (the line is the target)", second_top - 14),
            *second,
            "</svg>\n",
        )
    )


def _speeds(speeds: Sequence[Figure], top: int) -> Iterator[str]:
    most = max((figure.value for figure in speeds), default=1.0)
    for number, figure in enumerate(speeds):
        colour = OURS if figure.name.startswith("ours") else OTHERS
        yield from _row(figure, measured(figure), figure.value / most, colour, top + number * ROW)


def _targets(figures: Sequence[Figure], top: int) -> Iterator[str]:
    # The target stands at four fifths of the width, so that what misses it may stick out a little.
    at = LABEL + 0.8 * BAR
    yield f'<path d="M{at} {top}V{top + len(figures) * ROW}" stroke="{LINE}" stroke-width="2"/>'
    for number, figure in enumerate(figures):
        share = 0.8 * figure.value / (figure.at_most or 1)
        colour = OURS if figure.reached else MISSED
        said = f"{measured(figure)}  ({wanted(figure)})"
        yield from _row(figure, said, min(share, 1.0), colour, top + number * ROW)


def _row(figure: Figure, said: str, share: float, colour: str, y: int) -> Iterator[str]:
    middle, bar = y + ROW * 0.62, max(2.0, share * BAR)
    title = escape(figure.title.strip())
    yield f'<text x="{LABEL - 12}" y="{middle:.0f}" text-anchor="end">{title}</text>'
    yield f'<rect x="{LABEL}" y="{y + 4}" width="{bar:.0f}" height="{ROW - 10}" fill="{colour}"/>'
    yield f'<text x="{LABEL + BAR + 12}" y="{middle:.0f}">{escape(said)}</text>'


def _heading(said: str, y: int) -> str:
    return f'<text x="12" y="{y}" font-weight="600">{escape(said)}</text>'
