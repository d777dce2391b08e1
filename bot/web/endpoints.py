"""Answers over HTTP: Telegram's webhook, this process's health, its figures."""

import hmac
import json
from collections.abc import Awaitable, Callable, Collection
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.receiving.intake import Intake
from bot.receiving.numbers import RawUpdate
from bot.setup import WEBHOOK_PATH
from bot.web.health import State
from bot.web.metrics import CONTENT_TYPE, Metrics

log = structlog.stdlib.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_UPDATE = 1024 * 1024
"""Telegram's updates are some kilobytes; the longest messages stay below a tenth of this."""

Endpoint = Callable[[Request], Awaitable[Response]]


def web_app(
    state: State, metrics: Metrics, intake: Intake, bots: Collection[int], secret: str | None
) -> Starlette:
    """Build the application; without a secret there is no address to which Telegram may push."""
    routes = [
        Route("/healthz", _alive),
        Route("/readyz", _ready(state)),
        Route("/metrics", _figures(state, metrics)),
    ]
    if secret is not None:
        path = WEBHOOK_PATH.format(bot_id="{bot_id:int}")
        routes.append(Route(path, Pushed(intake, bots, secret).take, methods=["POST"]))
    return Starlette(routes=routes)


async def _alive(request: Request) -> Response:
    return PlainTextResponse("alive\n")


def _ready(state: State) -> Endpoint:
    async def ready(request: Request) -> Response:
        database, loops = await state.database_answers(), state.loop_states()
        # A process that stands by for another one is ready: it takes in and decides all the same.
        well = database and loops["worker"] == "running" and "failing" not in loops.values()
        facts = {"ready": well, "database": database, "loops": loops, "leases": state.leases()}
        return JSONResponse(facts, 200 if well else 503)

    return ready


def _figures(state: State, metrics: Metrics) -> Endpoint:
    async def figures(request: Request) -> Response:
        return Response(await metrics.page(state), media_type=CONTENT_TYPE)

    return figures


class UpdateTooLarge(Exception):
    """The request is larger than any update of Telegram's."""


class Pushed:
    """Takes in what Telegram pushes. Whoever does not know the secret learns nothing."""

    def __init__(self, intake: Intake, bots: Collection[int], secret: str) -> None:
        self._intake = intake
        self._bots = bots
        self._secret = secret.encode()

    async def take(self, request: Request) -> Response:
        bot_id: int = request.path_params["bot_id"]
        # This comes before the body is read, because a stranger's is not worth our memory.
        if not self._is_from_telegram(request) or bot_id not in self._bots:
            return Response(status_code=404)
        try:
            update = _update(await _body(request))
        except UpdateTooLarge:
            return Response(status_code=413)
        if update is None:
            return Response(status_code=400)
        return await self._store(bot_id, update)

    def _is_from_telegram(self, request: Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        return hmac.compare_digest(given, self._secret)

    async def _store(self, bot_id: int, update: RawUpdate) -> Response:
        try:
            await self._intake.store(bot_id, [update])
        # The database may be away, for one: Telegram keeps what we did not take, and comes again.
        except Exception:
            log.exception("update_not_stored", update=update["update_id"])
            return Response(status_code=503)
        return Response(status_code=200)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_UPDATE:
            raise UpdateTooLarge
    return bytes(body)


def _update(body: bytes) -> RawUpdate | None:
    # What Telegram sends is an object with a number; anything else is refused.
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = found.get("update_id") if isinstance(found, dict) else None
    return found if type(number) is int and 0 <= number < 2**63 else None
