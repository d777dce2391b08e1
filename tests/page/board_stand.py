"""Shows a command board by itself, changes it when told, and goes out of service when told.

The office is not behind it: what is tried here is the page, and how it bears what happens to it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.web.server import WebServer
from messages.pages.board import assets, page
from messages.render import words_in
from messages.views.command_board import CommandBoard

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""The page must bear the strictest policy that lets it load anything."""

PAGE = "/board/1/"
UPGRADED = "upgraded"
"""Where style and scripts lie after an upgrade."""


@dataclass
class Stand:
    view: CommandBoard
    pace: float = 1.0
    version: int = 1
    status: int = 200
    is_open: bool = True
    is_crowded: bool = False
    fetched: int = 0
    listening: int = 0
    was_upgraded: bool = False
    then: CommandBoard | None = None
    """What is shown to whoever asks a second time, though nobody is told of anything new."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, view: CommandBoard) -> None:
        self.view, self.version = view, self.version + 1
        self._wake()

    def upgrade(self) -> None:
        """The page comes with another style and other scripts from here on."""
        self.was_upgraded = True
        self.show(self.view)

    def close(self) -> None:
        """Everybody who listens is cut off, and nobody is let in."""
        self.is_open = False
        self._wake()

    def crowd(self) -> None:
        """Everybody who listens is told that others took their place."""
        self.is_crowded = True
        self._wake()

    def open_again(self) -> None:
        self.is_open = True

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    # What is served

    async def board(self, request: Request) -> Response:
        if self.status != 200 or not self.is_open:
            return PlainTextResponse("您已不能查看看板。", self.status if self.is_open else 503)
        self.fetched += 1
        words = words_in(request.query_params.get("language", "zh"), "Asia/Shanghai")
        text = page.render(words, self.view, page.PageState(self.version, self.pace))
        if self.was_upgraded:
            text = text.replace(assets.root(), f"/board/static/{UPGRADED}")
        self.view, self.then = self.then or self.view, None
        return HTMLResponse(text, headers={"Content-Security-Policy": POLICY})

    async def events(self, _request: Request) -> Response:
        if not self.is_open:
            return PlainTextResponse("", 503)
        return StreamingResponse(self._told(), media_type="text/event-stream")

    async def _told(self) -> AsyncIterator[str]:
        self.listening += 1
        try:
            while self.is_open:
                changed = self._changed
                facts = {
                    "version": self.version,
                    "now": self.view.at.isoformat(),
                    "pace": self.pace,
                }
                yield f"id: {self.version}\nevent: version\ndata: {json.dumps(facts)}\n\n"
                await changed.wait()
                if self.is_crowded:
                    yield "event: crowded\ndata: {}\n\n"
                    return
        finally:
            self.listening -= 1

    async def static(self, request: Request) -> Response:
        name, folder = request.path_params["name"], request.path_params["folder"]
        is_there = folder in (assets.folder(), UPGRADED)
        found = assets.files().get(name) if is_there else None
        if found is None:
            return PlainTextResponse("", 404)
        return Response(found.content, media_type=found.media_type)


@asynccontextmanager
async def standing(view: CommandBoard, pace: float = 1.0) -> AsyncIterator[tuple[Stand, str]]:
    stand = Stand(view, pace)
    app = Starlette(
        routes=[
            Route(PAGE, stand.board),
            Route(f"{PAGE}events", stand.events),
            # A browser asks for it beside a plain text, whenever it likes.
            Route("/favicon.ico", lambda _request: Response(status_code=204)),
            Route("/board/static/{folder}/{name}", stand.static),
        ]
    )
    server = WebServer(app, "127.0.0.1", 0)
    await server.start()
    try:
        yield stand, f"{server.url}{PAGE}"
    finally:
        stand.close()
        await server.stop()
