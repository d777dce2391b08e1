"""Draws how things stand under an alert: who has answered, day by day, and the sums of the day."""

from decimal import Decimal
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from messages import dates
from messages.pictures.drawing import HERE, WIDTH, drawable, fitting, png
from messages.pictures.frozen import thawed
from messages.render import Words
from messages.views.pictures import BodyFigures, BriefPicture, DrawnDay, DrawnShare, DrawnSum
from storage.immutable import immutable

MOST_DAYS = 7
MOST_SUMS = 6
MOST_CURBS = 10

EDGE = 44
INNER = WIDTH - 2 * EDGE
HEAD, SHARE, DAYS, SUM, CURB, FOOT = 188, 96, 330, 100, 54, 64
"""The heights of the parts."""
COLUMN = 170
"""The height of a day on which everybody owes a report."""

COLOURS = {"🔴": "#c8102e", "🟠": "#e8730c", "🟡": "#d9a400", "🔵": "#1f6fd0"}
OTHER_COLOUR = "#4a5a6a"


@immutable
class Bar:
    """A share, a sum or what a body said, where it stands."""

    top: int
    what: str
    said: str
    width: float
    before: float = 0.0
    """The width of what it was the day before."""
    mark: str = ""
    """That some of it is still to be checked."""


@immutable
class DayColumn:
    x: float
    label: str
    said: str
    in_time: float
    late: float
    missing: float
    """The heights."""


def make(view: BriefPicture, words: Words) -> bytes:
    return png(drawn(view, words))


def from_facts(facts: dict[str, Any]) -> bytes:
    """Draw what `frozen` has kept of a view."""
    return make(*thawed(BriefPicture, facts))


def drawn(view: BriefPicture, words: Words) -> str:
    columns = _columns(view.days[-MOST_DAYS:], words)
    shares = [_share(HEAD + SHARE * place, one) for place, one in enumerate(view.shares)]
    days_at = HEAD + SHARE * len(shares)
    sums_at = days_at + (DAYS if columns else 0)
    sums = [
        _sum(sums_at + 70 + SUM * place, one, words)
        for place, one in enumerate(view.sums[:MOST_SUMS])
    ]
    curbs_at = sums_at + (70 + SUM * len(sums) if sums else 0)
    curbs = _curbs(curbs_at + 70, view.curbs, words)
    height = curbs_at + (70 + CURB * len(curbs) if curbs else 0) + FOOT
    return _ENVIRONMENT.get_template("brief.svg.j2").render(
        view=view,
        say=words.plain,
        day=dates.TELLERS[words.locale].day,
        title=fitting(view.title, INNER, 42),
        colour=COLOURS.get(view.colour, OTHER_COLOUR),
        shares=shares,
        columns=columns,
        days_at=days_at,
        sums=sums,
        sums_at=sums_at,
        curbs=curbs,
        curbs_at=curbs_at,
        width=WIDTH,
        height=height,
        edge=EDGE,
        inner=INNER,
        column=COLUMN,
        step=_step(columns),
    )


def _share(top: int, one: DrawnShare) -> Bar:
    return Bar(
        top,
        fitting(one.what, INNER - 170, 30),
        f"{one.done}/{one.total}",
        INNER * one.done / max(one.total, 1),
    )


def _sum(top: int, one: DrawnSum, words: Words) -> Bar:
    most = max(one.value, one.before or 0) or 1
    return Bar(
        top,
        fitting(one.what, INNER - 330, 30),
        words.plain("picture_value", value=number(one.value), unit=one.unit),
        float(INNER * one.value / most),
        float(INNER * (one.before or 0) / most),
        words.plain("picture_to_check", count=one.to_check) if one.to_check else "",
    )


def _curbs(top: int, said: tuple[BodyFigures, ...], words: Words) -> list[Bar]:
    rows = [(one.body, figure) for one in said for figure in one.figures]
    bars = [
        _curb(top + CURB * place, body, figure, words)
        for place, (body, figure) in enumerate(rows[:MOST_CURBS])
    ]
    if len(rows) > MOST_CURBS:
        more = words.plain("picture_more", count=len(rows) - MOST_CURBS)
        bars.append(Bar(top + CURB * MOST_CURBS, more, "", 0))
    return bars


def _curb(top: int, body: str, figure: DrawnSum, words: Words) -> Bar:
    key = "picture_value" if figure.due is None else "picture_value_of"
    due = number(figure.due or 0)
    said = words.plain(key, value=number(figure.value), unit=figure.unit, due=due)
    return Bar(top, fitting(f"{body} {figure.what}", INNER - 280, 30), said, 0)


def _columns(days: tuple[DrawnDay, ...], words: Words) -> list[DayColumn]:
    # One day alone is told by its share already.
    if len(days) < 2:
        return []
    most = max(_owed(one) for one in days) or 1
    step = INNER / len(days)
    return [_column(EDGE + step * place, COLUMN / most, one) for place, one in enumerate(days)]


def _column(x: float, scale: float, one: DrawnDay) -> DayColumn:
    said = f"{one.in_time + one.late}/{_owed(one)}"
    label = f"{one.day.month}-{one.day.day}"
    return DayColumn(x, label, said, one.in_time * scale, one.late * scale, one.missing * scale)


def _owed(one: DrawnDay) -> int:
    return one.in_time + one.late + one.missing


def _step(columns: list[DayColumn]) -> float:
    return INNER / max(len(columns), 1)


def number(value: int | Decimal) -> str:
    return f"{value:,}"


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE),
    # What people and plans say is escaped; only our template draws.
    autoescape=True,
    undefined=StrictUndefined,
    finalize=drawable,
    trim_blocks=True,
    lstrip_blocks=True,
)
