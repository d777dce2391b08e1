"""Obligations: one agency owes one answer by one deadline."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Index, UniqueConstraint, bindparam
from sqlmodel import Field, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, reference
from storage.database import Session
from storage.occasions import Occasion, occasion_column
from storage.prepared import every, first, prepared
from storage.roster.people import Person
from storage.subjects import SubjectKind
from storage.transaction.answers import Alike, Belonging


class ObligationKind(StrEnum):
    """The kinds that the program names; a plan may name other kinds that are owed."""

    RECEIPT = "receipt"
    DAILY = "daily"
    """The report of a day, owed the day after."""
    CLOSING = "closing"
    """The report after the lift."""
    TASK = "task"
    """The report on a task, owed by the deadline that its order names."""
    RECTIFY = "rectify"
    """The written answer about a problem, owed by the deadline that its order names."""
    OPINION = "opinion"
    """The signed opinion in a consultation, owed by the deadline that its order names."""


class BoardStanding(NamedTuple):
    """How one agency stands with what it owes, as a board shows it."""

    agency: str
    state: str
    due_at: datetime
    day: date | None
    on_behalf: bool
    paused_at: datetime | None


class ObligationState(StrEnum):
    OPEN = "open"
    MET = "met"
    MET_LATE = "met_late"
    SUPERSEDED = "superseded"
    """It became pointless by a newer order or by the end of its matter."""


class Obligation(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.OBLIGATION
    __tablename__ = "obligations"
    __table_args__ = (
        UniqueConstraint("matter_id", "kind", "agency", "occasion"),
        Index("ix_obligations_open", "jurisdiction", "state", "kind"),
        Index("ix_obligations_agency", "jurisdiction", "agency", "state"),
        Index("ix_obligations_wakes_at", "wakes_at"),
    )

    matter_id: int = reference("matters.id")
    order_id: int = reference("orders.id")
    """The order that it came from; the ladder in that order's plan version applies."""
    drill: bool = False
    agency: str
    kind: str
    occasion: Occasion = occasion_column()
    """The day or the order by which it differs from others of its kind."""
    title: str = ""
    """What its order is called, where the kind of what is owed does not say it."""
    day: date | None = None
    """The day reported on, in the plan's zone."""
    state: str = ObligationState.OPEN
    opened_at: datetime
    due_at: datetime
    """The deadline with every extension and every outage added."""
    met_at: datetime | None = None
    met_by: int | None = reference("people.id", default=None)
    on_behalf: bool = False
    """The office registered the answer for the agency."""

    step: str = "none"
    """The last thing the ladder did."""
    step_due_at: datetime | None = None
    """When the ladder acts next; None where it has nothing left to do."""
    wakes_at: datetime | None = None
    """When the clock looks at it: at its next step, or sooner while its agency is out of reach."""
    paused_at: datetime | None = None
    pause_reason: str | None = None
    joined: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """A slip lists it that was issued for another obligation of its body."""
    awaits_signature: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """A slip about it is drafted and not issued; its draft stands in
    `storage/supervision/slip_batches.py`."""
    times_returned: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    returned_at: datetime | None = None
    """Since when it is owed anew, as the office sent its report back; what was served before does
    not count for the ladder any more."""
    ladder_ended: str | None = None
    """Why the ladder will do nothing more, though the obligation may still be owed."""

    @property
    def anew(self) -> str:
        """What is asked once is asked once more after it was sent back; this goes with its key."""
        return f":{self.times_returned}" if self.times_returned else ""


class ObligationEvent(Row, table=True):
    """A row of an obligation's history; every change writes one."""

    __tablename__ = "obligation_events"

    obligation_id: int = reference("obligations.id", index=True)
    at: datetime
    event: str
    """What happened, as a named verdict."""
    detail: str = ""


EVENTS = Belonging(ObligationEvent, by="obligation_id")


async def obligation(session: Session, obligation_id: int) -> Obligation | None:
    return await session.get(Obligation, obligation_id)


async def read(session: Session, ids: Collection[int]) -> list[Obligation]:
    """Read several at once; afterwards each is found by its key without a question."""
    found = await session.exec(select(Obligation).where(col(Obligation.id).in_(ids)))
    return list(found.all())


async def find(
    session: Session, matter_id: int, kind: str, agency: str, occasion: Occasion
) -> Obligation | None:
    found = await _ALIKE.those(session, matter_id, kind, occasion, agency)
    return next(iter(found), None)


async def find_several(
    session: Session, matter_id: int, kind: str, occasion: Occasion, agencies: Collection[str]
) -> list[Obligation]:
    """Read several at once; afterwards `find` finds each without a question."""
    return await _ALIKE.read(session, agencies, matter_id, kind, occasion)


_ALIKE = Alike(Obligation, "matter_id", "kind", "occasion", "agency")


async def of_agencies(
    session: Session,
    matter_id: int,
    kind: str,
    occasion: Occasion,
    agencies: Collection[str],
) -> list[Obligation]:
    facts = {"matter_id": matter_id, "kind": kind, "occasion": occasion, "agencies": list(agencies)}
    return list((await session.exec(_OF_AGENCIES, params=facts)).all())


