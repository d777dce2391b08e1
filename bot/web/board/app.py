"""The addresses of the command board. Nothing but entering and leaving changes anything."""

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable
from urllib.parse import quote

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.kept_files import FileGone, KeptFiles
from bot.web.board import events, sentences, statics
from bot.web.board.entering import Entrance
from bot.web.board.headers import Headed
from bot.web.board.lookers import VISIT, Lookers, page_of
from bot.web.board.pages import MadePage, Pages, Read, Render
from bot.web.board.screens import Screens
from bot.web.board.viewers import Viewers
from office.board_address import ENTER, SCREEN, BoardAddress
from office.desk import Desks
from office.refusal import Refusal
from storage.database import away

log = structlog.stdlib.get_logger(__name__)

PAGE = f"/board/{{{VISIT}:int}}/"
Answering = Callable[[Request], Awaitable[Response]]


class BoardApp:
    """What answers under the board's address."""

    def __init__(
        self,
        desks: Desks,
        clock: Clock,
        address: BoardAddress,
        files: KeptFiles,
        read: Read,
        render: Render,
    ) -> None:
        self._clock, self._files = clock, files
        self._lookers = Lookers(desks, clock, address)
        self._pages = Pages(desks.database, self._lookers, clock, read, render)
        self.viewers = Viewers(desks.database, self._lookers, self._pages)
        self._entrance = Entrance(desks, clock, address, self._lookers)
        self._screens = Screens(desks, clock, address, self._entrance)
        self.app = _application(
            self, self._entrance, self._screens, desks.locale, safe=address.is_safe
        )

    async def newest(self, request: Request) -> Response:
        """Where the browser was let in last; the others have addresses of their own."""
        visit = await self._lookers.newest(request)
        if visit is None:
            raise Refusal("board_no_visit")
        return RedirectResponse(page_of(visit), status_code=303)

    async def page(self, request: Request) -> Response:
        looker = await self._lookers.looker(request)
        page = await self._pages.page(looker.visit.jurisdiction, looker.audience)
        answer = _sent(request, page)
        self._lookers.renew(request, answer, looker)
        return answer

    async def events(self, request: Request) -> Response:
        looker = await self._lookers.looker(request)
        viewer = await self.viewers.enter(looker)
        return events.stream(request, self.viewers, viewer, self._clock)

    async def file(self, request: Request) -> Response:
        """A file that the page of whoever asks lists, by its hash."""
        looker = await self._lookers.looker(request)
        page = await self._pages.page(looker.visit.jurisdiction, looker.audience)
        sha256 = request.path_params["sha256"]
        listed = next((one for one in page.view.downloads if one.sha256 == sha256), None)
        if listed is None:
            raise Refusal("board_file_gone")
        try:
            content = await asyncio.to_thread(self._files.read, sha256)
        except FileGone:
            raise Refusal("board_file_gone") from None
        return Response(content, headers=_attached(listed.name))


def _application(
    board: BoardApp, entrance: Entrance, screens: Screens, locale: str, *, safe: bool
) -> Starlette:
    answers: list[tuple[str, Answering, str]] = [
        ("/board", board.newest, "GET"),
        (PAGE, board.page, "GET"),
        (PAGE + "events", board.events, "GET"),
        (PAGE + "files/{sha256}", board.file, "GET"),
        (PAGE + "leave", entrance.leave, "POST"),
        (ENTER + "{token}", entrance.show, "GET"),
        (ENTER + "{token}", entrance.enter, "POST"),
        (SCREEN, screens.show, "GET"),
        (SCREEN, screens.give_code, "POST"),
    ]
    routes = [
        Route("/", _to_board),
        Route(statics.PATH, statics.static),
        *(Route(path, _said(answer, locale), methods=[how]) for path, answer, how in answers),
    ]

    async def not_there(request: Request, _error: Exception) -> Response:
        return sentences.refused(request, Refusal("board_not_there"), locale)

    return Starlette(
        routes=routes,
        middleware=[Middleware(Headed, safe=safe)],
        exception_handlers={404: not_there},
    )


async def _to_board(request: Request) -> Response:
    return RedirectResponse("/board", status_code=303)


def _said(answer: Answering, locale: str) -> Answering:
    """Say in one sentence what is refused, and what cannot be done for the moment."""

    async def said(request: Request) -> Response:
        try:
            return await answer(request)
        except Refusal as refusal:
            return sentences.refused(request, refusal, locale)
        except HTTPException:
            raise
        except away() as error:
            log.warning("board_not_answered", error=type(error).__name__)
            return sentences.refused(request, Refusal("board_failed"), locale)

    return said


def _sent(request: Request, page: MadePage) -> Response:
    kind, varies = "text/html; charset=utf-8", {"Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(page.html, media_type=kind, headers=varies)
    packed = {**varies, "Content-Encoding": "gzip"}
    return Response(page.packed, media_type=kind, headers=packed)


def _attached(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Type": mimetypes.guess_type(name)[0] or "application/octet-stream",
    }
