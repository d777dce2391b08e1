"""A report of a day whose figures were read, each version with what it changed."""

from datetime import date

from office.desk import Desk
from storage.decisions.matters import Order
from storage.occasions import of_day
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.reports import Report, ReportPart
from storage.owed.values import ReportValue


async def report(
    desk: Desk, order: Order, body: str, day: date, *versions: dict[str, str | None]
) -> Report:
    owed = Obligation(
        jurisdiction=desk.jurisdiction,
        matter_id=order.matter_id,
        order_id=order.key,
        agency=body,
        kind=ObligationKind.DAILY,
        occasion=of_day(day),
        day=day,
        state=ObligationState.MET,
        opened_at=desk.now,
        due_at=desk.now,
    )
    desk.session.add(owed)
    await desk.session.flush()
    kept = Report(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency=body,
        serial=f"昌污报〔2026〕{owed.key}号",
        submitted_at=desk.now,
        submitted_by=1,
    )
    desk.session.add(kept)
    await desk.session.flush()
    part = ReportPart(
        jurisdiction=desk.jurisdiction,
        report_id=kept.key,
        chat_id=-1,
        message_id=1,
        sent_by=1,
        sent_at=desk.now,
        recorded_at=desk.now,
    )
    desk.session.add(part)
    await desk.session.flush()
    desk.session.add_all(
        ReportValue(
            jurisdiction=desk.jurisdiction,
            report_id=kept.key,
            version=number,
            field=field,
            value=value,
            part_id=part.key,
            recorded_at=desk.now,
        )
        for number, values in enumerate(versions, start=1)
        for field, value in values.items()
    )
    await desk.session.flush()
    return kept
