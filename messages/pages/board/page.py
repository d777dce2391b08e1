"""Renders the command board as a page of its own, in one language."""

from messages.pages.board import assets
from messages.render import Words
from messages.views.command_board import CommandBoard
from storage.immutable import immutable


@immutable
class PageState:
    """What of the page is no part of what it shows."""

    version: int
    """The number of the office's newest decision that the board shows."""
    pace: float = 1.0
    """How many seconds pass on the office's clock in a second."""
    address: str = "/board"


def render(words: Words, view: CommandBoard, state: PageState) -> str:
    static = f"{state.address}/static/{assets.folder()}"
    return words.page("board/page", {"view": view, "state": state, "static": static})
