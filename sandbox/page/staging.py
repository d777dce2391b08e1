"""Tells the page what the backstage knows, and passes on what the page asks of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import islice
from typing import Literal, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.backstage import Backstage, Due, Hint, Language, Ribbon
from sandbox.page.answers import Json, answered, given_in
from sandbox.page.play import Play
from sandbox.page.words import LANGUAGES

Deed = Callable[[Backstage, Json], Awaitable[None]]

MOST_DUE = 60


def stage_routes(play: Play) -> list[BaseRoute]:
    async def stage(request: Request) -> Response:
        asked = request.query_params.get("lang", "")
        return JSONResponse(await stage_view(play, _language(asked)))

    async def opened(request: Request) -> Response:
        """Lead to what is asked for; each time anew, as an address may be good once."""
        if play.backstage is None:
            return PlainTextResponse("", 404)
        try:
            async with play.stage_lock:
                address = await play.backstage.open(request.path_params["key"])
        except LookupError:
            return PlainTextResponse("", 404)
        return RedirectResponse(address, 303)

    return [
        Route("/sandbox/stage", stage, methods=["GET"]),
        Route("/sandbox/stage/open/{key}", opened, methods=["GET"]),
        *(_route(play, name, deed) for name, deed in DEEDS.items()),
    ]


def _language(asked: str) -> Language:
    return cast(Literal["zh", "en"], asked) if asked in LANGUAGES else "zh"


async def stage_view(play: Play, language: Language) -> Json:
    # Without a backstage there is still the network, which is the sandbox's own.
    shown: Json = {"back_in": play.network.back_in}
    if play.backstage is None:
        return shown
    backstage = play.backstage
    marks = await backstage.marks(language)
    return {
        **shown,
        "due": [_due(one) for one in islice(await backstage.due(language), MOST_DUE)],
        "ribbon": _ribbon(await backstage.ribbon(language)),
        "hint": _hint(await backstage.hint(language)),
        "marks": {key: [mark.colour, mark.text] for key, mark in marks.items()},
        "positions": {str(key): name for key, name in backstage.positions(language).items()},
        "offices": {str(key): name for key, name in backstage.offices(language).items()},
        "openings": [{"key": one.key, "text": one.text} for one in backstage.openings(language)],
        "panes": [{"person": person, "chat": chat} for person, chat in backstage.panes()],
        "actors": [
            {
                "person": actor.person,
                "name": actor.name,
                "character": actor.character,
                "text": actor.text,
                "on": actor.on,
            }
            for actor in backstage.actors(language)
        ],
    }


def _due(due: Due) -> Json:
    return {"at": due.at.isoformat(), "text": due.text, "chat": due.chat}


def _ribbon(ribbon: Ribbon) -> Json:
    return {"level": ribbon.level, "title": ribbon.title, "figures": list(ribbon.figures)}


def _hint(hint: Hint | None) -> Json | None:
    if hint is None:
        return None
    return {
        "text": hint.text,
        "person": hint.person,
        "chat": hint.chat,
        "fill": hint.fill,
        "press": hint.press,
        "step": hint.step,
        "steps": hint.steps,
    }


async def _next(backstage: Backstage, given: Json) -> None:
    await backstage.to_next_due()


async def _step(backstage: Backstage, given: Json) -> None:
    await backstage.step(timedelta(seconds=float(given["seconds"])))


async def _restart(backstage: Backstage, given: Json) -> None:
    await backstage.kill_and_restart()


async def _start_over(backstage: Backstage, given: Json) -> None:
    await backstage.start_over()


async def _switch_actor(backstage: Backstage, given: Json) -> None:
    backstage.switch_actor(int(given["person"]), bool(given["on"]))


async def _dismiss_hints(backstage: Backstage, given: Json) -> None:
    backstage.dismiss_hints()


DEEDS: dict[str, Deed] = {
    "stage/next": _next,
    "stage/step": _step,
    "stage/restart": _restart,
    "stage/start_over": _start_over,
    "stage/actor": _switch_actor,
    "stage/hints/dismiss": _dismiss_hints,
}


def _route(play: Play, name: str, deed: Deed) -> BaseRoute:
    async def endpoint(request: Request) -> Response:
        async def work() -> Json:
            if play.backstage is None:
                raise LookupError("there is no backstage")
            given = await given_in(request)
            async with play.stage_lock:
                await deed(play.backstage, given)
            return {}

        return await answered(request, work)

    return Route(f"/sandbox/{name}", endpoint, methods=["POST"])
