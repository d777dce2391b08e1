"""Runs the bot as a process of its own, which SIGKILL ends, on a clock that the test moves.

The clock, and what the bot has to say of itself, are a few numbers in a file that both have mapped
into memory. Run as a program, this file is the bot.
"""

import asyncio
import mmap
import os
import signal
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import logs
from bot.clock import RehearsalClock
from bot.runtime import Runtime, Setup
from sandbox import HANG
from tests.faults.absence import refusing_while
from tests.faults.stage import DATABASE_AWAY, LOOK, FaultStage

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
NEVER = -1
BOARD, LOG = "board", "bot.log"
"""The file that both have mapped into memory, and what the bot logs."""
LAYOUT = struct.Struct("<qqqqq")
"""The numbers in the file, in this order.

They are: now; how often the bot was asked whether it is idle; to which of these it has answered;
when it is due again; whether the disk is full.
"""
NOW, ASKED, ANSWERED, DUE, FULL = (8 * place for place in range(5))


class EndedByItself(RuntimeError):
    pass


class Board:
    """The shared numbers; each has one writer."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(LAYOUT.pack(0, 0, 0, NEVER, False))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), LAYOUT.size)

    def read(self, place: int) -> int:
        return int(struct.unpack_from("<q", self._shared, place)[0])

    def write(self, place: int, number: int) -> None:
        struct.pack_into("<q", self._shared, place, number)

    def instant(self, place: int) -> datetime | None:
        number = self.read(place)
        return None if number == NEVER else EPOCH + number * MICROSECOND

    def show(self, place: int, instant: datetime | None) -> None:
        self.write(place, _number(instant))


def _number(instant: datetime | None) -> int:
    return NEVER if instant is None else (instant - EPOCH) // MICROSECOND


@dataclass
class ProcessStage(FaultStage):
    process: asyncio.subprocess.Process | None = None
    board: Board = field(init=False)
    machines: list[Path] = field(default_factory=list)
    """The data folder of each machine on which it ran."""

    def __post_init__(self) -> None:
        self._go_to(self.setup.data_dir)
        self.clock.on_step(lambda: self.board.show(NOW, self.clock.now()))

    @property
    def alive(self) -> bool:
        return self.process is not None

    @property
    def log(self) -> Path:
        return self.setup.data_dir / LOG

    def logged(self) -> Iterator[str]:
        """What was logged on every machine on which it ran."""
        for folder in self.machines:
            yield from (folder / LOG).read_text().splitlines()

    async def start(self) -> None:
        setup = self.setup
        if setup.data_dir not in self.machines:
            self._go_to(setup.data_dir)
        arguments = [setup.api_base, setup.database_url, str(setup.data_dir)]
        arguments += ["paced" if setup.paced else "free", str(setup.prove_every.total_seconds())]
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", __name__, *arguments, stderr=log, env=self._environment()
            )
        try:
            await self.settle()
        except EndedByItself as error:
            if self.absence is None:
                raise
            raise ConnectionError("it found no database") from error

    def _go_to(self, machine: Path) -> None:
        self.board = Board(machine / BOARD)
        self.board.show(NOW, self.clock.now())
        self.machines.append(machine)

    def show_disk(self, *, full: bool) -> None:
        self.board.write(FULL, full)

    async def kill(self) -> None:
        process, self.process = self.process, None
        if process is not None and process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()

    async def stop(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.terminate()
            await process.wait()

    async def quiet(self) -> None:
        async with asyncio.timeout(HANG):
            while True:
                await self.fetched()
                await self._found_idle()
                if not self.cast.bot.updates.waiting():
                    return

    async def _found_idle(self) -> None:
        # A new question is asked each time, because an older answer tells what was true then.
        question = self.board.read(ASKED) + 1
        self.board.write(ASKED, question)
        while self.board.read(ANSWERED) != question:
            if self.process is not None and self.process.returncode is not None:
                raise EndedByItself(f"the bot has ended by itself: see {self.log}")
            await asyncio.sleep(LOOK)

    async def next_due(self) -> datetime | None:
        return self.board.instant(DUE) if self.alive else None

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "QINGKONG_TOKEN": self.setup.token}


async def _live(api_base: str, database_url: str, folder: str, *more: str) -> None:
    board = Board(Path(folder) / BOARD)
    clock = RehearsalClock(board.instant(NOW) or EPOCH)
    paced, prove_every = more[0] == "paced", timedelta(seconds=float(more[1]))
    setup = Setup(
        os.environ["QINGKONG_TOKEN"],
        api_base,
        database_url,
        Path(folder),
        paced=paced,
        prove_every=prove_every,
    )
    runtime = Runtime(setup, clock)
    following = asyncio.create_task(_follow(board, clock))
    with refusing_while(lambda: bool(board.read(FULL))):
        await _serve(runtime, board, clock, following)


async def _serve(
    runtime: Runtime, board: Board, clock: RehearsalClock, following: asyncio.Task[None]
) -> None:
    await runtime.start()
    while not following.done():
        question = board.read(ASKED)
        if question != board.read(ANSWERED):
            clock.step_to(board.instant(NOW) or EPOCH)
            await runtime.settled()
            board.show(DUE, await _next_due(runtime))
            board.write(ANSWERED, question)
        await asyncio.sleep(LOOK)


async def _next_due(runtime: Runtime) -> datetime | None:
    # The database is asked, and may be away just now.
    while True:
        try:
            return await runtime.next_due()
        except DATABASE_AWAY:
            await asyncio.sleep(LOOK)


async def _follow(board: Board, clock: RehearsalClock) -> None:
    stage = os.getppid()
    # A stage that is killed ends nobody, and this would wait for it for ever.
    while os.getppid() == stage:
        now = board.instant(NOW)
        if now is not None and now > clock.now():
            clock.step_to(now)
        await asyncio.sleep(LOOK)


if __name__ == "__main__":
    logs.configure(as_json=True)
    asyncio.run(_live(*sys.argv[1:]))
