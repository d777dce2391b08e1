"""Slips of one step and instant as office and leaders read them: in one list."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, json_column, reference
from storage.database import Session
from storage.subjects import SubjectKind
from storage.supervision import laid_copies
from storage.supervision.slips import Slip

AT_ONCE = 500


class DigestState(StrEnum):
    GATHERING = "gathering"
    """Slips of the same instant are still put into it, or wait to be served."""
    SENT = "sent"
    VOID = "void"
    """No more than one slip of it was served, and that is told by itself."""


class SlipDigest(Row, table=True):
    """The slips of one step, told to the office and copied to leaders as one list."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.SLIP_DIGEST
    __tablename__ = "slip_digests"
    __table_args__ = (Index("ix_slip_digests_state", "jurisdiction", "state"),)

    plan_version_id: int = reference("plan_versions.id")
    kind: str
    """What its slips are about, as one list is of one kind."""
    step: str
    copying: str
    """Whether copies of its slips go at once, are asked for, or do not go."""
    drill: bool = False
    began_at: datetime
    size: int = 0
    state: str = DigestState.GATHERING
    choosing: bool = False
    """The office chooses one by one of which slips copies go."""
    facts: dict[str, Any] = json_column()
    """By the ids of slips as text: who has no responsible person enrolled (`unserved`), and of
    which slips the office has chosen to send copies (`chosen`)."""


async def digest(session: Session, digest_id: int) -> SlipDigest | None:
    return await session.get(SlipDigest, digest_id)


async def gathering(session: Session, jurisdiction: str) -> list[SlipDigest]:
    query = select(SlipDigest).where(
        SlipDigest.jurisdiction == jurisdiction, SlipDigest.state == DigestState.GATHERING
    )
    return list((await session.exec(query.order_by(col(SlipDigest.id)))).all())


async def slips_in(session: Session, digest_id: int) -> list[Slip]:
    query = select(Slip).where(Slip.digest_id == digest_id)
    return list((await session.exec(query.order_by(col(Slip.id)))).all())


async def close(session: Session, digest_id: int, after: DigestState) -> bool:
    """Return False where somebody else closed it first."""
    result = await session.exec(
        update(SlipDigest)
        .where(col(SlipDigest.id) == digest_id, col(SlipDigest.state) == DigestState.GATHERING)
        .values(state=after)
    )
    return result.rowcount == 1


async def naming(session: Session, slips: Sequence[Slip]) -> set[int]:
    """The lists in which any of these slips stands, those that are laid before leaders too."""
    found = {one.digest_id for one in slips if one.digest_id is not None}
    for start in range(0, len(slips), AT_ONCE):
        laid = await laid_copies.of_slips(session, [one.key for one in slips[start:][:AT_ONCE]])
        found |= {one.digest_id for one in laid if one.digest_id is not None}
    return found
