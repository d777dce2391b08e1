"""The bot's side of the workshop: it starts the process at need, asks it, and ends it when idle."""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

import bot
from bot.workshop import frames
from bot.workshop.crafts import CRAFTS, Craft
from messages.documents.stages import Listener

log = structlog.stdlib.get_logger(__name__)

IDLE = 60.0
"""Seconds after the last request in which another would find the process there."""
START_WITHIN = 30.0
KEPT_SETTINGS = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TZ", "SYSTEMROOT")
"""All that the process sees of our environment, as its secrets are none of its business."""


class WorkshopFault(Exception):
    """It was not made; `key` names the phrase that says why, and what to do."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(f"{key} {detail}".strip())
        self.key = key


class OverLimit(WorkshopFault):
    def __init__(self, size: int) -> None:
        super().__init__("workshop_over_limit", str(size))
        self.size = size


class Workshop:
    def __init__(
        self,
        crafts: Mapping[str, Craft] = CRAFTS,
        idle: float = IDLE,
        most: int | None = None,
    ) -> None:
        self._crafts = crafts
        self._idle = idle
        self._most = most
        """The most bytes that are taken from the process, as they stand in this one's memory."""
        self._turn = asyncio.Lock()
        """Requests queue here: one process does one thing at a time, so two never add up."""
        self._process: Process | None = None
        self._leaving: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    async def make(
        self,
        kind: str,
        view: Any,
        template: bytes | None = None,
        heard: Listener = lambda _done, _total: None,
    ) -> bytes:
        """Make it from this view, which no database stands behind any more.

        With a template, that one is filled in. `heard` is told how far it is, where that is known.
        """
        async with self._turn:
            await self._stay()
            try:
                given = (view,) if template is None else (view, template)
                return await self._make(self._crafts[kind], given, heard)
            except WorkshopFault as fault:
                log.warning("not_made", kind=kind, reason=str(fault))
                raise
            finally:
                self._leaving = asyncio.create_task(self._leave(), name="workshop idle")

    async def close(self) -> None:
        await self._stay()
        await self._end()

    async def _make(self, craft: Craft, given: tuple[Any, ...], heard: Listener) -> bytes:
        # A season is some megabytes, which take a moment to be written down.
        asked = (craft.made_by, craft.seconds, craft.megabytes, given)
        request = await asyncio.to_thread(pickle.dumps, asked, pickle.HIGHEST_PROTOCOL)
        try:
            answer = await self._ask(request, craft.seconds, heard)
        # Whatever cut this short, the next answer of this process might be to this request.
        except BaseException:
            await self._end()
            raise
        if answer.startswith(frames.MADE):
            return answer.removeprefix(frames.MADE)
        # Nobody knows what a request that failed has left behind in it.
        await self._end()
        reason = answer.removeprefix(frames.FAILED).decode()
        key = "workshop_too_big" if reason == "MemoryError" else "workshop_failed"
        raise WorkshopFault(key, reason)

    async def _ask(self, request: bytes, seconds: float, heard: Listener) -> bytes:
        try:
            process = await self._started()
            async with asyncio.timeout(seconds):
                return await _exchange(process, request, self._most, heard)
        except TimeoutError:
            raise WorkshopFault("workshop_slow") from None
        except (asyncio.IncompleteReadError, OSError) as error:
            raise WorkshopFault("workshop_died", type(error).__name__) from None

    async def _started(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await _start()
            async with asyncio.timeout(START_WITHIN):
                await _read(self._process)
        return self._process

    async def _stay(self) -> None:
        leaving, self._leaving = self._leaving, None
        if leaving is not None:
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)

    async def _leave(self) -> None:
        await asyncio.sleep(self._idle)
        await self._end()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        # Its end is only heard of once its pipe was read to the end, and an answer that nobody took
        # fills the pipe, of which no more is read by itself.
        await process.communicate()


async def _start() -> Process:
    root = str(Path(bot.__file__).parent.parent)
    settings = {name: os.environ[name] for name in KEPT_SETTINGS if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.workshop.inside",
        stdin=PIPE,
        stdout=PIPE,
        env={**settings, "PYTHONPATH": root, "PYTHONUTF8": "1"},
        # Ctrl-C in a terminal is meant for the bot, which then ends this process itself.
        start_new_session=True,
    )


async def _exchange(process: Process, request: bytes, most: int | None, heard: Listener) -> bytes:
    if process.stdin is None:
        raise RuntimeError("the workshop was started without a pipe")
    process.stdin.write(frames.framed(request))
    await process.stdin.drain()
    while (far := frames.read_how_far(answer := await _read(process, most))) is not None:
        heard(*far)
    return answer


async def _read(process: Process, most: int | None = None) -> bytes:
    if process.stdout is None:
        raise RuntimeError("the workshop was started without a pipe")
    length = int.from_bytes(await process.stdout.readexactly(frames.LENGTH))
    size = length - len(frames.MADE)
    if most is not None and size > most:
        raise OverLimit(size)
    return await process.stdout.readexactly(length)
