"""Renders the command board as a page of its own, in one language.

Whoever sees the same gets the same page, so that its own addresses are relative to the one it is
opened at: `events` tells of a new version, `files/<sha256>` has a paper, `leave` ends the visit.
"""

from messages.pages.board import assets
from messages.pages.board.air_chart import air_chart
from messages.pages.board.headlines import headlines
from messages.pages.board.sparks import Spark, spark
from messages.render import Words
from messages.views.command_board import BoardAlert, CommandBoard, ReportHeat, ReportTrends
from storage.immutable import immutable

PREFIX = "board"
"""The names of all templates and phrases of the page begin with it."""
ON_A_WALL = "wall"
MOST_ROWS = 13
"""At most so many bodies stand in one table; where there is room, tables stand side by side."""
DAYS_ON_A_WALL, DAYS_ON_A_PAGE = 7, 31
SHORT_COURSE, COURSE_BESIDE_LEVEL = 5, 9
"""A course of at most so many events shares its wall's pane with others, or with a level."""
COMING_ON_A_WALL = 3
WHOLE = 1000.0
"""The width of an alert's bar, in its own units."""


@immutable
class PageState:
    """What of the page is no part of what it shows."""

    version: int
    """The number of the office's newest decision that the board shows."""
    pace: float = 1.0
    """How many seconds pass on the office's clock in one; in the demo other than 1."""


def render(words: Words, view: CommandBoard, state: PageState) -> str:
    facts = {
        "view": view,
        "state": state,
        "static": assets.root(),
        "is_wall": view.reader == ON_A_WALL,
        "rows_of": _rows_of_a_table,
        "heat_days": DAYS_ON_A_WALL if view.reader == ON_A_WALL else DAYS_ON_A_PAGE,
        "scenes": [one for one in (view.real, view.exercise) if one is not None],
        "short_course": SHORT_COURSE,
        "course_beside_level": COURSE_BESIDE_LEVEL,
        "coming_on_a_wall": COMING_ON_A_WALL,
        "headlines": headlines,
        "elapsed": _elapsed,
        "offset": _offset(words, view),
        "sparks": _sparks,
        "chart": air_chart(view.air.picture, view.at) if view.air is not None else None,
    }
    return words.page("board/page", facts)


def load_ahead(words: Words) -> None:
    """Save whoever opens the first page of a process the time to compile it."""
    words.load_ahead(PREFIX)
    assets.folder()


def _rows_of_a_table(heat: ReportHeat) -> int:
    """So many that all tables are as long as one another, but for the last."""
    tables = -(-len(heat.rows) // MOST_ROWS)
    return -(-len(heat.rows) // max(tables, 1))


def _offset(words: Words, view: CommandBoard) -> int:
    """The minutes by which the office's clock is ahead of UTC, as a device may be elsewhere."""
    ahead = view.at.astimezone(words.zone).utcoffset()
    return int(ahead.total_seconds() // 60) if ahead is not None else 0


def _elapsed(alert: BoardAlert, view: CommandBoard) -> float | None:
    """How far its bar has come; None where nobody has said when it ends."""
    end = alert.lifts_at or alert.ends_at
    if end is None or end <= alert.starts_at:
        return None
    share = (view.at - alert.starts_at) / (end - alert.starts_at)
    return WHOLE * min(max(share, 0.0), 1.0)


def _sparks(trends: ReportTrends) -> tuple[Spark, ...]:
    return tuple(spark(one) for one in trends.lines)
