"""The sheet of a dispatch meeting: what each body has reported of the day in writing.

It is the report that the next morning asks for, so nobody reports twice.
"""

from collections.abc import Iterable
from datetime import date

from messages.keyboards import button
from messages.render import Message
from messages.views.meetings import MeetingSheetLine, MeetingSheetView
from office import post
from office.desk import Desk
from office.matters import alerts
from office.matters.meetings import MeetingTerms, Purpose
from office.matters.order_texts import title
from office.matters.orders import recipients_of
from office.obligations import roll_calls
from office.obligations.report_buttons import ORAL_VERB
from office.post import Posting
from storage.decisions import matters as store
from storage.decisions.matters import Order
from storage.occasions import of_day
from storage.owed import obligations, reports
from storage.owed.obligations import ObligationKind
from storage.owed.reports import ReportPart
from storage.subjects import Subject

SHOWN = 120
"""The most characters that the sheet has of one body; /reports has all."""


async def begin(desk: Desk, order_id: int) -> str:
    """The meeting begins: the office has its list, and the sheet to go by."""
    verdict = await roll_calls.begin(desk, order_id)
    order = await store.order(desk.session, order_id)
    is_held = verdict == roll_calls.BEGUN and order is not None
    if is_held and order is not None and MeetingTerms.of(order).purpose is Purpose.DISPATCH:
        await _post(desk, order)
    return verdict


async def _post(desk: Desk, order: Order) -> None:
    view = await view_of(desk, order)
    if view is None:
        return
    posting = Posting(Subject.of(order), dedupe_key=f"meeting_sheet:{order.key}")
    oral = button(desk.words.plain("button_oral"), ORAL_VERB, order.key)
    message = Message(desk.words.text("meeting_sheet", view), ((oral,),) if view.silent else ())
    await post.tell_office(desk, message, posting)


async def view_of(desk: Desk, order: Order) -> MeetingSheetView | None:
    """None where no alert is in force, so that nothing is reported."""
    alert = await alerts.standing_alert(desk, drill=order.drill)
    if alert is None:
        return None
    plan, day = await desk.plan_of(order), desk.local(MeetingTerms.of(order).meets_at).date()
    said = await _said(desk, alert.key, day)
    asked = [body for body in plan.bodies if body.id in recipients_of(order)]
    lines = [MeetingSheetLine(body.short, said[body.id]) for body in asked if body.id in said]
    silent = [body.short for body in asked if body.id not in said]
    return MeetingSheetView(title(desk, plan, order), day, tuple(lines), tuple(silent), len(asked))


async def _said(desk: Desk, alert_id: int, day: date) -> dict[str, str]:
    rows = await obligations.of_occasion(desk.session, alert_id, ObligationKind.DAILY, of_day(day))
    found = await reports.standing(desk.session, [row.key for row in rows])
    return {
        row.agency: _short(await reports.parts(desk.session, found[row.key].key))
        for row in rows
        if row.key in found
    }


def _short(parts: Iterable[ReportPart]) -> str:
    known = reports.newest_versions(parts)
    text = " ".join(" ".join(one.text.split()) for one in known if one.text)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
