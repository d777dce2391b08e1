"""What can be pressed under /board."""

from datetime import UTC, datetime

from handlers.lookups.board import keyboard_of
from messages.render import Words
from messages.views.boards import DeadLine, NewcomerLine, Overview, SummaryView

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def test_the_buttons_are_numbered_as_the_lines_are() -> None:
    dead = tuple(DeadLine(number, "", "群", "预警", "拒收") for number in (41, 42))
    summary = SummaryView(
        alerts=(), others=(), pending=(), dead_letters=dead, dead_total=2, unreachable=()
    )
    joined = NewcomerLine(7, "gongan", "公安局")
    rows = keyboard_of(Words("zh", UTC), Overview(NOW, summary, (), (joined,)))
    assert [[one.data for one in row] for row in rows] == [
        ["join:7:gongan"],
        ["resend:41", "resend:42"],
    ]
    assert [one.label for one in rows[1]] == ["重发第1条", "重发第2条"]
