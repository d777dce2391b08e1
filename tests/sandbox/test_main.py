"""`python -m sandbox` by itself."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from sandbox import HANG

TOKEN = "5:x"


@asynccontextmanager
async def started(*arguments: str) -> AsyncIterator[dict[str, str]]:
    """Run it, yield what it says about itself, and end it with a signal."""
    command = (sys.executable, "-m", "sandbox", "--port", "0", "--token", TOKEN, *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    assert process.stdout is not None
    async with asyncio.timeout(HANG):
        shown = [(await process.stdout.readline()).decode().split() for _ in range(4)]
        yield dict(shown)
        process.terminate()
        _, complaints = await process.communicate()
    assert (process.returncode, complaints) == (0, b"")


async def test_it_prints_its_address_serves_and_ends_on_a_signal() -> None:
    groups = ("--group", "公安局", "--supergroup", "指挥部", "--forum", "日报")
    async with started(*groups) as said, httpx.AsyncClient(timeout=HANG, trust_env=False) as client:
        me = (await client.get(f"{said['base_url']}{TOKEN}/getMe")).json()
        found = (await client.get(f"{said['base_url']}{TOKEN}/getUpdates")).json()["result"]
    assert me["result"]["id"] == 5
    chats = [one["my_chat_member"]["chat"] for one in found if "my_chat_member" in one]
    kinds = {(chat["title"], chat["type"], chat.get("is_forum", False)) for chat in chats}
    assert kinds == {
        ("公安局", "group", False),
        ("指挥部", "supergroup", False),
        ("日报", "supergroup", True),
    }


async def test_it_takes_a_clock_and_the_rest_of_its_choices() -> None:
    # A clock that stands still: on one that runs, a slow machine would keep below the ceiling.
    chosen = ("--clock", "2026-12-01T07:50+08:00 x0", "--limits", "--lenient", "--member")
    async with started(*chosen) as said, httpx.AsyncClient(timeout=HANG, trust_env=False) as client:
        await client.get(f"{said['base_url']}{TOKEN}/getUpdates?colour=red")
        found = (await client.get(f"{said['base_url']}{TOKEN}/getUpdates")).json()["result"]
        change = found[0]["my_chat_member"]
        url = f"{said['base_url']}{TOKEN}/sendMessage?chat_id={change['chat']['id']}&text=x"
        codes = [(await client.get(url)).status_code for _ in range(5)]
    assert change["new_chat_member"]["status"] == "member"
    assert change["date"] == 1796082600
    assert 429 in codes


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("--help",), 0, "usage: python -m sandbox"),
        (("--clock", "2026-12-01T07:50"), 2, "names no zone"),
    ],
)
async def test_it_explains_itself(arguments: tuple[str, ...], code: int, text: str) -> None:
    command = (sys.executable, "-m", "sandbox", *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
    said, complaints = await process.communicate()
    assert process.returncode == code
    assert text in (said + complaints).decode()
