"""The desk that a use case works with; one is opened for each decision."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from messages.render import Words, words_in
from office.board_address import BoardAddress
from office.keeping import STANDARD, Keeping
from office.plan.calendars import Days
from office.plan.files import stored_plan
from office.plan.languages import in_language
from office.plan.model import AnyPlan, Body, Plan, Position
from office.refusal import Refusal
from storage.books import audit, plans, serials
from storage.database import Database, Session
from storage.decisions.matters import Order
from storage.immutable import immutable
from storage.roster import kept
from storage.rota import calendar_days
from storage.rota.calendar_days import CalendarDay
from storage.scope import EVERYWHERE, Scope

Ways = frozenset[tuple[str, str, str]]
"""Jurisdiction, recipient and channel of every address outside Telegram that the settings have."""


PLANS_KEPT, KEPT_IN_PASSING = 64, 4
"""A plan of 40 agencies takes a quarter of a megabyte, and is read anew in three milliseconds.
Where there are more offices, most of them are quiet and need not have their plans at hand."""


JOINED = "joined"
"""The key in an order's snapshot for agencies that joined its alert later. Each has the version of
the plan that brought it (`VERSION`) and the instant (`SINCE`)."""
VERSION, SINCE = "plan", "since"


@immutable
class Former:
    """What earlier plans of a jurisdiction had that the plan in force dropped or renamed."""

    bodies: dict[str, Body] = field(default_factory=dict)
    """Bodies that were dropped, with their last names."""
    positions: dict[str, Position] = field(default_factory=dict)
    spoken_of: tuple[Body, ...] = ()
    """Each body as each plan described it, the newest plan first."""


@dataclass(slots=True)
class Desk:
    """What one decision has: its transaction, its instant, its jurisdiction, the plan in force."""

    session: Session
    now: datetime
    jurisdiction: str
    plan: AnyPlan
    """The plan in force: it says who may do what, and a new matter starts with it."""
    plan_version_id: int
    former: Former
    words: Words
    bot_username: str
    actor: str
    """Who acts, for the audit log: 'user:123', 'clock', 'cli:operator', 'telegram', 'citizen'."""
    ways: Ways
    keeping: Keeping
    _library: "Library"
    days: Days = field(default_factory=Days)
    """The days off and the working days that this office entered."""
    board: BoardAddress | None = None
    """Where people reach the command board; None where it has no page."""
    scope: Scope = EVERYWHERE
    """The jurisdictions of this update's bot; each bot numbers private messages by itself."""
    drill: bool = False
    """Somebody answers a message of an exercise, so what is said now and is about no matter of its
    own belongs to the exercise too."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.plan.zone)

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    async def plan_of(self, order: Order) -> Plan:
        """The plan of an order's matter, with the agencies that joined the alert since.

        Every order about an alert has the plan version that its first order was issued under. So
        nothing that an alert says or asks for changes when a new plan is put in force.
        """
        joined: dict[str, dict[str, Any]] = order.snapshot.get(JOINED, {})
        by_version = tuple(sorted((agency, facts[VERSION]) for agency, facts in joined.items()))
        plan = await self._library.plan(
            self.session, order.plan_version_id, self.words.locale, by_version
        )
        return plan.on_days(self.days) if self.days.works else plan

    async def plan_in(self, locale: str, order: Order) -> Plan:
        """The same in one language: what the public is told is written in each."""
        return await self._library.plan(self.session, order.plan_version_id, locale)

    async def plan_version(self, version_id: int) -> Plan:
        return await self._library.plan(self.session, version_id, self.words.locale)

    async def plan_in_force(self, jurisdiction: str) -> Plan | None:
        version_id = await plans.latest_version_id(self.session, jurisdiction)
        if version_id is None:
            return None
        return await self._library.plan(self.session, version_id, self.words.locale)

    async def under(self, order: Order) -> "Desk":
        return replace(self, plan=await self.plan_of(order), plan_version_id=order.plan_version_id)

    async def serial(self, kind: str, plan: AnyPlan, *, drill: bool = False) -> str:
        """The next serial number of its kind, as this plan writes it: 昌污指预〔2026〕3号.

        Exercises count by themselves, so that no number of a real document is missing.
        """
        year, series = self.local(self.now).year, f"drill_{kind}" if drill else kind
        number = await serials.next_number(self.session, self.jurisdiction, year, series)
        written = plan.serial(kind, year, number)
        return self.words.plain("drill_serial", serial=written) if drill else written

    async def record(self, action: str, subject: str = "", **detail: object) -> None:
        """Write to the audit log in this transaction, but never a report's text nor a code."""
        await audit.append(
            self.session,
            jurisdiction=self.jurisdiction,
            at=self.now,
            actor=self.actor,
            action=action,
            subject=subject,
            detail=dict(detail),
        )


def entered_days(rows: Iterable[CalendarDay]) -> Days:
    known = list(rows)
    return Days(
        {row.day: row.works for row in known},
        frozenset(row.day.year for row in known if row.of_whole_year),
    )


Joined = tuple[tuple[str, int], ...]
"""Agencies that joined an alert, each with the version of the plan that brought it."""


