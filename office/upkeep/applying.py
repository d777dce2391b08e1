"""Puts a plan in force as a new version; earlier alerts keep the version they were issued under."""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from office.matters.in_effect import newest_terms
from office.plan.diff import Change, compare
from office.plan.effects import Effect, effects
from office.plan.files import canonical_json, checksum, stored_plan
from office.plan.model import Level, Plan, Pollutant
from storage.books import audit, plans
from storage.books.plans import PlanVersion
from storage.database import Session
from storage.decisions import approvals, matters
from storage.decisions.approvals import Decision
from storage.decisions.matters import Order
from storage.immutable import immutable
from storage.owed import obligations
from storage.roster import chats, people
from storage.roster.people import LIAISON
from storage.subjects import Subject


class Part(StrEnum):
    """What a plan may drop while it is in use; each has its own caution."""

    LEVEL = "level"
    POLLUTANT = "pollutant"
    BODY = "agency"
    POSITION = "position"


@immutable
class Stranded:
    """Something that the new plan drops and that is still in use."""

    part: Part
    id: str
    name: str
    alerts: tuple[str, ...] = ()
    """The serials of the alerts that run with it."""
    drafts: int = 0
    """How many orders are drafted with it, or still wait for its signature."""
    chats: int = 0
    owes: int = 0
    holders: int = 0

    @property
    def in_use(self) -> bool:
        return any((self.alerts, self.drafts, self.chats, self.owes, self.holders))


@immutable
class Prospect:
    """What putting a plan in force does."""

    number: int
    is_new: bool
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    stranded: tuple[Stranded, ...] = ()


@immutable
class _Running:
    """The orders that matter now: those that run, by their alert's serial, and those that are
    drafted.
    """

    orders: tuple[tuple[str, Order], ...]
    drafts: tuple[Order, ...]
    to_sign: tuple[str, ...]
    """The positions whose signatures are awaited, or will be once those before them came."""


async def look(session: Session, plan: Plan) -> Prospect:
    latest = await plans.latest_version(session, plan.jurisdiction)
    if latest is None:
        return Prospect(1, is_new=True, changes=compare(None, plan))
    old = stored_plan(latest.content)
    # The sum is computed anew, because the model may have got another key since this was stored.
    if checksum(old) == checksum(plan):
        return Prospect(latest.number, is_new=False)
    stranded = await _stranded(session, old, plan)
    return Prospect(latest.number + 1, True, compare(old, plan), effects(old, plan), stranded)


async def apply(session: Session, plan: Plan, *, now: datetime, actor: str) -> Prospect:
    """Make this the plan in force; do nothing if it is in force already."""
    prospect = await look(session, plan)
    if not prospect.is_new:
        return prospect
    session.add(
        PlanVersion(
            jurisdiction=plan.jurisdiction,
            number=prospect.number,
            checksum=checksum(plan),
            content=canonical_json(plan),
            applied_at=now,
            applied_by=actor,
        )
    )
    await session.flush()
    await audit.append(
        session,
        jurisdiction=plan.jurisdiction,
        at=now,
        actor=actor,
        action="plan.applied",
        subject=f"plan:{prospect.number}",
        detail=_recorded(plan, prospect),
    )
    return prospect


def _recorded(plan: Plan, prospect: Prospect) -> dict[str, Any]:
    return {
        "checksum": checksum(plan),
        "changes": len(prospect.changes),
        "dropped_in_use": [f"{one.part}:{one.id}" for one in prospect.stranded],
    }


async def _stranded(session: Session, old: Plan, new: Plan) -> tuple[Stranded, ...]:
    running = await _running(session, new.jurisdiction)
    found = [
        *_levels(running, old, new),
        *_pollutants(running, old, new),
        *await _bodies(session, running, old, new),
        *await _positions(session, running, old, new),
    ]
    return tuple(one for one in found if one.in_use)


async def _running(session: Session, jurisdiction: str) -> _Running:
    orders: list[tuple[str, Order]] = []
    for alert in await matters.open_matters(session, jurisdiction):
        issued = await matters.issued_orders(session, alert.key)
        newest = newest_terms(issued)
        # Two may count: the order whose level is in force now, and the newest, which will be.
        count = [it for it in issued if it.level == alert.level or it is newest]
        orders += [(issued[0].serial or "", order) for order in count]
    drafts = await matters.pending_orders(session, jurisdiction)
    to_sign = [
        step.position
        for draft in drafts
        for step in await approvals.approvals(session, Subject.of(draft))
        if step.decision in (Decision.ASKED, Decision.WAITING)
    ]
    return _Running(tuple(orders), tuple(drafts), tuple(to_sign))


def _levels(running: _Running, old: Plan, new: Plan) -> list[Stranded]:
    gone = [one for one in old.levels if new.known_level(one.id) is None]
    return [_used(running, Part.LEVEL, one, lambda order: order.level) for one in gone]


def _pollutants(running: _Running, old: Plan, new: Plan) -> list[Stranded]:
    gone = [one for one in old.pollutants if new.known_pollutant(one.id) is None]
    return [_used(running, Part.POLLUTANT, one, lambda order: order.pollutant) for one in gone]


def _used(
    running: _Running, part: Part, one: Level | Pollutant, named: Callable[[Order], str | None]
) -> Stranded:
    return Stranded(
        part,
        one.id,
        one.name,
        alerts=_once(serial for serial, order in running.orders if named(order) == one.id),
        drafts=sum(named(draft) == one.id for draft in running.drafts),
    )


def _once(serials: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(serials))


async def _bodies(session: Session, running: _Running, old: Plan, new: Plan) -> list[Stranded]:
    bound = await chats.agency_chats(session, new.jurisdiction)
    return [
        Stranded(
            Part.BODY,
            body.id,
            body.name,
            alerts=_once(
                serial
                for serial, order in running.orders
                if body.id in order.snapshot.get("recipients", {})
            ),
            chats=len(bound.get(body.id, ())),
            owes=len(await obligations.open_of_agency(session, new.jurisdiction, body.id)),
        )
        for body in old.bodies
        if new.known_body(body.id) is None
    ]


async def _positions(session: Session, running: _Running, old: Plan, new: Plan) -> list[Stranded]:
    held = [row.position for row in await people.current_appointments(session, new.jurisdiction)]
    return [
        Stranded(
            Part.POSITION,
            position.id,
            position.name,
            drafts=running.to_sign.count(position.id),
            holders=held.count(position.id),
        )
        for position in old.positions
        if new.known_position(position.id) is None and position.id != LIAISON
    ]
