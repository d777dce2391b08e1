"""What a backstage tells the page and does for it, and how one world takes another's place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox import HANG, Chat, Person, PlayClock, Server, World, serving
from sandbox.backstage import ActorState, Backstage, Due, Hint, Language, Mark, Opening, Ribbon
from tests.sandbox.conftest import START


@dataclass
class Rehearsal:
    """Keeps a note of what it was asked to do."""

    chat: str
    person: int
    done: list[str] = field(default_factory=list)
    hints: bool = True
    at_once: int = 0

    async def due(self, language: Language) -> Sequence[Due]:
        text = "催报" if language == "zh" else "reminder"
        return [Due(datetime.fromisoformat("2026-12-02T08:00+08:00"), text, self.chat)] * 100

    async def ribbon(self, language: Language) -> Ribbon:
        return Ribbon("orange", "橙色预警", (("收到", "36/38"),))

    async def marks(self, language: Language) -> Mapping[str, Mark]:
        return {self.chat: Mark("yellow", "黄单")}

    async def hint(self, language: Language) -> Hint | None:
        return Hint("请发", self.person, self.chat, fill="/warn") if self.hints else None

    def dismiss_hints(self) -> None:
        self.hints = False

    def positions(self, language: Language) -> Mapping[int, str]:
        return {self.person: "值班员"}

    def offices(self, language: Language) -> Mapping[int, str]:
        return {self.person: "示例县"}

    def panes(self) -> Sequence[tuple[int, str]]:
        return [(self.person, self.chat)]

    def actors(self, language: Language) -> Sequence[ActorState]:
        return [ActorState(self.person, "甲", "busy", "忙", on=True)]

    def switch_actor(self, person: int, on: bool) -> None:
        if person != self.person:
            raise LookupError("nobody")
        self.done.append(f"{person} {on}")

    def openings(self, language: Language) -> Sequence[Opening]:
        return (Opening("board", "指挥看板" if language == "zh" else "Board"),)

    async def open(self, key: str) -> str:
        if key != "board":
            raise LookupError(key)
        self.done.append("open")
        return "http://127.0.0.1:1/board"

    async def to_next_due(self) -> None:
        self.at_once += 1
        await asyncio.sleep(0)
        assert self.at_once == 1
        self.at_once -= 1
        self.done.append("next")

    async def step(self, span: timedelta) -> None:
        self.done.append(f"step {span}")

    async def kill_and_restart(self) -> None:
        self.done.append("restart")

    async def start_over(self) -> None:
        self.done.append("start over")


@pytest.fixture
def backstage(group: Chat, alice: Person) -> Rehearsal:
    return Rehearsal(str(group.id), alice.id)


@pytest.fixture
async def staged(world: World, backstage: Rehearsal) -> AsyncIterator[Server]:
    kept: Backstage = backstage
    async with serving(world, backstage=kept) as server:
        yield server


@pytest.fixture
async def client(staged: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=staged.url, timeout=HANG, trust_env=False) as one:
        yield one


async def stage(client: httpx.AsyncClient, language: str = "zh") -> dict[str, Any]:
    shown: dict[str, Any] = (await client.get("/sandbox/stage", params={"lang": language})).json()
    return shown


async def test_the_stage_is_told(client: httpx.AsyncClient, backstage: Rehearsal) -> None:
    shown = await stage(client)
    assert shown["ribbon"] == {
        "level": "orange",
        "title": "橙色预警",
        "figures": [["收到", "36/38"]],
    }
    assert shown["marks"] == {backstage.chat: ["yellow", "黄单"]}
    assert shown["positions"] == {str(backstage.person): "值班员"}
    assert shown["offices"] == {str(backstage.person): "示例县"}
    assert shown["hint"]["fill"] == "/warn"
    assert shown["due"][0]["at"] == "2026-12-02T08:00:00+08:00"
    assert len(shown["due"]) == 60
    assert (await stage(client, "en"))["due"][0]["text"] == "reminder"
    assert "下一件" in (await client.get("/", params={"lang": "zh"})).text


async def test_what_lies_beside_is_opened_where_the_backstage_says(
    client: httpx.AsyncClient, backstage: Rehearsal
) -> None:
    assert (await stage(client))["openings"] == [{"key": "board", "text": "指挥看板"}]
    answer = await client.get("/sandbox/stage/open/board")
    assert (answer.status_code, answer.headers["location"]) == (303, "http://127.0.0.1:1/board")
    assert (await client.get("/sandbox/stage/open/other")).status_code == 404
    assert backstage.done == ["open"]


async def test_a_plain_world_has_no_stage(world: World) -> None:
    async with (
        serving(world) as server,
        httpx.AsyncClient(base_url=server.url, timeout=HANG, trust_env=False) as client,
    ):
        assert await stage(client) == {"back_in": 0}
        assert 'id="next-due"' not in (await client.get("/")).text
        assert (await client.post("/sandbox/stage/next")).status_code == 400
        assert (await client.get("/sandbox/stage/open/board")).status_code == 404


async def test_the_page_asks_the_backstage(client: httpx.AsyncClient, backstage: Rehearsal) -> None:
    person = backstage.person
    await client.post("/sandbox/stage/step", json={"seconds": 3600})
    await client.post("/sandbox/stage/actor", json={"person": person, "on": False})
    await client.post("/sandbox/stage/restart")
    await client.post("/sandbox/stage/start_over")
    await client.post("/sandbox/stage/hints/dismiss")
    assert backstage.done == ["step 1:00:00", f"{person} False", "restart", "start over"]
    assert (await stage(client))["hint"] is None
    unknown = await client.post("/sandbox/stage/actor", json={"person": 1, "on": False})
    assert unknown.status_code == 400


async def test_the_clock_is_moved_by_one_at_a_time(
    client: httpx.AsyncClient, backstage: Rehearsal
) -> None:
    await asyncio.gather(*(client.post("/sandbox/stage/next") for _ in range(4)))
    assert backstage.done == ["next"] * 4


async def heard(client: httpx.AsyncClient, play: str) -> AsyncIterator[str]:
    asked = {"play": play, "since": "0"}
    async with client.stream("GET", "/sandbox/events", params=asked) as events:
        async for line in events.aiter_lines():
            if line.startswith("event:"):
                yield line.removeprefix("event: ")


async def test_pages_hear_that_their_world_is_over(
    client: httpx.AsyncClient, staged: Server
) -> None:
    play = (await client.get("/sandbox/state")).json()["play"]
    other = World(PlayClock(START, speed=0))
    other.add_person("新人")
    async with asyncio.timeout(HANG):
        events = heard(client, play)
        assert await anext(events) == "news"
        staged.show(other)
        assert [event async for event in events][-1] == "over"
        # A page that missed it hears it as soon as it asks.
        assert [event async for event in heard(client, play)] == ["over"]
    state = (await client.get("/sandbox/state")).json()
    assert [person["name"] for person in state["people"]] == ["新人"]
    assert state["play"] != play
