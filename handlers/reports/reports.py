"""Takes reports as liaisons send them, by reply, /report or album; /due shows what they owe."""

from handlers.reports import (
    alert_replies,
    field_findings,
    loose_words,
    opinions,
    registering,
    report_edits,
    report_taking,
)
from handlers.reports.report_messages import incoming, without_command, written
from handlers.turns.addressing import names_another_bot, replies_to_us
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press
from messages.render import Message, Words
from messages.views.owed import DueView
from office.bodies import capacity
from office.matters import naming
from office.obligations import owed, prompts, report_buttons
from office.post import Posting
from office.refusal import Refusal
from office.reports import acknowledging, early, holding, taking, withdrawing
from office.reports.message_parts import Incoming
from storage.delivery.outbox import Delivery
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import PartKind
from storage.subjects import Subject


async def received(turn: Turn) -> None:
    """Take what an agency says that is no command, in its group or by a liaison in private."""
    if names_another_bot(turn.message, turn.desk.bot_username):
        return
    if not turn.is_in_body_group and turn.speaks_for is None:
        return
    if turn.is_edit:
        await report_edits.edited(turn)
        return
    if turn.holds_post_alone:
        await _from_a_post(turn)
        return
    item = incoming(turn.message)
    if item is None:
        await _not_a_report(turn)
    elif not await _is_known(turn, item):
        await _new(turn, item)


async def _from_a_post(turn: Turn) -> None:
    # A post holder urges or remarks; only a receipt and /report are refused with a reason.
    item = incoming(turn.message)
    if item is not None and without_command(turn.message, item) is not None:
        capacity.require_agency(turn.desk, turn.person, turn.agency)
    asked = await report_taking.asked_by(turn, turn.message)
    if item is None or asked is None:
        return
    if alert_replies.is_receipt(item):
        await _confirmed_from_a_post(turn, asked)
    owed_id = await report_taking.answers(turn, asked)
    if owed_id is not None and turn.person.can(turn.desk, "office") and _reports(turn, item):
        owed = await obligations.obligation(turn.desk.session, owed_id)
        if owed is not None and owed.state == ObligationState.OPEN:
            await registering.offer(turn, owed.agency, owed_id)


async def _confirmed_from_a_post(turn: Turn, asked: Delivery) -> None:
    order_id = await alert_replies.order_answered(turn, asked)
    if order_id is not None and not await alert_replies.needs_none(turn, order_id):
        capacity.require_agency(turn.desk, turn.person, turn.agency)


def _reports(turn: Turn, item: Incoming) -> bool:
    # A figure makes words worth registering as a report; a post holder who only urges has none.
    return item.kind != PartKind.TEXT or report_taking.reading(turn, item).counts


async def _is_known(turn: Turn, item: Incoming) -> bool:
    # The message may come after its own edit, which was taken, or belong to what is held.
    if await taking.complete(turn.desk, turn.agency, item):
        return True
    return await holding.join(turn.desk, item)


async def _new(turn: Turn, item: Incoming) -> None:
    asked = await report_taking.asked_by(turn, turn.message)
    order_id = await alert_replies.order_answered(turn, asked)
    owed_id = await report_taking.answers(turn, asked)
    if await field_findings.taken(turn, item, order_id, owed_id):
        return
    begun = await taking.obligation_begun(turn.desk, item)
    several = await report_taking.several_answered(turn, asked)
    if len(several) > 1 and not report_taking.says_nothing(turn, [item]):
        await _take_or_choose(turn, several, await report_taking.whole(turn, item))
    elif order_id is None and owed_id is not None:
        await _answered(turn, owed_id, item)
    elif begun is not None:
        await report_taking.take(turn, begun, [item])
    elif (under_command := without_command(turn.message, item)) is not None:
        items = await report_taking.whole(turn, under_command)
        await _take_or_choose(turn, await _owing(turn), items)
    elif order_id is not None:
        await alert_replies.answered(turn, order_id, item)
    elif _is_worth_asking(turn, item):
        await _offer(turn, await report_taking.whole(turn, item))
    elif turn.message.reply_to_message is None and not turn.is_private:
        await loose_words.in_group(turn, item)


async def report(turn: Turn, text: str) -> None:
    """Handle /report, with the report after it, or as a reply to what it is about."""
    asked = await report_taking.asked_by(turn, turn.message)
    owed_id = await report_taking.answers(turn, asked)
    items = await _items_of_command(turn, text)
    several = await report_taking.several_answered(turn, asked)
    if len(several) > 1:
        await (_take_or_choose(turn, several, items) if items else _choose(turn, several))
        return
    if owed_id is not None:
        if items:
            await report_taking.take(turn, owed_id, items)
        else:
            await _ask_for(turn, owed_id)
        return
    rows = await _owing(turn)
    if items:
        await _take_or_choose(turn, rows, items)
    elif len(rows) == 1:
        await _ask_for(turn, rows[0].key)
    else:
        await _choose(turn, rows)


async def due(turn: Turn, _text: str) -> None:
    await turn.say(due_list(turn.desk.words, await owed.due(turn.desk, turn.agency)))


def due_list(words: Words, view: DueView) -> Message:
    keyboard = tuple(report_buttons.under_item(words, item) for item in view.items)
    return Message(words.text("owed_due", view), keyboard)


async def ask_pressed(turn: Turn, press: Press) -> None:
    await _ask_for(turn, press.number() or 0)