_OF_AGENCIES = select(Obligation).where(
    Obligation.matter_id == bindparam("matter_id"),
    Obligation.kind == bindparam("kind"),
    Obligation.occasion == bindparam("occasion"),
    col(Obligation.agency).in_(bindparam("agencies", expanding=True)),
)


async def of_occasion(
    session: Session, matter_id: int, kind: str, occasion: Occasion
) -> list[Obligation]:
    return await every(session, _of_occasion(matter_id, kind, occasion))


@prepared
def _of_occasion(matter_id: int, kind: str, occasion: Occasion) -> SelectOfScalar[Obligation]:
    query = select(Obligation).where(
        Obligation.matter_id == matter_id,
        Obligation.kind == kind,
        Obligation.occasion == occasion,
    )
    return query.order_by(col(Obligation.id))


async def states_by_day(
    session: Session, matter_id: int, kind: str, since: date
) -> list[tuple[date, str, int]]:
    """How many of one kind are in which state, for each day from then on that they are of."""
    query = (
        select(col(Obligation.day), col(Obligation.state), func.count())
        .where(
            Obligation.matter_id == matter_id,
            Obligation.kind == kind,
            col(Obligation.day) >= since,
        )
        .group_by(col(Obligation.day), col(Obligation.state))
        .order_by(col(Obligation.day))
    )
    rows = (await session.exec(query)).all()
    return [(day, state, count) for day, state, count in rows if day is not None]


async def standings(
    session: Session, matter_id: int, kinds: Collection[str], occasion: Occasion
) -> list[BoardStanding]:
    """Columns instead of whole rows: a board counts them often while a thousand agencies answer."""
    rows: list[Any] = await every(session, _standings(matter_id, tuple(kinds), occasion))
    return [BoardStanding._make(row) for row in rows]


@prepared
def _standings(matter_id: int, kinds: tuple[str, ...], occasion: Occasion) -> Any:
    query = (
        select(Obligation.agency, Obligation.state, Obligation.due_at, col(Obligation.day))
        .where(
            Obligation.matter_id == matter_id,
            col(Obligation.kind).in_(kinds),
            Obligation.occasion == occasion,
        )
        .order_by(col(Obligation.id))
    )
    # SQLModel's select is typed for four columns at most.
    whole: Any = query
    return whole.add_columns(col(Obligation.on_behalf), col(Obligation.paused_at))


async def open_of_agency(
    session: Session, jurisdiction: str, agency: str, *kinds: str
) -> list[Obligation]:
    if not kinds:
        return await every(session, _open_of_agency(jurisdiction, agency))
    return await every(session, _open_of_kinds(jurisdiction, agency, kinds))


@prepared
def _open_of_agency(jurisdiction: str, agency: str) -> SelectOfScalar[Obligation]:
    query = select(Obligation).where(
        Obligation.jurisdiction == jurisdiction,
        Obligation.agency == agency,
        Obligation.state == ObligationState.OPEN,
    )
    return query.order_by(col(Obligation.due_at), col(Obligation.id))


@prepared
def _open_of_kinds(
    jurisdiction: str, agency: str, kinds: tuple[str, ...]
) -> SelectOfScalar[Obligation]:
    query = select(Obligation).where(
        Obligation.jurisdiction == jurisdiction,
        Obligation.agency == agency,
        Obligation.state == ObligationState.OPEN,
        col(Obligation.kind).in_(kinds),
    )
    return query.order_by(col(Obligation.due_at), col(Obligation.id))


async def running(
    session: Session, jurisdiction: str, agencies: Collection[str]
) -> list[Obligation]:
    """What these bodies owe in earnest and the clock follows up."""
    query = select(Obligation).where(
        Obligation.jurisdiction == jurisdiction,
        col(Obligation.agency).in_(agencies),
        Obligation.state == ObligationState.OPEN,
        col(Obligation.step_due_at).is_not(None),
        col(Obligation.paused_at).is_(None),
        col(Obligation.ladder_ended).is_(None),
        col(Obligation.drill).is_(False),
    )
    return list((await session.exec(query.order_by(col(Obligation.id)))).all())


async def open_alike(session: Session, owed: Obligation) -> list[Obligation]:
    """What else its body owes of the same kind under the same matter."""
    rows = await _OF_BODY.those(session, owed.matter_id, owed.kind, owed.agency)
    return [row for row in rows if row.state == ObligationState.OPEN and row.key != owed.key]


async def read_alike(session: Session, owed: Collection[Obligation]) -> None:
    """Read at once what `open_alike` asks for each of these."""
    bodies: dict[tuple[int, str], set[str]] = {}
    for one in owed:
        bodies.setdefault((one.matter_id, one.kind), set()).add(one.agency)
    for (matter_id, kind), agencies in bodies.items():
        await _OF_BODY.read(session, sorted(agencies), matter_id, kind)


