"""The desk: what a use case works with, opened once for each decision."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from messages.render import Words, words_in
from office.keeping import STANDARD, Keeping
from office.plan import Plan
from office.plan_names import in_language
from office.refusal import Refusal
from storage import audit, plans, serials
from storage.database import Database, Session
from storage.scope import EVERYWHERE, Scope

Ways = frozenset[tuple[str, str, str]]
"""Jurisdiction, recipient and channel of every address outside Telegram that the settings have."""


PLANS_KEPT = 100
"""One of 40 agencies takes an eighth of a megabyte, and is read anew in a millisecond: where there
are more offices most of them are quiet, and not all plans need be at hand."""


@dataclass(slots=True)
class Desk:
    """One decision: one transaction, one instant, one jurisdiction, the plan in force."""

    session: Session
    now: datetime
    jurisdiction: str
    plan: Plan
    plan_version_id: int
    words: Words
    bot_username: str
    actor: str
    """For the audit log: 'user:123', 'clock', 'cli:operator', 'telegram'."""
    ways: Ways
    keeping: Keeping
    _library: "Library"
    scope: Scope = EVERYWHERE
    """What the bot serves whose update this is: each bot numbers private messages by itself."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.plan.zone)

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    async def plan_at(self, version_id: int) -> Plan:
        """The plan as it stood when something was issued under it."""
        return await self._library.plan(self.session, version_id, self.words.locale)

    async def serial(self, kind: str) -> str:
        """The next serial number of its kind, such as 昌污指预〔2026〕3号."""
        year = self.local(self.now).year
        number = await serials.next_number(self.session, self.jurisdiction, year, kind)
        return self.plan.serials[kind].format(year=year, n=number)

    async def record(self, action: str, subject: str = "", **detail: object) -> None:
        """Write to the audit log, in this very transaction. Never a report's text, never a code."""
        await audit.append(
            self.session,
            jurisdiction=self.jurisdiction,
            at=self.now,
            actor=self.actor,
            action=action,
            subject=subject,
            detail=dict(detail),
        )


@dataclass(slots=True)
class Library:
    """The plan versions that were asked for last, in a language. They never change."""

    _plans: dict[tuple[int, str], Plan] = field(default_factory=dict)
    """The last one asked for stands at the end."""

    async def plan(self, session: Session, version_id: int, locale: str) -> Plan:
        key = (version_id, locale)
        plan = self._plans.pop(key, None)
        if plan is None:
            row = await plans.version(session, version_id)
            plan = in_language(Plan.model_validate_json(row.content), locale)
        self._plans[key] = plan
        if len(self._plans) > PLANS_KEPT:
            del self._plans[next(iter(self._plans))]
        return plan


Guard = Callable[[Session], Awaitable[None]]


@dataclass(slots=True)
class Desks:
    """Opens desks: the two doors, people and clock, both come through here."""

    database: Database
    locale: str = "zh"
    bot_username: str = ""
    bot_usernames: dict[str, str] = field(default_factory=dict)
    """Of jurisdictions that have a bot of their own."""
    ways: Ways = frozenset()
    keeping: Keeping = STANDARD
    library: Library = field(default_factory=Library)
    guard: Guard | None = None
    """Asked first in every transaction that is opened here; raises where it must not be."""

    def guarded(self, guard: Guard) -> "Desks":
        """The same desks for somebody who may lose the right to decide at any moment."""
        return replace(self, guard=guard)

    @asynccontextmanager
    async def open(self, jurisdiction: str, now: datetime, actor: str) -> AsyncIterator[Desk]:
        """A desk in a transaction of its own. Refuses where no plan was applied."""
        async with self.open_now(jurisdiction, lambda: now, actor) as desk:
            yield desk

    @asynccontextmanager
    async def open_now(
        self, jurisdiction: str, clock: Callable[[], datetime], actor: str
    ) -> AsyncIterator[Desk]:
        """The same at the instant at which it is our turn: no decision before it was later."""
        async with self.database.deciding(jurisdiction) as session:
            if self.guard is not None:
                await self.guard(session)
            yield await self.at(session, jurisdiction, clock(), actor)

    async def at(self, session: Session, jurisdiction: str, now: datetime, actor: str) -> Desk:
        """A desk on a session that somebody else holds open."""
        version_id = await plans.latest_version_id(session, jurisdiction)
        if version_id is None:
            raise Refusal("no_plan", jurisdiction=jurisdiction)
        plan = await self.library.plan(session, version_id, self.locale)
        return Desk(
            session=session,
            now=now,
            jurisdiction=jurisdiction,
            plan=plan,
            plan_version_id=version_id,
            words=words_in(self.locale, plan.zone),
            bot_username=self.bot_usernames.get(jurisdiction, self.bot_username),
            actor=actor,
            ways=self.ways,
            keeping=self.keeping,
            _library=self.library,
        )
