"""The sheets of a ledger, one row of a table each: its columns, and how they are filled."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from messages.views.ledger import Cell, CellRow, LedgerSheet
from office.desk import Desk
from office.matters import kinds
from office.matters.added_lines import hears
from office.reading.phone_numbers import masked
from office.records.ledgers import firms, replies, returned, summed
from office.records.ledgers.cells import person, state, yes
from office.records.ledgers.meetings import MeetingCalled
from office.records.ledgers.record import LedgerRecord, body
from storage.decisions.matters import Order
from storage.delivery.outbox import Action, DeliveryKind, DeliveryState
from storage.immutable import immutable
from storage.owed.obligations import ObligationKind
from storage.sky.consultations import ConsultationBox
from storage.subjects import SubjectKind

AT_ONCE = 100
RowsOf = Callable[[Desk, LedgerRecord], Iterable[CellRow]]


@immutable
class SheetOf:
    name: str
    columns: str
    """The columns' names, which are the phrases `ledger_column_<name>`."""
    rows: RowsOf


async def sheets(desk: Desk, record: LedgerRecord) -> tuple[LedgerSheet, ...]:
    return tuple([await _sheet(desk, record, sheet) for sheet in SHEETS])


async def _sheet(desk: Desk, record: LedgerRecord, sheet: SheetOf) -> LedgerSheet:
    plain = desk.words.plain
    told: list[CellRow] = []
    for row in sheet.rows(desk, record):
        told.append(tuple(_kept(desk, cell) for cell in row))
        if len(told) % AT_ONCE == 0:
            # Whatever else this process has to answer gets its turn.
            await asyncio.sleep(0)
    return LedgerSheet(
        title=plain(f"ledger_sheet_{sheet.name}"),
        columns=tuple(plain(f"ledger_column_{name}") for name in sheet.columns.split()),
        rows=tuple(told),
    )


def _kept(desk: Desk, cell: Cell) -> Cell:
    """A cell as the ledger has it: local time, and no telephone number in what people wrote."""
    if isinstance(cell, datetime):
        return desk.local(cell).replace(tzinfo=None)
    return masked(cell) if isinstance(cell, str) else cell


