"""The figures at the top of the command board."""

from dataclasses import replace

from messages.pages.board import page
from messages.render import words_in
from messages.views.command_board import CommandBoard
from tests.harness import command_boards as boards

WORDS = words_in("zh", "Asia/Shanghai")


def read(board: CommandBoard) -> str:
    return page.render(WORDS, board, page.PageState(1))


def test_on_a_quiet_day_only_what_is_wrong_stands_there() -> None:
    quiet = boards.quiet()
    assert 'class="heads"' not in read(quiet)
    late = replace(quiet.real.bodies[3], state="overdue")
    bodies = (*quiet.real.bodies[:3], late, *quiet.real.bodies[4:])
    shown = read(replace(quiet, real=replace(quiet.real, bodies=bodies)))
    assert "逾期单位" in shown
    assert f"<small>{late.name}</small>" in shown
    assert "已办结单位" not in shown
