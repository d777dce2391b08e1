"""The control API under /sandbox/: what people do, the clock, and faults, as JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.chats import Chat
from sandbox.clock import SteppableClock
from sandbox.faults import Fault
from sandbox.files import PICTURES, Upload
from sandbox.messages import Message
from sandbox.page.views import chat_by_key, chat_key, clock_view, message_view
from sandbox.people import Bot, Person
from sandbox.world import World

Json = dict[str, Any]
Deed = Callable[["Order"], Json]


class Order:
    """One wish of the page, with its parts looked up. A part that is missing or unknown is a
    LookupError, which becomes a 400."""

    def __init__(self, world: World, given: Json) -> None:
        self.world = world
        self.given = given

    @property
    def person(self) -> Person:
        return self.world.people[int(self.given["person"])]

    @property
    def chat(self) -> Chat:
        chat = chat_by_key(self.world, str(self.given["chat"]))
        if chat is None:
            raise LookupError("no such chat")
        return chat

    @property
    def bot(self) -> Bot:
        wanted = self.given.get("bot")
        for bot in self.world.bots.values():
            if wanted is None or bot.id == int(wanted):
                return bot
        raise LookupError("no such bot")

    def message(self, name: str = "message") -> Message:
        message = self.chat.find(int(self.given[name]))
        if message is None:
            raise LookupError("no such message")
        return message

    def reply_to(self) -> Message | None:
        return self.message("reply_to") if self.given.get("reply_to") else None

    def thread(self) -> int | None:
        thread = self.given.get("thread")
        return int(thread) if thread else None


def _say(order: Order) -> Json:
    message = order.world.say(
        order.person,
        order.chat,
        str(order.given["text"]),
        reply_to=order.reply_to(),
        thread=order.thread(),
        anonymous=bool(order.given.get("anonymous")),
    )
    return message_view(message)


def _edit(order: Order) -> Json:
    message = order.message()
    if message.sender is not order.person:
        raise ValueError("people edit their own messages")
    order.world.edit(message, str(order.given["text"]))
    return message_view(message)


def _press(order: Order) -> Json:
    forged = bool(order.given.get("forged"))
    query = order.world.press(
        order.person,
        order.message(),
        order.given.get("data"),
        label=order.given.get("label"),
        forged=forged,
    )
    return {"id": query.id}


def _start(order: Order) -> Json:
    message = order.world.start_bot(order.person, order.bot, order.given.get("code"))
    return {"chat": chat_key(message.chat)}


def _kick(order: Order) -> Json:
    order.world.kick_bot(order.chat, order.bot, order.person)
    return {}


def _block(order: Order) -> Json:
    order.world.block_bot(order.person, order.bot)
    return {}


def _upgrade(order: Order) -> Json:
    return {"chat": chat_key(order.world.upgrade_to_supergroup(order.chat))}


def _clock(order: Order) -> Json:
    clock = order.world.clock
    if not isinstance(clock, SteppableClock):
        raise ValueError("this clock cannot be set")
    if "speed" in order.given:
        clock.set_speed(float(order.given["speed"]))
    if "step" in order.given:
        clock.step(timedelta(seconds=float(order.given["step"])))
    return clock_view(order.world)


def _add_fault(order: Order) -> Json:
    known = {"kind", "method", "chat", "times", "retry_after", "text", "seconds"}
    unknown = set(order.given) - known
    if unknown:
        raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
    return asdict(order.world.faults.add(Fault(**order.given)))


def _clear_faults(order: Order) -> Json:
    order.world.faults.clear()
    return {}


#: POST /sandbox/<name> with a JSON object.
DEEDS: dict[str, Deed] = {
    "say": _say,
    "edit": _edit,
    "press": _press,
    "start": _start,
    "kick": _kick,
    "block": _block,
    "upgrade": _upgrade,
    "clock": _clock,
    "faults": _add_fault,
    "faults/clear": _clear_faults,
}


def control_routes(world: World) -> list[BaseRoute]:
    async def clock(request: Request) -> Response:
        return JSONResponse(clock_view(world))

    async def faults(request: Request) -> Response:
        return JSONResponse([asdict(fault) for fault in world.faults.waiting()])

    async def upload(request: Request) -> Response:
        return await _answered(request, lambda: _upload(world, request))

    return [
        Route("/sandbox/clock", clock, methods=["GET"]),
        Route("/sandbox/faults", faults, methods=["GET"]),
        Route("/sandbox/upload", upload, methods=["POST"]),
        *(_route(world, name, deed) for name, deed in DEEDS.items()),
    ]


def _route(world: World, name: str, deed: Deed) -> BaseRoute:
    async def endpoint(request: Request) -> Response:
        async def work() -> Json:
            given = json.loads(await request.body() or b"{}")
            if not isinstance(given, dict):
                raise ValueError("a JSON object is expected")
            return deed(Order(world, given))

        return await _answered(request, work)

    return Route(f"/sandbox/{name}", endpoint, methods=["POST"])


async def _answered(request: Request, work: Callable[[], Awaitable[Json]]) -> Response:
    if not _same_origin(request):
        return JSONResponse({"error": "orders come from the sandbox's own page"}, status_code=403)
    try:
        return JSONResponse(await work())
    except (LookupError, TypeError, ValueError) as error:
        return JSONResponse({"error": str(error)}, status_code=400)


def _same_origin(request: Request) -> bool:
    """A browser names the page a POST comes from; other clients name none."""
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


async def _upload(world: World, request: Request) -> Json:
    form = await request.form(max_files=10, max_part_size=1024 * 1024)
    order = Order(world, {name: value for name, value in form.items() if isinstance(value, str)})
    uploads = [
        Upload(await part.read(), part.filename or "file.bin", part.content_type)
        for part in form.getlist("file")
        if not isinstance(part, str)
    ]
    await form.close()
    return {"messages": [message_view(one) for one in _send(order, uploads)]}


def _send(order: Order, uploads: list[Upload]) -> list[Message]:
    """Pictures alone go as photos, several of one kind as an album."""
    if not uploads:
        raise ValueError("no file was sent")
    world, person, chat = order.world, order.person, order.chat
    caption = str(order.given.get("text") or "") or None
    reply_to, thread = order.reply_to(), order.thread()
    pictures = all(upload.mime in PICTURES for upload in uploads)
    if len(uploads) > 1:
        return world.send_album(
            person,
            chat,
            uploads,
            caption=caption,
            reply_to=reply_to,
            thread=thread,
            documents=not pictures,
        )
    send = world.send_photo if pictures else world.send_document
    return [send(person, chat, uploads[0], caption=caption, reply_to=reply_to, thread=thread)]
