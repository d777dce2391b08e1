"""Episodes, matters and their orders."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session
from storage.prepared import once, prepared
from storage.subjects import SubjectKind


class Episode(Row, table=True):
    """A pollution episode, from the first start of a response to the lift."""

    __tablename__ = "episodes"

    opened_at: datetime
    closed_at: datetime | None = None


class MatterKind(StrEnum):
    """The kinds of matter; `office/matters/kinds.py` says what follows from each."""

    ALERT = "alert"
    NOTICE = "notice"
    TASK = "task"
    CONTROL = "control"
    CONVENING = "convening"
    REQUEST = "request"
    REGISTER = "register"
    PROBLEM = "problem"
    BULLETIN = "bulletin"
    APPRAISAL_BULLETIN = "appraisal_bulletin"
    CIRCULAR = "circular"
    MEETING = "meeting"
    CONSULTATION = "consultation"
    WORKING_GROUP = "working_group"


class MatterState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    """Issued; the response has not started yet."""
    IN_FORCE = "in_force"
    LIFTED = "lifted"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    """It was done, or its time ran out."""
    ABANDONED = "abandoned"
    """A draft that was never issued."""


OPEN_MATTERS = (MatterState.ISSUED, MatterState.IN_FORCE)
ENDED_MATTERS = (MatterState.LIFTED, MatterState.CANCELLED, MatterState.CLOSED)


class Matter(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.MATTER
    __tablename__ = "matters"

    kind: str = MatterKind.ALERT
    drill: bool = False
    """It is an exercise. Its orders, what is owed under it and what is said about it have the same
    mark in their own rows, which are read more often than this one."""
    episode_id: int | None = reference("episodes.id", default=None)
    state: str = MatterState.DRAFT
    level: str | None = None
    """The plan's id of the level in force, or of the announced one before the start; None where
    the matter's kind has no levels."""
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None


class OrderKind(StrEnum):
    ISSUE = "issue"
    ADJUST = "adjust"
    CANCEL = "cancel"
    LIFT = "lift"
    CLOSE = "close"
    """What was asked for is done; a cancel ends what is not to be done any more."""


class OrderState(StrEnum):
    DRAFT = "draft"
    """Previewed; the drafter has not confirmed it."""
    APPROVING = "approving"
    RETURNED = "returned"
    LAPSED = "lapsed"
    """Its start passed before it was issued; the drafter is asked what to do with it."""
    VOID = "void"
    """Replaced by a changed draft, or given up."""
    ISSUED = "issued"
    STAYED = "stayed"
    """It was issued for a later hour, and the office above did not let it take effect."""


PENDING_STATES = (
    OrderState.DRAFT,
    OrderState.APPROVING,
    OrderState.RETURNED,
    OrderState.LAPSED,
)


class Order(Row, table=True):
    """One order about a matter: to issue it, to adjust it, to cancel or to lift it.

    An issued order keeps all it needs to be read again: the plan version, the words'
    inputs, the recipients. Nothing that changes later can change what it said.
    """

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.ORDER
    __tablename__ = "orders"

    matter_id: int = reference("matters.id", index=True)
    matter_kind: str = MatterKind.ALERT
    """The kind of its matter, which never changes; an order is put into words without that row."""
    drill: bool = False
    kind: str
    state: str = OrderState.DRAFT
    level: str | None = None
    """The plan's id of the level; for a lift or a cancel, the level that ends; None where the
    matter's kind has no levels."""
    starts_at: datetime
    at_once: bool = False
    """立即: `starts_at` is only a placeholder until the order is issued, and then that instant."""
    hours: int | None = None
    """The expected duration; None where none is named, as in a lift."""
    pollutant: str | None = None
    grounds: str = ""
    says: dict[str, Any] = json_column(default_factory=dict)
    """What the kind's orders say beyond the terms of an alert."""
    plan_version_id: int = reference("plan_versions.id")
    drafted_by: int | None = telegram_id(default=None)
    """Whoever drafted it; None where the program itself did."""
    drafted_at: datetime
    office_chat_id: int | None = telegram_id(default=None)
    """Where the draft message stands, if it stands anywhere."""
    draft_delivery_id: int | None = back_reference()
    serial: str | None = None
    issued_at: datetime | None = None
    snapshot: dict[str, Any] = json_column(default_factory=dict)
    """At issue: recipients (agency → chats) and the level's names as they stood."""


