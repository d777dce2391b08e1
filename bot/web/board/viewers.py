"""Tells everybody who looks when there is something new, and sends away who may look no more.

One look at the database every quarter of a second serves all of them. Whatever was committed, by
whichever process, is noticed so: nothing has to be announced.
"""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog

from bot.loops.loop import cancel, unbroken
from bot.web.board.lookers import Looker, Lookers
from bot.web.board.pages import Pages
from office.board_access import visiting
from office.refusal import Refusal
from storage.board_access import visits
from storage.board_access.versions import is_queue_alone, versions
from storage.database import Database, Session, away

log = structlog.stdlib.get_logger(__name__)

MOST = 120
"""A process takes so many at a time; an office and its bodies are some sixty."""
MOST_OF_ONE = 5
"""So many pages of one visit are told at a time: most browsers keep six connections to a server,
and one must be left by which the pages are read."""
LOOK_EVERY = 0.25
REST, REST_PER_PAGE = 0.3, 3
"""Between two news the office's pages rest, and the longer the longer they take to make. So the
board never takes more than a quarter of a core from whoever alerts."""
QUEUE_RESTS = 1.5
"""The seconds that it rests longer where only the number of waiting messages has changed. While an
alert goes out that changes all the time, and everybody would read their page anew each time."""
CHECK_EVERY = 60.0


@dataclass(eq=False, slots=True)
class Viewer:
    """One open page."""

    looker: Looker
    version: int = 0
    over: str = ""
    """Why it is over: the key of a sentence, or that this process stops."""
    is_doubtful: bool = False
    """The database did not answer, so nobody knows whether what is shown still holds."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def office(self) -> str:
        return self.looker.visit.jurisdiction


STOPS, CROWDED = "stops", "crowded"
"""Why a page is told nothing more although its reader may look on: this process stops, or newer
pages of the same visit took its place."""


class Viewers:
    def __init__(self, database: Database, lookers: Lookers, pages: Pages) -> None:
        self._database = database
        self._lookers = lookers
        self._pages = pages
        self._viewers: dict[Viewer, None] = {}
        self._versions: dict[str, int] = {}
        self._rests_until: dict[str, float] = {}
        self._task: asyncio.Task[None] | None = None
        self._checked_at = time.monotonic()
        self._closed = False

    def __len__(self) -> int:
        return len(self._viewers)

    async def enter(self, looker: Looker) -> Viewer:
        if self._closed:
            raise Refusal("board_full", most=MOST)
        self._make_room(looker.visit.key)
        if len(self) >= MOST:
            raise Refusal("board_full", most=MOST)
        viewer = Viewer(looker)
        async with self._database.reading() as session:
            current = await versions(session, {viewer.office})
        viewer.version = current[viewer.office]
        self._versions.setdefault(viewer.office, viewer.version)
        self._viewers[viewer] = None
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="board viewers")
        return viewer

    def _make_room(self, visit: int) -> None:
        """Let a visit's oldest pages go; some may be of a device that lost its connection."""
        own = [one for one in self._viewers if one.looker.visit.key == visit]
        for oldest in own[: max(len(own) - MOST_OF_ONE + 1, 0)]:
            self.leave(oldest)
            _end([oldest], CROWDED)

    def leave(self, viewer: Viewer) -> None:
        self._viewers.pop(viewer, None)

    async def close(self) -> None:
        """Let everybody go at once: their browsers come again as soon as somebody listens."""
        self._closed = True
        _end(self._viewers, STOPS)
        await cancel(self._task)

    async def _run(self) -> None:
        while self._viewers:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await unbroken(self._look())
            except away() as error:
                log.warning("board_not_looked_at", error=type(error).__name__)
                self._doubt()
            # One look that fails must not be the last: whoever looks on would never learn it.
            except Exception:
                log.exception("board_look_failed")
                self._doubt()
        self._versions.clear()

    async def _look(self) -> None:
        now = time.monotonic()
        offices = {one.office for one in self._viewers}
        async with self._database.reading() as session:
            current = await versions(session, offices)
            news = {office for office in offices if current[office] != self._versions.get(office)}
            ripe = {office for office in news if self._is_ripe(office, current[office], now)}
            checks_all = now - self._checked_at >= CHECK_EVERY
            concerned = [one for one in self._viewers if checks_all or one.office in ripe]
            await self._check(session, concerned)
        for office in ripe:
            self._rests_until[office] = now + max(REST, REST_PER_PAGE * self._pages.took(office))
            self._versions[office] = current[office]
        self._tell(ripe)
        if checks_all:
            self._checked_at = now
            await self._lookers.note_seen([one.looker.visit.key for one in self._viewers])

    def _is_ripe(self, office: str, version: int, now: float) -> bool:
        longer = QUEUE_RESTS if is_queue_alone(self._versions.get(office, 0), version) else 0.0
        return self._rests_until.get(office, 0.0) + longer <= now

    async def _check(self, session: Session, viewers: Iterable[Viewer]) -> None:
        """Find whose visit was ended, and whose post: they are shown nothing more."""
        known = await visits.visits(session, {one.looker.visit.key for one in viewers})
        for viewer in viewers:
            visit = known[viewer.looker.visit.key]
            desk = await self._lookers.desk(session, visit.jurisdiction, visit.locale)
            try:
                await visiting.audience(desk, visit)
            except Refusal as refusal:
                _end([viewer], refusal.key)

    def _tell(self, offices: set[str]) -> None:
        for viewer in self._viewers:
            if viewer.office in offices:
                viewer.version = self._versions[viewer.office]
                viewer.changed.set()
            viewer.is_doubtful = False

    def _doubt(self) -> None:
        for viewer in self._viewers:
            viewer.is_doubtful = True


def _end(viewers: Iterable[Viewer], why: str) -> None:
    for viewer in viewers:
        viewer.over = why
        viewer.changed.set()
