"""Answers the page's orders: in JSON, with a reason when something cannot be done."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

Json = dict[str, Any]


async def answered(request: Request, work: Callable[[], Awaitable[Json]]) -> Response:
    if not _same_origin(request):
        return JSONResponse({"error": "orders come from the sandbox's own page"}, status_code=403)
    try:
        return JSONResponse(await work())
    except (LookupError, TypeError, ValueError) as error:
        return JSONResponse({"error": str(error)}, status_code=400)


def _same_origin(request: Request) -> bool:
    # A browser names the page that a POST comes from; other clients name none.
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


async def given_in(request: Request) -> Json:
    given = json.loads(await request.body() or b"{}")
    if not isinstance(given, dict):
        raise ValueError("a JSON object is expected")
    return given
