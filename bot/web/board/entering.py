"""The page behind a one-time link, and the two presses that there are: to enter and to leave.

Telegram and others fetch links to show what they lead to, so fetching one changes nothing.
"""

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.clock import Clock
from bot.loops.loop import unbroken
from bot.web.board import lookers, sentences
from bot.web.board.lookers import Lookers
from office.board_access import links, visiting
from office.board_access.visiting import Entered
from office.board_address import BoardAddress, read_link
from office.desk import Desk, Desks
from office.refusal import Refusal
from storage.board_access.links import BoardLink
from storage.database import Session

log = structlog.stdlib.get_logger(__name__)

SITE = "sec-fetch-site"


class Entrance:
    def __init__(self, desks: Desks, clock: Clock, address: BoardAddress, lookers: Lookers) -> None:
        self._desks = desks
        self._clock = clock
        self._address = address
        self._lookers = lookers

    async def show(self, request: Request) -> HTMLResponse:
        """The page with the button, or why the link is no good."""
        async with self._desks.database.reading() as session:
            link = await self._link(session, request)
            desk = await self._lookers.desk(session, link.jurisdiction, self._desks.locale)
            await links.require_good(desk, link, await visiting.actor_of(desk, link.user_id))
            return sentences.ready(_what_it_opens(desk, link), desk.words.locale)

    async def enter(self, request: Request) -> Response:
        self.require_own_page(request)
        async with self._desks.database.reading() as session:
            link = await self._link(session, request)
        return await self.let_in(link)

    async def let_in(self, link: BoardLink) -> Response:
        entered = await unbroken(self._enter(link))
        log.info("board_entered", visit=entered.visit.key, office=entered.visit.jurisdiction)
        answer = RedirectResponse(lookers.page_of(entered.visit), status_code=303)
        self._lookers.keep(answer, entered.token, entered.visit)
        return answer

    async def leave(self, request: Request) -> Response:
        self.require_own_page(request)
        async with self._desks.database.reading() as session:
            visit = await self._lookers.visit(session, request)
        if visit is not None:
            actor = f"user:{visit.user_id}"
            async with self._desks.open(visit.jurisdiction, self._clock.now(), actor) as desk:
                await visiting.leave(desk, visit)
        said = Refusal("board_visit_left")
        answer = sentences.refused(request, said, visit.locale if visit else self._desks.locale)
        answer.status_code = 200
        if visit is not None:
            self._lookers.forget(answer, visit)
        return answer

    async def _link(self, session: Session, request: Request) -> BoardLink:
        shown = read_link(request.path_params["token"])
        link = await links.found(session, self._address, shown)
        if link is None:
            raise Refusal("board_link_over")
        return link

    async def _enter(self, link: BoardLink) -> Entered:
        actor = f"user:{link.user_id}"
        async with self._desks.open(link.jurisdiction, self._clock.now(), actor) as desk:
            return await visiting.enter(desk, link)

    def require_own_page(self, request: Request) -> None:
        """Refuse a form that another site had the browser send."""
        site = request.headers.get(SITE, "same-origin")
        if request.headers.get("origin") != self._address.url or site != "same-origin":
            raise Refusal("board_not_from_here")


def _what_it_opens(desk: Desk, link: BoardLink) -> str:
    if link.wall is None:
        return desk.words.phrase("board_door_ready", office=desk.plan.office)
    return desk.words.phrase("board_door_ready_wall", office=desk.plan.office, name=link.wall)