def _orders(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    signed = _signatures_by_order(desk, record)
    for order in record.orders:
        named = record.ordered[order.key]
        yield (
            order.serial,
            named.matter,
            state(desk, "order", order.kind),
            named.level,
            named.pollutant,
            order.grounds,
            person(record, order.drafted_by),
            order.drafted_at,
            signed.get(order.key, ""),
            state(desk, "order_state", order.state),
            order.issued_at,
            order.starts_at,
            _hours(desk, order),
            _read_by(order) if order.issued_at else None,
        )


def _hours(desk: Desk, order: Order) -> Cell:
    is_open = kinds.starts(order) and order.hours is None
    return desk.words.plain("open_end") if is_open else order.hours


def _read_by(order: Order) -> int:
    return sum(hears(order, body) for body in order.snapshot.get("recipients", {}))


def _signatures_by_order(desk: Desk, record: LedgerRecord) -> dict[int, str]:
    lines: dict[int, list[str]] = defaultdict(list)
    for step in record.signatures:
        known = desk.plan.known_position(step.position)
        said = desk.words.plain(
            "ledger_signature",
            post=known.name if known else step.position,
            person=record.signers.get(step.key, ""),
            decision=state(desk, "decision", step.decision),
            at=step.decided_at,
            reason=step.reason or "",
        )
        lines[step.subject_id].append(said)
    return {order: "\n".join(said) for order, said in lines.items()}


def _declines(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    for row in record.declines:
        level = desk.plan.known_level(row.level)
        yield (
            level.name if level else row.level,
            row.grounds,
            person(record, row.drafted_by),
            row.drafted_at,
            state(desk, "decline", row.state),
            row.signed_at,
        )


def _deliberations(_desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    for one in record.deliberated:
        yield (
            one.sender,
            one.entered_by,
            one.forecast_at,
            one.forecast_from,
            one.forecast_until,
            one.proposal,
            one.proposed_at,
            one.proposed_from,
            one.proposed_until,
            one.proposal_state,
            one.consultation,
            one.conclusion,
            one.concluded_at,
            one.decision,
            one.grounds,
            "\n".join(one.signed),
            one.decided_at,
            one.from_forecast,
            one.from_proposal,
        )


def _scores(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    for one in record.scores:
        yield (
            one.day.isoformat(),
            one.lead,
            float(one.forecast.index.low),
            float(one.forecast.index.high),
            float(round(one.measured.middle, 1)),
            float(round(one.error, 1)),
            _right(desk, one.class_hit),
            _right(desk, one.primary_hit),
            _right(desk, one.held),
            state(desk, "level", one.outcome) if one.outcome is not None else None,
        )


def _right(desk: Desk, right: bool | None) -> str | None:
    """Empty where it could not be judged."""
    return None if right is None else state(desk, "right", "yes" if right else "no")


def _receipts(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    serials = {order.key: order.serial for order in record.orders}
    for one in record.obligations:
        if one.kind == ObligationKind.RECEIPT:
            yield (
                serials.get(one.order_id),
                body(desk, one.agency),
                one.opened_at,
                one.due_at,
                one.met_at,
                state(desk, "owed", one.state),
                yes(desk, one.on_behalf),
            )


def _meetings(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    for one in record.meetings:
        for called in one.bodies:
            row, receipt = one.said.get(called), one.receipts.get(called)
            spoken = one.spoken_by(called)
            yield (
                one.order.serial,
                one.terms.title,
                state(desk, "purpose", one.terms.purpose),
                one.terms.meets_at,
                one.terms.place,
                body(desk, called),
                state(desk, "attending", one.answer_of(called)),
                row.reason if row is not None else None,
                row.substitute if row is not None else None,
                yes(desk, receipt is not None and receipt.on_behalf),
                state(desk, "presence", one.presence_of(called)),
                row.arrived_at if row is not None else None,
                state(desk, "spoken", spoken) if spoken else None,
                *_minutes(desk, one),
            )


def _minutes(desk: Desk, one: MeetingCalled) -> CellRow:
    made = one.minutes
    if made is None:
        return None, None, None
    return made.text or made.file_name, state(desk, "minutes", made.state), made.signed_at


def _slips(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    told = _served(record)
    for slip in record.slips:
        yield (
            slip.serial,
            record.steps[slip.key],
            body(desk, slip.agency),
            slip.matter,
            slip.issued_at,
            told.get(slip.key),
            slip.deadline_at,
            desk.words.plain(f"slip_state_{slip.state}"),
            slip.closed_at,
            slip.reason,
        )


def _served(record: LedgerRecord) -> dict[int, datetime]:
    """When Telegram accepted each slip for its addressee, the first time."""
    return {
        row.subject_id: row.closed_at
        for row in reversed(record.deliveries)
        if row.kind == DeliveryKind.SLIP
        and row.state == DeliveryState.SENT
        and row.action == Action.SEND
        and row.subject_kind == SubjectKind.SLIP
    }


def _extensions(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    for row in record.extensions:
        yield (
            body(desk, row.agency),
            record.owed[row.obligation_id],
            row.reason,
            person(record, row.asked_by),
            row.asked_at,
            desk.words.plain(f"slip_extension_{row.state}"),
            person(record, row.decided_by),
            row.decided_at,
            row.new_due_at,
        )


def _deliveries(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    for row in record.deliveries:
        if row.action != Action.SEND:
            continue
        yield (
            row.id,
            record.chats.get(row.chat_id) or record.people.get(row.chat_id) or str(row.chat_id),
            body(desk, row.agency),
            state(desk, "delivery", row.kind),
            row.created_at,
            row.closed_at,
            state(desk, "sending", row.state),
            row.message_id,
            row.attempts,
            yes(desk, row.repeated),
            row.error,
        )


def _consultations(desk: Desk, record: LedgerRecord) -> Iterator[CellRow]:
    """A box that nobody filled has a row as well, so that it is seen to be empty."""
    for one in record.consultations:
        held = one.held
        for box in ConsultationBox:
            opinion = one.filled.get(box)
            yield (
                held.serial,
                state(desk, "conferring", held.occasion),
                held.opened_at,
                held.due_at,
                state(desk, "box", box),
                body(desk, held.boxes.get(box)) or None,
                opinion.text if opinion is not None else None,
                opinion.remarks or None if opinion is not None else None,
                opinion.signed_by if opinion is not None else None,
                opinion.signed_at if opinion is not None else None,
                one.outcome or None if box is ConsultationBox.OFFICE else None,
                one.numbers or None if box is ConsultationBox.OFFICE else None,
            )


SHEETS = (
    SheetOf(
        "orders",
        "serial matter order level pollutant grounds drafted_by drafted_at signatures state"
        " issued_at starts_at hours bodies",
        _orders,
    ),
    SheetOf("declines", "level grounds drafted_by drafted_at state signed_at", _declines),
    SheetOf(
        "deliberations",
        "forecast_sender forecast_entered_by forecast_at forecast_from forecast_until proposal"
        " proposed_at proposed_from proposed_until proposal_state consultation conclusion"
        " concluded_at decision grounds signatures decision_at from_forecast from_proposal",
        _deliberations,
    ),
    SheetOf(
        "scores",
        "day lead said_low said_high measured deviation class_right primary_right in_range"
        " level_outcome",
        _scores,
    ),
    SheetOf("receipts", "serial body asked_at due_at confirmed_at state on_behalf", _receipts),
    SheetOf(
        "meetings",
        "serial meeting purpose meets_at place body attending reason substitute on_behalf presence"
        " arrived_at spoken minutes state signed_at",
        _meetings,
    ),
    SheetOf(
        "consultations",
        "serial conferring opened_at due_at box body text remarks signed_by signed_at conclusion"
        " papers",
        _consultations,
    ),
    SheetOf(
        "reports",
        "body owed due_at state report submitted_at on_behalf submitted_by late withdrawn_at"
        " versions files",
        replies.reports,
    ),
    SheetOf(
        "texts", "report body owed version sent_at sent_by form text file file_state", replies.texts
    ),
    SheetOf("values", "report body owed field value unit version came recorded_at", replies.values),
    SheetOf(
        "sums",
        "matter owed field day body value unit due replies report late_ones carried",
        summed.sums,
    ),
    SheetOf(
        "returns",
        "report body owed submitted_at returned_by returned_at reason new_due_at came_at late"
        " answer files",
        returned.returns,
    ),
    SheetOf(
        "firms",
        "day firm body wanted stood came report power power_by matter",
        firms.firms,
    ),
    SheetOf(
        "slips",
        "serial step body owed issued_at served_at deadline_at state closed_at reason",
        _slips,
    ),
    SheetOf(
        "extensions",
        "body owed reason asked_by asked_at state decided_by decided_at new_due_at",
        _extensions,
    ),
    SheetOf(
        "deliveries",
        "delivery chat body what queued_at sent_at state message attempts repeated error",
        _deliveries,
    ),
)
