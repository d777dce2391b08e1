"""A small line for each sum: how it went from day to day."""

from messages.views.command_board import TrendLine
from storage.immutable import immutable

WIDTH, HEIGHT, EDGE = 160.0, 40.0, 4.0


@immutable
class Spark:
    line: TrendLine
    paths: tuple[str, ...]
    """One for each run of days on which somebody reported; a gap is no zero."""
    dots: tuple[tuple[float, float], ...]
    """Where the days stand; the last one is what the figure beside it says."""
    change: str
    """up, down or same against the day before; empty where there was none."""


def spark(line: TrendLine) -> Spark:
    known = [float(one) for one in line.points if one is not None]
    highest = max(known, default=0.0) or 1.0
    step = (WIDTH - 2 * EDGE) / max(len(line.points) - 1, 1)
    places = [
        None if one is None else _place(place, float(one), step, highest)
        for place, one in enumerate(line.points)
    ]
    runs = _runs(places)
    return Spark(
        line,
        tuple(_path(run) for run in runs if len(run) > 1),
        tuple(dot for run in runs for dot in run),
        _change(line),
    )


def _place(place: int, value: float, step: float, highest: float) -> tuple[float, float]:
    height = (HEIGHT - 2 * EDGE) * value / highest
    return round(EDGE + step * place, 1), round(HEIGHT - EDGE - height, 1)


def _runs(places: list[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for one in places:
        if one is None:
            runs.append([])
        else:
            runs[-1].append(one)
    return [run for run in runs if run]


def _path(run: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in run)


def _change(line: TrendLine) -> str:
    if line.before is None:
        return ""
    if line.value == line.before:
        return "same"
    return "up" if line.value > line.before else "down"
