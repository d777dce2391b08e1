"""Plays episodes by their seeds, and tells of each how it went."""

import io
import logging
import random
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import logs
from sandbox import World
from tests.faults import exercise_checks, inspection_checks, sky_checks, supervision_checks
from tests.faults.absence import refusing_while
from tests.faults.checks import check
from tests.faults.episode import AGENCIES, CONFERRING, Episode
from tests.faults.process import ProcessStage
from tests.faults.stage import FaultStage, fault_stage
from tests.faults.supervision import is_aired, is_inspected, is_supervised, plan_supervision
from tests.faults.troubles import plan_troubles
from tests.harness.databases import Backend
from tests.harness.stage import Scene

Watch = Callable[[World], None]

ONE_IN = 5
"""One of this many episodes has its bot in a process of its own."""


@dataclass(frozen=True, slots=True)
class Outcome:
    seed: int
    as_process: bool
    deaths: int
    events: int
    seconds: float
    error: str | None

    def __str__(self) -> str:
        how = "SIGKILL" if self.as_process else "kill"
        verdict = "ok" if self.error is None else "FAILED"
        return (
            f"seed {self.seed}: {verdict}, {self.deaths} x {how}, {self.events} events, "
            f"{self.seconds:.1f} s"
        )


def is_process(seed: int) -> bool:
    return seed % ONE_IN == 0


async def play(
    seed: int, backend: Backend, folder: Path, watch: Watch = lambda world: None
) -> Outcome:
    """Play one episode on a database of its own; `watch` is called before anything is said."""
    chance = random.Random(seed)
    agencies = AGENCIES[: chance.randint(3, 5)]
    if is_aired(seed):
        agencies = (*CONFERRING, *agencies[:3])
    scene = Scene(
        agencies=agencies,
        basic_groups=agencies[-1:],
        limits=chance.random() < 0.5,
        problem_ladder=is_supervised(seed),
        inspection=is_inspected(seed),
        sky=is_aired(seed),
    )
    kind = ProcessStage if is_process(seed) else FaultStage
    began = time.monotonic()
    with listening() as log:
        async with fault_stage(await backend.fresh(), folder, scene, kind) as stage:
            watch(stage.world)
            with refusing_while(lambda: stage.disk_is_full):
                error = await _played(seed, Episode(stage, chance), log)
            events, deaths = len(stage.world.log), stage.deaths
    return Outcome(seed, is_process(seed), deaths, events, time.monotonic() - began, error)


async def _played(seed: int, episode: Episode, log: io.StringIO) -> str | None:
    plan_troubles(episode)
    supervision = await plan_supervision(episode, seed) if is_supervised(seed) else None
    try:
        await episode.play()
        await check(episode, log.getvalue() + _log_of(episode.stage))
        if supervision is not None:
            await supervision_checks.check(episode, supervision)
            if supervision.inspections is not None:
                await inspection_checks.check(episode, supervision.inspections)
            if supervision.sky is not None:
                await sky_checks.check(episode, supervision.sky)
            if supervision.exercising is not None:
                await exercise_checks.check(episode, supervision.exercising)
    # Whatever it was, we report the seed and play the next episode.
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error} ({where.name}: {where.line})"
        return f"{said}\n{_tail(log)}"
    return None


def _log_of(stage: FaultStage) -> str:
    return stage.log.read_text() if isinstance(stage, ProcessStage) else ""


def _tail(log: io.StringIO, lines: int = 60) -> str:
    return "\n".join(log.getvalue().splitlines()[-lines:])


@contextmanager
def listening() -> Iterator[io.StringIO]:
    log, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure(as_json=True)
    root.handlers[:] = [_into(log, root.handlers[0])]
    try:
        yield log
    finally:
        root.handlers[:] = before
        root.setLevel(level)


def _into(log: io.StringIO, handler: logging.Handler) -> logging.Handler:
    kept: logging.Handler = logging.StreamHandler(log)
    kept.setFormatter(handler.formatter)
    return kept
