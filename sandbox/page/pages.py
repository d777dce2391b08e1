"""Serves the page itself, its scripts and styles, and the files that people sent."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.clock import SteppableClock
from sandbox.files import PICTURES
from sandbox.page.play import Play
from sandbox.page.words import LANGUAGES, words_in

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css"}

#: The page loads nothing from other hosts, and runs nothing that a sent file holds.
_POLICY = {
    "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


@cache
def _read_static() -> dict[str, bytes]:
    # Every file is read: they are a few dozen small ones, which the page wants at once.
    paths = sorted(path for path in _STATIC.iterdir() if path.suffix in _TYPES)
    return {path.name: path.read_bytes() for path in paths}


def document_routes(play: Play) -> list[BaseRoute]:
    templates = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )

    parts = _read_static()

    async def page(request: Request) -> Response:
        language = _language(request)
        text = templates.get_template("page.html").render(
            language=language,
            other=next(one for one in LANGUAGES if one != language),
            words=words_in(language),
            steppable=isinstance(play.world.clock, SteppableClock),
            staged=play.backstage is not None,
            styles=[name for name in parts if name.endswith(".css")],
            # Named in the head, the modules are fetched at once, not one after another.
            modules=[name for name in parts if name.endswith(".js") and name != "theme.js"],
        )
        return HTMLResponse(text, headers=_POLICY)

    async def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in parts:
            return Response(status_code=404)
        return Response(parts[name], media_type=_TYPES[Path(name).suffix], headers=_POLICY)

    async def sent_file(request: Request) -> Response:
        stored = play.world.files.by_key(request.path_params["key"])
        if stored is None:
            return Response(status_code=404)
        shown = stored.mime in PICTURES
        kind = "inline" if shown else "attachment"
        disposition = f"{kind}; filename*=utf-8''{quote(stored.name)}"
        media_type = stored.mime if shown else "application/octet-stream"
        headers = {**_POLICY, "content-disposition": disposition}
        return Response(stored.content, media_type=media_type, headers=headers)

    return [
        Route("/", page),
        Route("/sandbox/static/{name}", static),
        Route("/sandbox/files/{key:int}", sent_file),
    ]


def _language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    accepted = request.headers.get("accept-language", "zh").lower()
    return "en" if accepted.startswith("en") else "zh"
