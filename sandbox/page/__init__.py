"""The page that shows the chats as people see them, and the control API it uses."""

from __future__ import annotations

from starlette.routing import BaseRoute

from sandbox.page.control import control_routes
from sandbox.page.pages import document_routes
from sandbox.page.stream import stream_routes
from sandbox.world import World


def page_routes(world: World) -> list[BaseRoute]:
    return [*document_routes(world), *stream_routes(world), *control_routes(world)]
