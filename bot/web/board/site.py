"""The board's own server: nothing but the board answers there."""

import asyncio

from bot.clock import Clock
from bot.kept_files import KeptFiles
from bot.loops.loop import cancel
from bot.setup import BoardSite
from bot.web.board.app import BoardApp
from bot.web.board.viewers import MOST
from bot.web.door import Limits
from bot.web.server import WebServer
from messages.pages.board import page
from messages.render import words_in
from office.board_address import BoardAddress
from office.command_board import reading
from office.desk import Desks

USUAL_ZONE = "Asia/Shanghai"
"""An office that keeps another time only waits for its first page."""
LIMITS = Limits(connections=2 * MOST)
"""Each open page keeps one connection, and reads the board by another."""


class Site:
    def __init__(
        self, place: BoardSite, desks: Desks, clock: Clock, address: BoardAddress, files: KeptFiles
    ) -> None:
        self._board = BoardApp(desks, clock, address, files, reading.read, page.render)
        self._server = WebServer(self._board.app, place.host, place.port, LIMITS)
        self._locale = desks.locale
        self._loading: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def viewers(self) -> int:
        return len(self._board.viewers)

    async def start(self) -> None:
        await self._server.start()
        # It is done in a thread, so that the bot's own start does not wait for it.
        self._loading = asyncio.create_task(asyncio.to_thread(self._load), name="board templates")

    def _load(self) -> None:
        page.load_ahead(words_in(self._locale, USUAL_ZONE))

    async def stop(self) -> None:
        # Streams have no end of their own, and the server waits for what is being answered.
        await cancel(self._loading)
        await self._board.viewers.close()
        await self._server.stop()
