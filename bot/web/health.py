"""Shows the state of this process to those who watch over it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import text

from bot.clock import Clock
from bot.duties.ticker import Ticker
from bot.loops.leases import LeasedWork
from bot.loops.loop import Loop
from storage.database import Database, away

log = structlog.stdlib.get_logger(__name__)

DATABASE_ANSWERS_WITHIN = 2.0


class State:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        loops: Sequence[Loop],
        leased: Sequence[LeasedWork],
        ticker: Ticker,
    ) -> None:
        self.database = database
        self.clock = clock
        self.loops = loops
        self._leased = leased
        self._ticker = ticker

    async def database_answers(self) -> bool:
        try:
            async with (
                asyncio.timeout(DATABASE_ANSWERS_WITHIN),
                self.database.engine.connect() as connection,
            ):
                await connection.execute(text("SELECT 1"))
        except away() as error:
            log.warning("database_does_not_answer", error=type(error).__name__)
            return False
        return True

    def loop_states(self) -> dict[str, str]:
        return {loop.name: _state_of(loop) for loop in self.loops}

    def leases(self) -> dict[str, bool]:
        """By name, whether this process holds each lease."""
        return {work.lease.name: work.lease.held for work in self._leased}

    def tick_age(self) -> timedelta | None:
        """The time since the last look at the agenda; None where another process looks."""
        looked_at = self._ticker.looked_at
        return self.clock.now() - looked_at if looked_at is not None else None


def _state_of(loop: Loop) -> str:
    if loop.failing:
        return "failing"
    return "running" if loop.running else "standby"