async def matter(session: Session, matter_id: int) -> Matter | None:
    return await session.get(Matter, matter_id)


async def order(session: Session, order_id: int) -> Order | None:
    return await session.get(Order, order_id)


async def matters_in(
    session: Session,
    jurisdiction: str,
    *states: MatterState,
    kind: MatterKind | None = None,
    drill: bool | None = None,
) -> list[Matter]:
    """Real ones and exercises, or one of the two where `drill` says which."""
    query = select(Matter).where(Matter.jurisdiction == jurisdiction, col(Matter.state).in_(states))
    if kind is not None:
        query = query.where(Matter.kind == kind)
    if drill is not None:
        query = query.where(col(Matter.drill).is_(drill))
    return list((await session.exec(query.order_by(col(Matter.id)))).all())


async def open_matters(
    session: Session,
    jurisdiction: str,
    kind: MatterKind | None = None,
    *,
    drill: bool | None = None,
) -> list[Matter]:
    """Real ones and exercises, or one of the two where `drill` says which."""
    return [
        row
        for row in await once(session, (Matter,), _open(jurisdiction))
        if (kind is None or row.kind == kind) and (drill is None or row.drill == drill)
    ]


@prepared
def _open(jurisdiction: str) -> SelectOfScalar[Matter]:
    return (
        select(Matter)
        .where(Matter.jurisdiction == jurisdiction, col(Matter.state).in_(OPEN_MATTERS))
        .order_by(col(Matter.id))
    )


async def went_on_after(
    session: Session, jurisdiction: str, kinds: Collection[MatterKind], instant: datetime
) -> bool:
    """Whether one of these kinds, in earnest, is open or ended later than that instant."""
    ended = col(Matter.state).in_(ENDED_MATTERS) & (col(Matter.ended_at) > instant)
    query = select(Matter.id).where(
        Matter.jurisdiction == jurisdiction,
        col(Matter.kind).in_(kinds),
        col(Matter.drill).is_(False),
        col(Matter.state).in_(OPEN_MATTERS) | ended,
    )
    return (await session.exec(query.limit(1))).first() is not None


async def last_ended(session: Session, jurisdiction: str, kind: MatterKind) -> datetime | None:
    """When the last of this kind, in earnest, ended after it had begun."""
    query = select(Matter.ended_at).where(
        Matter.jurisdiction == jurisdiction,
        Matter.kind == kind,
        col(Matter.drill).is_(False),
        col(Matter.started_at).is_not(None),
        col(Matter.ended_at).is_not(None),
    )
    return (await session.exec(query.order_by(col(Matter.ended_at).desc()).limit(1))).first()


async def ran_between(
    session: Session,
    jurisdiction: str,
    kind: MatterKind,
    start: datetime,
    end: datetime,
    *,
    drill: bool,
) -> bool:
    """Whether one of this kind was in force at any instant from the start to before the end."""
    query = select(Matter.id).where(
        Matter.jurisdiction == jurisdiction,
        Matter.kind == kind,
        col(Matter.drill).is_(drill),
        col(Matter.started_at) < end,
        col(Matter.ended_at).is_(None) | (col(Matter.ended_at) > start),
    )
    return (await session.exec(query.limit(1))).first() is not None


async def exercised_between(
    session: Session, jurisdiction: str, since: datetime, until: datetime
) -> list[int]:
    """The ids of what was opened as an exercise from one instant to the other."""
    query = select(Matter.id).where(
        Matter.jurisdiction == jurisdiction,
        col(Matter.drill).is_(True),
        col(Matter.created_at) >= since,
        col(Matter.created_at) <= until,
    )
    return [one for one in (await session.exec(query)).all() if one is not None]


