"""Slips about which people have a say before they go, and the batches in which it is asked for."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session
from storage.owed.obligations import Obligation
from storage.subjects import SubjectKind
from storage.supervision.slips import Copying
from storage.transaction.answers import Belonging


class BatchState(StrEnum):
    GATHERING = "gathering"
    """Slips of the same instant are still put into it, and nobody was asked yet."""
    ASKED = "asked"
    SIGNED = "signed"
    """Nobody is asked any more, and its slips go."""
    RETURNED = "returned"
    VOID = "void"
    """Nothing is left in it to sign."""


class SlipBatch(Row, table=True):
    """The slips that fell due at one instant, for which one signature or one limit is asked."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.SLIP_BATCH
    __tablename__ = "slip_batches"
    __table_args__ = (Index("ix_slip_batches_state", "jurisdiction", "state"),)

    plan_version_id: int = reference("plan_versions.id")
    signing: dict[str, Any] = json_column()
    """Who signs and within what time, as the plan said then, whether it is an exercise, and whether
    its slips leave by night as well.

    Where the office is asked for a limit, `limit` has the step and the seconds that it is given;
    where the signers are asked for copies, `copies` has the step and the posts that would get one.
    """
    drafted_at: datetime
    state: str = BatchState.GATHERING
    card_id: int | None = back_reference()
    """The message in the office."""
    limit_until: datetime | None = None
    """When the slips go without a limit that the office has set."""
    limit_at: datetime | None = None
    """The limit that it has set for all of them."""
    limit_by: int | None = telegram_id(default=None)
    copying: str | None = None
    """Whether copies go, as a signer said (`Copying`); None while nobody has."""
    copying_by: int | None = telegram_id(default=None)
    copying_at: datetime | None = None

    @property
    def asks_for_copies(self) -> bool:
        return "copies" in self.signing

    @property
    def asks_for_limit(self) -> bool:
        return "limit" in self.signing

    @property
    def is_signed(self) -> bool:
        """Whether the plan has its slips signed."""
        return bool(self.signing["steps"])

    @property
    def drill(self) -> bool:
        return bool(self.signing["drill"])

    @property
    def by_night(self) -> bool:
        return bool(self.signing["by_night"])


class DraftState(StrEnum):
    WAITING = "waiting"
    SIGNED = "signed"
    """Nobody is asked any more. The ladder's next look issues it, if nothing has come between."""
    ISSUED = "issued"
    LEFT_OUT = "left_out"
    """A signer did not want it to be issued."""
    FALLEN = "fallen"
    """It is due no more, because the report came, for instance."""


class SlipDraft(Row, table=True):
    """One thing that is owed, with the step of its ladder that waits for a signature."""

    __tablename__ = "slip_drafts"

    batch_id: int = reference("slip_batches.id", index=True)
    obligation_id: int = reference("obligations.id", index=True)
    head_id: int = reference("obligations.id")
    """The obligation on whose slip it stands: this one, or another of the same body."""
    step: str
    before: str
    """The step that had been taken when it was drafted."""
    due_at: datetime
    """Its deadline then; once there is another, this slip is due no more."""
    state: str = DraftState.WAITING
    reason: str | None = None
    decided_at: datetime | None = None
    decided_by: int | None = telegram_id(default=None)


_OF_BATCH = Belonging(SlipDraft, by="batch_id")
_OF_OBLIGATION = Belonging(SlipDraft, by="obligation_id")


async def batch(session: Session, batch_id: int) -> SlipBatch | None:
    return await session.get(SlipBatch, batch_id)


async def gathering(session: Session, jurisdiction: str) -> list[SlipBatch]:
    query = select(SlipBatch).where(
        SlipBatch.jurisdiction == jurisdiction, SlipBatch.state == BatchState.GATHERING
    )
    return list((await session.exec(query.order_by(col(SlipBatch.id)))).all())


async def drafts_in(session: Session, batch_id: int) -> list[SlipDraft]:
    return await _OF_BATCH.to(session, batch_id)


async def read_drafts(session: Session, obligation_ids: Collection[int]) -> None:
    """Read those of several obligations at once; afterwards each is found without a question."""
    await _OF_OBLIGATION.read(session, obligation_ids)


async def drafts_about(session: Session, obligation_id: int) -> list[SlipDraft]:
    return await _OF_OBLIGATION.to(session, obligation_id)


async def newest_draft(session: Session, obligation_id: int) -> SlipDraft | None:
    rows = await drafts_about(session, obligation_id)
    return rows[-1] if rows else None


async def waiting(
    session: Session, jurisdiction: str, agency: str = "", step: str = ""
) -> list[SlipDraft]:
    """One draft for each slip that waits, the newest first; none of exercises."""
    query = (
        select(SlipDraft)
        .join(Obligation, col(Obligation.id) == col(SlipDraft.head_id))
        .where(
            SlipDraft.jurisdiction == jurisdiction,
            SlipDraft.state == DraftState.WAITING,
            col(Obligation.drill).is_(False),
        )
    )
    if agency:
        query = query.where(Obligation.agency == agency)
    if step:
        query = query.where(SlipDraft.step == step)
    rows = (await session.exec(query.order_by(col(SlipDraft.id).desc()))).all()
    return list({(row.batch_id, row.head_id): row for row in rows}.values())


async def draft(session: Session, draft_id: int) -> SlipDraft | None:
    return await session.get(SlipDraft, draft_id)


async def move(session: Session, batch_id: int, before: BatchState, after: BatchState) -> bool:
    """Return False where somebody else moved it first."""
    result = await session.exec(
        update(SlipBatch)
        .where(col(SlipBatch.id) == batch_id, col(SlipBatch.state) == before)
        .values(state=after)
    )
    return result.rowcount == 1


async def set_limit(session: Session, batch_id: int, at: datetime, by: int) -> bool:
    """Return False where somebody else has set it, or nobody is asked any more."""
    result = await session.exec(
        update(SlipBatch)
        .where(
            col(SlipBatch.id) == batch_id,
            col(SlipBatch.state) == BatchState.ASKED,
            col(SlipBatch.limit_at).is_(None),
        )
        .values(limit_at=at, limit_by=by)
    )
    return result.rowcount == 1


async def set_copying(
    session: Session, batch_id: int, decided: Copying, by: int, at: datetime
) -> bool:
    """The newest word counts. Return False where the batch is signed or gone."""
    result = await session.exec(
        update(SlipBatch)
        .where(col(SlipBatch.id) == batch_id, col(SlipBatch.state) == BatchState.ASKED)
        .values(copying=decided, copying_by=by, copying_at=at)
    )
    return result.rowcount == 1


async def asked_for_limits(session: Session, jurisdiction: str) -> list[SlipBatch]:
    """Those about which the office has not said by when."""
    query = select(SlipBatch).where(
        SlipBatch.jurisdiction == jurisdiction,
        SlipBatch.state == BatchState.ASKED,
        col(SlipBatch.limit_until).is_not(None),
        col(SlipBatch.limit_at).is_(None),
    )
    return list((await session.exec(query.order_by(col(SlipBatch.id)))).all())
