"""What happens, as it happens: server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from sandbox.journal import Event, What
from sandbox.messages import CallbackQuery, Message
from sandbox.page.views import chat_by_key, chat_key, clock_view, message_view, state_view
from sandbox.world import World

#: The clock is shown at least this often, in real seconds.
TICK = 1.0
PAGE_OF_MESSAGES = 200

_STRUCTURE = frozenset({What.MEMBERSHIP, What.MIGRATED})


def stream_routes(world: World) -> list[BaseRoute]:
    async def state(request: Request) -> Response:
        return JSONResponse(state_view(world))

    async def messages(request: Request) -> Response:
        chat = chat_by_key(world, request.path_params["key"])
        if chat is None:
            return JSONResponse({"error": "no such chat"}, status_code=404)
        shown = chat.messages[-PAGE_OF_MESSAGES:]
        return JSONResponse([message_view(message) for message in shown])

    async def events(request: Request) -> Response:
        since = request.headers.get("last-event-id") or request.query_params.get("since", "0")
        start = int(since) if since.isdecimal() else 0
        headers = {"cache-control": "no-store"}
        return StreamingResponse(
            _happenings(world, start), media_type="text/event-stream", headers=headers
        )

    return [
        Route("/sandbox/state", state),
        Route("/sandbox/chats/{key}/messages", messages),
        Route("/sandbox/events", events),
    ]


async def _happenings(world: World, number: int) -> AsyncIterator[str]:
    while True:
        news = world.log.since(number)
        number = len(world.log)
        for event in news:
            if (told := _told(event)) is not None:
                yield f"id: {event.number + 1}\nevent: news\ndata: {json.dumps(told)}\n\n"
        yield f"event: clock\ndata: {json.dumps(clock_view(world))}\n\n"
        if len(world.log) == number:
            await _pause(world)


async def _pause(world: World) -> None:
    try:
        async with asyncio.timeout(TICK):
            await world.log.changed()
    except TimeoutError:
        return


def _told(event: Event) -> dict[str, Any] | None:
    if event.what in _STRUCTURE:
        return {"what": "structure"}
    subject = event.subject
    if isinstance(subject, CallbackQuery):
        return _answered(event, subject)
    if not isinstance(subject, Message):
        return None
    told: dict[str, Any] = {"what": event.what.value, "chat": chat_key(subject.chat)}
    told["message"] = message_view(subject)
    return told


def _answered(event: Event, query: CallbackQuery) -> dict[str, Any] | None:
    if event.what is not What.ANSWERED or query.answer is None:
        return None
    return {
        "what": event.what.value,
        "chat": chat_key(query.message.chat),
        "person": query.person.id,
        "text": query.answer.text,
        "alert": query.answer.show_alert,
    }
