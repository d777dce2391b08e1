"""Somebody outside is told each minute that all is well, and hears nothing while it is not."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import logs
from bot.duties.outside_heartbeat import Lifeline
from sandbox.listener import Listener
from storage import agenda
from tests.harness.stage import Stage
from tests.stories.passages import all_confirm, issue

SECRET = "ping-5f1d"


@asynccontextmanager
async def outside() -> AsyncIterator[tuple[str, list[str]]]:
    """A service that listens for the heartbeat; it keeps what it has heard."""
    heard: list[str] = []

    async def app(scope: dict[str, str], receive: object, send: Send) -> None:
        heard.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"OK"})

    listener = Listener(app)  # type: ignore[arg-type]
    await listener.start("127.0.0.1", 0)
    yield f"{listener.url}/alive", heard
    await listener.stop()


Send = Callable[[dict[str, object]], Awaitable[None]]


async def test_the_outside_hears_us_while_all_is_in_order(stage: Stage) -> None:
    await all_confirm(stage, await issue(stage))
    async with outside() as (url, heard):
        await stage.stop()
        every_minute = timedelta(minutes=1)
        stage.setup = replace(stage.setup, heartbeat_url=url, prove_every=every_minute)
        await stage.start()
        assert heard == ["/alive"]
        await stage.advance(minutes=1)
        assert len(heard) == 2

        broken = await something_that_always_fails(stage)
        for _ in range(20):
            await stage.advance(minutes=1)
        stage.expect(stage.cast.office, "自查发现问题", "其他事项")
        stage.expect_silence()
        silent_since = len(heard)
        await stage.advance(minutes=1)
        assert len(heard) == silent_since

        await give_it_up(stage, broken)
        await stage.advance(minutes=1)
        assert len(heard) == silent_since + 1
        while any("no_such_kind" in line for line in stage.errors.lines):
            stage.expect_error("no_such_kind")
        await stage.stop()


async def test_an_address_that_is_none_breaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """There is no such port; and whatever secret the address holds is not told."""
    logs.connect_structlog()
    await Lifeline(f"http://127.0.0.1:99999999/{SECRET}").pull()
    assert "lifeline_not_reached" in caplog.text
    assert SECRET not in caplog.text


async def something_that_always_fails(stage: Stage) -> str:
    async with stage.database.transaction() as session:
        await agenda.schedule(
            session,
            jurisdiction=stage.plan.jurisdiction,
            kind="no_such_kind",
            subject=1,
            due_at=stage.clock.now(),
        )
    return "no_such_kind"


async def give_it_up(stage: Stage, kind: str) -> None:
    async with stage.database.transaction() as session:
        await agenda.cancel(
            session,
            jurisdiction=stage.plan.jurisdiction,
            kind=kind,
            subject=1,
            at=stage.clock.now(),
        )
