"""Finds who looks at the board by the browser's cookie, and asks each time what they may see."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from bot.clock import Clock
from bot.loops.loop import unbroken
from messages import LOCALES
from office.board_access import visiting
from office.board_address import BoardAddress
from office.command_board.audience import BoardAudience
from office.desk import Desk, Desks
from office.refusal import Refusal
from storage.board_access import visits
from storage.board_access.visits import BoardVisit
from storage.database import Session
from storage.immutable import immutable

COOKIE, SAFE_COOKIE = "qingkong_board_", "__Host-qingkong_board_"
"""The number of the visit follows, so that a browser keeps the boards of several offices, and a
wall beside somebody's own. It takes the second one from nobody but our own host, over TLS alone.
"""
VISIT = "visit"
"""The part of a page's address that says which of them it shows."""
MOST_TRIED = 30
"""A browser may send more cookies; those beyond this number are not looked up."""
_DIGITS = 18
WALLS_COOKIE_LASTS = 400 * 24 * 3600
"""These seconds are the most that a browser keeps one, and each look begins them anew."""


@immutable
class Looker:
    """Somebody who may look, as of now."""

    visit: BoardVisit
    audience: BoardAudience


class Lookers:
    def __init__(self, desks: Desks, clock: Clock, address: BoardAddress) -> None:
        self._desks = desks
        self._clock = clock
        self._safe = address.is_safe
        self._cookie = SAFE_COOKIE if address.is_safe else COOKIE

    async def looker(self, request: Request) -> Looker:
        """Who sent this request; refuse whoever may not look, or may not any more."""
        async with self._desks.database.reading() as session:
            found = await self._of(session, request)
        if self._clock.now() - found.visit.seen_at >= visiting.SEEN_EVERY:
            await self.note_seen([found.visit.key])
        return found

    async def _of(self, session: Session, request: Request) -> Looker:
        visit = await self.visit(session, request)
        if visit is None:
            raise Refusal("board_no_visit")
        desk = await self.desk(session, visit.jurisdiction, locale_of(request) or visit.locale)
        return Looker(visit, await visiting.audience(desk, visit))

    async def visit(self, session: Session, request: Request) -> BoardVisit | None:
        return await self._numbered(session, request, request.path_params[VISIT])

    async def newest(self, request: Request) -> BoardVisit | None:
        """The visit that began last of those that go on, or else of those that are over."""
        async with self._desks.database.reading() as session:
            numbers = sorted(self._numbers(request), reverse=True)[:MOST_TRIED]
            tried = [await self._numbered(session, request, number) for number in numbers]
        found = [one for one in tried if one is not None]
        going_on = (one for one in found if visiting.goes_on(one, self._clock.now()))
        return next(going_on, found[0] if found else None)

    def _numbers(self, request: Request) -> Iterator[int]:
        for name in request.cookies:
            number = name.removeprefix(self._cookie)
            if number != name and number.isascii() and number.isdigit() and len(number) < _DIGITS:
                yield int(number)

    async def _numbered(self, session: Session, request: Request, number: int) -> BoardVisit | None:
        token = request.cookies.get(self._name(number))
        found = await visits.of_token(session, visiting.hash_of(token)) if token else None
        return found if found is not None and found.key == number else None

    def _name(self, number: int) -> str:
        return f"{self._cookie}{number}"

    async def desk(self, session: Session, jurisdiction: str, locale: str) -> Desk:
        """A desk that decides nothing."""
        desks = replace(self._desks, locale=locale)
        return await desks.at(session, jurisdiction, self._clock.now(), "board")

    async def note_seen(self, ids: list[int]) -> None:
        await unbroken(self._note_seen(ids, self._clock.now()))

    async def _note_seen(self, ids: list[int], now: datetime) -> None:
        async with self._desks.database.transaction() as session:
            await visits.note_seen(session, ids, now)

    def keep(self, response: Response, token: str, visit: BoardVisit) -> None:
        lasts = (
            WALLS_COOKIE_LASTS
            if visit.ends_at is None
            else int(visiting.PERSON_STAYS.total_seconds())
        )
        response.set_cookie(
            self._name(visit.key),
            token,
            max_age=lasts,
            path="/",
            secure=self._safe,
            httponly=True,
            samesite="strict",
        )

    def forget(self, response: Response, visit: BoardVisit) -> None:
        response.delete_cookie(
            self._name(visit.key), path="/", secure=self._safe, httponly=True, samesite="strict"
        )

    def renew(self, request: Request, response: Response, looker: Looker) -> None:
        """Let a wall's cookie begin anew, as a wall stays for years."""
        token = request.cookies.get(self._name(looker.visit.key))
        if looker.visit.wall is not None and token:
            self.keep(response, token, looker.visit)


def page_of(visit: BoardVisit) -> str:
    """The address of its page; what belongs to the page is told from there, after the slash."""
    return f"/board/{visit.key}/"


def locale_of(request: Request) -> str | None:
    """The language that the page's address asks for."""
    asked = request.query_params.get("language")
    return asked if asked in LOCALES else None