@dataclass(slots=True)
class Library:
    """Keeps the plan versions that were asked for last, in a language. Versions never change."""

    _plans: dict[tuple[int, str, Joined], Plan] = field(default_factory=dict)
    """The plan that was asked for last stands at the end."""
    _former: dict[tuple[int, str], Former] = field(default_factory=dict)
    """Former names by the version in force; they are hardly ever more than a few."""
    keeps: int = PLANS_KEPT
    _behind: "Library | None" = None
    """Whose plans are used where it has them, and which keeps none for our sake."""

    @property
    def is_in_passing(self) -> bool:
        return self._behind is not None

    def in_passing(self) -> "Library":
        """A library for looking at each office once, which uses what is kept and keeps no more."""
        return replace(self, _plans={}, keeps=KEPT_IN_PASSING, _behind=self)

    async def plan(
        self, session: Session, version_id: int, locale: str, joined: Joined = ()
    ) -> Plan:
        key = (version_id, locale, joined)
        plan = self._plans.pop(key, None) or self._known_behind(key)
        if plan is None:
            plan = await self._read(session, version_id, locale, joined)
        self._plans[key] = plan
        if len(self._plans) > self.keeps:
            del self._plans[next(iter(self._plans))]
        return plan

    def _known_behind(self, key: tuple[int, str, Joined]) -> Plan | None:
        return None if self._behind is None else self._behind._plans.get(key)

    async def former(
        self, session: Session, jurisdiction: str, version_id: int, locale: str
    ) -> Former:
        key = (version_id, locale)
        if key not in self._former:
            versions = await plans.versions(session, jurisdiction)
            read = [stored_plan(row.content) for row in versions[:-1]]
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
        return in_language(stored_plan(row.content), locale)


def _former(earlier: Sequence[Plan], current: Plan) -> Former:
    bodies = {it.id: it for plan in earlier for it in plan.bodies}
    positions = {it.id: it for plan in earlier for it in plan.positions}
    return Former(
        {key: it for key, it in bodies.items() if current.known_body(key) is None},
        {key: it for key, it in positions.items() if current.known_position(key) is None},
        tuple(it for plan in reversed(earlier) for it in plan.bodies),
    )


Guard = Callable[[Session], Awaitable[None]]
Last = Callable[[Desk], Awaitable[None]]


@dataclass(slots=True)
class Desks:
    """Opens the desks for both doors, people and clock."""

    database: Database
    locale: str = "zh"
    bot_username: str = ""
    bot_usernames: dict[str, str] = field(default_factory=dict)
    """The names of the bots of jurisdictions that have their own."""
    ways: Ways = frozenset()
    keeping: Keeping = STANDARD
    board: BoardAddress | None = None
    library: Library = field(default_factory=Library)
    guard: Guard | None = None
    """It is called first in every transaction that is opened here, and forbids it by raising."""
    last: Last | None = None
    """It is called last in every decision, with all that the decision has brought about."""

    def guarded(self, guard: Guard) -> "Desks":
        return replace(self, guard=guard)

    def in_passing(self) -> "Desks":
        return replace(self, library=self.library.in_passing())

    @asynccontextmanager
    async def open(self, jurisdiction: str, now: datetime, actor: str) -> AsyncIterator[Desk]:
        async with self.open_now(jurisdiction, lambda: now, actor) as desk:
            yield desk

    @asynccontextmanager
    async def open_now(
        self, jurisdiction: str, clock: Callable[[], datetime], actor: str
    ) -> AsyncIterator[Desk]:
        """Open a desk when our turn comes, at that instant; so no decision before ours is later."""
        async with self.turn(jurisdiction) as session:
            desk = await self.at(session, jurisdiction, clock(), actor)
            yield desk
            await self.finish(desk)

    async def finish(self, desk: Desk) -> None:
        """End a decision; whoever takes a desk with `at` calls this before the commit."""
        if self.last is not None:
            await self.last(desk)

    @asynccontextmanager
    async def turn(self, *jurisdictions: str) -> AsyncIterator[Session]:
        async with self.database.deciding(*jurisdictions) as session:
            if self.guard is not None:
                await self.guard(session)
            yield session

    async def at(self, session: Session, jurisdiction: str, now: datetime, actor: str) -> Desk:
        passing = self.library.is_in_passing
        version_id = await kept.plan_in_force(session, jurisdiction, in_passing=passing)
        if version_id is None:
            raise Refusal("no_plan", jurisdiction=jurisdiction)
        plan = await self.library.plan(session, version_id, self.locale)
        former = await self.library.former(session, jurisdiction, version_id, self.locale)
        days = entered_days(await calendar_days.entered(session, jurisdiction))
        return Desk(
            session=session,
            now=now,
            jurisdiction=jurisdiction,
            plan=plan.on_days(days) if days.works else plan,
            plan_version_id=version_id,
            former=former,
            words=words_in(self.locale, plan.zone),
            bot_username=self.bot_usernames.get(jurisdiction, self.bot_username),
            actor=actor,
            ways=self.ways,
            keeping=self.keeping,
            _library=self.library,
            days=days,
            board=self.board,
        )
