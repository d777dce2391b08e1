"""Answers whoever sent a report: what was recorded, under which number, in time or late."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from messages.keyboards import to_json
from messages.render import Message
from messages.views.reports import ReceivedView
from office import post
from office.desk import Desk
from office.ladder import joint, referral_notes
from office.matters import naming
from office.obligations import rectifying, report_buttons, understood
from office.post import Place, Posting
from office.problems import sealing
from office.reports import (
    confirming,
    early,
    files_to_read,
    firms_told,
    message_parts,
    reactions,
    withdrawing,
)
from office.reports.taking import Taken
from storage.delivery import outbox
from storage.delivery.outbox import NOT_LOST, Action, Delivery, DeliveryKind, DeliveryState
from storage.immutable import immutable
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


FILE_PAUSE = timedelta(seconds=3)
"""A file is read in less time as a rule, and then one answer says it all."""


@immutable
class _Telling:
    """What one answer says of a report."""

    owed: Obligation
    report: Report
    is_first: bool
    is_edit: bool
    completes: bool
    part_id: int
    """The part that another day's report would be made of."""
    updated_at: datetime | None = None


async def acknowledge(desk: Desk, place: Place, taken: Taken) -> None:
    telling = _Telling(
        taken.obligation,
        taken.report,
        taken.is_first,
        taken.is_edit,
        taken.completes,
        taken.parts[0].key,
    )
    earlier = await _standing(desk, place, taken)
    if earlier is None:
        await _answer(desk, place, taken, await _message(desk, telling))
    elif _album_key(taken) == earlier.coalesce_key and earlier.coalesce_key is not None:
        # Every message of an album is recorded by itself, yet the album gets one answer.
        album = replace(telling, is_first=earlier.context["is_first"])
        await _change(desk, earlier, await _message(desk, album))
    else:
        await _update(desk, earlier, telling)
        # An answer that has not left yet is read when it comes.
        if earlier.state != DeliveryState.WAITING:
            await reactions.mark(desk, place, taken)
    if taken.is_first or taken.completes:
        await sealing.ask(desk, taken.obligation)


async def show_again(desk: Desk, owed: Obligation, report: Report) -> None:
    """Keep the answers true that show what was understood; there is one in each chat."""
    newest: dict[Place, Delivery] = {}
    for row in await _answers(desk, owed, report):
        newest[Place(row.chat_id, row.thread_id)] = row
    parts = await reports.parts(desk.session, report.key)
    telling = _Telling(owed, report, False, False, False, parts[0].key)
    for row in newest.values():
        await _update(desk, row, telling)
        if not any(map(files_to_read.is_awaited, parts)):
            await _let_leave(desk, row)


async def _update(desk: Desk, standing: Delivery, telling: _Telling) -> None:
    told = replace(
        telling,
        is_first=standing.context["is_first"],
        completes=standing.context.get("completes", False),
        is_edit=False,
        # What nobody has read yet was not changed since.
        updated_at=None if standing.state == DeliveryState.WAITING else desk.now,
    )
    await _change(desk, standing, await _message(desk, told))


async def _change(desk: Desk, standing: Delivery, message: Message) -> None:
    if standing.state == DeliveryState.WAITING:
        standing.text, standing.keyboard = message.html, to_json(message.keyboard)
        desk.session.add(standing)
        await desk.session.flush()
    else:
        await post.edit(desk, standing, message, kind=DeliveryKind.ANSWER)


async def _let_leave(desk: Desk, standing: Delivery) -> None:
    """Nothing is awaited any more of an answer that was held back for its files."""
    if standing.state != DeliveryState.WAITING or standing.attempts:
        return
    pause = ALBUM_PAUSE if standing.coalesce_key else timedelta()
    standing.next_try_at = max(desk.now, standing.created_at + pause)
    desk.session.add(standing)
    await desk.session.flush()


async def _answer(desk: Desk, place: Place, taken: Taken, message: Message) -> None:
    album = _album_key(taken)
    posting = Posting(
        Subject.of(taken.obligation),
        taken.obligation.agency,
        reply_to=taken.parts[0].message_id,
        coalesce_key=album,
        not_before=desk.now + _pause(taken),
        context={
            "is_first": taken.is_first,
            "completes": taken.completes,
            "report": taken.report.key,
        },
    )
    await post.send(desk, place, DeliveryKind.ANSWER, message, posting)


async def _standing(desk: Desk, place: Place, taken: Taken) -> Delivery | None:
    """The answer that is changed instead of another one: of the album, or of the whole report.

    What was understood of a report stands in one message, until the office sends the report back.
    """
    rows = await _answers(desk, taken.obligation, taken.report)
    album = _album_key(taken)
    if album is not None:
        found = next((row for row in rows if row.coalesce_key == album), None)
        if found is not None:
            return found
    if taken.completes or await understood.form_of(desk, taken.obligation) is None:
        return None
    here = [row for row in rows if Place(row.chat_id, row.thread_id) == place]
    return next((row for row in reversed(here) if row.state in NOT_LOST), None)


async def _answers(desk: Desk, owed: Obligation, report: Report) -> list[Delivery]:
    rows = await outbox.deliveries_about(desk.session, Subject.of(owed))
    return [
        row for row in rows if row.action == Action.SEND and row.context.get("report") == report.key
    ]


def _pause(taken: Taken) -> timedelta:
    if any(map(files_to_read.is_awaited, taken.parts)):
        return FILE_PAUSE
    return ALBUM_PAUSE if _album_key(taken) else timedelta()


def _album_key(taken: Taken) -> str | None:
    # An edit is answered by itself, even that of a picture in an album.
    if taken.album is None or taken.is_edit:
        return None
    return f"album:{taken.report.key}:{taken.album}"


async def _message(desk: Desk, told: _Telling) -> Message:
    owed, report = told.owed, told.report
    if told.is_edit and owed.state == ObligationState.OPEN:
        return Message(desk.words.phrase("report_returned_edited", **_what(desk, owed, report)))
    parts = reports.newest_versions(await reports.parts(desk.session, report.key))
    counts = told.is_first or told.completes
    ladder = await slip_items.slips_counting(desk.session, owed) if counts else []
    newer = None if told.is_edit else await early.newer_day(desk, owed)
    known = await confirming.view_of(desk, owed, report, asks=True)
    view = ReceivedView(
        serial=report.serial,
        matter=naming.matter_of(desk, owed),
        is_first=told.is_first,
        is_edit=told.is_edit,
        tally=message_parts.tally(parts),
        due_at=owed.due_at,
        late_by=report.submitted_at - owed.due_at if report.late else None,
        slips=_closed(ladder),
        ticked=await _ticked(desk, ladder),
        by_procedure=await _goes_on(desk, owed, ladder),
        too_large=_too_large(parts),
        newer=naming.matter_of(desk, newer) if newer else "",
        completes=told.completes,
        understood=known[0] if known else None,
        updated_at=told.updated_at,
    )
    also = report_buttons.also(desk, newer, told.part_id) if newer else None
    keyboard = (
        *(await firms_told.keyboard(desk, owed, report) if known else ()),
        *(confirming.keyboard(desk, report, known[1]) if known else ()),
        *(((also,),) if also else ()),
        *await rectifying.keyboard(desk, owed),
        *withdrawing.keyboard(desk, owed, report),
    )
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
