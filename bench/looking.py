"""People who look at the command board, each in a browser of their own, and when they saw what."""

import asyncio
import json
import secrets
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx

from bench import office as offices
from bench import season
from bench.office import Office
from bot.clock import RealClock
from bot.runtime import Runtime
from bot.setup import BoardSite, Setup
from office.board_access import visiting
from office.desk import Desks
from storage.board_access.visits import BoardVisit
from storage.database import Database

PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Watched(Office):
    """An office whose board is served."""

    port: int = 0

    def setup(self) -> Setup:
        site = BoardSite(f"http://127.0.0.1:{self.port}", "127.0.0.1", self.port)
        # A dataclass with slots is another class than the one that `super` would look for.
        return replace(Office.setup(self), board=site)


@dataclass(frozen=True, slots=True)
class Pass:
    """The cookie that a browser keeps once it was let in, and the visit that the cookie is for."""

    visit: int
    token: str

    @property
    def page(self) -> str:
        return f"/board/{self.visit}/"

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"qingkong_board_{self.visit}={self.token}"}


@dataclass(slots=True)
class Shown:
    first: float
    """Seconds until the first page stood."""
    pages: list[list[float]]
    """When each new page stood, a list a viewer."""

    def waits(self, decided: Sequence[float]) -> list[float]:
        """Seconds from each decision until each viewer had a newer page."""
        return [
            min(at for at in ats if at >= began) - began
            for began in decided
            for ats in self.pages
            if any(at >= began for at in ats)
        ]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


async def prepare(office: Office) -> list[Pass]:
    """Enrol everybody, write a season, and let all who look in already."""
    plan = await offices.enrol(office)
    database, now = Database(office.database_url), RealClock().now()
    async with Desks(database).open(plan.jurisdiction, now, "cli:bench") as desk:
        await season.pass_season(desk, plan, now - timedelta(days=120))
        tokens = {secrets.token_urlsafe(16): person.id for person in office.address.staff}
        visits = [
            BoardVisit(
                jurisdiction=plan.jurisdiction,
                token_hash=visiting.hash_of(token),
                user_id=user_id,
                locale="zh",
                made_at=now,
                seen_at=now,
                ends_at=now + visiting.PERSON_STAYS,
            )
            for token, user_id in tokens.items()
        ]
        desk.session.add_all(visits)
        await desk.session.flush()
        passes = [Pass(row.key, token) for row, token in zip(visits, tokens, strict=True)]
    await database.close()
    return passes


async def until_all_look(runtime: Runtime, viewers: int) -> None:
    # No event says that everybody has come.
    while runtime.board_viewers < viewers:  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    await asyncio.sleep(2)


async def look_on(office: Watched, passes: Sequence[Pass]) -> Shown:
    """Look until the bot ends."""
    url = f"http://127.0.0.1:{office.port}"
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(
        base_url=url, timeout=PATIENCE, trust_env=False, limits=limits
    ) as http:
        await _until_served(http)
        began = time.monotonic()
        await _page(http, passes[0])
        shown = Shown(time.monotonic() - began, [[] for _ in passes])
        looking = [
            asyncio.create_task(_look(http, one, ats))
            for one, ats in zip(passes, shown.pages, strict=True)
        ]
        # They end with the bot, whatever they are asking for by then.
        await asyncio.gather(*looking, return_exceptions=True)
    return shown


async def _until_served(http: httpx.AsyncClient) -> None:
    while True:
        try:
            await http.get("/board")
        except httpx.TransportError:
            await asyncio.sleep(0.1)
        else:
            return


async def _page(http: httpx.AsyncClient, one: Pass) -> None:
    answer = await http.get(one.page, headers=one.cookie)
    answer.raise_for_status()


async def _look(http: httpx.AsyncClient, one: Pass, ats: list[float]) -> None:
    version = None
    async with http.stream("GET", f"{one.page}events", headers=one.cookie) as stream:
        async for line in stream.aiter_lines():
            if not line.startswith("data: "):
                continue
            said = json.loads(line.removeprefix("data: ")).get("version", version)
            if said != version:
                version = said
                await _page(http, one)
                ats.append(time.monotonic())
