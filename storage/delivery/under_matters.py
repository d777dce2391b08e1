"""Everything that happened under some matters, in columns and a few at a time, for records.

A season has tens of thousands of rows. Whoever reads them all at once would hold up whatever else
this process has to answer, so that the others get a moment after every few.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select
from sqlalchemy import select as columns_of
from sqlmodel import col, select

from storage.database import Session
from storage.decisions.approvals import Approval
from storage.decisions.matters import Order, OrderState
from storage.delivery.outbox import Delivery
from storage.owed.extensions import Extension
from storage.owed.obligations import Obligation, ObligationEvent
from storage.owed.reports import Report, ReportPart
from storage.owed.returns import ReportReturn
from storage.owed.values import ReportDoubt, ReportValue
from storage.problems.rectifications import Rectification
from storage.subjects import SubjectKind
from storage.supervision.slip_items import SlipItem
from storage.supervision.slips import Slip

AT_ONCE = 100
"""Of how many owners the rows are read at once."""
IdOrName = TypeVar("IdOrName", int, str)
Found = list[Any]
"""Rows with the columns that were asked for, each under its name."""


async def orders(session: Session, matters: Collection[int]) -> Found:
    """The orders that were issued, and those that were signed for and came to nothing."""
    said = select(Order).where(
        col(Order.matter_id).in_(matters), col(Order.state) != OrderState.DRAFT
    )
    return list((await session.exec(said.order_by(col(Order.id)))).all())


async def signatures(session: Session, matters: Collection[int]) -> Found:
    said = (
        select(Approval)
        .join(Order, col(Order.id) == col(Approval.subject_id))
        .where(col(Approval.subject_kind) == SubjectKind.ORDER, col(Order.matter_id).in_(matters))
    )
    ordered = said.order_by(col(Approval.subject_id), col(Approval.step))
    return list((await session.exec(ordered)).all())


async def obligations(session: Session, matters: Collection[int]) -> Found:
    names = (
        "id matter_id order_id agency kind title day state opened_at due_at met_at met_by paused_at"
        " on_behalf drill"
    )
    return await _of(session, _columns(Obligation, names), col(Obligation.matter_id), matters)


async def obligations_of(session: Session, ids: Collection[int]) -> Found:
    said = _columns(Obligation, "id order_id agency kind")
    return await _of(session, said, col(Obligation.id), ids)


async def reports(session: Session, obligations: Collection[int]) -> Found:
    names = "id obligation_id agency serial submitted_at submitted_by late withdrawn_at"
    return await _of(session, _columns(Report, names), col(Report.obligation_id), obligations)


async def parts(session: Session, reports: Collection[int]) -> Found:
    names = (
        "id report_id chat_id message_id version sent_by sent_at recorded_at kind text file_name"
        " file_size file_id file_state file_path"
    )
    return await _of(session, _columns(ReportPart, names), col(ReportPart.report_id), reports)


async def values(session: Session, reports: Collection[int]) -> Found:
    names = "id report_id version field value unit came recorded_at"
    return await _of(session, _columns(ReportValue, names), col(ReportValue.report_id), reports)


async def returns(session: Session, obligations: Collection[int]) -> list[ReportReturn]:
    return await _of(session, select(ReportReturn), col(ReportReturn.obligation_id), obligations)


async def open_doubts(session: Session, reports: Collection[int]) -> Found:
    """What nobody has settled of what these reports may mean."""
    said = _columns(ReportDoubt, "id report_id readings").where(
        col(ReportDoubt.settled_at).is_(None)
    )
    return await _of(session, said, col(ReportDoubt.report_id), reports)


async def orders_of(session: Session, ids: Collection[int]) -> list[Order]:
    return await _of(session, select(Order), col(Order.id), ids)


async def slips(session: Session, obligations: Collection[int]) -> list[Slip]:
    """All slips but referrals, of which whoever it does not concern must not read."""
    said = select(Slip).where(col(Slip.is_referral).is_(False))
    return await _of(session, said, col(Slip.obligation_id), obligations)


async def slip_items(session: Session, obligations: Collection[int]) -> list[SlipItem]:
    """What slips list besides that for which they were issued."""
    said = select(SlipItem).where(col(SlipItem.dropped_at).is_(None))
    return await _of(session, said, col(SlipItem.obligation_id), obligations)


async def slips_by_id(session: Session, ids: Collection[int]) -> list[Slip]:
    said = select(Slip).where(col(Slip.is_referral).is_(False))
    return await _of(session, said, col(Slip.id), ids)


async def rectifications(session: Session, obligations: Collection[int]) -> list[Rectification]:
    return await _of(session, select(Rectification), col(Rectification.obligation_id), obligations)


async def happened(session: Session, obligations: Collection[int], event: str) -> Found:
    """When it happened to these obligations."""
    said = _columns(ObligationEvent, "id obligation_id at").where(
        col(ObligationEvent.event) == event
    )
    return await _of(session, said, col(ObligationEvent.obligation_id), obligations)


async def extensions(session: Session, obligations: Collection[int]) -> list[Extension]:
    return await _of(session, select(Extension), col(Extension.obligation_id), obligations)


async def deliveries(
    session: Session,
    about: Mapping[SubjectKind, Collection[int]],
    kinds: Collection[str],
    *,
    texts: bool = False,
) -> Found:
    """What was sent of these kinds about any of these subjects; the texts only on demand."""
    names = (
        "id kind action chat_id agency subject_kind subject_id created_at closed_at state"
        " message_id attempts repeated error"
    ) + (" text" if texts else "")
    said = _columns(Delivery, names).where(col(Delivery.kind).in_(kinds))
    found: Found = []
    for kind, ids in about.items():
        those = said.where(col(Delivery.subject_kind) == kind)
        found += await _of(session, those, col(Delivery.subject_id), ids)
    return sorted(found, key=lambda row: int(row.id))


def _columns(rows: Any, names: str) -> Select[Any]:
    return columns_of(*(col(getattr(rows, name)) for name in names.split()))


async def _of(session: Session, said: Any, owner: Any, ids: Collection[int]) -> Found:
    """The rows of these owners, which are asked for by their index and a few at a time."""
    found: Found = []
    for some in chunks(sorted(ids)):
        found += (await session.exec(said.where(owner.in_(some)))).all()
        await asyncio.sleep(0)
    return sorted(found, key=lambda row: int(row.id))


def chunks(some: Sequence[IdOrName], size: int = AT_ONCE) -> Iterator[Sequence[IdOrName]]:
    for start in range(0, len(some), size):
        yield some[start : start + size]
