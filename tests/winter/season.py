"""Plays a winter, day after day: people live it, and after each day what must hold is checked."""

import json
import os
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.faults.process import ProcessStage
from tests.faults.stage import FaultStage
from tests.harness.databases import Backend
from tests.winter import figures, year
from tests.winter.checks import Checks
from tests.winter.comings import Comings
from tests.winter.company import Company, Terms, gather
from tests.winter.figures import Known
from tests.winter.liaisons import ZONE
from tests.winter.public import Channels
from tests.winter.tape import Tape
from tests.winter.troubles import Troubles
from tests.winter.upkeep import Upkeep

DAY = timedelta(days=1)
QUIET_END = timedelta(hours=3)
AT_THE_DESK = ("office_staff", "director", "deputy_director")


Teller = Callable[["Season", date], None]
"""Is told of each day that was played."""


# As it ends, asyncio's runner makes a text of what the coroutine returned, with all that is in it:
# of a whole winter that would be gigabytes.
@dataclass(repr=False)
class Season:
    company: Company
    tape: Tape
    channels: Channels = field(default_factory=Channels)
    troubles: Troubles | None = None
    """None on a winter in which nothing goes wrong."""
    upkeep: Upkeep | None = None
    comings: Comings | None = None
    reports: list[year.Report] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    told: int = 0
    """How much of it was told already, while the winter went on."""
    seconds: dict[date, float] = field(default_factory=dict)
    played: str = ""
    """What people did beside the plain course, as the checks tell."""
    processor: float = 0.0
    """Seconds of it that all of this took, with the processes that were begun."""

    async def play(self, tell: Teller) -> None:
        company, stage, used = self.company, self.company.stage, _used()
        await stage.rise()
        await company.enrol()
        checks = Checks(company, self.tape)
        await self.channels.open(company)
        if company.terms.eve:
            for office in company.offices:
                office.exercising.plan_eve(company.terms.began_at)
        for number in range(company.terms.played):
            began = time.monotonic()
            day = company.terms.first + number * DAY
            for office in company.offices:
                office.officers.plan_day(day)
            for one in (self.troubles, self.upkeep, self.comings):
                if one is not None:
                    one.plan_day()
            await self._live_until(company.terms.began_at + (number + 1) * DAY)
            stage.skim()
            self._note(day, await checks.of_day(day))
            self._note(day, [*self.channels.wrong(company, self.tape)])
            self.seconds[day] = time.monotonic() - began
            tell(self, day)

        await self._end(day, checks)
        self.processor = _used() - used

    async def _end(self, day: date, checks: Checks) -> None:
        """Let the troubles end, look at everything, and take the reports of the years."""
        company, stage = self.company, self.company.stage
        stage.doom = None
        stage.world.faults.clear()
        await stage.back()
        if not stage.alive:
            await stage.rise()
        await self._live_until(stage.clock.now() + QUIET_END)
        self._note(day, await checks.thoroughly())
        self.played = checks.played()
        for office in company.offices:
            taken = await year.taken(company, office)
            self.reports += taken
            now = stage.clock.now()
            held = checks.gatherings.held(office.home)
            known = Known(office.plan, self.tape, company.written, checks.slips, now, held)
            self._note(day, [line for one in taken for line in figures.wrong(one, known)])
        self._note(day, [f"the log says: {line}" for line in _errors(stage)])

    def _note(self, day: date, found: list[str]) -> None:
        known = {line.partition(" ")[2] for line in self.wrong}
        self.wrong += [f"{day} {line}" for line in found if line not in known]

    async def _live_until(self, target: datetime) -> None:
        stage, diary = self.company.stage, self.company.diary
        while (when := diary.next_at) is not None and when <= target:
            await stage.advance_until(max(when, stage.clock.now()))
            for deed in diary.take_due(stage.clock.now()):
                outcome = deed()
                if isinstance(outcome, Awaitable):
                    await outcome
            await stage.settle()
        await stage.advance_until(target)


def _errors(stage: FaultStage) -> list[str]:
    """What a bot in this process or in one of its own has logged as an error."""
    if not isinstance(stage, ProcessStage):
        return stage.errors.lines
    logged = (json.loads(line) for line in stage.logged() if line.startswith("{"))
    return [f"{one}" for one in logged if one.get("level") in ("error", "critical")]


def _used() -> float:
    return sum(os.times()[:4])


async def play(
    terms: Terms, backend: Backend, folder: Path, tell: Teller, *, fair: bool = False
) -> Season:
    async with AsyncExitStack() as stack:
        kind = ProcessStage if terms.as_process else FaultStage
        company = await gather(stack, await backend.fresh(), folder, terms, kind)
        chance = random.Random(f"troubles {terms.seed}")
        troubles = None if fair else Troubles(company, chance)
        upkeep = Upkeep(company, backend, folder, random.Random(f"upkeep {terms.seed}"))
        tape = _tape_of(company)
        comings = Comings(company, tape, random.Random(f"comings {terms.seed}"))
        season = Season(company, tape, troubles=troubles, upkeep=upkeep, comings=comings)
        await season.play(tell)
    # A server that many winters share keeps its databases in memory until it stops.
    await backend.drop(company.stage.setup.database_url)
    return season


def _tape_of(company: Company) -> Tape:
    tape = Tape(ZONE)
    for office in company.offices:
        tape.offices[office.cast.office.id] = (office.home, "office")
        for body, group in office.cast.groups.items():
            tape.bodies[group.id] = (office.home, body)
        for post, person in office.cast.holders.items():
            if post not in AT_THE_DESK:
                tape.leaders[office.cast.private(person).id] = (office.home, post)
    tape.listen(company.stage.world)
    return tape
