"""The button 申请延期 under what asks for a report; it is removed once a referral is confirmed."""

from messages.drills import room
from messages.keyboards import Keyboard, from_json, read_press
from messages.length import plain, units
from messages.render import Message
from office import post
from office.delivery_kinds import rules_of
from office.desk import Desk
from office.ladder import referral_notes
from office.obligations import questioned_cards, report_buttons
from storage.delivery import outbox
from storage.delivery.outbox import NOT_LOST, Action, Delivery
from storage.owed import extensions, questioned
from storage.owed.obligations import Obligation
from storage.owed.questioned import QuestionedState
from storage.subjects import SubjectKind
from storage.supervision import slip_items
from storage.supervision.slips import SlipState

_VERBS = (report_buttons.DELAY, questioned_cards.DELAY)


async def show(desk: Desk, owed: Obligation) -> None:
    """Make all messages that ask for the report offer only what is still taken.

    Slips and nudges tell their reader to press the button, so a line says why it is gone.
    """
    closed = await referral_notes.confirmed(desk, owed) is not None
    # An agency whose request is pending must not read that the office has dealt with it.
    pending = await extensions.pending(desk.session, owed.key) is not None
    line = desk.words.phrase("extension_by_procedure_line", pending=pending)
    for row in await _offering(desk, owed):
        message = _closed(row, line) if closed else Message(row.text, from_json(row.keyboard))
        await post.edit(desk, row, message)


async def _offering(desk: Desk, owed: Obligation) -> list[Delivery]:
    rows = await slip_items.slips_listing(desk.session, owed)
    # A slip that is closed or withdrawn was edited then and offers nothing.
    ended = {slip.key for slip in rows if slip.state != SlipState.ISSUED}
    questions = await _open_questions(desk, owed)
    return [
        row
        for row in await outbox.deliveries_under(desk.session, owed.key)
        if (rules_of(row.kind).offers_delay or row.key in questions)
        and (row.action, row.is_about(SubjectKind.SLIP) in ended) == (Action.SEND, False)
        and row.state in NOT_LOST
        and _offers(from_json(row.keyboard))
    ]


async def _open_questions(desk: Desk, owed: Obligation) -> set[int | None]:
    replies = await questioned.replies_to(desk.session, owed.key)
    return {reply.question_id for reply in replies if reply.state == QuestionedState.ASKED}


def _closed(row: Delivery, line: str) -> Message:
    text = f"{row.text}\n\n{line}"
    fits = units(plain(text)) <= room(drill=row.drill)
    return Message(text if fits else row.text, _without_offer(from_json(row.keyboard)))


def _offers(keyboard: Keyboard) -> bool:
    return _without_offer(keyboard) != keyboard


def _without_offer(keyboard: Keyboard) -> Keyboard:
    kept = (
        tuple(one for one in row if read_press(one.data).verb not in _VERBS) for row in keyboard
    )
    return tuple(row for row in kept if row)
