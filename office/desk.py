"""The desk: what a use case works with, opened once for each decision."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from messages.render import Words, words_in
from office.keeping import STANDARD, Keeping
from office.plan.languages import in_language
from office.plan.model import AnyPlan, Body, Plan, Position
from office.refusal import Refusal
from storage import audit, kept, plans, serials
from storage.database import Database, Session
from storage.matters import Order
from storage.scope import EVERYWHERE, Scope

Ways = frozenset[tuple[str, str, str]]
"""Jurisdiction, recipient and channel of every address outside Telegram that the settings have."""


PLANS_KEPT = 100
"""One of 40 agencies takes an eighth of a megabyte, and is read anew in a millisecond: where there
are more offices most of them are quiet, and not all plans need be at hand."""


JOINED = "joined"
"""In an order's snapshot: who joined its alert later, by agency, with the version of the plan that
brought it (`VERSION`) and the instant (`SINCE`)."""
VERSION, SINCE = "plan", "since"


@dataclass(frozen=True, slots=True)
class Former:
    """How earlier plans of a jurisdiction called what the one in force has dropped or renamed."""

    bodies: dict[str, Body] = field(default_factory=dict)
    """Those that were dropped, as they were called last."""
    positions: dict[str, Position] = field(default_factory=dict)
    spoken_of: tuple[Body, ...] = ()
    """Each body as each plan described it, the newest plan first."""


@dataclass(slots=True)
class Desk:
    """One decision: one transaction, one instant, one jurisdiction, the plan in force."""

    session: Session
    now: datetime
    jurisdiction: str
    plan: AnyPlan
    """In force now: who may do what, and what a new matter starts with."""
    plan_version_id: int
    former: Former
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

    async def plan_of(self, order: Order) -> Plan:
        """The plan of an order's matter, with whoever joined the alert since.

        Every order about an alert has the version that its first one was issued under, so that
        nothing an alert says or asks for changes hands when a new plan is put in force.
        """
        joined: dict[str, dict[str, Any]] = order.snapshot.get(JOINED, {})
        by_version = tuple(sorted((agency, facts[VERSION]) for agency, facts in joined.items()))
        return await self._library.plan(
            self.session, order.plan_version_id, self.words.locale, by_version
        )

    async def plan_in_force(self, jurisdiction: str) -> Plan | None:
        """Another office's, for its names alone; nothing where it has none."""
        version_id = await plans.latest_version_id(self.session, jurisdiction)
        if version_id is None:
            return None
        return await self._library.plan(self.session, version_id, self.words.locale)

    async def under(self, order: Order) -> "Desk":
        """The same desk for whoever drafts a further order of the matter."""
        return replace(self, plan=await self.plan_of(order), plan_version_id=order.plan_version_id)

    async def serial(self, kind: str, plan: AnyPlan) -> str:
        """The next serial number of its kind, as this plan writes it: 昌污指预〔2026〕3号."""
        year = self.local(self.now).year
        number = await serials.next_number(self.session, self.jurisdiction, year, kind)
        return plan.serial(kind, year, number)

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


Joined = tuple[tuple[str, int], ...]
"""Agencies that joined an alert, each with the version of the plan that brought it."""


@dataclass(slots=True)
class Library:
    """The plan versions that were asked for last, in a language. They never change."""

    _plans: dict[tuple[int, str, Joined], Plan] = field(default_factory=dict)
    """The last one asked for stands at the end."""
    _former: dict[tuple[int, str], Former] = field(default_factory=dict)
    """By the version in force; hardly ever more than a few names."""

    async def plan(
        self, session: Session, version_id: int, locale: str, joined: Joined = ()
    ) -> Plan:
        key = (version_id, locale, joined)
        plan = self._plans.pop(key, None)
        if plan is None:
            plan = await self._read(session, version_id, locale, joined)
        self._plans[key] = plan
        if len(self._plans) > PLANS_KEPT:
            del self._plans[next(iter(self._plans))]
        return plan

    async def former(
        self, session: Session, jurisdiction: str, version_id: int, locale: str
    ) -> Former:
        """Read once for each version that comes into force."""
        key = (version_id, locale)
        if key not in self._former:
            versions = await plans.versions(session, jurisdiction)
            read = [Plan.model_validate_json(row.content) for row in versions[:-1]]
            current = await self.plan(session, version_id, locale)
            self._former[key] = _former([in_language(plan, locale) for plan in read], current)
        return self._former[key]

    async def _read(self, session: Session, version_id: int, locale: str, joined: Joined) -> Plan:
        if joined:
            plan = await self.plan(session, version_id, locale)
            for agency, other in joined:
                plan = plan.joined_by(agency, await self.plan(session, other, locale))
            return plan
        row = await plans.version(session, version_id)
        return in_language(Plan.model_validate_json(row.content), locale)


def _former(earlier: Sequence[Plan], current: Plan) -> Former:
    bodies = {it.id: it for plan in earlier for it in plan.bodies}
    positions = {it.id: it for plan in earlier for it in plan.positions}
    return Former(
        {key: it for key, it in bodies.items() if current.known_body(key) is None},
        {key: it for key, it in positions.items() if current.known_position(key) is None},
        tuple(it for plan in reversed(earlier) for it in plan.bodies),
    )


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
        async with self.turn(jurisdiction) as session:
            yield await self.at(session, jurisdiction, clock(), actor)

    @asynccontextmanager
    async def turn(self, jurisdiction: str) -> AsyncIterator[Session]:
        """Our turn in an office, for whoever has no question to its plan."""
        async with self.database.deciding(jurisdiction) as session:
            if self.guard is not None:
                await self.guard(session)
            yield session

    async def at(self, session: Session, jurisdiction: str, now: datetime, actor: str) -> Desk:
        """A desk on a session that somebody else holds open."""
        version_id = await kept.plan_in_force(session, jurisdiction)
        if version_id is None:
            raise Refusal("no_plan", jurisdiction=jurisdiction)
        plan = await self.library.plan(session, version_id, self.locale)
        former = await self.library.former(session, jurisdiction, version_id, self.locale)
        return Desk(
            session=session,
            now=now,
            jurisdiction=jurisdiction,
            plan=plan,
            plan_version_id=version_id,
            former=former,
            words=words_in(self.locale, plan.zone),
            bot_username=self.bot_usernames.get(jurisdiction, self.bot_username),
            actor=actor,
            ways=self.ways,
            keeping=self.keeping,
            _library=self.library,
        )
