"""Pages that say one sentence: that there is nothing to see, why, and what to do."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.web.board.lookers import locale_of
from messages.pages.board import assets
from messages.render import words_in
from office.refusal import Refusal

STATUS: Mapping[str, int] = {
    "board_link_over": 410,
    "board_not_from_here": 403,
    "board_not_there": 404,
    "board_file_gone": 404,
    "board_full": 503,
    "board_failed": 503,
}
"""Whatever is not listed is said to whoever may not look."""
MAY_NOT_LOOK = 403


def refused(request: Request, refusal: Refusal, locale: str) -> HTMLResponse:
    words = words_in(locale_of(request) or locale, "UTC")
    said = words.phrase(refusal.key, **refusal.facts)
    facts = {"static": assets.root(), "said": said, "ready": False}
    return HTMLResponse(words.page("board_door", facts), STATUS.get(refusal.key, MAY_NOT_LOOK))


def ready(said: str, locale: str) -> HTMLResponse:
    """A page with one button; opened by somebody who only looks ahead it changes nothing."""
    facts = {"static": assets.root(), "said": said, "ready": True}
    return HTMLResponse(words_in(locale, "UTC").page("board_door", facts))
