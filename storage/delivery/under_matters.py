"""Everything that happened under some matters, in columns and page by page, as records need it.

A season has tens of thousands of rows. Whoever reads them all at once would hold up whatever else
this process has to answer, so that each page ends with a moment for the others.
"""

import asyncio
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, or_
from sqlalchemy import select as columns_of
from sqlmodel import col, select

from storage.database import Session
from storage.decisions.approvals import Approval
from storage.decisions.matters import Matter, Order, OrderState
from storage.delivery.outbox import Delivery
from storage.owed.extensions import Extension
from storage.owed.obligations import Obligation
from storage.owed.reports import Report, ReportPart
from storage.subjects import SubjectKind
from storage.supervision.slips import Slip

PAGE = 250
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
        "id matter_id order_id agency kind title day state opened_at due_at met_at on_behalf drill"
    )
    return await _paged(session, _columns(Obligation, names), Obligation, _owed_under(matters))


async def reports(session: Session, matters: Collection[int]) -> Found:
    names = "id obligation_id agency serial submitted_at submitted_by late withdrawn_at"
    under = col(Report.obligation_id).in_(_ids(Obligation, _owed_under(matters)))
    return await _paged(session, _columns(Report, names), Report, under)


async def parts(session: Session, matters: Collection[int]) -> Found:
    names = (
        "id report_id chat_id message_id version sent_by sent_at recorded_at kind text file_name"
        " file_size file_state file_path"
    )
    owed = col(Report.obligation_id).in_(_ids(Obligation, _owed_under(matters)))
    under = col(ReportPart.report_id).in_(_ids(Report, owed))
    return await _paged(session, _columns(ReportPart, names), ReportPart, under)


async def slips(session: Session, matters: Collection[int]) -> Found:
    """All slips but referrals, of which whoever it does not concern must not read."""
    said = select(Slip).where(_slips_under(matters))
    return list((await session.exec(said.order_by(col(Slip.id)))).all())


async def extensions(session: Session, matters: Collection[int]) -> Found:
    said = select(Extension).where(
        col(Extension.obligation_id).in_(_ids(Obligation, _owed_under(matters)))
    )
    return list((await session.exec(said.order_by(col(Extension.id)))).all())


async def deliveries(
    session: Session, matters: Collection[int], kinds: Collection[str], more: str = ""
) -> Found:
    """What was sent of these kinds about the matters, or about what was owed under them."""
    names = (
        "id kind action chat_id agency subject_kind subject_id created_at closed_at state"
        f" message_id attempts doubts repeated error {more}"
    )
    owed = _owed_under(matters)
    under = or_(
        _about(SubjectKind.MATTER, _ids(Matter, col(Matter.id).in_(matters))),
        _about(SubjectKind.ORDER, _ids(Order, col(Order.matter_id).in_(matters))),
        _about(SubjectKind.OBLIGATION, _ids(Obligation, owed)),
        _about(SubjectKind.SLIP, _ids(Slip, _slips_under(matters))),
        _about(
            SubjectKind.EXTENSION,
            _ids(Extension, col(Extension.obligation_id).in_(_ids(Obligation, owed))),
        ),
    )
    wanted = under & col(Delivery.kind).in_(kinds)
    return await _paged(session, _columns(Delivery, names), Delivery, wanted)


def _owed_under(matters: Collection[int]) -> Any:
    return col(Obligation.matter_id).in_(matters)


def _slips_under(matters: Collection[int]) -> Any:
    owed = col(Slip.obligation_id).in_(_ids(Obligation, _owed_under(matters)))
    return owed & col(Slip.is_referral).is_(False)


def _about(kind: SubjectKind, ids: Select[Any]) -> Any:
    return (col(Delivery.subject_kind) == kind) & col(Delivery.subject_id).in_(ids)


def _ids(rows: Any, where: Any) -> Select[Any]:
    return columns_of(col(rows.id)).where(where)


def _columns(rows: Any, names: str) -> Select[Any]:
    return columns_of(*(col(getattr(rows, name)) for name in names.split()))


async def _paged(session: Session, said: Select[Any], rows: Any, where: Any) -> Found:
    found: Found = []
    last = 0
    while True:
        page: Any = said.where(where, col(rows.id) > last).order_by(col(rows.id)).limit(PAGE)
        got: Found = list((await session.exec(page)).all())
        found += got
        if len(got) < PAGE:
            return found
        last = got[-1].id
        await asyncio.sleep(0)
