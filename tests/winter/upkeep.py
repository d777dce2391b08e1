"""Does what operators do in the middle of a winter: a renewed plan, another machine."""

import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from office.plan.model import Plan
from storage.database import Database
from tests.bot.operating import Terminal
from tests.harness.cast import apply_plan
from tests.harness.databases import Backend
from tests.harness.engines import shared
from tests.winter.company import Company
from tests.winter.older import take_back as older_tables

RENEWED_EVERY, MOVED_EVERY = 20, 40
"""Days between two renewals of a plan, and between two moves, more or less."""


@dataclass
class Upkeep:
    company: Company
    backend: Backend
    folder: Path
    chance: random.Random
    renewed: int = 0
    moved: int = 0
    upgraded: list[str] = field(default_factory=list)
    """The revisions from which the database was brought up to date."""

    def plan_day(self) -> None:
        diary, chance = self.company.diary, self.chance
        for every, deed in ((RENEWED_EVERY, self._renew), (MOVED_EVERY, self._move)):
            if chance.random() < 1 / every:
                diary.at(diary.now() + timedelta(hours=chance.uniform(0, 24)), deed)

    async def _renew(self) -> None:
        """Put a plan in force that says the same with other times to remind at."""
        office = self.chance.choice(self.company.offices)
        self.renewed += 1
        plan = _renewed(office.plan, timedelta(minutes=10 + self.renewed))
        await apply_plan(self.company.stage.database, plan, self.company.stage.clock.now())

    async def _move(self) -> None:
        """Stop the bot, take a backup, and begin with it as on another machine."""
        stage = self.company.stage
        if not stage.alive:
            return
        self.moved += 1
        await stage.stop()
        backup, data = (self.folder / f"{what}{self.moved}" for what in ("backup", "data"))
        elsewhere = await self.backend.empty()
        here = {"database_url": stage.setup.database_url, "data_dir": str(stage.setup.data_dir)}
        there = {"database_url": elsewhere, "data_dir": str(data)}
        clock = {"clock": stage.now().isoformat()}
        await _typed(Terminal(here | clock), "backup", str(backup))
        await _typed(Terminal(there | clock), "restore", str(backup))
        # Every other time the backup is an older program's.
        older = await older_tables(elsewhere, self.backend) if self.moved % 2 else None
        if older is not None:
            await _typed(Terminal(there | clock), "upgrade")
            self.upgraded.append(older)
        await stage.database.close()
        await self.backend.drop(stage.setup.database_url)
        stage.database = Database(shared(elsewhere))
        stage.setup = replace(stage.setup, database_url=elsewhere, data_dir=data)
        await stage.start()


async def _typed(terminal: Terminal, *arguments: str) -> None:
    done = await terminal.type("db", *arguments)
    assert done.code == 0, done.err


def _renewed(plan: Plan, before: timedelta) -> Plan:
    facts = plan.model_dump()
    for owed in facts["owes"]:
        if owed["kind"] == "receipt":
            owed["remind_before"] = before
    return Plan.model_validate(facts)
