"""Styles and scripts of the page; their address is another one whenever one of them is."""

from starlette.requests import Request
from starlette.responses import Response

from bot.web.board.headers import KEPT
from messages.pages.board import assets

PATH = "/board/static/{folder}/{name}"


async def static(request: Request) -> Response:
    asset = assets.files().get(request.path_params["name"])
    # A page of before an upgrade asks for what is no more; its script reads the page anew.
    if asset is None or request.path_params["folder"] != assets.folder():
        return Response(status_code=404)
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": KEPT})
