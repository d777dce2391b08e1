"""Tells the page what is there, and what happens as it happens: server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from sandbox.journal import Event, What
from sandbox.messages import CallbackQuery, Chat, Message
from sandbox.page.history import Wanted, excerpt
from sandbox.page.play import Play
from sandbox.page.views import chat_by_key, chat_key, chat_view, clock_view, message_view
from sandbox.page.views import state_view as whole_state
from sandbox.updates import Update

Json = dict[str, Any]

#: The clock is shown at least this often, in real seconds.
TICK = 1.0

_STRUCTURE = frozenset({What.MEMBERSHIP, What.MIGRATED})


def stream_routes(play: Play) -> list[BaseRoute]:
    async def state(request: Request) -> Response:
        return JSONResponse(whole_state(play))

    async def messages(request: Request) -> Response:
        chat = chat_by_key(play.world, request.path_params["key"])
        if chat is None:
            return JSONResponse({"error": "no such chat"}, status_code=404)
        return JSONResponse(excerpt(play, chat, Wanted.read(request.query_params)))

    async def events(request: Request) -> Response:
        asked = request.query_params
        resumed = request.headers.get("last-event-id") or asked.get("since", "0")
        same_world = asked.get("play", play.id) == play.id
        start = int(resumed) if resumed.isdecimal() and same_world else 0
        stream = _happenings(play, start) if same_world else _farewell()
        headers = {"cache-control": "no-store"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    return [
        Route("/sandbox/state", state),
        Route("/sandbox/chats/{key}/messages", messages),
        Route("/sandbox/events", events),
    ]


async def _happenings(play: Play, number: int) -> AsyncIterator[str]:
    log = play.world.log
    while not play.over.is_set():
        news = log.since(number)
        number = len(log)
        told = list(_told(play, news))
        if told:
            # All news goes at once: a page that gets a thousand messages draws them together.
            yield f"id: {number}\nevent: news\ndata: {json.dumps(told)}\n\n"
        yield f"event: clock\ndata: {json.dumps(clock_view(play.world))}\n\n"
        if len(log) == number:
            await _pause(play)
    async for line in _farewell():
        yield line


async def _farewell() -> AsyncIterator[str]:
    """Tell a page that its world is gone."""
    yield "event: over\ndata: {}\n\n"


async def _pause(play: Play) -> None:
    waits = [asyncio.ensure_future(play.world.log.changed()), asyncio.ensure_future(_over(play))]
    try:
        await asyncio.wait(waits, timeout=TICK, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def _over(play: Play) -> None:
    await play.over.wait()


def _told(play: Play, news: Iterable[Event]) -> Iterator[Json]:
    for event in news:
        subject = event.subject
        if event.what in _STRUCTURE:
            yield from _changed_chats(play, event)
        elif isinstance(subject, CallbackQuery):
            yield from _answered(event, subject)
        elif isinstance(subject, Update):
            yield from _fetched(play, subject)
        elif isinstance(subject, Message):
            told = message_view(play, subject)
            yield {"what": event.what.value, "chat": told["chat"], "message": told}


def _changed_chats(play: Play, event: Event) -> Iterator[Json]:
    world = play.world
    changed: list[Chat] = [chat for chat in world.chats() if chat.id == event.chat_id]
    if event.what is What.MIGRATED:
        changed.append(event.subject)
    for chat in changed:
        yield {"what": "chat", "chat": chat_key(chat), "view": chat_view(chat)}


def _fetched(play: Play, update: Update) -> Iterator[Json]:
    if message := play.receipts.message_of(update):
        yield {"what": "fetched", "chat": chat_key(message.chat), "id": message.message_id}


def _answered(event: Event, query: CallbackQuery) -> Iterator[Json]:
    if event.what is not What.ANSWERED or query.answer is None:
        return
    yield {
        "what": event.what.value,
        "chat": chat_key(query.message.chat),
        "press": query.id,
        "person": query.person.id,
        "text": query.answer.text,
        "alert": query.answer.show_alert,
    }
