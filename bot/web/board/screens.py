"""Where a screen without a keyboard becomes a wall: it shows a code until the director has sent it.

The page has no script, as the browser of a television may be old. It is fetched again every few
seconds, and then leads on by itself.
"""

import time
from collections import deque

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.clock import Clock
from bot.web.board import sentences
from bot.web.board.entering import Entrance
from bot.web.board.lookers import locale_of
from messages.render import words_in
from office.board_access import links, screens
from office.board_address import SCREEN, BoardAddress
from office.desk import Desks
from office.refusal import Refusal

COOKIE, SAFE_COOKIE = "qingkong_screen", "__Host-qingkong_screen"
LASTS = int(links.VALID_FOR.total_seconds())
MOST_CODES = 20
"""So many codes are given out in the time that one is good. Whoever watches a screen would need
millions of them to meet its code in that time."""


class Screens:
    def __init__(
        self, desks: Desks, clock: Clock, address: BoardAddress, entrance: Entrance
    ) -> None:
        self._desks = desks
        self._clock = clock
        self._address = address
        self._entrance = entrance
        self._cookie = SAFE_COOKIE if address.is_safe else COOKIE
        self._given: deque[float] = deque()

    async def show(self, request: Request) -> Response:
        """The code, the wall as soon as it was sent, or a button that asks for a code."""
        secret = request.cookies.get(self._cookie, "")
        code = screens.code_of(self._address, secret, self._clock.now())
        words = words_in(locale_of(request) or self._desks.locale, "UTC")
        if code is None:
            said = words.phrase("board_screen_ask")
            return sentences.asking(said, words.plain("board_screen_button"), words)
        async with self._desks.database.reading() as session:
            link = await screens.link_for(session, code, self._clock.now())
        if link is None:
            said = words.phrase("board_screen_code", minutes=LASTS // 60)
            return sentences.code(said, code, words)
        answer = await self._entrance.let_in(link)
        self._set(answer, "", 0)
        return answer

    async def give_code(self, request: Request) -> Response:
        self._entrance.require_own_page(request)
        self._count()
        answer = RedirectResponse(SCREEN, status_code=303)
        self._set(answer, screens.new_secret(self._address, self._clock.now()), LASTS)
        return answer

    def _count(self) -> None:
        now = time.monotonic()
        while self._given and now - self._given[0] >= LASTS:
            self._given.popleft()
        if len(self._given) >= MOST_CODES:
            raise Refusal("board_screen_crowded")
        self._given.append(now)

    def _set(self, answer: Response, secret: str, lasts: int) -> None:
        answer.set_cookie(
            self._cookie,
            secret,
            max_age=lasts,
            path="/",
            secure=self._address.is_safe,
            httponly=True,
            samesite="strict",
        )
