"""Takes orders for faults over HTTP: GET, POST and DELETE on /sandbox/faults."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.faults import UPDATE_FAULTS, Fault
from sandbox.parameters import bot_api
from sandbox.updates import KINDS
from sandbox.world import World

#: What an order may say, and of which types.
_FIELDS: dict[str, tuple[type, ...]] = {
    "kind": (str,),
    "method": (str,),
    "chat": (int,),
    "times": (int,),
    "retry_after": (int,),
    "text": (str,),
    "seconds": (int, float),
    "status": (int,),
}


def control_routes(world: World) -> list[BaseRoute]:
    async def show(request: Request) -> Response:
        return JSONResponse([asdict(fault) for fault in world.faults.waiting()])

    async def add(request: Request) -> Response:
        if not _comes_from_here(request):
            return _refused("another site's page may not give orders", 403)
        try:
            return JSONResponse(asdict(world.faults.add(read_fault(await request.body()))))
        except ValueError as error:
            return _refused(str(error), 400)

    async def clear(request: Request) -> Response:
        if not _comes_from_here(request):
            return _refused("another site's page may not give orders", 403)
        world.faults.clear()
        return JSONResponse([])

    return [
        Route("/sandbox/faults", show, methods=["GET"]),
        Route("/sandbox/faults", add, methods=["POST"]),
        Route("/sandbox/faults", clear, methods=["DELETE"]),
    ]


def _refused(text: str, status: int) -> Response:
    return JSONResponse({"error": text}, status_code=status)


def _comes_from_here(request: Request) -> bool:
    # A browser names the page that a request comes from; other clients name none.
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host")


def read_fault(body: bytes) -> Fault:
    given = json.loads(body or b"{}")
    if not isinstance(given, dict) or "kind" not in given:
        raise ValueError("a JSON object with a kind is expected")
    asked = {name: value for name, value in given.items() if value is not None}
    for name, value in asked.items():
        _check_field(name, value)
    fault = Fault(**asked)
    if fault.times < 1:
        raise ValueError("times must be at least 1")
    _check_method(fault)
    return fault


def _check_field(name: str, value: Any) -> None:
    if name not in _FIELDS:
        raise ValueError(f"unknown field {name!r}; known are {', '.join(_FIELDS)}")
    wanted = _FIELDS[name]
    if isinstance(value, bool) or not isinstance(value, wanted):
        raise ValueError(f"{name} must be {' or '.join(one.__name__ for one in wanted)}")


def _check_method(fault: Fault) -> None:
    if fault.method is None:
        return
    of_updates = fault.kind in UPDATE_FAULTS
    known = KINDS if of_updates else bot_api()["methods"]
    if fault.method.lower() not in {name.lower() for name in known}:
        what = "kind of update" if of_updates else "method"
        raise ValueError(f"no {what} {fault.method!r}")
