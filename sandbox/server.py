"""Serves a world: the Bot API, the page and the orders for both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from sandbox.api import BotApi
from sandbox.backstage import Backstage
from sandbox.control import control_routes
from sandbox.listener import Listener
from sandbox.page import page_routes
from sandbox.page.play import Play
from sandbox.world import World


class SandboxApp:
    """Serves the Bot API on a short way, and everything else through Starlette."""

    def __init__(
        self,
        world: World,
        extra_routes: Sequence[BaseRoute] = (),
        backstage: Backstage | None = None,
    ) -> None:
        self._extra_routes = extra_routes
        self._play: Play | None = None
        self.show(world, backstage)

    def show(self, world: World, backstage: Backstage | None = None) -> None:
        """Put another world in the place of this one; open pages notice and load again."""
        if self._play:
            self._play.end()
        self.world = world
        self._api = BotApi(world)
        self._play = Play(world, backstage)
        routes = [*self._extra_routes, *control_routes(world), *page_routes(self._play)]
        self._page = Starlette(routes=routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(("/bot", "/file/bot")):
            await self._api(scope, receive, send)
        else:
            await self._page(scope, receive, send)


def create_app(
    world: World,
    *,
    extra_routes: Sequence[BaseRoute] = (),
    backstage: Backstage | None = None,
) -> SandboxApp:
    return SandboxApp(world, extra_routes, backstage)


class Server(Listener):
    """A listening sandbox."""

    def __init__(self, app: SandboxApp) -> None:
        super().__init__(app)
        self._app = app

    @property
    def base_url(self) -> str:
        """The address for python-telegram-bot's `base_url`."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"

    @property
    def world(self) -> World:
        return self._app.world

    async def stop(self) -> None:
        await super().stop()
        for bot in self.world.bots.values():
            if bot.webhook:
                await bot.webhook.stop()

    def show(self, world: World, backstage: Backstage | None = None) -> None:
        """Start over with another world behind the same address."""
        self._app.show(world, backstage)


async def serve(
    world: World,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    extra_routes: Sequence[BaseRoute] = (),
    backstage: Backstage | None = None,
) -> Server:
    """Serve a world; call `stop` on the result when done."""
    server = Server(create_app(world, extra_routes=extra_routes, backstage=backstage))
    await server.start(host, port)
    return server


@asynccontextmanager
async def serving(
    world: World,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    extra_routes: Sequence[BaseRoute] = (),
    backstage: Backstage | None = None,
) -> AsyncIterator[Server]:
    server = await serve(
        world, host=host, port=port, extra_routes=extra_routes, backstage=backstage
    )
    try:
        yield server
    finally:
        await server.stop()
