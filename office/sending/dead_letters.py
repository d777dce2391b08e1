"""Dead letters: messages that Telegram refused for what they are, or that stayed doubtful."""

from datetime import timedelta

from messages.keyboards import button
from messages.length import plain
from messages.render import Message
from messages.views.boards import DeadLine
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import referral_notes
from office.matters import naming
from office.post import Posting
from office.refusal import Refusal
from office.sending import last_look
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.delivery import about, outbox, split_texts, undelivered
from storage.delivery.outbox import OPEN_STATES, Action, Delivery, DeliveryState
from storage.roster import chats
from storage.subjects import Subject

RESEND_VERB = "resend"
RECENT = timedelta(days=7)
"""Older dead letters are not shown: by then those concerned were told by telephone."""
MOST_SHOWN = 8
GIST = 40
REASONS = {"BadRequest": "dead_letter_refused", "FileGone": "dead_letter_file_gone"}
"""How the error begins of a delivery that can never go as it is, and what the office is told."""


async def tell(desk: Desk, row: Delivery) -> None:
    """Tell the office of a message that it may send again, once for each time that it died.

    A message about a referral is told only to those who decided the referral.
    """
    line = await line_of(desk, row)
    html = desk.words.phrase(
        "dead_letter", agency=line.agency, title=line.title, gist=line.gist, reason=line.reason
    )
    deaths = row.asked_again_at.isoformat() if row.asked_again_at else "first"
    posting = Posting(Subject.of(row), row.agency, dedupe_key=f"dead:{row.key}:{deaths}")
    label = desk.words.plain("button_resend")
    message = Message(html, ((button(label, RESEND_VERB, row.key),),))
    if await referral_notes.is_about_one(desk, row):
        await referral_notes.tell_deciders(desk, row, message, posting)
    else:
        cause = AlarmCause(Concern.DEAD_LETTER, Subject.of(row))
        await alarms.raise_alarm(desk, cause, message, posting)


async def standing(desk: Desk) -> list[Delivery]:
    """Those that are still worth sending, the newest first; of a split message the first part."""
    since = desk.now - RECENT
    dead = await undelivered.dead_letters(desk.session, desk.jurisdiction, since)
    keys = {row.key for row in dead}
    heads = [row for row in dead if row.after_id not in keys]
    return [
        row
        for row in heads
        if await _outdated(desk, row) is None and not await referral_notes.is_about_one(desk, row)
    ]


async def line_of(desk: Desk, row: Delivery) -> DeadLine:
    chat = await chats.chat_at(
        desk.session, row.chat_id, row.thread_id, jurisdiction=desk.jurisdiction
    )
    return DeadLine(
        delivery_id=row.key,
        agency=await _agency(desk, row, row.agency) if row.agency else "",
        title=chat.title if chat and chat.title else str(row.chat_id),
        gist=plain(row.text).partition("\n")[0][:GIST],
        reason=_reason(desk, row),
    )


async def _agency(desk: Desk, row: Delivery, agency: str) -> str:
    return await naming.name_under(desk, agency, await about.order_id(desk.session, row.subject))


def _reason(desk: Desk, row: Delivery) -> str:
    kind, _, said = (row.error or "").partition(": ")
    if kind in REASONS:
        return desk.words.plain(REASONS[kind], said=said)
    return desk.words.plain("dead_letter_doubtful" if row.doubts else "dead_letter_not_sent")


async def send_again(desk: Desk, who: Actor, delivery_id: int | None) -> Delivery:
    people.require_office(desk, who)
    row = await _dead(desk, delivery_id)
    if not await referral_notes.may_read_row(desk, who, row):
        raise Refusal("dead_letter_unknown")
    outdated = await _outdated(desk, row)
    if outdated is not None:
        raise Refusal("dead_letter_outdated")
    parts = await split_texts.parts_of(desk.session, row)
    again = [part for part in parts if part.state == DeliveryState.DEAD]
    for part in [*again, *await post.followers(desk, again)]:
        await post.send_again(desk, part)
    await desk.record("delivery.resent", f"delivery:{row.key}", kind=row.kind, agency=row.agency)
    return row


async def _dead(desk: Desk, delivery_id: int | None) -> Delivery:
    # Two people may press at once; the second is told what became of the first press.
    rows = await outbox.deliveries(desk.session, [delivery_id or 0])
    row = rows.get(delivery_id or 0)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("dead_letter_unknown")
    if row.state in OPEN_STATES:
        raise Refusal("dead_letter_under_way")
    if row.state == DeliveryState.SENT:
        raise Refusal("dead_letter_arrived", at=row.closed_at)
    if row.state != DeliveryState.DEAD:
        raise Refusal("dead_letter_unknown")
    return row


async def _outdated(desk: Desk, row: Delivery) -> str | None:
    # An order that a newer one followed would reach its group after that one, and undo it.
    return None if row.action == Action.EDIT else await last_look.outdated(desk, row.kind, row)
