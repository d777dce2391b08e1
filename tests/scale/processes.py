"""Bots as an operator runs them side by side: each in a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from sandbox import HANG


@dataclass(slots=True)
class BotProcess:
    name: str
    process: asyncio.subprocess.Process
    said: list[str]
    """Its log, line by line."""
    _reading: "asyncio.Task[None]"
    started: asyncio.Event

    def kill(self) -> None:
        """Kill it without a warning, as a power cut does."""
        self.process.send_signal(signal.SIGKILL)

    async def close(self) -> None:
        if self.process.returncode is None:
            self.kill()
        await self.process.wait()
        await self._reading


@asynccontextmanager
async def running(names: tuple[str, ...], **settings: str) -> AsyncIterator[list[BotProcess]]:
    """Start them together and wait until all are ready; none is left when this ends."""
    async with AsyncExitStack() as stack:
        processes = [await _start(name, settings) for name in names]
        for one in processes:
            stack.push_async_callback(one.close)
        async with asyncio.timeout(HANG):
            await asyncio.gather(*(one.started.wait() for one in processes))
        yield processes


async def _start(name: str, settings: dict[str, str]) -> BotProcess:
    outside = {key: value for key, value in os.environ.items() if "QINGKONG" not in key}
    given = {
        f"QINGKONG_{key.upper()}": value for key, value in (settings | {"process": name}).items()
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        env=outside | given,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    said: list[str] = []
    started = asyncio.Event()
    reading = asyncio.create_task(_read(process, said, started))
    return BotProcess(name, process, said, reading, started)


async def _read(
    process: asyncio.subprocess.Process, said: list[str], started: asyncio.Event
) -> None:
    assert process.stderr is not None
    while line := (await process.stderr.readline()).decode():
        said.append(line)
        if '"started"' in line:
            started.set()
