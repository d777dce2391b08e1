"""Hands a shift over by a sheet that is written from the record; whoever comes on confirms it."""

from datetime import timedelta

from markupsafe import Markup

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.shifts import HandoverView, OnShift
from office import post
from office.bodies import agency_names, people
from office.bodies.people import Actor
from office.desk import Desk
from office.obligations import owed
from office.post import Posting
from office.records import overview, shift_log
from office.refusal import Refusal
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from office.shifts.lines import line
from storage.delivery.outbox import Delivery
from storage.owed import extensions
from storage.rota import shifts as store
from storage.rota.shifts import Shift
from storage.subjects import Subject

HAND_OVER, TAKE_ON = "handover", "takeon"
EARLIEST = timedelta(hours=2)
"""Nobody takes a shift on earlier than this before it begins."""


async def begin(desk: Desk, shift_id: int) -> str:
    """A shift begins: whoever has it is named until they confirm, and it goes up if they do not."""
    row = await store.shift(desk.session, desk.jurisdiction, shift_id)
    if row is None or row.replaced_at is not None:
        return "replaced"
    await alarms.settle(desk)
    if row.ends_at <= desk.now:
        # The program was down all the while, and a later shift has begun since.
        return "over"
    if row.taken_at is not None:
        return "taken"
    before = await store.before(desk.session, desk.jurisdiction, row.starts_at)
    waits = before is not None and before.handed_over_at is None
    facts = {"shift": line(desk, row), "before": line(desk, before) if before and waits else None}
    choice = _button(desk, HAND_OVER, before) if before and waits else _button(desk, TAKE_ON, row)
    message = Message(desk.words.phrase("shift_begins", **facts), choice)
    cause = AlarmCause(Concern.HANDOVER, Subject.of(row))
    posting = Posting(dedupe_key=f"shift_begins:{row.key}")
    await alarms.raise_alarm(desk, cause, message, posting, answerable=False)
    return "named"


def _button(desk: Desk, verb: str, row: Shift) -> Keyboard:
    return ((button(desk.words.plain(f"button_{verb}"), verb, row.key),),)


async def hand_over(desk: Desk, who: Actor, shift_id: int | None) -> Shift:
    """Write the sheet of a shift and put it before whoever comes on."""
    row = await _standing(desk, shift_id)
    following = await store.beginning(desk.session, desk.jurisdiction, row.ends_at)
    _require_theirs(desk, who, row, following)
    if row.handed_over_at is not None:
        raise Refusal("handover_done", at=row.handed_over_at)
    if row.starts_at > desk.now:
        raise Refusal("handover_too_early", at=row.starts_at)
    html = desk.words.text("shift_sheet", await sheet(desk, row, following, who))
    row.handed_over_at, row.handed_over_by, row.sheet = desk.now, who.user_id, {"html": html}
    desk.session.add(row)
    await desk.record("shift.handed_over", f"shift:{row.key}")
    choice = _button(desk, TAKE_ON, following) if following else ()
    about = Subject.of(following or row)
    await post.tell_office(desk, Message(html, choice), Posting(about))
    return row


async def take_on(desk: Desk, who: Actor, shift_id: int | None) -> Shift:
    row = await _standing(desk, shift_id)
    _require_theirs(desk, who, row, None)
    if row.taken_at is not None:
        raise Refusal("takeon_done", at=row.taken_at)
    if row.starts_at > desk.now + EARLIEST:
        raise Refusal("takeon_too_early", at=row.starts_at)
    row.taken_at, row.taken_by = desk.now, who.user_id
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("shift.taken", f"shift:{row.key}")
    return row


async def log(desk: Desk, who: Actor) -> HandoverView:
    """The running shift's log so far, with what is open."""
    people.require_office(desk, who)
    row = await store.at(desk.session, desk.jurisdiction, desk.now)
    if row is None:
        raise Refusal("shift_none_now")
    return await sheet(desk, row, None, None)


async def sheet(desk: Desk, row: Shift, following: Shift | None, by: Actor | None) -> HandoverView:
    happened = await shift_log.record_of(desk, row.starts_at, min(desk.now, row.ends_at))
    waiting = await extensions.asked(desk.session, desk.jurisdiction)
    missing = await owed.missing(desk)
    state = desk.words.text("board_summary", await overview.summary(desk))
    return HandoverView(
        shift=line(desk, row),
        following=line(desk, following) if following else None,
        by=OnShift(by.name, by.user_id) if by else None,
        at=desk.now,
        lines=happened.lines,
        more=happened.more,
        receipts=happened.receipts,
        reports=happened.reports,
        state=Markup(state),
        owing=tuple((one.matter, len(one.owing)) for one in missing),
        requests=tuple(agency_names.short(desk, one.agency) for one in waiting),
        alarms=len(await alarms.waiting(desk)),
    )


async def taken_line(desk: Desk, row: Shift, sent: Delivery) -> Message:
    """The sheet, or the word that a shift begins, with who came on."""
    name = await people.name_of(desk, row.taken_by or 0)
    said = desk.words.phrase("takeon_line", by=name, at=row.taken_at)
    return Message(f"{sent.text}\n\n{said}")


async def _standing(desk: Desk, shift_id: int | None) -> Shift:
    row = await store.shift(desk.session, desk.jurisdiction, shift_id or 0)
    if row is None or row.replaced_at is not None:
        raise Refusal("button_obsolete")
    return row


def _require_theirs(desk: Desk, who: Actor, row: Shift, following: Shift | None) -> None:
    """The people of the shift, and who comes on; for one who is not enrolled anybody of the office.

    Whoever went home without a word must not keep the next one from coming on.
    """
    shifts = [one for one in (row, following) if one is not None]
    theirs = {user_id for one in shifts for user_id in (one.officer_id, one.leader_id)}
    if who.user_id in theirs:
        return
    if all(one.officer_id is not None for one in shifts):
        raise Refusal("handover_not_yours", names=[one.officer for one in shifts])
    people.require_office(desk, who)
