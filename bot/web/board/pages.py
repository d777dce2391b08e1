"""Makes the page once for all who see the same, and again only when there is something new."""

import asyncio
import gzip
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import structlog

from bot.clock import Clock
from bot.web.board.lookers import Lookers
from messages.pages.board.page import PageState
from messages.render import Words
from messages.views.command_board import CommandBoard
from office.command_board.audience import BoardAudience
from office.desk import Desk
from storage.board_access.versions import versions
from storage.database import Database
from storage.immutable import immutable

log = structlog.stdlib.get_logger(__name__)

PAGES_KEPT = 200
"""Each body has a page of its own; those that nobody asked for longest are made anew."""

Read = Callable[[Desk, BoardAudience], Awaitable[CommandBoard]]
Render = Callable[[Words, CommandBoard, PageState], str]


@immutable
class MadePage:
    version: int
    view: CommandBoard
    html: bytes
    packed: bytes
    """The same in gzip, which nearly every browser takes."""


PageKey = tuple[str, BoardAudience]


class Pages:
    def __init__(
        self, database: Database, lookers: Lookers, clock: Clock, read: Read, render: Render
    ) -> None:
        self._database = database
        self._lookers = lookers
        self._clock = clock
        self._read = read
        self._render = render
        self._pages: OrderedDict[PageKey, MadePage] = OrderedDict()
        """The page that was asked for last stands at the end."""
        self._making: dict[PageKey, asyncio.Lock] = {}
        self._took: dict[str, float] = {}

    async def page(self, office: str, audience: BoardAudience) -> MadePage:
        key = (office, audience)
        # Whoever asks while it is made waits for it, and finds it made.
        async with self._making.setdefault(key, asyncio.Lock()):
            found = await self._made(key)
        self._pages[key] = found
        self._pages.move_to_end(key)
        while len(self._pages) > PAGES_KEPT:
            dropped, _ = self._pages.popitem(last=False)
            self._making.pop(dropped, None)
        return found

    def took(self, office: str) -> float:
        """How many seconds the office's last page took to make."""
        return self._took.get(office, 0.0)

    async def _made(self, key: PageKey) -> MadePage:
        office, audience = key
        began = time.monotonic()
        async with self._database.reading(aside=True) as session:
            version = (await versions(session, {office}))[office]
            known = self._pages.get(key)
            if known is not None and self._holds(known, version):
                return known
            desk = await self._lookers.desk(session, office, audience.locale)
            view = await self._read(desk, audience)
            state = PageState(version, pace=self._clock.speed)
            html = self._render(desk.words, view, state).encode()
        packed = await asyncio.to_thread(gzip.compress, html, 5)
        self._took[office] = time.monotonic() - began
        log.debug("board_made", office=office, kind=audience.kind, took=self._took[office])
        return MadePage(version, view, html, packed)

    def _holds(self, page: MadePage, version: int) -> bool:
        # Some of what is shown changes as its time comes, though nobody has done anything.
        return page.version == version and self._clock.now() < page.view.changes_at
