"""The page itself, its script and style, and the files people sent."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.clock import SteppableClock
from sandbox.files import PICTURES
from sandbox.page.words import LANGUAGES, words_in
from sandbox.world import World

_HERE = Path(__file__).parent
_STATIC = {"page.js": "text/javascript", "page.css": "text/css"}

#: Nothing from other hosts, and nothing that a sent file could run.
_POLICY = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def document_routes(world: World) -> list[BaseRoute]:
    templates = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
    )

    async def page(request: Request) -> Response:
        language = _language(request)
        other = next(one for one in LANGUAGES if one != language)
        text = templates.get_template("page.html").render(
            language=language,
            other=other,
            words=words_in(language),
            steppable=isinstance(world.clock, SteppableClock),
        )
        return HTMLResponse(text, headers=_POLICY)

    async def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _STATIC:
            return Response(status_code=404)
        path = _HERE / "static" / name
        return FileResponse(path, media_type=_STATIC[name], headers=_POLICY)

    async def sent_file(request: Request) -> Response:
        stored = world.files.by_key(request.path_params["key"])
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
