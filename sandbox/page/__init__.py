"""Serves the page that shows the chats as people see them, and takes its orders."""

from __future__ import annotations

from starlette.routing import BaseRoute

from sandbox.page.orders import order_routes
from sandbox.page.pages import document_routes
from sandbox.page.play import Play
from sandbox.page.staging import stage_routes
from sandbox.page.stream import stream_routes


def page_routes(play: Play) -> list[BaseRoute]:
    return [
        *document_routes(play),
        *stream_routes(play),
        *order_routes(play),
        *stage_routes(play),
    ]