_OF_BODY = Alike(Obligation, "matter_id", "kind", "agency")


async def open_in(
    session: Session, jurisdiction: str, *kinds: str, drill: bool | None = None
) -> list[Obligation]:
    """What is owed in earnest and in exercises, or one of the two where `drill` says which."""
    query = select(Obligation).where(
        Obligation.jurisdiction == jurisdiction,
        Obligation.state == ObligationState.OPEN,
    )
    if drill is not None:
        query = query.where(col(Obligation.drill).is_(drill))
    ordered = _of_kinds(query, kinds).order_by(col(Obligation.due_at), col(Obligation.id))
    return list((await session.exec(ordered)).all())


async def bodies_that_answered(session: Session, matter_ids: Collection[int]) -> set[str]:
    """Whoever met something that was asked under one of these, in time or late."""
    if not matter_ids:
        return set()
    query = select(Obligation.agency).where(
        col(Obligation.matter_id).in_(matter_ids),
        col(Obligation.state).in_((ObligationState.MET, ObligationState.MET_LATE)),
    )
    return set((await session.exec(query.distinct())).all())


async def overdue(session: Session, jurisdiction: str, now: datetime) -> list[str]:
    """The bodies that owe something in earnest whose deadline has passed while their clock runs."""
    query = select(Obligation.agency).where(
        Obligation.jurisdiction == jurisdiction,
        Obligation.state == ObligationState.OPEN,
        col(Obligation.due_at) <= now,
        col(Obligation.paused_at).is_(None),
        col(Obligation.drill).is_(False),
    )
    return list((await session.exec(query.distinct().order_by(Obligation.agency))).all())


async def open_of_matter(session: Session, matter_id: int, *kinds: str) -> list[Obligation]:
    query = select(Obligation).where(
        Obligation.matter_id == matter_id,
        Obligation.state == ObligationState.OPEN,
    )
    return list((await session.exec(_of_kinds(query, kinds).order_by(col(Obligation.id)))).all())


async def of_matter(session: Session, matter_id: int, kind: str) -> list[Obligation]:
    """What is owed under a matter and what was, except what fell with an order of it."""
    return await every(session, _of_matter(matter_id, kind))


@prepared
def _of_matter(matter_id: int, kind: str) -> SelectOfScalar[Obligation]:
    query = select(Obligation).where(
        Obligation.matter_id == matter_id,
        Obligation.kind == kind,
        Obligation.state != ObligationState.SUPERSEDED,
    )
    return query.order_by(col(Obligation.id))


def _of_kinds(
    query: SelectOfScalar[Obligation], kinds: Collection[str]
) -> SelectOfScalar[Obligation]:
    return query.where(col(Obligation.kind).in_(kinds)) if kinds else query


class OwedAlike(NamedTuple):
    """What all bodies owe alike: a matter, a kind, and which of that kind."""

    matter_id: int
    kind: str
    occasion: Occasion


async def newest_alike(
    session: Session, jurisdiction: str, kinds: Collection[str], limit: int
) -> list[OwedAlike]:
    """What was asked for in earnest, the last deadline first."""
    query = (
        select(Obligation.matter_id, Obligation.kind, col(Obligation.occasion))
        .where(
            Obligation.jurisdiction == jurisdiction,
            col(Obligation.kind).in_(kinds),
            col(Obligation.drill).is_(False),
            Obligation.state != ObligationState.SUPERSEDED,
        )
        .group_by(col(Obligation.matter_id), col(Obligation.kind), col(Obligation.occasion))
        .order_by(sa.func.max(Obligation.due_at).desc(), sa.func.max(Obligation.id).desc())
        .limit(limit)
    )
    return [OwedAlike._make(row) for row in (await session.exec(query)).all()]


async def newest_of_agency(
    session: Session, jurisdiction: str, agency: str, kinds: Collection[str], limit: int
) -> list[Obligation]:
    query = (
        select(Obligation)
        .where(
            Obligation.jurisdiction == jurisdiction,
            Obligation.agency == agency,
            col(Obligation.kind).in_(kinds),
            col(Obligation.drill).is_(False),
            Obligation.state != ObligationState.SUPERSEDED,
        )
        .order_by(col(Obligation.due_at).desc(), col(Obligation.id).desc())
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def of_order(session: Session, order_id: int, kind: str, agency: str) -> Obligation | None:
    return await first(session, _of_order(order_id, kind, agency))


@prepared
def _of_order(order_id: int, kind: str, agency: str) -> SelectOfScalar[Obligation]:
    return select(Obligation).where(
        Obligation.order_id == order_id, Obligation.kind == kind, Obligation.agency == agency
    )


async def events(session: Session, obligation_id: int) -> list[ObligationEvent]:
    return await EVENTS.to(session, obligation_id)


async def met_by(session: Session, met: Obligation) -> tuple[Person, datetime]:
    if met.met_by is None or met.met_at is None:
        raise ValueError(f"obligation {met.id} has not been met")
    return await session.get_one(Person, met.met_by), met.met_at