async def content_pressed(turn: Turn, press: Press) -> None:
    owing = await taking.answerable(turn.desk, turn.agency, press.number() or 0)
    posting = Posting(Subject.of(owing), owing.agency, reply_to=turn.message.message_id)
    await turn.say(await prompts.content_of(turn.desk, owing), posting)


async def take_pressed(turn: Turn, press: Press) -> None:
    owing = await taking.answerable(turn.desk, turn.agency, press.number(1) or 0)
    held = await holding.release(turn.desk, turn.place, press.number() or 0)
    who = turn.person
    if await opinions.taken(turn, owing, held):
        return
    # It counts as of when it was written, though its sender is known only now.
    sent_at = max(item.counts_at for item in held)
    taken = await taking.receive(turn.desk, who, turn.agency, owing.key, held, sent_at=sent_at)
    if taken is None:
        raise Refusal("report_taken_already")
    await acknowledging.acknowledge(turn.desk, turn.place, taken)
    turn.show("report_taken", serial=taken.report.serial)


async def also_pressed(turn: Turn, press: Press) -> None:
    taken = await taking.also(
        turn.desk, turn.person, turn.agency, press.number() or 0, press.number(1) or 0
    )
    if taken is None:
        raise Refusal("report_taken_already")
    await acknowledging.acknowledge(turn.desk, turn.place, taken)
    turn.show("report_taken", serial=taken.report.serial)


async def withdraw_pressed(turn: Turn, press: Press) -> None:
    report, owed = await withdrawing.withdraw(
        turn.desk, turn.person, turn.speaks, press.number() or 0
    )
    await withdrawing.ask_anew(turn.desk, turn.place, owed, report)
    turn.show("report_withdrawn_toast", serial=report.serial)


async def _not_a_report(turn: Turn) -> None:
    # A sticker, a poll and what we do not know yet report nothing, but may confirm an alert.
    asked = await report_taking.asked_by(turn, turn.message)
    order_id = await alert_replies.order_answered(turn, asked)
    if order_id is not None:
        await alert_replies.offer_receipt(turn, order_id)
    elif await report_taking.answers(turn, asked) is not None:
        raise Refusal("report_unsupported")


async def _answered(turn: Turn, obligation_id: int, item: Incoming) -> None:
    owing = await taking.answerable(turn.desk, turn.agency, obligation_id)
    await report_taking.take(turn, owing.key, await report_taking.whole(turn, item))


async def _take_or_choose(turn: Turn, rows: list[Obligation], items: list[Incoming]) -> None:
    if len(rows) == 1:
        await report_taking.take(turn, rows[0].key, items)
    else:
        await report_taking.hold(turn, items, rows, "report_which")


async def _offer(turn: Turn, items: list[Incoming]) -> None:
    # A reply to a message of ours that asks for nothing may be meant as a report.
    rows = await early.reportable(turn.desk, turn.agency)
    if rows:
        await report_taking.hold(turn, items, rows, "report_meant")


async def _owing(turn: Turn) -> list[Obligation]:
    rows = await early.reportable(turn.desk, turn.agency)
    if not rows:
        raise Refusal("report_nothing_owed")
    return rows


async def _choose(turn: Turn, rows: list[Obligation]) -> None:
    keyboard: Keyboard = tuple(
        (report_buttons.report(turn.desk.words, naming.matter_of(turn.desk, row), row.key),)
        for row in rows
    )
    await turn.say(Message(turn.desk.words.phrase("report_choose"), keyboard))


async def _ask_for(turn: Turn, obligation_id: int) -> None:
    # The reply to this message finds the obligation by itself, so no dialogue is needed.
    owing = await taking.answerable(turn.desk, turn.speaks, obligation_id)
    words = turn.desk.words
    facts = {"matter": naming.matter_of(turn.desk, owing)}
    message = Message(words.phrase("report_ask", **facts), ask=words.plain("report_placeholder"))
    pressed = turn.update.callback_query is not None
    reply_to = None if pressed else turn.message.message_id
    await turn.say(message, Posting(Subject.of(owing), owing.agency, reply_to=reply_to))


def _is_worth_asking(turn: Turn, item: Incoming) -> bool:
    # The message replied to may be unknown: its sending was in doubt, or the group is new.
    answers_us = replies_to_us(turn.message, turn.desk.bot_username)
    return answers_us and not report_taking.says_nothing(turn, [item])


async def _items_of_command(turn: Turn, text: str) -> list[Incoming]:
    items = [written(turn.message, text.strip())] if text.strip() else []
    replied = turn.message.reply_to_message
    # Only what a person sent can be reported by a reply with /report.
    if replied is None or (replied.from_user is not None and replied.from_user.is_bot):
        return items
    shown = incoming(replied)
    return [*await report_taking.whole(turn, shown), *items] if shown else items


COMMANDS: tuple[Command, ...] = (
    Command("report", report, Who.BODY, Errand.REPORTS, edited=report_edits.command_edited),
    Command("due", due, Who.BODY, Errand.REPORTS),
)

BUTTONS: dict[str, ButtonHandler] = {
    "rask": ask_pressed,
    "rcontent": content_pressed,
    "rtake": take_pressed,
    "ralso": also_pressed,
    withdrawing.VERB: withdraw_pressed,
}

ANSWERS: dict[str, AnswerHandler] = {}
