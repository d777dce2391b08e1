"""Answers whoever sent a report: what was recorded, under which number, in time or late."""

from datetime import timedelta
from typing import Any

from messages.render import Message
from messages.views.reports import ReceivedView
from office import post
from office.desk import Desk
from office.ladder import joint, referral_notes
from office.matters import naming
from office.obligations import report_buttons
from office.post import Place, Posting
from office.reports import early, message_parts, withdrawing
from office.reports.taking import Taken
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery, DeliveryKind, DeliveryState
from storage.owed import reports
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import FileState, Report, ReportPart
from storage.subjects import Subject
from storage.supervision import slip_items
from storage.supervision.slips import Slip, SlipState

ALBUM_PAUSE = timedelta(seconds=2)
"""An album comes as one message for each picture, and none says that it is the last, so the answer
waits this long.
"""


async def acknowledge(desk: Desk, place: Place, taken: Taken) -> None:
    # Every message of an album is recorded by itself, yet the album gets one answer.
    earlier = await _answer_to_album(desk, taken)
    if earlier is None:
        await _answer(desk, place, taken)
        return
    message = await _message(desk, taken, is_first=earlier.context["is_first"])
    if earlier.state == DeliveryState.WAITING:
        earlier.text = message.html
        desk.session.add(earlier)
        await desk.session.flush()
    else:
        await post.edit(desk, earlier, message, kind=DeliveryKind.ANSWER)


async def _answer(desk: Desk, place: Place, taken: Taken) -> None:
    album = _album_key(taken)
    posting = Posting(
        Subject.of(taken.obligation),
        taken.obligation.agency,
        reply_to=taken.parts[0].message_id,
        coalesce_key=album,
        not_before=desk.now + ALBUM_PAUSE if album else None,
        context={"is_first": taken.is_first, "report": taken.report.key},
    )
    message = await _message(desk, taken, is_first=taken.is_first)
    await post.send(desk, place, DeliveryKind.ANSWER, message, posting)


async def _answer_to_album(desk: Desk, taken: Taken) -> Delivery | None:
    album = _album_key(taken)
    if album is None:
        return None
    rows = await outbox.deliveries_about(desk.session, Subject.of(taken.obligation))
    answers = (row for row in rows if row.coalesce_key == album and row.action == Action.SEND)
    return next(answers, None)


def _album_key(taken: Taken) -> str | None:
    # An edit is answered by itself, even that of a picture in an album.
    if taken.album is None or taken.is_edit:
        return None
    return f"album:{taken.report.key}:{taken.album}"


async def _message(desk: Desk, taken: Taken, *, is_first: bool) -> Message:
    owed, report = taken.obligation, taken.report
    if taken.is_edit and owed.state == ObligationState.OPEN:
        return Message(desk.words.phrase("report_returned_edited", **_what(desk, owed, report)))
    parts = message_parts.newest(await reports.parts(desk.session, report.key))
    ladder = (
        await slip_items.slips_counting(desk.session, owed) if is_first or taken.completes else []
    )
    newer = None if taken.is_edit else await early.newer_day(desk, owed)
    view = ReceivedView(
        serial=report.serial,
        matter=naming.matter_of(desk, owed),
        is_first=is_first,
        is_edit=taken.is_edit,
        tally=message_parts.tally(parts),
        due_at=owed.due_at,
        late_by=report.submitted_at - owed.due_at if report.late else None,
        slips=_closed(ladder),
        ticked=await _ticked(desk, ladder),
        by_procedure=await _goes_on(desk, owed, ladder),
        too_large=_too_large(parts),
        newer=naming.matter_of(desk, newer) if newer else "",
        completes=taken.completes,
    )
    also = report_buttons.also(desk, newer, taken.parts[0].key) if newer else None
    keyboard = (*(((also,),) if also else ()), *withdrawing.keyboard(desk, owed, report))
    return Message(desk.words.text("report_received", view), keyboard)


def _what(desk: Desk, owed: Obligation, report: Report) -> dict[str, Any]:
    return {
        "serial": report.serial,
        "matter": naming.matter_of(desk, owed),
        "due_at": owed.due_at,
    }


def _closed(ladder: list[Slip]) -> tuple[str, ...]:
    return tuple(
        slip.serial for slip in ladder if slip.state == SlipState.CLOSED and not slip.is_referral
    )


async def _ticked(desk: Desk, ladder: list[Slip]) -> str:
    """What is still owed of what the newest of these slips lists."""
    standing = [slip for slip in ladder if slip.state == SlipState.ISSUED and slip.lists_more]
    owed = await joint.still_owed(desk, standing[-1]) if standing else []
    return await joint.matters_of(desk, owed)


async def _goes_on(desk: Desk, owed: Obligation, ladder: list[Slip]) -> bool:
    if not any(slip.is_referral for slip in ladder):
        return False
    return await referral_notes.handed_over(desk, owed) is not None


def _too_large(parts: list[ReportPart]) -> int:
    return sum(part.file_state == FileState.TOO_LARGE for part in parts)
