"""Browsers for the command board: each keeps its cookies, and says where a form was sent from."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from bot.setup import BoardSite
from sandbox import HANG, Message, Person
from tests.bot.web.test_endpoints import free_port
from tests.harness.stage import Stage


async def serve(stage: Stage, public: str = "") -> str:
    """The same bot again, now with a board at an address of its own.

    People reach it there, or under a public address through a proxy.
    """
    await stage.stop()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    stage.setup = replace(stage.setup, board=BoardSite(public or url, "127.0.0.1", port))
    await stage.start()
    return url


def link_in(message: Message) -> str:
    (url,) = [one.url for one in message.buttons() if one.url]
    return url


def with_link(stage: Stage, person: Person) -> Message:
    """What came in private with a link, whatever is told in words beside it."""
    return next(one for one in stage.skim(stage.cast.private(person)) if _leads(one))


def _leads(message: Message) -> bool:
    return any(one.url for one in message.buttons())


async def link_for(stage: Stage, person: Person) -> str:
    """The link that somebody is sent who asks for the board in private."""
    await stage.tell(person, "/board")
    return link_in(with_link(stage, person))


@dataclass
class Browser:
    http: httpx.AsyncClient
    origin: str
    page: str = "/board"
    """Where its page stands, once it was let in."""

    async def open(self, path: str = "") -> httpx.Response:
        """Its page, or another address; what is told without a slash stands below its page."""
        return await self.http.get(self.address(path))

    def address(self, path: str = "") -> str:
        return path if "/" in path[:1] or "://" in path else f"{self.page}{path}"

    async def press(self, path: str, **headers: str) -> httpx.Response:
        """Send the form of a page; headers say otherwise where a test forges one."""
        return await self.http.post(self.address(path), headers={"Origin": self.origin, **headers})

    async def enter(self, link: str) -> httpx.Response:
        assert (await self.open(link)).status_code == 200
        entered = await self.press(link)
        assert entered.status_code == 303
        self.page = entered.headers["location"]
        return await self.open()

    @asynccontextmanager
    async def listening(self, **headers: str) -> AsyncIterator["Stream"]:
        async with self.http.stream("GET", self.address("events"), headers=headers) as answer:
            yield Stream(answer, answer.aiter_lines())


@dataclass
class Event:
    name: str = ""
    number: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Stream:
    answer: httpx.Response
    lines: AsyncIterator[str]

    async def next(self) -> Event | None:
        """The next event; None where the stream has ended."""
        event = Event()
        async for line in self.lines:
            name, _, said = line.partition(": ")
            if name == "event":
                event.name = said
            elif name == "id":
                event.number = said
            elif name == "data":
                event.facts = json.loads(said)
            elif not line and event.name:
                return event
        return None

    async def until_ended(self) -> Event | None:
        """The last event before the stream ended."""
        last = None
        while (event := await self.next()) is not None:
            last = event
        return last


@asynccontextmanager
async def browser(url: str) -> AsyncIterator[Browser]:
    async with httpx.AsyncClient(base_url=url, timeout=HANG, trust_env=False) as http:
        yield Browser(http, url)
