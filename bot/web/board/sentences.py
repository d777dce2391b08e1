"""Pages that say one sentence: that there is nothing to see, why, and what to do."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.web.board.lookers import locale_of
from messages.pages.board import assets
from messages.pages.qr import qr
from messages.render import Words, words_in
from office.board_access import screens
from office.refusal import Refusal

STATUS: Mapping[str, int] = {
    "board_link_over": 410,
    "board_not_from_here": 403,
    "board_not_there": 404,
    "board_file_gone": 404,
    "board_full": 503,
    "board_screen_crowded": 429,
    "board_failed": 503,
}
"""Whatever is not listed is said to whoever may not look."""
MAY_NOT_LOOK = 403


def refused(request: Request, refusal: Refusal, locale: str) -> HTMLResponse:
    words = words_in(locale_of(request) or locale, "UTC")
    said = words.phrase(refusal.key, **refusal.facts)
    return HTMLResponse(_page(words, said), STATUS.get(refusal.key, MAY_NOT_LOOK))


def ready(said: str, locale: str) -> HTMLResponse:
    """A page with one button; opened by somebody who only looks ahead it changes nothing."""
    words = words_in(locale, "UTC")
    return asking(said, words.plain("board_door_button"), words)


def asking(said: str, button: str, words: Words) -> HTMLResponse:
    return HTMLResponse(_page(words, said, button=button))


def code(said: str, shown: str, link: str, words: Words) -> HTMLResponse:
    """A page that shows a code, for a phone as well, and is fetched again until it leads on."""
    scanned = qr(link) if link else ""
    return HTMLResponse(_page(words, said, code=screens.in_groups(shown), scanned=scanned))


def _page(words: Words, said: str, **shown: str) -> str:
    facts = {"static": assets.root(), "said": said, "button": "", "code": "", "scanned": ""}
    facts |= shown
    return words.page("board_door", facts)
