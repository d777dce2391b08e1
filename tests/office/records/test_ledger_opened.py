"""The ledger as whoever opens it reads it: every row whole, held against the tables themselves."""

from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from typing import Any, TypeVar

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from messages.documents import ledger
from office.bodies import people
from office.bodies.people import actor
from office.desk import Desk
from office.obligations import lifecycle
from office.obligations.lifecycle import Asking
from office.records.ledgers import scope as scopes
from office.records.ledgers import view
from office.reports import registering, returning, taking
from office.reports.message_parts import Incoming, IncomingFile
from office.reports.registering import Statement
from office.reports.returning import Seen
from office.supervision import slips as slip_desk
from storage.columns import Row
from storage.decisions.matters import Order
from storage.delivery.outbox import Delivery
from storage.occasions import of_order
from storage.owed import reports as stored_reports
from storage.owed.obligations import Obligation, ObligationKind
from storage.owed.registrations import Way
from storage.owed.reports import PartKind, Report
from storage.roster.chats import Chat
from storage.roster.people import Person
from storage.supervision.slips import Slip
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay, prompted_day

Kept = TypeVar("Kept", bound=Row)
Table = list[tuple[Any, ...]]
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
HOUR = timedelta(hours=1)
BEIJING = timezone(timedelta(hours=8))
DAILY = "12月1日应急响应工作日报"
OWED = {"open": "未办", "met": "已办", "met_late": "逾期办"}
SENDING = {"sent": "已送达", "dead": "被拒收"}
KINDS = {
    "prompt": "报送提示",
    "decision": "批复",
    "slip": "督办单",
    "copy": "抄报",
    "closure": "销号通知",
    "return": "退回补正",
}


@pytest.fixture
async def day(office: Office) -> LadderDay:
    """Orders were read by some, a report came late under a slip, and was sent back once."""
    day = await prompted_day(office)
    await orders_are_read(day)
    office.pass_time(5 * HOUR)
    await slip_is_issued(day)
    office.pass_time(HOUR)
    await report_comes(day, 900, "停工12个工地")
    office.pass_time(HOUR)
    await report_is_sent_back(day)
    await day.deliver()
    office.pass_time(5 * HOUR)
    await report_comes(day, 901, "已整改3处", file="file-1")
    await day.deliver()
    await some_were_not_taken_at_once(day)
    return day


