"""The maker has the files made that chats wait for: it reads the view, and asks the workshop."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from bot.clock import Clock
from bot.duties.file_views import VIEWS
from bot.duties.paper_making import Made, Papers
from bot.kept_files import KeptFiles
from bot.loops.loop import unbroken
from bot.workshop.workshop import OverLimit, Workshop, WorkshopFault
from office import wanting
from office.desk import Desk, Desks
from office.paperwork import templates
from office.records import wrapping_up
from office.refusal import Refusal
from storage.database import away
from storage.delivery import wanted_files
from storage.delivery.wanted_files import WantedFile, WantedState
from storage.scope import EVERYWHERE, Scope
from storage.upkeep import named_files

log = structlog.stdlib.get_logger(__name__)

CONCERNED = (WantedState.WAITING, WantedState.EXPIRED)
PATIENCE = 1.0
"""Seconds after which whoever waits is told how far it is."""
BETWEEN = 10.0
"""Seconds between two such edits: a group takes twenty a minute, and its alerts need them more."""
AtDesk = Callable[[Desk], Awaitable[Any]]


class _Unmade(Exception):
    def __init__(self, key: str, facts: dict[str, Any]) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


@dataclass(slots=True)
class _HowMuch:
    """How far it is, as it was heard last."""

    percent: int = 0

    def hear(self, done: int, total: int) -> None:
        self.percent = done * 100 // total


class Maker:
    def __init__(
        self,
        desks: Desks,
        workshop: Workshop,
        files: KeptFiles,
        clock: Clock,
        scope: Scope = EVERYWHERE,
    ) -> None:
        self._desks = desks
        self._papers = Papers(workshop, files)
        self._files = files
        self._clock = clock
        self._scope = scope

    @property
    def busy(self) -> bool:
        return False

    def concerned_by(self, row: object) -> bool:
        if not isinstance(row, WantedFile) or row.state not in CONCERNED:
            return False
        return self._scope.holds(row.jurisdiction)

    async def work(self) -> datetime | None:
        while rows := await self._waiting():
            for row in rows:
                await self._serve(row)
        expired, named = await self._expired()
        for row in expired:
            await unbroken(self._remove(row, named))
        return None

    async def _waiting(self) -> list[WantedFile]:
        async with self._desks.database.reading() as session:
            return await wanted_files.waiting(session, self._scope)

    async def _expired(self) -> tuple[list[WantedFile], set[str]]:
        """Find the wishes whose file is to be removed, and what something else still names."""
        async with self._desks.database.reading() as session:
            rows = await wanted_files.expired(session, self._scope)
            named = await named_files.named(session) if rows else []
        return rows, {one.path for one in named}

    async def _remove(self, row: WantedFile, named: Collection[str]) -> None:
        # The file goes first: the other way round, a crash in between would leave it for good.
        sha256 = row.sha256 or ""
        if wanted_files.place_of(sha256) not in named:
            await asyncio.to_thread(self._files.remove, sha256)
        await self._change(row.jurisdiction, lambda desk: wanting.removed(desk, row.key))
        log.info("made_file_removed", wanted=row.key, kind=row.kind)

    async def _serve(self, wanted: WantedFile) -> None:
        row = await self._decide(wanted, lambda desk: _begin(desk, wanted))
        if row is None:
            return
        try:
            made = await self._made(row)
            sha256 = await self._kept(row, made.content)
        except _Unmade as unmade:
            await self._decide(row, partial(_give_up, row=row, why=unmade))
            return
        log.info("file_made", wanted=row.key, kind=row.kind, size=len(made.content))
        await self._decide(row, partial(_send, row=row, sha256=sha256, made=made))

    async def _made(self, row: WantedFile) -> Made:
        try:
            view = await self._in_time(row, "wanted_reading", self._view(row), _HowMuch())
            done = _HowMuch()
            making = self._papers.make(row.kind, row.template_sha256, view, done.hear)
            made: Made = await self._in_time(row, "wanted_making", making, done)
            return made
        except Refusal as refusal:
            raise _Unmade(refusal.key, refusal.facts) from None
        except OverLimit as over:
            size = over.size // (1024 * 1024)
            raise _Unmade(over.key, {"size": size, "command": row.instead}) from None
        except WorkshopFault as fault:
            raise _Unmade(fault.key, {}) from None
        # A database that is away comes back, and the file is then made as if nothing had been.
        except away():
            raise
        # Whatever else a view meets, the files behind this one are made all the same.
        except Exception:
            log.exception("view_not_read", wanted=row.key, kind=row.kind)
            raise _Unmade("workshop_failed", {}) from None

    async def _kept(self, row: WantedFile, content: bytes) -> str:
        try:
            return await asyncio.to_thread(self._files.keep, content)
        except OSError as error:
            log.warning("file_not_kept", wanted=row.key, size=len(content), error=str(error))
            raise _Unmade("workshop_no_room", {}) from None

    async def _view(self, row: WantedFile) -> Any:
        """Read it beside all decisions, which none of them has to wait for; nor has the loop."""
        async with self._desks.database.reading(aside=True) as session:
            desk = await self._desks.at(session, row.jurisdiction, self._clock.now(), "clock")
            return await VIEWS[row.kind](desk, row.asked, self._files.archive)

    async def _in_time(
        self, row: WantedFile, key: str, work: Awaitable[Any], done: _HowMuch
    ) -> Any:
        """Do it, and say how far it is once somebody begins to wonder, and now and then after."""
        task = asyncio.ensure_future(work)
        patience, said = PATIENCE, None
        try:
            while not (await asyncio.wait({task}, timeout=patience))[0]:
                if done.percent != said:
                    said = done.percent
                    await self._decide(row, partial(_say, row=row, key=key, percent=said))
                patience = BETWEEN
            return await task
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _decide(self, row: WantedFile, change: AtDesk) -> Any:
        return await unbroken(self._change(row.jurisdiction, change))

    async def _change(self, jurisdiction: str, change: AtDesk) -> Any:
        async with self._desks.open_now(jurisdiction, self._clock.now, "clock") as desk:
            return await change(desk)


async def _say(desk: Desk, row: WantedFile, key: str, percent: int) -> None:
    await wanting.say_how_far(desk, row, key, percent=percent)


async def _begin(desk: Desk, wanted: WantedFile) -> WantedFile | None:
    row = await wanting.begin(desk, wanted.key)
    if row is None:
        await wrapping_up.follow(desk, wanted)
    return row


async def _send(desk: Desk, row: WantedFile, sha256: str, made: Made) -> None:
    sent = await wanting.made(desk, row.key, sha256, len(made.content), made.template)
    if sent and made.fell_back:
        await templates.tell_lost(desk, row.kind, row.template_sha256 or "")
    await wrapping_up.follow(desk, row)


async def _give_up(desk: Desk, row: WantedFile, why: _Unmade) -> None:
    await wanting.failed(desk, row, why.key, **why.facts)
    await wrapping_up.follow(desk, row)
