"""Takes the orders for what people do and what befalls the bot: POST /sandbox/<deed> with JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.clock import SteppableClock
from sandbox.page.answers import Json, answered, given_in
from sandbox.page.order import Order
from sandbox.page.play import Play
from sandbox.page.uploads import upload
from sandbox.page.views import chat_key, clock_view, message_view

Deed = Callable[[Order], Json]


def _say(order: Order) -> Json:
    message = order.world.say(
        order.person,
        order.chat,
        order.text,
        reply_to=order.reply_to(),
        thread=order.thread(),
        anonymous=order.anonymous,
    )
    return message_view(order.play, message)


def _edit(order: Order) -> Json:
    message = order.message()
    if message.sender is not order.person:
        raise ValueError("people edit their own messages")
    order.world.edit(message, order.text)
    return message_view(order.play, message)


def _delete(order: Order) -> Json:
    message = order.message()
    if message.sender is not order.person and not message.chat.is_run_by(order.person):
        raise ValueError("people delete their own messages")
    order.world.delete(message)
    return {}


def _forward(order: Order) -> Json:
    to = order.chat_named("to")
    return message_view(order.play, order.world.forward(order.person, order.message(), to))


def _react(order: Order) -> Json:
    order.world.react(order.person, order.message(), order.given.get("emoji") or None)
    return {}


def _press(order: Order) -> Json:
    query = order.world.press(
        order.person,
        order.message(),
        order.given.get("data"),
        label=order.given.get("label"),
        forged=bool(order.given.get("forged")),
    )
    return {"id": query.id}


def _contact(order: Order) -> Json:
    message = order.world.share_contact(order.person, order.message(), order.text)
    return message_view(order.play, message)


def _share(order: Order) -> Json:
    shared = order.chat_named("shared")
    message = order.world.share_chat(order.person, order.message(), order.text, shared)
    return message_view(order.play, message)


def _start(order: Order) -> Json:
    message = order.world.start_bot(order.person, order.bot, order.given.get("code"))
    return {"chat": chat_key(message.chat)}


def _kick(order: Order) -> Json:
    order.world.kick_bot(order.chat, order.bot, order.person)
    return {}


def _bring_back(order: Order) -> Json:
    chat = order.chat
    add = order.world.add_bot_to_channel if chat.is_channel else order.world.add_bot_to_group
    add(chat, order.bot, by=order.person)
    return {}


def _block(order: Order) -> Json:
    order.world.block_bot(order.person, order.bot)
    return {}


def _upgrade(order: Order) -> Json:
    return {"chat": chat_key(order.world.upgrade_to_supergroup(order.chat))}


def _add_topic(order: Order) -> Json:
    topic = order.world.create_topic(order.chat, order.text, by=order.person)
    return {"id": topic.id, "name": topic.name}


def _cut_network(order: Order) -> Json:
    order.play.network.cut()
    return {"back_in": order.play.network.back_in}


def _mend_network(order: Order) -> Json:
    order.play.network.mend()
    return {"back_in": order.play.network.back_in}


def _clock(order: Order) -> Json:
    clock = order.world.clock
    if not isinstance(clock, SteppableClock):
        raise ValueError("this clock cannot be set")
    if "speed" in order.given:
        clock.set_speed(float(order.given["speed"]))
    if "step" in order.given:
        clock.step(timedelta(seconds=float(order.given["step"])))
    return clock_view(order.world)


DEEDS: dict[str, Deed] = {
    "say": _say,
    "edit": _edit,
    "delete": _delete,
    "forward": _forward,
    "react": _react,
    "press": _press,
    "contact": _contact,
    "share": _share,
    "start": _start,
    "kick": _kick,
    "bring_back": _bring_back,
    "block": _block,
    "upgrade": _upgrade,
    "topic": _add_topic,
    "network/cut": _cut_network,
    "network/mend": _mend_network,
    "clock": _clock,
}


def order_routes(play: Play) -> list[BaseRoute]:
    async def clock(request: Request) -> Response:
        return JSONResponse(clock_view(play.world))

    async def take_upload(request: Request) -> Response:
        return await answered(request, lambda: upload(play, request))

    return [
        Route("/sandbox/clock", clock, methods=["GET"]),
        Route("/sandbox/upload", take_upload, methods=["POST"]),
        *(_route(play, name, deed) for name, deed in DEEDS.items()),
    ]


def _route(play: Play, name: str, deed: Deed) -> BaseRoute:
    async def endpoint(request: Request) -> Response:
        async def work() -> Json:
            return deed(Order(play, await given_in(request)))

        return await answered(request, work)

    return Route(f"/sandbox/{name}", endpoint, methods=["POST"])
