"""Tells where an update belongs and who sent it, and answers it with a refusal where it must."""

from dataclasses import replace

import telegram
from telegram import Update
from telegram.constants import ChatID, ChatType

from handlers.entry import capacity, which_office
from handlers.region import asking
from handlers.turns.turn import Turn
from messages import drills
from office.bodies import capacity as office_capacity
from office.bodies import codes, liaisons, people, start_links
from office.bodies.people import Actor
from office.conversation import strangers, which_body
from office.conversation.which_office import Unsaid
from office.delivery import together
from office.desk import Desk
from office.post import Place
from office.refusal import Refusal
from office.region.floor import BelowFloor
from storage.books import plans
from storage.database import Session
from storage.delivery import outbox
from storage.receiving import dialogues
from storage.roster import chats, enrolment
from storage.roster import people as people_store
from storage.scope import EVERYWHERE, Scope

# These ids stand for a group, a channel or Telegram itself, never for a person.
NOBODY = frozenset({ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT})
UNRECORDED = frozenset({"unknown_command", "not_understood", "question_closed", "question_unclear"})
"""These are slips of the pen, and nobody will ever ask who made them."""


async def jurisdiction_of(
    session: Session, update: Update, scope: Scope = EVERYWHERE
) -> str | None:
    """Return the jurisdiction that an update is for, or None where a stranger speaks.

    It is that of the link or the code, else of the question that is answered, else of the chat,
    else of the person, and always one of those that the bot which got the update serves.
    """
    place = place_of(update)
    found = (
        await _of_link(session, update, scope)
        or await _of_shared(session, update, scope)
        or await _of_code(session, update, scope)
        or await _of_question(session, update, scope)
        or await _of_whoever_asks(session, update, scope)
    )
    if found is None and place is not None:
        found = await jurisdiction_of_chat(session, place.chat_id, scope)
    user_id = person_in(update)
    if found is None and user_id is not None:
        appointments = await people_store.appointments_of(session, user_id)
        held = [one.jurisdiction for one in appointments if scope.holds(one.jurisdiction)]
        found = held[-1] if held else None
    return found


async def is_anothers(session: Session, update: Update, scope: Scope) -> bool:
    """Return whether the update comes from a group that is bound through another bot.

    That bot hears it too, and answers.
    """
    place = place_of(update)
    if scope == EVERYWHERE or place is None or place.chat_id >= 0:
        return False
    bound = await chats.chat_at(session, place.chat_id)
    return bound is not None and not scope.holds(bound.jurisdiction)


async def jurisdiction_of_strangers(session: Session, scope: Scope = EVERYWHERE) -> str | None:
    # Where there are several jurisdictions, nobody knows which one a stranger means.
    known = [one for one in await plans.jurisdictions(session) if scope.holds(one)]
    return known[0] if len(known) == 1 else None


async def jurisdiction_of_chat(
    session: Session, chat_id: int | None, scope: Scope = EVERYWHERE
) -> str | None:
    bound = await chats.chat_at(session, chat_id, scope=scope) if chat_id is not None else None
    return bound.jurisdiction if bound else None


async def turn_of(desk: Desk, update: Update, gone: frozenset[str] = frozenset()) -> Turn:
    """Open the turn of an update.

    `gone` are the agencies whose group the person left, as Telegram has just said.
    """
    user_id = person_in(update)
    if user_id is not None and gone:
        await liaisons.dismiss(desk, user_id, gone)
    place = place_of(update) or Place(0)
    chat = await chats.chat_at(
        desk.session, place.chat_id, place.thread_id, jurisdiction=desk.jurisdiction
    )
    desk.drill = _answers_a_drill(update)
    actor = await _actor(desk, update)
    speaks_for = await _speaks_for(desk, update, actor)
    return Turn(desk, update, place, chat, actor, speaks_for, no_longer=gone)


async def groups_to_be_seen_in(
    session: Session, jurisdiction: str, update: Update
) -> dict[str, list[int]]:
    """Return the groups in which a person who speaks for an agency in private must still be.

    For each agency one of its groups is enough.
    """
    message, user_id = update.effective_message, person_in(update)
    if user_id is None or not isinstance(message, telegram.Message):
        return {}
    if message.chat.type != ChatType.PRIVATE:
        return {}
    held = await people_store.appointments_here(session, jurisdiction, user_id)
    agencies = {one.agency or "" for one in held if one.position == people_store.LIAISON}
    return {
        agency: [
            chat.chat_id for chat in await chats.chats_of_agency(session, jurisdiction, agency)
        ]
        for agency in sorted(agencies)
    }


def is_deed(update: Update) -> bool:
    return bool(_deed(update))


def actor_of(update: Update) -> str:
    user_id = person_in(update)
    return f"user:{user_id}" if user_id is not None else "telegram"


def person_in(update: Update) -> int | None:
    """Return who acts; None where a group or a channel speaks.

    A button is always pressed by a person.
    """
    user = update.effective_user
    if user is None or user.id in NOBODY or user.is_bot:
        return None
    if update.callback_query is None and _speaks_as_chat(update):
        return None
    return user.id


def place_of(update: Update) -> Place | None:
    chat, message = update.effective_chat, update.effective_message
    if chat is None:
        return None
    # A mere chain of replies has a thread number too, though it is no topic.
    in_topic = isinstance(message, telegram.Message) and message.is_topic_message
    thread = message.message_thread_id if in_topic and message is not None else None
    return Place(chat.id, thread)


