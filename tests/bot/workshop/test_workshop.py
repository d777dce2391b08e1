"""The process that makes documents and reads uploads: within limits, and replaceable."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.workshop.crafts import CRAFTS, Craft
from bot.workshop.workshop import OverLimit, Workshop, WorkshopFault
from sandbox import HANG

MORE_THAN_IS_TAKEN_AHEAD = 2**18
"""Bytes, twice as many as come in while nobody reads."""
TRICKS = "tests.bot.workshop.tricks:"
CRAFTS_OF_TRICKS = {
    name: Craft(f"{TRICKS}{name}", seconds=20, megabytes=512)
    for name in (
        "echo",
        "in_stages",
        "process",
        "die",
        "swell",
        "stumble",
        "call",
        "run",
        "secrets",
        "over_the_limit",
    )
} | {"sleep": Craft(f"{TRICKS}sleep", seconds=0.05)}


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    ours = Workshop(CRAFTS_OF_TRICKS)
    yield ours
    await ours.close()


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_one_process_makes_one_after_the_other(workshop: Workshop) -> None:
    assert workshop.pid is None
    made = await asyncio.gather(*(workshop.make("process", None) for _ in range(5)))
    assert set(made) == {str(workshop.pid).encode()}
    large = {"text": "污染" * 1_000_000}
    assert await workshop.make("echo", large) == repr(large).encode()


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("die", "workshop_died"),
        ("sleep", "workshop_slow"),
        ("swell", "workshop_too_big"),
        ("stumble", "workshop_failed"),
    ],
)
async def test_what_goes_wrong_ends_one_request_and_the_next_finds_another_process(
    workshop: Workshop, kind: str, key: str
) -> None:
    first = int(await workshop.make("process", None))
    with pytest.raises(WorkshopFault) as fault:
        await workshop.make(kind, None)
    assert fault.value.key == key
    assert "stranger" not in str(fault.value)
    assert not runs(first)
    assert int(await workshop.make("process", None)) != first


async def test_it_tells_how_far_it_is(workshop: Workshop) -> None:
    heard: list[tuple[int, int]] = []
    made = await workshop.make("in_stages", [10, 1, 30], heard=lambda *far: heard.append(far))
    assert made == bytes([10, 1, 30])
    assert heard == [(10, 46), (11, 46), (41, 46)]
    assert await workshop.make("echo", 1) == b"1"
    assert len(heard) == 3


async def test_what_waits_behind_a_request_that_fails_is_made(workshop: Workshop) -> None:
    asked: list[Any] = [workshop.make("die", None), workshop.make("echo", "次日")]
    died, made = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(died, WorkshopFault)
    assert made == repr("次日").encode()


async def test_it_reaches_neither_the_network_nor_other_programs_nor_our_secrets(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QINGKONG_TOKEN", "123:secret")
    assert await workshop.make("secrets", None) == b"[]"
    with socket.create_server(("127.0.0.1", 0)) as server:
        for kind, view in (("call", server.getsockname()), ("run", None)):
            with pytest.raises(WorkshopFault, match="PermissionError"):
                await workshop.make(kind, view)


async def test_it_ends_when_nobody_has_asked_for_a_while() -> None:
    ours = Workshop(CRAFTS_OF_TRICKS, idle=0.0)
    pid = int(await ours.make("process", None))
    async with asyncio.timeout(30):
        while runs(pid):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert await ours.make("echo", 1) == b"1"
    await ours.close()
    assert ours.pid is None


async def test_a_request_that_is_given_up_leaves_no_answer_for_the_next(
    workshop: Workshop,
) -> None:
    await workshop.make("process", None)
    waiting = asyncio.create_task(workshop.make("echo", "first"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert await workshop.make("echo", "second") == b"'second'"


async def test_no_answer_comes_into_our_memory_that_is_larger_than_we_take() -> None:
    ours = Workshop(CRAFTS_OF_TRICKS, most=100)
    exactly = await ours.make("echo", "x" * 98)
    with pytest.raises(OverLimit) as fault:
        await ours.make("echo", "x" * 99)
    assert (len(exactly), fault.value.size) == (100, 101)
    assert await ours.make("echo", 1) == b"1"
    await ours.close()


@pytest.mark.parametrize("kind", CRAFTS)
def test_each_craft_names_a_function_that_is_there(kind: str) -> None:
    from bot.workshop import inside

    assert callable(inside._function(CRAFTS[kind].made_by))


async def test_an_answer_of_which_nobody_takes_the_rest_holds_up_nobody(workshop: Workshop) -> None:
    given_up = asyncio.create_task(workshop.make("over_the_limit", None))
    async with asyncio.timeout(HANG):
        while _has_come(workshop) < MORE_THAN_IS_TAKEN_AHEAD:  # noqa: ASYNC110 - a pipe tells nobody
            await asyncio.sleep(0)
        given_up.cancel()
        await asyncio.wait([given_up])
        assert await workshop.make("echo", "words") == b"'words'"


def _has_come(workshop: Workshop) -> int:
    process = workshop._process
    return len(process.stdout._buffer) if process and process.stdout else 0  # type: ignore[attr-defined]
