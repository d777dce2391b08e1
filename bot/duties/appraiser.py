"""The appraiser counts what members did over a period, beside all decisions, and has it kept.

Whatever stops it, what is still to be counted is a row and is counted later.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog

from bot.clock import Clock
from bot.loops.loop import unbroken
from office.desk import Desk, Desks
from office.paperwork.appraisals.scoreboard import Scoreboard
from office.records.appraisals import drawing_up
from office.refusal import Refusal
from storage.database import away
from storage.scope import EVERYWHERE, Scope
from storage.supervision import appraisals
from storage.supervision.appraisals import AppraisalState, DrawnAppraisal

log = structlog.stdlib.get_logger(__name__)


class Appraiser:
    def __init__(self, desks: Desks, clock: Clock, scope: Scope = EVERYWHERE) -> None:
        self._desks = desks
        self._clock = clock
        self._scope = scope

    @property
    def busy(self) -> bool:
        return False

    def concerned_by(self, row: object) -> bool:
        if not isinstance(row, DrawnAppraisal) or row.state != AppraisalState.COUNTING:
            return False
        return self._scope.holds(row.jurisdiction)

    async def work(self) -> datetime | None:
        while rows := await self._waiting():
            for row in rows:
                await self._serve(row)
        return None

    async def _waiting(self) -> list[DrawnAppraisal]:
        async with self._desks.database.reading() as session:
            return await appraisals.counting(session, self._scope)

    async def _serve(self, row: DrawnAppraisal) -> None:
        try:
            board = await self._count(row)
        except Refusal as refusal:
            key, facts = refusal.key, refusal.facts
            await self._decide(row, lambda desk: drawing_up.give_up(desk, row.key, key, **facts))
        # A database that is away comes back, and it is counted then.
        except away():
            raise
        # Whatever else is met, those behind this one are counted all the same.
        except Exception:
            log.exception("appraisal_not_counted", appraisal=row.key)
            failed = "appraisal_failed"
            await self._decide(row, lambda desk: drawing_up.give_up(desk, row.key, failed))
        else:
            await self._decide(row, lambda desk: drawing_up.keep(desk, row.key, board))

    async def _count(self, row: DrawnAppraisal) -> Scoreboard:
        async with self._desks.database.reading(aside=True) as session:
            desk = await self._desks.at(session, row.jurisdiction, self._clock.now(), "clock")
            return await drawing_up.count(desk, row.asked)

    async def _decide(self, row: DrawnAppraisal, change: Callable[[Desk], Awaitable[Any]]) -> None:
        await unbroken(self._change(row, change))

    async def _change(self, row: DrawnAppraisal, change: Callable[[Desk], Awaitable[Any]]) -> None:
        async with self._desks.open_now(row.jurisdiction, self._clock.now, "clock") as desk:
            await change(desk)
