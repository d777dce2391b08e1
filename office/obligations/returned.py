"""What a body reads of its report that the office sent back: why, and by when it is owed anew."""

from messages.render import Message
from messages.views.reports import ReturnedView
from office import post
from office.bodies import people
from office.desk import Desk
from office.matters import naming
from office.obligations import lifecycle, report_buttons
from office.post import Place, Posting
from storage.delivery import outbox
from storage.delivery.outbox import NOT_THERE, DeliveryKind
from storage.owed import reports, returns
from storage.owed.obligations import Obligation, ObligationState
from storage.roster.chats import Chat
from storage.subjects import Subject


async def serve(desk: Desk, owed: Obligation, chat: Chat) -> None:
    """Say it in one chat, unless it stands there or the report has come again."""
    place = Place.of(chat)
    since = owed.returned_at
    if owed.state != ObligationState.OPEN or since is None:
        return
    rows = await outbox.deliveries_about(desk.session, Subject.of(owed))
    said = [
        row
        for row in rows
        if row.kind == DeliveryKind.RETURN and Place(row.chat_id, row.thread_id) == place
    ]
    if any(row.created_at >= since and row.state not in NOT_THERE for row in said):
        return
    key = f"return:{owed.key}:{place.chat_id}/{place.thread_id or 0}:{len(said) + 1}"
    posting = Posting(Subject.of(owed), owed.agency, dedupe_key=key)
    await post.send(desk, place, DeliveryKind.RETURN, await _message(desk, owed), posting)


async def _message(desk: Desk, owed: Obligation) -> Message:
    newest = (await returns.of_obligation(desk.session, owed.key))[-1]
    report = await reports.report(desk.session, newest.report_id)
    view = ReturnedView(
        agency=await naming.agency_name(desk, owed),
        matter=naming.matter_of(desk, owed),
        serial=report.serial,
        reason=newest.reason,
        due_at=lifecycle.deadline(owed, desk.now),
        by=await people.name_of(desk, newest.returned_by),
        at=newest.returned_at,
    )
    keyboard = await report_buttons.under_prompt(desk, owed)
    return Message(desk.words.text("report_returned", view), keyboard)
