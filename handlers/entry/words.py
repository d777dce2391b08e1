"""Handles words that are no command: an answer to a question, a report, or nothing for us."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import telegram

from handlers.decisions import approvals, minutes
from handlers.region import cap_messages
from handlers.region.upper import UPPER
from handlers.reports import loose_words
from handlers.supervision import referrals
from handlers.turns.addressing import replies_to_another
from handlers.turns.guards import is_somebody_elses
from handlers.turns.routes import AnswerHandler
from handlers.turns.turn import Turn
from office.conversation import strangers
from office.conversation.dialogues import ASKER, DRILL
from office.reading import substance
from office.reading.typed import states_something
from office.refusal import Refusal
from office.reports import long_texts
from storage.decisions.matters import MatterKind
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.receiving import dialogues, inbox
from storage.receiving.dialogues import Dialogue
from storage.roster.chats import ChatRole

Answers = dict[str, AnswerHandler]
ReportHandler = Callable[[Turn], Awaitable[None]]
ASKED_WITHOUT_REPLY = (ChatRole.OFFICE, ChatRole.PERSON)
"""In these chats the next words of the person asked are the answer, though they are no reply."""
ANSWERED_BY_NEXT_WORDS = ("order", UPPER, *MatterKind)
"""In a group only these dialogues go on with the next words: each of their steps asks anew."""
JUST_ASKED = timedelta(minutes=10)
FEW = 20
"""The number of a chat's updates searched for the first half of a long text."""


async def heard(turn: Turn, answers: Answers, received: ReportHandler) -> None:
    """Find out what the words are about, from the most certain sign to the least."""
    replied_to = await _replied_to(turn)
    dialogue = await _asked(turn, answers, replied_to)
    if (dialogue is not None or turn.is_private) and await _is_rest_of_long_text(turn):
        return
    if dialogue is not None:
        _require_own_words(turn)
        turn.desk.drill = turn.desk.drill or dialogue.facts.get(DRILL, False)
        await answers[dialogue.kind](turn, dialogue)
    elif _may_be_report(turn, replied_to):
        await received(turn)
    elif await minutes.replied(turn, replied_to) or await cap_messages.heard(turn):
        return
    elif replied_to is not None and "dialogue" in replied_to.context and not turn.is_edit:
        raise Refusal("question_closed")
    elif turn.is_private and not turn.is_edit:
        if await referrals.helped(turn, replied_to) or await approvals.helped(turn, replied_to):
            return
        await _explain(turn)
    elif replied_to is not None and replied_to.kind == DeliveryKind.DRAFT and not turn.is_edit:
        await approvals.helped_under_draft(turn)


async def _replied_to(turn: Turn) -> Delivery | None:
    original = turn.message.reply_to_message
    if original is None:
        return None
    return await outbox.by_message(
        turn.desk.session, turn.message.chat.id, original.message_id, turn.desk.scope
    )


async def _asked(turn: Turn, answers: Answers, replied_to: Delivery | None) -> Dialogue | None:
    if turn.actor is None or turn.is_edit:
        return None
    if replied_to is not None and "dialogue" in replied_to.context:
        asked = await dialogues.dialogue(turn.desk.session, replied_to.context["dialogue"])
        return asked if asked is not None and _may_answer(turn, asked) else None
    if replies_to_another(turn.message, turn.desk.bot_username):
        # What is said to a colleague answers no question of ours.
        return None
    session, chat_id, user_id = turn.desk.session, turn.place.chat_id, turn.actor.user_id
    if turn.is_in_body_group:
        return await _just_asked(turn, user_id) if replied_to is None else None
    if not (turn.is_private or _is_in(turn, *ASKED_WITHOUT_REPLY)):
        return None
    if turn.is_private and len(await dialogues.who_asks(session, chat_id, user_id)) > 1:
        raise Refusal("question_unclear")
    here = turn.desk.jurisdiction
    opened = await dialogues.open_dialogues(session, here, chat_id, user_id)
    if not turn.is_private:
        # Among colleagues a remark is no answer: a stray word must not withdraw a slip.
        opened = [asked for asked in opened if asked.kind in ANSWERED_BY_NEXT_WORDS]
    # Some questions are answered by a button alone.
    return next((asked for asked in opened if asked.kind in answers), None)


async def _just_asked(turn: Turn, asker: int) -> Dialogue | None:
    """In a body's group, find the question of somebody who has just pressed 申请延期.

    Its reason may be written at once, without a reply.
    """
    text = turn.message.text or ""
    if not states_something(text) or substance.read(text).counts:
        # A counted figure is more likely the report itself.
        return None
    desk = turn.desk
    opened = await dialogues.open_dialogues(
        desk.session, desk.jurisdiction, turn.place.chat_id, asker
    )
    return next(
        (
            asked
            for asked in opened
            if asked.facts.get(ASKER) == asker and desk.now - asked.opened_at <= JUST_ASKED
        ),
        None,
    )


def _require_own_words(turn: Turn) -> None:
    # A report may be forwarded, but a question is answered in one's own words.
    if is_somebody_elses(turn.message):
        raise Refusal("answer_is_forwarded")


async def _is_rest_of_long_text(turn: Turn) -> bool:
    message, who = turn.message, turn.actor
    if who is None or not message.text:
        return False
    for row in await inbox.newest_of_chat(turn.desk.session, message.chat.id, FEW):
        before = telegram.Update.de_json(row.raw).message
        if before is None or before.message_id >= message.message_id:
            continue
        if before.from_user is not None and before.from_user.id == who.user_id:
            # The first half was heard and answered; the second is no answer of its own.
            return long_texts.goes_on(before.text or "", before.date, message.date)
    return False


def _may_answer(turn: Turn, asked: Dialogue) -> bool:
    right_person = asked.user_id is None or asked.user_id == turn.person.user_id
    return asked.closed_at is None and right_person


def _may_be_report(turn: Turn, replied_to: Delivery | None) -> bool:
    # In a body's group the report handlers know what is theirs, and ignore the rest.
    asked = replied_to is not None and "dialogue" in replied_to.context
    return (turn.is_in_body_group or turn.speaks_for is not None) and not asked


async def _explain(turn: Turn) -> None:
    if turn.no_longer:
        raise turn.not_a_liaison()
    if await loose_words.in_private(turn):
        return
    if turn.actor is not None and (turn.actor.positions or turn.actor.agencies):
        await turn.answer("use_commands")
    else:
        await strangers.greet(turn.desk, turn.place)


def _is_in(turn: Turn, *roles: ChatRole) -> bool:
    return turn.chat is not None and turn.chat.role in roles
