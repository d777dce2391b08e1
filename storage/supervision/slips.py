"""Slips: the ladder's steps as documents, and the copies that went to leaders."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, col, select, update

from storage.columns import Row, RowId, back_reference, partly_unique, reference, telegram_id
from storage.database import Session
from storage.immutable import immutable
from storage.owed.obligations import Obligation
from storage.subjects import SubjectKind
from storage.transaction.answers import Belonging


class SlipState(StrEnum):
    PROPOSED = "proposed"
    """A referral that the director has not confirmed."""
    ISSUED = "issued"
    CLOSED = "closed"
    """The report came, so that the slip asks for nothing any more."""
    WITHDRAWN = "withdrawn"
    VOID = "void"
    """It was no longer justified when its turn to be sent came, so nobody was served it."""
    DECLINED = "declined"
    """A referral that the director refused."""


class Copying(StrEnum):
    """Whether the posts that the plan names get a copy of a slip."""

    AT_ONCE = "at_once"
    """They get it with the slip."""
    ASKED = "asked"
    """The office has not said, and nobody gets one while it does not."""
    COPIED = "copied"
    NOT_COPIED = "not_copied"


class Slip(Row, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.SLIP
    __tablename__ = "slips"
    __table_args__ = (
        Index("ix_slips_state", "jurisdiction", "state"),
        # Two processes may take the same step at once; the second is refused. A void slip reached
        # nobody, so its step may be taken again; so may all steps once a report was sent back.
        partly_unique(
            "uq_slips_step", "obligation_id", "step", "times_returned", where="state <> 'void'"
        ),
    )

    obligation_id: int = reference("obligations.id", index=True)
    drill: bool = False
    times_returned: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How often the report had been sent back when it was issued."""
    agency: str
    step: str
    """The step of the ladder, as the plan calls it: reminder, yellow, orange, red, referral."""
    is_referral: bool = False
    """It hands the whole record to another office than the agency, and a person decides on it."""
    lists_more: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """It lists other obligations than its own as well (`storage/supervision/slip_items.py`)."""
    serial: str
    matter: str
    state: str = SlipState.ISSUED
    issued_at: datetime
    deadline_at: datetime | None = None
    limit_by: int | None = telegram_id(default=None)
    """Who of the office has set this deadline; None where it is the plan's."""
    delivery_id: int | None = back_reference()
    """What serves it on the agency (for a referral: on the discipline commission)."""
    digest_id: int | None = Field(default=None, index=True, sa_type=RowId)
    """The list in which office and leaders read of it; None where it is told by itself."""
    copying: str = Field(default=Copying.AT_ONCE, sa_column_kwargs={"server_default": "at_once"})
    copying_at: datetime | None = None
    """When the office said whether copies go."""
    confirmations: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many of the posts that confirm a referral have done so."""
    on_paper: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """It was confirmed, and is taken to its reader on paper."""
    received_by: str | None = None
    """Who signed for a referral that went on paper."""
    received_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: int | None = telegram_id(default=None)
    reason: str | None = None


@immutable
class SlipsWanted:
    """Which slips of a list are wanted."""

    states: tuple[SlipState, ...]
    agency: str = ""
    step: str = ""
    overdue_at: datetime | None = None
    """If given, only those that were not complied with by their deadline, at this moment."""


class SlipCopy(Row, table=True):
    __tablename__ = "slip_copies"

    slip_id: int = reference("slips.id", index=True)
    position: str
    user_id: int = telegram_id()
    delivery_id: int = reference("deliveries.id")


SLIPS = Belonging(Slip, by="obligation_id")
COPIES = Belonging(SlipCopy, by="slip_id")


async def slip(session: Session, slip_id: int) -> Slip | None:
    return await session.get(Slip, slip_id)


async def read(session: Session, ids: Collection[int]) -> list[Slip]:
    """Read several at once; afterwards each is found by its key without a question."""
    return list((await session.exec(select(Slip).where(col(Slip.id).in_(ids)))).all())


async def claim(session: Session, slip_id: int, before: SlipState, after: SlipState) -> bool:
    """Return False where somebody else moved it to another state first."""
    result = await session.exec(
        update(Slip).where(col(Slip.id) == slip_id, col(Slip.state) == before).values(state=after)
    )
    return result.rowcount == 1


async def claim_confirmation(session: Session, slip_id: int, before: int) -> bool:
    """Return False where somebody else confirmed or decided it first."""
    result = await session.exec(
        update(Slip)
        .where(
            col(Slip.id) == slip_id,
            col(Slip.state) == SlipState.PROPOSED,
            col(Slip.confirmations) == before,
        )
        .values(confirmations=before + 1)
    )
    return result.rowcount == 1


async def claim_receipt(session: Session, slip_id: int, by: str, at: datetime) -> bool:
    """Return False where it was signed for before, or is no longer handed over."""
    result = await session.exec(
        update(Slip)
        .where(
            col(Slip.id) == slip_id,
            col(Slip.state) == SlipState.ISSUED,
            col(Slip.received_at).is_(None),
        )
        .values(received_by=by, received_at=at)
    )
    return result.rowcount == 1


async def claim_copying(session: Session, slip_id: int, decided: Copying) -> bool:
    """Return False where somebody else has decided."""
    result = await session.exec(
        update(Slip)
        .where(col(Slip.id) == slip_id, col(Slip.copying) == Copying.ASKED)
        .values(copying=decided)
    )
    return result.rowcount == 1


async def with_copies_asked(session: Session, jurisdiction: str) -> list[tuple[str, bool]]:
    """The body of each slip whose copies the office is asked about, and whether it is practised."""
    query = select(Slip.agency, Slip.drill).where(
        Slip.jurisdiction == jurisdiction,
        Slip.state == SlipState.ISSUED,
        Slip.copying == Copying.ASKED,
    )
    return list((await session.exec(query.order_by(col(Slip.id)))).all())


async def slips_of(session: Session, obligation_id: int) -> list[Slip]:
    return await SLIPS.to(session, obligation_id)


async def slips_in(
    session: Session, jurisdiction: str, *states: SlipState, drill: bool | None = None
) -> list[Slip]:
    """Real ones and those of exercises, or one of the two where `drill` says which."""
    query = select(Slip).where(
        Slip.jurisdiction == jurisdiction,
        col(Slip.state).in_(states or tuple(SlipState)),
    )
    if drill is not None:
        query = query.where(col(Slip.drill).is_(drill))
    return list((await session.exec(query.order_by(col(Slip.id).desc()))).all())


async def ids_of(session: Session, jurisdiction: str, wanted: SlipsWanted) -> list[int]:
    """The newest first. Referrals, and slips of exercises, are left out."""
    query = _listed(select(col(Slip.id)), jurisdiction).where(col(Slip.state).in_(wanted.states))
    if wanted.agency:
        query = query.where(Slip.agency == wanted.agency)
    if wanted.step:
        query = query.where(Slip.step == wanted.step)
    if wanted.overdue_at is not None:
        # More time, and a clock that stands still, count for what is owed and not for its slips.
        query = query.join(Obligation, col(Obligation.id) == col(Slip.obligation_id)).where(
            col(Slip.deadline_at) < wanted.overdue_at,
            col(Obligation.due_at) < wanted.overdue_at,
            col(Obligation.paused_at).is_(None),
        )
    return [one for one in (await session.exec(query.order_by(col(Slip.id).desc()))).all() if one]


async def bodies_with_slips(session: Session, jurisdiction: str) -> set[str]:
    return set((await session.exec(_listed(select(Slip.agency), jurisdiction).distinct())).all())


async def referrals_in(session: Session, jurisdiction: str) -> list[Slip]:
    query = select(Slip).where(
        Slip.jurisdiction == jurisdiction,
        col(Slip.is_referral).is_(True),
        col(Slip.drill).is_(False),
    )
    return list((await session.exec(query)).all())


def _listed(query: Any, jurisdiction: str) -> Any:
    return query.where(
        Slip.jurisdiction == jurisdiction,
        col(Slip.is_referral).is_(False),
        col(Slip.drill).is_(False),
    )


async def served_since(
    session: Session, matter_id: int, since: datetime
) -> list[tuple[str, str, str]]:
    """What is owed, by whom, and the step, for each slip that was issued from then on and stands.

    Referrals are left out: only those whom one concerns may know of it.
    """
    query = (
        select(Obligation.kind, Slip.agency, Slip.step)
        .join(Slip, col(Slip.obligation_id) == col(Obligation.id))
        .where(
            Obligation.matter_id == matter_id,
            col(Slip.issued_at) >= since,
            col(Slip.state).in_((SlipState.ISSUED, SlipState.CLOSED)),
            col(Slip.is_referral).is_(False),
        )
        .order_by(col(Slip.id))
    )
    return list((await session.exec(query)).all())


async def copies(session: Session, slip_id: int) -> list[SlipCopy]:
    return await COPIES.to(session, slip_id)
