"""Where a screen without a keyboard becomes a wall: it shows a code until the director has sent it.

The page has no script, as the browser of a television may be old. It is fetched again every few
seconds, and then leads on by itself.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.clock import Clock
from bot.web.board import sentences
from bot.web.board.code_limits import CodeLimits
from bot.web.board.entering import Entrance
from bot.web.board.lookers import locale_of
from messages.render import words_in
from office.board_access import links, screens
from office.board_address import SCREEN, BoardAddress
from office.desk import Desks

COOKIE, SAFE_COOKIE = "qingkong_screen", "__Host-qingkong_screen"
LASTS = int(links.VALID_FOR.total_seconds())


class Screens:
    def __init__(
        self, desks: Desks, clock: Clock, address: BoardAddress, entrance: Entrance
    ) -> None:
        self._desks = desks
        self._clock = clock
        self._address = address
        self._entrance = entrance
        self._cookie = SAFE_COOKIE if address.is_safe else COOKIE
        self._limits = CodeLimits(LASTS, behind_proxy=address.is_safe)

    async def show(self, request: Request) -> Response:
        """The code, the wall as soon as it was sent, or a button that asks for a code."""
        secret = request.cookies.get(self._cookie, "")
        code = screens.code_of(self._address, secret, self._clock.now())
        words = words_in(locale_of(request) or self._desks.locale, "UTC")
        if code is None:
            said = words.phrase("board_screen_ask")
            return sentences.asking(said, words.plain("board_screen_button"), words)
        async with self._desks.database.reading() as session:
            sent = await screens.link_for(session, code, self._clock.now())
        if sent is None:
            link = self._start_link(code)
            said = words.phrase("board_screen_code", minutes=LASTS // 60, scans=bool(link))
            return sentences.code(said, code, link, words)
        answer = await self._entrance.let_in(sent)
        self._set(answer, "", 0)
        return answer

    async def give_code(self, request: Request) -> Response:
        self._entrance.require_own_page(request)
        self._limits.count(request)
        answer = RedirectResponse(SCREEN, status_code=303)
        self._set(answer, screens.new_secret(self._address, self._clock.now()), LASTS)
        return answer

    def _start_link(self, code: str) -> str:
        """Where several bots serve, nobody knows yet whose screen it is."""
        if self._desks.bot_usernames or not self._desks.bot_username:
            return ""
        return screens.start_link(self._desks.bot_username, code)

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
