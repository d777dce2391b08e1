"""Looks for what should be there and is not; the reconcilers ask these questions."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.agenda import AgendaItem, AgendaState
from storage.database import Session
from storage.decisions.matters import Matter, MatterState, Order
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.questioned import QuestionedReply, QuestionedState
from storage.prepared import every, once, prepared
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import Appointment
from storage.subjects import SubjectKind
from storage.supervision.slips import Slip, SlipCopy, SlipState


async def matters_to_prove(session: Session, jurisdiction: str, since: datetime) -> list[Matter]:
    return await once(session, (Matter,), _to_prove(jurisdiction, since))


@prepared
def _to_prove(jurisdiction: str, since: datetime) -> SelectOfScalar[Matter]:
    return (
        select(Matter)
        .where(
            Matter.jurisdiction == jurisdiction,
            or_(
                col(Matter.state).in_((MatterState.ISSUED, MatterState.IN_FORCE)),
                col(Matter.ended_at) > since,
            ),
        )
        .order_by(col(Matter.id))
    )


async def opened_since(session: Session, matter_id: int, since: datetime) -> list[Obligation]:
    """Obligations opened after `since`, of kinds and occasions of which none was opened before.

    Where some were opened before, the new ones belong to agencies that joined later.
    """
    return await every(session, _opened_since(matter_id, since))


@prepared
def _opened_since(matter_id: int, since: datetime) -> SelectOfScalar[Obligation]:
    earlier = aliased(Obligation)
    opened_before = exists().where(
        col(earlier.matter_id) == matter_id,
        col(earlier.kind) == col(Obligation.kind),
        col(earlier.occasion) == col(Obligation.occasion),
        col(earlier.opened_at) <= since,
    )
    query = select(Obligation).where(Obligation.matter_id == matter_id, ~opened_before)
    return query.order_by(col(Obligation.id))


async def unwound(session: Session, jurisdiction: str) -> list[Obligation]:
    """Open obligations with steps left whose timers stand, paused or not."""
    return await every(session, _unwound(jurisdiction))


@prepared
def _unwound(jurisdiction: str) -> SelectOfScalar[Obligation]:
    query = select(Obligation).where(
        Obligation.jurisdiction == jurisdiction,
        Obligation.state == ObligationState.OPEN,
        col(Obligation.ladder_ended).is_(None),
        col(Obligation.wakes_at).is_(None),
    )
    return query.order_by(col(Obligation.id))


async def unshown(session: Session, jurisdiction: str) -> list[Obligation]:
    """Open obligations with an unclear reply that the office has not seen and no timer."""
    return await every(session, _unshown(jurisdiction))


@prepared
def _unshown(jurisdiction: str) -> SelectOfScalar[Obligation]:
    replied = exists().where(
        col(QuestionedReply.obligation_id) == col(Obligation.id),
        col(QuestionedReply.state) == QuestionedState.ASKED,
        col(QuestionedReply.shown_at).is_(None),
    )
    query = select(Obligation).where(
        Obligation.jurisdiction == jurisdiction,
        Obligation.state == ObligationState.OPEN,
        replied,
        col(Obligation.wakes_at).is_(None),
    )
    return query.order_by(col(Obligation.id))


async def paused_for_nothing(session: Session, jurisdiction: str, reason: str) -> list[Obligation]:
    """Obligations whose clock is stopped by an extension that nobody was asked to decide."""
    return await every(session, _paused_for_nothing(jurisdiction, reason))


@prepared
def _paused_for_nothing(jurisdiction: str, reason: str) -> SelectOfScalar[Obligation]:
    pending = exists().where(
        col(Extension.obligation_id) == col(Obligation.id),
        col(Extension.state) == ExtensionState.ASKED,
    )
    query = select(Obligation).where(
        Obligation.jurisdiction == jurisdiction,
        Obligation.state == ObligationState.OPEN,
        col(Obligation.pause_reason).contains(reason),
        ~pending,
    )
    return query.order_by(col(Obligation.id))


async def awaited_subjects(
    session: Session, jurisdiction: str, kinds: tuple[str, ...]
) -> set[tuple[str, int]]:
    waiting = await once(session, (AgendaItem,), _waiting(jurisdiction, kinds))
    return {(item.kind, item.subject) for item in waiting}


@prepared
def _waiting(jurisdiction: str, kinds: tuple[str, ...]) -> SelectOfScalar[AgendaItem]:
    return select(AgendaItem).where(
        AgendaItem.jurisdiction == jurisdiction,
        AgendaItem.state == AgendaState.WAITING,
        col(AgendaItem.kind).in_(kinds),
    )


async def was_taken(session: Session, jurisdiction: str, kind: str, subject: int) -> bool:
    query = select(AgendaItem.id).where(
        AgendaItem.jurisdiction == jurisdiction,
        AgendaItem.kind == kind,
        AgendaItem.subject == subject,
        AgendaItem.state == AgendaState.DONE,
    )
    return (await session.exec(query.limit(1))).first() is not None


async def slips_since(session: Session, jurisdiction: str, since: datetime) -> list[Slip]:
    return await once(session, (Slip,), _slips_since(jurisdiction, since))


@prepared
def _slips_since(jurisdiction: str, since: datetime) -> SelectOfScalar[Slip]:
    query = select(Slip).where(
        Slip.jurisdiction == jurisdiction,
        Slip.state == SlipState.ISSUED,
        col(Slip.issued_at) > since,
    )
    return query.order_by(col(Slip.id))


async def asked_by(session: Session, slip_ids: Collection[int]) -> dict[int, tuple[Order, str]]:
    """By slip: the order under which its obligation was opened, and that obligation's kind."""
    if not slip_ids:
        return {}
    query = (
        select(col(Slip.id), Order, Obligation.kind)
        .join(Obligation, col(Obligation.id) == col(Slip.obligation_id))
        .join(Order, col(Order.id) == col(Obligation.order_id))
        .where(col(Slip.id).in_(slip_ids))
    )
    rows = (await session.exec(query)).all()
    return {slip_id: (order, kind) for slip_id, order, kind in rows if slip_id}


async def copied_to(session: Session, slip_ids: Collection[int]) -> set[tuple[int, str, int]]:
    if not slip_ids:
        return set()
    query = select(SlipCopy.slip_id, SlipCopy.position, SlipCopy.user_id).where(
        col(SlipCopy.slip_id).in_(slip_ids)
    )
    return set((await session.exec(query)).all())


async def readers(
    session: Session, jurisdiction: str, position: str
) -> list[tuple[Chat, Appointment]]:
    query = (
        select(Chat, Appointment)
        .join(Appointment, col(Appointment.user_id) == col(Chat.chat_id))
        .where(
            Chat.jurisdiction == jurisdiction,
            Chat.role == ChatRole.PERSON,
            col(Chat.unbound_at).is_(None),
            Appointment.jurisdiction == jurisdiction,
            Appointment.position == position,
            col(Appointment.until).is_(None),
        )
        .order_by(col(Appointment.id))
    )
    return [(chat, held) for chat, held in (await session.exec(query)).all()]


async def served_slips(
    session: Session, slip_ids: Collection[int], *kinds: DeliveryKind
) -> set[int]:
    if not slip_ids:
        return set()
    query = select(Delivery.subject_id).where(
        Delivery.subject_kind == SubjectKind.SLIP,
        col(Delivery.subject_id).in_(slip_ids),
        col(Delivery.kind).in_(kinds),
    )
    return {found for found in (await session.exec(query.distinct())).all() if found is not None}
