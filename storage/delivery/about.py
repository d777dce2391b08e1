"""Finds the order, the obligation or the slip that a subject belongs to, and whether it is real."""

from collections.abc import Iterable
from typing import Any

from storage.database import Session
from storage.decisions.approvals import Approval
from storage.decisions.filled_forms import FilledForm
from storage.decisions.matters import Matter, Order
from storage.decisions.minutes import Minutes
from storage.delivery.outbox import Delivery
from storage.enterprises.decisions import EnterpriseDecision
from storage.owed import extensions, obligations
from storage.owed.obligations import Obligation
from storage.problems.listings import ProblemListing
from storage.problems.problems import Problem
from storage.region.cap_messages import ReceivedCap
from storage.region.urgent import UrgentDispatch
from storage.rota.alarms import Alarm
from storage.sky.consultation_papers import ConsultationPaper
from storage.sky.consultations import ConsultationOpinion
from storage.sky.proposals import AirProposal
from storage.subjects import Subject, SubjectKind
from storage.supervision import slips
from storage.supervision.missed_occasions import MissedOccasion
from storage.supervision.slip_batches import SlipBatch
from storage.supervision.slip_digests import SlipDigest
from storage.supervision.slips import Slip


async def read(session: Session, subjects: Iterable[Subject]) -> None:
    """Read the slips and the obligations behind all of these, with one question for each kind."""
    named = set(subjects)
    slip_ids = {one.id for one in named if one.kind == SubjectKind.SLIP}
    found = await slips.read(session, slip_ids) if slip_ids else []
    owed_ids = {one.id for one in named if one.kind == SubjectKind.OBLIGATION}
    owed_ids |= {one.obligation_id for one in found}
    if owed_ids:
        await obligations.read(session, owed_ids)


async def slip(session: Session, subject: Subject | None) -> Slip | None:
    if subject is None or subject.kind != SubjectKind.SLIP:
        return None
    return await slips.slip(session, subject.id)


async def obligation(session: Session, subject: Subject | None) -> Obligation | None:
    found = await _obligation_id(session, subject)
    return await obligations.obligation(session, found) if found is not None else None


async def order_id(session: Session, subject: Subject | None) -> int | None:
    """The id of the order under which it was said; None for what is about a whole matter."""
    match subject:
        case Subject(SubjectKind.ORDER, found):
            return found
        case Subject(SubjectKind.DELIVERY, found):
            return await order_id(session, (await session.get_one(Delivery, found)).subject)
    owed = await obligation(session, subject)
    return owed.order_id if owed is not None else None


async def is_drill(session: Session, subject: Subject | None) -> bool | None:
    """Whether it belongs to an exercise; None where it belongs to no matter."""
    if subject is None:
        return None
    if subject.kind in _ABOUT_ANOTHER:
        about = await session.get(_ABOUT_ANOTHER[subject.kind], subject.id)
        return await is_drill(session, about.subject if about is not None else None)
    if subject.kind == SubjectKind.EXTENSION:
        owed = await obligation(session, subject)
        return owed.drill if owed is not None else None
    table = _MARKED.get(subject.kind)
    row = await session.get(table, subject.id) if table is not None else None
    return row.drill if row is not None else None


_ABOUT_ANOTHER: dict[SubjectKind, type[Any]] = {
    SubjectKind.ALARM: Alarm,
    SubjectKind.APPROVAL: Approval,
}
"""The rows that have a subject of their own."""
_MARKED: dict[SubjectKind, type[Any]] = {
    SubjectKind.MATTER: Matter,
    SubjectKind.ORDER: Order,
    SubjectKind.OBLIGATION: Obligation,
    SubjectKind.SLIP: Slip,
    SubjectKind.SLIP_BATCH: SlipBatch,
    SubjectKind.MISSED_OCCASION: MissedOccasion,
    SubjectKind.SLIP_DIGEST: SlipDigest,
    SubjectKind.DELIVERY: Delivery,
    SubjectKind.ENTERPRISE_DECISION: EnterpriseDecision,
    SubjectKind.FORM: FilledForm,
    SubjectKind.MINUTES: Minutes,
    SubjectKind.URGENT: UrgentDispatch,
    SubjectKind.RECEIVED_CAP: ReceivedCap,
    SubjectKind.PROBLEM: Problem,
    SubjectKind.LISTING: ProblemListing,
    SubjectKind.AIR_PROPOSAL: AirProposal,
    SubjectKind.OPINION: ConsultationOpinion,
    SubjectKind.CONSULTATION_PAPER: ConsultationPaper,
}
"""The rows that have the mark themselves."""


async def _obligation_id(session: Session, subject: Subject | None) -> int | None:
    match subject:
        case Subject(SubjectKind.OBLIGATION, found):
            return found
        case Subject(SubjectKind.SLIP, found):
            slip = await slips.slip(session, found)
            return slip.obligation_id if slip is not None else None
        case Subject(SubjectKind.EXTENSION, found):
            asked = await extensions.extension(session, found)
            return asked.obligation_id if asked is not None else None
    return None