async def refuse(turn: Turn, refusal: Refusal) -> None:
    """Answer with one clear sentence, or with none where it would help an attacker; record it."""
    turn.toast = None
    if isinstance(refusal, office_capacity.Unstated):
        await capacity.ask(turn, refusal)
        return
    if isinstance(refusal, Unsaid):
        await which_office.ask(turn, refusal)
        return
    is_news = await _tell(turn, refusal)
    if is_news and is_deed(turn.update) and refusal.key not in UNRECORDED:
        await turn.desk.record("refused", _deed(turn.update), reason=refusal.key)


async def _tell(turn: Turn, refusal: Refusal) -> bool:
    if refusal.silent:
        return True
    if isinstance(refusal, BelowFloor) and await asking.offer(turn, refusal):
        return True
    if turn.update.callback_query is not None:
        turn.show(refusal.key, alert=True, **refusal.facts)
    elif turn.update.effective_message is None:
        return True
    elif _is_from_stranger(turn):
        message_id = turn.message.message_id
        # A stranger is told the same once a day, so that no flood fills the chat or the record.
        return await strangers.answer_once(
            turn.desk, turn.place, refusal.key, message_id, **refusal.facts
        )
    else:
        await turn.answer(refusal.key, **refusal.facts)
    return True


def _is_from_stranger(turn: Turn) -> bool:
    who = turn.actor
    return turn.chat is None and (who is None or not (who.positions or who.agencies))


def _speaks_as_chat(update: Update) -> bool:
    message = update.effective_message
    return isinstance(message, telegram.Message) and message.sender_chat is not None


async def _actor(desk: Desk, update: Update) -> Actor | None:
    user, user_id = update.effective_user, person_in(update)
    if user is None or user_id is None:
        return None
    who = await people.actor(desk, user_id, user.full_name)
    if who.positions and who.agencies:
        return replace(who, as_liaison=await office_capacity.stated(desk, user_id))
    return who


def _answers_a_drill(update: Update) -> bool:
    """Find out whether what is answered, or stands above a pressed button, is of a drill.

    Its own mark says so, which takes no question to the database.
    """
    message = update.effective_message
    if not isinstance(message, telegram.Message):
        return False
    ours = message if update.callback_query is not None else message.reply_to_message
    from_a_bot = ours is not None and ours.from_user is not None and ours.from_user.is_bot
    return from_a_bot and ours is not None and drills.is_marked(ours.text or "")


async def _speaks_for(desk: Desk, update: Update, who: Actor | None) -> str | None:
    message = update.effective_message
    if who is None or not who.agencies or not isinstance(message, telegram.Message):
        return None
    if message.chat.type != ChatType.PRIVATE:
        return None
    ours = message if update.callback_query is not None else message.reply_to_message
    if ours is None:
        # Only one picture of an album may carry the reply; the others speak for the only agency.
        return who.agencies[0] if message.media_group_id and len(who.agencies) == 1 else None
    sent = await outbox.by_message(desk.session, message.chat.id, ours.message_id, desk.scope)
    if sent is not None and (bodies := together.bodies_of(sent)):
        theirs = [body for body in bodies if body in who.agencies]
        return theirs[0] if len(theirs) == 1 else await which_body.said(desk, who, theirs)
    return sent.agency if sent is not None and sent.agency in who.agencies else None


async def _of_link(session: Session, update: Update, scope: Scope) -> str | None:
    message = update.message
    written = codes.START_CODE.match(message.text or "") if message else None
    link = start_links.read(written[1]) if written is not None else None
    if link is None or not scope.holds(link.jurisdiction):
        return None
    return link.jurisdiction if link.jurisdiction in await plans.jurisdictions(session) else None


async def _of_shared(session: Session, update: Update, scope: Scope) -> str | None:
    # A chosen channel answers the question that its button was sent with.
    shared = update.message.chat_shared if update.message else None
    asked = await dialogues.dialogue(session, shared.request_id) if shared else None
    if asked is None or asked.user_id != person_in(update) or not scope.holds(asked.jurisdiction):
        return None
    return asked.jurisdiction


async def _of_code(session: Session, update: Update, scope: Scope) -> str | None:
    message = update.message
    written = codes.START_CODE.match(message.text or "") if message else None
    if written is None:
        return None
    known = await enrolment.code_by_hash(session, codes.hash_of(codes.typed(written[1])))
    return known.jurisdiction if known and scope.holds(known.jurisdiction) else None


async def _of_question(session: Session, update: Update, scope: Scope) -> str | None:
    message = update.effective_message
    # In private somebody may serve several offices, and the message answered tells for which. A
    # group belongs to one jurisdiction at a time, whatever still stands in it from before.
    if not isinstance(message, telegram.Message) or message.chat.type != ChatType.PRIVATE:
        return None
    ours = message if update.callback_query is not None else message.reply_to_message
    if ours is None:
        return None
    sent = await outbox.by_message(session, message.chat.id, ours.message_id, scope)
    return sent.jurisdiction if sent else None


async def _of_whoever_asks(session: Session, update: Update, scope: Scope) -> str | None:
    message, user_id = update.message, person_in(update)
    if message is None or user_id is None or message.chat.type != ChatType.PRIVATE:
        return None
    if (message.text or "").startswith("/"):
        return None
    asking = await dialogues.who_asks(session, message.chat.id, user_id)
    # Where several offices wait, the turn of the first finds that out and asks which one is meant.
    return next(filter(scope.holds, asking), None)


def _deed(update: Update) -> str:
    # The arguments may be anything, so they are never recorded.
    if update.callback_query is not None:
        return f"button:{(update.callback_query.data or '').partition(':')[0][:24]}"
    message = update.effective_message
    text = (message.text or "") if isinstance(message, telegram.Message) else ""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return f"command:{first[:32]}" if first.startswith("/") else ""
