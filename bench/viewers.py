"""Measures what fifty open command boards cost, and how soon each shows what was decided."""

import asyncio
import json
import secrets
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx

from bench import office as offices
from bench import season
from bench.apart import started
from bench.databases import KINDS, Databases
from bench.figures import Figure, Size
from bench.office import Office
from bench.telegram import Telegram
from bot.clock import RealClock
from bot.setup import BoardSite, Setup
from office.board_access import visiting
from office.desk import Desks
from storage.board_access.visits import BoardVisit
from storage.database import Database

VIEWERS, BODIES = 50, 45
PATIENCE = 120.0
SHOWN_WITHIN = 1.0
SHARE_AT_REST = 0.05


@dataclass(frozen=True, slots=True)
class Watched(Office):
    """An office whose board is served."""

    port: int = 0

    def setup(self) -> Setup:
        site = BoardSite(f"http://127.0.0.1:{self.port}", "127.0.0.1", self.port)
        # A dataclass with slots is another class than the one that `super` would look for.
        return replace(Office.setup(self), board=site)


@dataclass(frozen=True, slots=True)
class Cost:
    share: float
    """The share of a core that the bot takes while everybody looks and nothing happens."""
    first: float
    """Seconds until the first page stood, with a season behind it."""
    waits: tuple[float, ...]
    """Seconds from each decision until each page showed it."""


@dataclass(frozen=True, slots=True)
class Viewers:
    costs: dict[str, Cost]

    def figures(self) -> Sequence[Figure]:
        return [line for kind, cost in self.costs.items() for line in _figures(kind, cost)]


def _figures(kind: str, cost: Cost) -> Sequence[Figure]:
    name, waits = kind.lower(), sorted(cost.waits)
    title = f"Board, {VIEWERS} viewers, {BODIES} bodies, a season, {kind}"
    return (
        Figure(f"board_first_{name}", title, cost.first, "s", at_most=SHOWN_WITHIN),
        Figure(
            f"board_rest_{name}", "  share of a core at rest", cost.share, at_most=SHARE_AT_REST
        ),
        Figure(f"board_p50_{name}", "  decided to shown, p50", statistics.median(waits), "s"),
        Figure(
            f"board_p99_{name}",
            "  decided to shown, p99",
            waits[int(0.99 * (len(waits) - 1))],
            "s",
            at_most=SHOWN_WITHIN,
        ),
    )


def measure(telegram: Telegram, databases: Databases, size: Size) -> Viewers:
    return Viewers({kind: _cost(telegram, databases, kind, size) for kind in KINDS})


def _cost(telegram: Telegram, databases: Databases, kind: str, size: Size) -> Cost:
    address = telegram.set(BODIES, staff=VIEWERS, limits=False)
    watched = Watched(address, databases.fresh(kind), databases.folder, port=_free_port())
    tokens = asyncio.run(_prepare(watched))
    changes = max(size.questions // 2, 2)
    rest = 10.0 if size.name == "full" else 1.0
    with started(_run, watched, rest, changes) as running:
        shown = asyncio.run(_look_on(watched, tokens, changes))
        share, decided = running.result()
    waits = [
        min(at for at in ats if at >= began) - began
        for began in decided
        for ats in shown.pages
        if any(at >= began for at in ats)
    ]
    return Cost(share, shown.first, tuple(waits))


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


async def _prepare(office: Office) -> list[str]:
    """Enrol everybody, write a season, and let all who look in already."""
    plan = await offices.enrol(office)
    database, now = Database(office.database_url), RealClock().now()
    tokens = [secrets.token_urlsafe(16) for _ in office.address.staff]
    async with Desks(database).open(plan.jurisdiction, now, "cli:bench") as desk:
        await season.pass_season(desk, plan, now - timedelta(days=120))
        for token, person in zip(tokens, office.address.staff, strict=True):
            desk.session.add(
                BoardVisit(
                    jurisdiction=plan.jurisdiction,
                    token_hash=visiting.hash_of(token),
                    user_id=person.id,
                    locale="zh",
                    made_at=now,
                    seen_at=now,
                    ends_at=now + visiting.PERSON_STAYS,
                )
            )
    await database.close()
    return tokens


# What follows runs in the bot's process.


def _run(office: Watched, rest: float, changes: int) -> tuple[float, list[float]]:
    return asyncio.run(_serve(office, rest, changes))


async def _serve(office: Watched, rest: float, changes: int) -> tuple[float, list[float]]:
    async with office.running() as runtime:
        # No event says that everybody has come.
        while runtime.board_viewers < VIEWERS:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        await asyncio.sleep(2)
        cpu, began = time.process_time(), time.monotonic()
        await asyncio.sleep(rest)
        share = (time.process_time() - cpu) / (time.monotonic() - began)
        decided = []
        async with runtime.desks.open("bench", runtime.clock.now(), "clock") as desk:
            await offices.issue_alert(desk)
        await asyncio.sleep(5)
        for _ in range(changes):
            async with runtime.desks.open("bench", runtime.clock.now(), "clock") as desk:
                await desk.record("tried")
            decided.append(time.monotonic())
            await asyncio.sleep(3)
        return share, decided


# What follows runs beside the bot, as its viewers do.


@dataclass(slots=True)
class Shown:
    first: float
    pages: list[list[float]]
    """When each new page stood, a list a viewer."""


async def _look_on(office: Watched, tokens: Sequence[str], changes: int) -> Shown:
    url = f"http://127.0.0.1:{office.port}"
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(
        base_url=url, timeout=PATIENCE, trust_env=False, limits=limits
    ) as http:
        await _until_served(http)
        began = time.monotonic()
        await _page(http, tokens[0])
        shown = Shown(time.monotonic() - began, [[] for _ in tokens])
        looking = [
            asyncio.create_task(_look(http, token, ats))
            for token, ats in zip(tokens, shown.pages, strict=True)
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


async def _page(http: httpx.AsyncClient, token: str) -> None:
    answer = await http.get("/board", headers=_cookie(token))
    answer.raise_for_status()


async def _look(http: httpx.AsyncClient, token: str, ats: list[float]) -> None:
    version = None
    async with http.stream("GET", "/board/events", headers=_cookie(token)) as stream:
        async for line in stream.aiter_lines():
            if not line.startswith("data: "):
                continue
            said = json.loads(line.removeprefix("data: ")).get("version", version)
            if said != version:
                version = said
                await _page(http, token)
                ats.append(time.monotonic())


def _cookie(token: str) -> dict[str, str]:
    return {"Cookie": f"qingkong_board={token}"}