async def issued_orders(session: Session, matter_id: int) -> list[Order]:
    return await once(session, (Order,), _issued(matter_id))


@prepared
def _issued(matter_id: int) -> SelectOfScalar[Order]:
    return (
        select(Order)
        .where(Order.matter_id == matter_id, Order.state == OrderState.ISSUED)
        .order_by(col(Order.issued_at), col(Order.id))
    )


async def issued_of_kind(session: Session, jurisdiction: str, kind: MatterKind) -> list[Order]:
    """The orders of all matters of a kind, the oldest first."""
    query = select(Order).where(
        Order.jurisdiction == jurisdiction,
        Order.matter_kind == kind,
        Order.state == OrderState.ISSUED,
    )
    return list((await session.exec(query.order_by(col(Order.id)))).all())


async def issued_since(
    session: Session, jurisdiction: str, since: datetime, *, drill: bool
) -> list[Order]:
    """The orders of all kinds that were issued from then on, in order of issue."""
    query = select(Order).where(
        Order.jurisdiction == jurisdiction,
        Order.state == OrderState.ISSUED,
        col(Order.issued_at) >= since,
        col(Order.drill).is_(drill),
    )
    return list((await session.exec(query.order_by(col(Order.issued_at), col(Order.id)))).all())


async def newest_ended(session: Session, jurisdiction: str, kind: MatterKind) -> Matter | None:
    """The one of this kind, in earnest, that ended last after it had begun."""
    query = select(Matter).where(
        Matter.jurisdiction == jurisdiction,
        Matter.kind == kind,
        col(Matter.drill).is_(False),
        col(Matter.started_at).is_not(None),
        col(Matter.ended_at).is_not(None),
    )
    return (await session.exec(query.order_by(col(Matter.ended_at).desc()).limit(1))).first()


async def begun_since(
    session: Session, jurisdiction: str, kind: MatterKind, since: datetime
) -> int:
    """How many of this kind, in earnest, began from then on."""
    query = select(func.count()).where(
        Matter.jurisdiction == jurisdiction,
        Matter.kind == kind,
        col(Matter.drill).is_(False),
        col(Matter.started_at) >= since,
    )
    return (await session.exec(query)).one()


async def newest_meetings(session: Session, jurisdiction: str, limit: int = 20) -> list[Order]:
    """The orders that convened meetings or moved them, the newest first."""
    query = (
        select(Order)
        .where(
            Order.jurisdiction == jurisdiction,
            Order.matter_kind == MatterKind.MEETING,
            Order.state == OrderState.ISSUED,
            col(Order.kind).in_((OrderKind.ISSUE, OrderKind.ADJUST)),
        )
        .order_by(col(Order.id).desc())
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def pending_orders(
    session: Session, jurisdiction: str, kind: MatterKind | None = None
) -> list[Order]:
    pending = await once(session, (Order,), _pending(jurisdiction))
    return [row for row in pending if kind is None or row.matter_kind == kind]


@prepared
def _pending(jurisdiction: str) -> SelectOfScalar[Order]:
    query = select(Order).where(
        Order.jurisdiction == jurisdiction, col(Order.state).in_(PENDING_STATES)
    )
    return query.order_by(col(Order.id))


async def move_order(
    session: Session, order_id: int, origins: Sequence[OrderState], to: OrderState
) -> bool:
    """Return False where somebody else moved it first."""
    result = await session.exec(
        update(Order)
        .where(col(Order.id) == order_id, col(Order.state).in_(origins))
        .values(state=to)
    )
    return result.rowcount == 1


async def close_episode(session: Session, episode_id: int, at: datetime) -> None:
    await session.exec(
        update(Episode)
        .where(col(Episode.id) == episode_id, col(Episode.closed_at).is_(None))
        .values(closed_at=at)
    )
