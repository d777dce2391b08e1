"""Consultations 会商: what was asked, and the opinions in the boxes of the report."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import (
    Row,
    back_reference,
    json_column,
    partly_unique,
    reference,
    telegram_id,
)
from storage.database import Session
from storage.prepared import once, prepared
from storage.subjects import SubjectKind


class ConsultationOccasion(StrEnum):
    """What it is held for, which says what its product is called."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ALERT = "alert"


class ConsultationBox(StrEnum):
    """The boxes of the report, in their order; the office's is filled last."""

    METEOROLOGY = "meteorology"
    MONITORING = "monitoring"
    EXPERTS = "experts"
    OFFICE = "office"


class ConsultationOutcome(StrEnum):
    LEVEL = "level"
    """It proposes that a level be started, kept or changed to."""
    LIFT = "lift"
    NO_RESPONSE = "no_response"
    WATCH = "watch"
    """Nothing is proposed yet; the air is watched further."""


class Consultation(Row, table=True):
    """A matter of its kind has one; it is open until the office's box is signed."""

    __tablename__: ClassVar[str] = "consultations"

    matter_id: int = reference("matters.id", unique=True)
    order_id: int = reference("orders.id")
    """The order by which it was opened."""
    drill: bool = False
    occasion: str
    serial: str = ""
    asked: str
    """What the bodies were asked to judge."""
    due_at: datetime
    boxes: dict[str, str] = json_column(default_factory=dict)
    """Each box with the body that fills it; one that nobody fills is left out."""
    proposal_id: int | None = reference("air_proposals.id", default=None)
    forecast_id: int | None = reference("forecasts.id", default=None)
    """The forecast that counted when it was opened."""
    opened_at: datetime
    closed_at: datetime | None = None
    """When the office's box was signed; None also where it was called off."""
    outcome: str | None = None
    level: str | None = None
    """The plan's id of the level that was proposed."""
    conclusion: str = ""
    """The words of the office's box."""
    without: str = ""
    """Why the office waits no longer for the boxes that are empty, from when it says so."""


class OpinionState(StrEnum):
    WRITTEN = "written"
    """It was read, and nobody has signed it yet."""
    ASKED = "asked"
    """Those are asked to sign it whom the plan names."""
    SIGNED = "signed"
    REPLACED = "replaced"
    """A later wording of the same box was signed."""
    RETURNED = "returned"
    """Whoever was asked to sign it sent it back."""
    GIVEN_UP = "given_up"


UNSIGNED_OPINIONS = (OpinionState.WRITTEN, OpinionState.ASKED)


class ConsultationOpinion(Row, table=True):
    """One wording of one box. A box without a signed one stays empty."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.OPINION
    __tablename__: ClassVar[str] = "consultation_opinions"
    __table_args__ = (
        partly_unique(
            "uq_consultation_opinions_signed", "matter_id", "box", where="state = 'signed'"
        ),
    )

    matter_id: int = reference("matters.id", index=True)
    drill: bool = False
    box: str
    body: str | None = None
    """The body whose box it is; None for the office's."""
    text: str
    remarks: str = ""
    agrees: bool = False
    """It says by one tap that it agrees with the boxes above."""
    outcome: str | None = None
    level: str | None = None
    """What the office's box concludes."""
    written_by: int = telegram_id()
    written_at: datetime
    state: str = OpinionState.WRITTEN
    signed_by: str | None = None
    """The name of whoever signed it."""
    signer_id: int | None = telegram_id(default=None)
    signed_at: datetime | None = None
    card_id: int | None = back_reference()
    """The message by which it was shown before it counted."""


async def of_matter(session: Session, matter_id: int) -> Consultation | None:
    return next(iter(await once(session, (Consultation,), _of_matter(matter_id))), None)


@prepared
def _of_matter(matter_id: int) -> SelectOfScalar[Consultation]:
    return select(Consultation).where(Consultation.matter_id == matter_id)


async def consultations_between(
    session: Session, jurisdiction: str, since: datetime, until: datetime
) -> Sequence[Consultation]:
    """Those that were opened then, in the order in which they were; exercises are left out."""
    query = select(Consultation).where(
        Consultation.jurisdiction == jurisdiction,
        col(Consultation.opened_at) >= since,
        col(Consultation.opened_at) < until,
        col(Consultation.drill).is_(False),
    )
    return (await session.exec(query.order_by(col(Consultation.id)))).all()


async def ended_between(
    session: Session, jurisdiction: str, since: datetime, until: datetime, *, drill: bool
) -> Sequence[Consultation]:
    """Those whose conclusion was signed in that time, the last one last."""
    query = select(Consultation).where(
        Consultation.jurisdiction == jurisdiction,
        col(Consultation.closed_at) >= since,
        col(Consultation.closed_at) <= until,
        col(Consultation.drill).is_(drill),
    )
    ordered = query.order_by(col(Consultation.closed_at), col(Consultation.id))
    return (await session.exec(ordered)).all()


async def of_proposal(session: Session, proposal_id: int) -> Sequence[Consultation]:
    query = select(Consultation).where(Consultation.proposal_id == proposal_id)
    return (await session.exec(query.order_by(col(Consultation.id)))).all()


async def opinion(session: Session, opinion_id: int) -> ConsultationOpinion | None:
    return await session.get(ConsultationOpinion, opinion_id)


async def opinions(session: Session, matter_id: int) -> Sequence[ConsultationOpinion]:
    """Every wording of every box, the oldest first."""
    return await once(session, (ConsultationOpinion,), _opinions(matter_id))


@prepared
def _opinions(matter_id: int) -> SelectOfScalar[ConsultationOpinion]:
    query = select(ConsultationOpinion).where(ConsultationOpinion.matter_id == matter_id)
    return query.order_by(col(ConsultationOpinion.id))


async def signed(session: Session, matter_id: int) -> dict[str, ConsultationOpinion]:
    """What stands in each box that is filled."""
    rows = await opinions(session, matter_id)
    return {row.box: row for row in rows if row.state == OpinionState.SIGNED}


async def move(
    session: Session,
    opinion_id: int,
    origins: Sequence[OpinionState],
    to: OpinionState,
    **values: Any,
) -> bool:
    """Return False where somebody else decided it first."""
    changed = (
        update(ConsultationOpinion)
        .where(
            col(ConsultationOpinion.id) == opinion_id, col(ConsultationOpinion.state).in_(origins)
        )
        .values(state=to, **values)
    )
    return (await session.exec(changed)).rowcount == 1


async def close(session: Session, matter_id: int, at: datetime, **values: Any) -> bool:
    """Return False where it was closed before."""
    changed = (
        update(Consultation)
        .where(col(Consultation.matter_id) == matter_id, col(Consultation.closed_at).is_(None))
        .values(closed_at=at, **values)
    )
    return (await session.exec(changed)).rowcount == 1