async def orders_are_read(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        asking = Asking(
            ObligationKind.RECEIPT,
            of_order(owed.order_id),
            due_at=desk.now + HOUR,
            step_due_at=desk.now + HOUR,
        )
        who = [AGENCY, "gongan", "jiaoyu"]
        first, second, _ = await lifecycle.open_all(
            desk, owed.matter_id, owed.order_id, asking, who
        )
        await people.remember(desk, STAFF)
        told = Statement(Way.PHONE, "张三", desk.now)
        await registering.register(desk, STAFF, first.key, told)
        second.state, second.met_at = "met_late", desk.now + 2 * HOUR
        desk.session.add(second)


async def slip_is_issued(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        yellow = desk.plan.ladder("report").rung("yellow")
        assert yellow is not None
        await slip_desk.issue(desk, await day.owed(desk), yellow, desk.now + 2 * HOUR)
    day.office.pass_time(timedelta(minutes=7))
    await day.deliver()


async def report_comes(day: LadderDay, number: int, text: str, file: str | None = None) -> None:
    async with day.office.desk() as desk:
        await people.remember(desk, LIAISON)
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        item = Incoming(
            chat_id=day.group_id,
            message_id=number,
            sent_by=LIAISON.user_id,
            sent_at=desk.now,
            kind=PartKind.DOCUMENT if file else PartKind.TEXT,
            text=text,
            file=IncomingFile(file_id=file, file_unique_id=file) if file else None,
        )
        await taking.receive(desk, who, AGENCY, day.owed_id, [item])


async def report_is_sent_back(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        report = await stored_reports.report_of(desk.session, day.owed_id)
        assert report is not None
        seen = Seen(report.key, await returning.newest_part(desk, report))
        await returning.send_back(desk, STAFF, seen, "请补报整改情况", desk.now + 4 * HOUR)


async def some_were_not_taken_at_once(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        sent = await stored(desk, Delivery)
        prompt, copy = [
            next(one for one in sent if one.kind == kind) for kind in ("prompt", "copy")
        ]
        prompt.attempts, prompt.repeated = 3, True
        copy.attempts, copy.state, copy.message_id = 1, "dead", None
        copy.error = "Forbidden: bot was blocked"
        desk.session.add_all([prompt, copy])


async def opened(day: LadderDay, title: str) -> Table:
    """The sheet's rows with its head, as Excel has them."""
    async with day.office.desk() as desk:
        made = await view.view_of(desk, await scopes.of_days(desk, FIRST, LAST))
    book = load_workbook(BytesIO(ledger.make(made)))
    return list(book[title].iter_rows(values_only=True))


async def stored(desk: Desk, table: type[Kept]) -> list[Kept]:
    return list((await desk.session.exec(select(table).order_by(col(table.id)))).all())


def names(desk: Desk) -> dict[str | None, str | None]:
    return {None: None, **{one.id: one.name for one in desk.plan.bodies}}


def local(at: datetime | None) -> datetime | None:
    return at and at.astimezone(BEIJING).replace(tzinfo=None)


def yes(true: bool) -> str | None:
    return "是" if true else None


async def test_receipts(day: LadderDay) -> None:
    head, *rows = await opened(day, "接收确认")
    assert head == ("文号", "单位", "提出时间", "截止时间", "确认时间", "状态", "代为登记")
    async with day.office.desk() as desk:
        serials = {one.id: one.serial for one in await stored(desk, Order)}
        owed = [one for one in await stored(desk, Obligation) if one.kind == "receipt"]
        assert rows == [
            (
                serials[one.order_id],
                names(desk)[one.agency],
                local(one.opened_at),
                local(one.due_at),
                local(one.met_at),
                OWED[one.state],
                yes(one.on_behalf),
            )
            for one in owed
        ]
    assert [row[-2:] for row in rows] == [("已办", "是"), ("逾期办", None), ("未办", None)]


async def test_slips(day: LadderDay) -> None:
    head, *rows = await opened(day, "督办单")
    assert head == (
        *("文号", "单据", "单位", "应报事项", "发布时间"),
        *("送达时间", "整改期限", "状态", "销号时间", "理由"),
    )
    async with day.office.desk() as desk:
        [slip] = await stored(desk, Slip)
        [served] = [one for one in await stored(desk, Delivery) if one.id == slip.delivery_id]
        assert rows == [
            (
                slip.serial,
                "黄色提示单",
                names(desk)[slip.agency],
                DAILY,
                local(slip.issued_at),
                local(served.closed_at),
                local(slip.deadline_at),
                "已销号",
                local(slip.closed_at),
                slip.reason,
            )
        ]
        assert served.closed_at == slip.issued_at + timedelta(minutes=7)
        assert None not in (slip.deadline_at, slip.closed_at)


async def test_deliveries(day: LadderDay) -> None:
    head, *rows = await opened(day, "送达")
    assert head == (
        *("送达编号", "群聊或人员", "单位", "内容类别", "排队时间", "发出时间"),
        *("状态", "消息编号", "发送次数", "补发", "未送达原因"),
    )
    async with day.office.desk() as desk:
        known = [one for one in await stored(desk, Delivery) if one.kind in KINDS]
        titles = {one.user_id: one.name for one in await stored(desk, Person)}
        titles |= {one.chat_id: one.title for one in await stored(desk, Chat) if one.title}
        assert rows == [
            (
                one.id,
                titles[one.chat_id],
                names(desk)[one.agency],
                KINDS[one.kind],
                local(one.created_at),
                local(one.closed_at),
                SENDING[one.state],
                one.message_id,
                one.attempts,
                yes(one.repeated),
                one.error,
            )
            for one in known
            if one.action == "send"
        ]
        assert {one[3] for one in rows} == set(KINDS.values())
        assert [(row[6], *row[8:]) for row in rows if row[8]] == [
            ("已送达", 3, "是", None),
            ("被拒收", 1, None, "Forbidden: bot was blocked"),
        ]


async def test_what_was_sent_back(day: LadderDay) -> None:
    head, *rows = await opened(day, "退回补正")
    assert head == (
        *("报送编号", "单位", "应报事项", "报送时间", "退回人", "退回时间"),
        *("理由", "新期限", "补报时间", "逾期", "补报内容", "附件数"),
    )
    async with day.office.desk() as desk:
        [report] = await stored(desk, Report)
        came = report.submitted_at
        assert rows == [
            (
                report.serial,
                names(desk)[AGENCY],
                DAILY,
                local(came - 6 * HOUR),
                STAFF.name,
                local(came - 5 * HOUR),
                "请补报整改情况",
                local(came - HOUR),
                local(came),
                "是",
                "已整改3处",
                1,
            )
        ]
