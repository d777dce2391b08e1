"""Putting a plan in force: a new version, beside the ones that earlier alerts were issued under."""

from dataclasses import dataclass
from datetime import datetime

from office.plan import Plan
from office.plan_diff import Change, compare
from office.plan_files import canonical_json, checksum
from storage import audit, chats, obligations, people, plans
from storage.database import Session
from storage.people import LIAISON
from storage.plans import PlanVersion


@dataclass(frozen=True, slots=True)
class Stranded:
    """Something that the new plan has dropped and that is still in use."""

    id: str
    name: str
    chats: int = 0
    owes: int = 0
    holders: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    number: int
    is_new: bool
    changes: tuple[Change, ...] = ()
    stranded: tuple[Stranded, ...] = ()


async def apply(session: Session, plan: Plan, *, now: datetime, actor: str) -> Applied:
    """Make this the plan in force; the very plan that is in force already changes nothing."""
    latest = await plans.latest_version(session, plan.jurisdiction)
    digest = checksum(plan)
    old = Plan.model_validate_json(latest.content) if latest else None
    # Reckoned anew: the model may have got another key since this was stored.
    if latest is not None and old is not None and checksum(old) == digest:
        return Applied(latest.number, is_new=False)
    number = latest.number + 1 if latest else 1
    session.add(
        PlanVersion(
            jurisdiction=plan.jurisdiction,
            number=number,
            checksum=digest,
            content=canonical_json(plan),
            applied_at=now,
            applied_by=actor,
        )
    )
    await session.flush()
    changes = compare(old, plan)
    await audit.append(
        session,
        jurisdiction=plan.jurisdiction,
        at=now,
        actor=actor,
        action="plan.applied",
        subject=f"plan:{number}",
        detail={"checksum": digest, "changes": len(changes)},
    )
    stranded = await _stranded(session, old, plan) if old else ()
    return Applied(number, is_new=True, changes=changes, stranded=stranded)


async def _stranded(session: Session, old: Plan, new: Plan) -> tuple[Stranded, ...]:
    found = [*await _agencies(session, old, new), *await _positions(session, old, new)]
    return tuple(one for one in found if one.chats or one.owes or one.holders)


async def _agencies(session: Session, old: Plan, new: Plan) -> list[Stranded]:
    kept = {agency.id for agency in new.agencies}
    bound = await chats.agency_chats(session, new.jurisdiction)
    return [
        Stranded(
            agency.id,
            agency.name,
            chats=len(bound.get(agency.id, ())),
            owes=len(await obligations.open_of_agency(session, new.jurisdiction, agency.id)),
        )
        for agency in old.agencies
        if agency.id not in kept
    ]


async def _positions(session: Session, old: Plan, new: Plan) -> list[Stranded]:
    kept = {position.id for position in new.positions} | {LIAISON}
    held = [row.position for row in await people.current_appointments(session, new.jurisdiction)]
    return [
        Stranded(position.id, position.name, holders=held.count(position.id))
        for position in old.positions
        if position.id not in kept
    ]
