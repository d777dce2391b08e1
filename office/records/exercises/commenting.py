"""Asks whoever took part in an exercise what they say of it, and keeps it for the report.

In a group a reply to the question is a comment too, whoever of the body gives it. In private
only the button takes one, as otherwise the next words there might be meant for something else.
"""

from messages.keyboards import Keyboard, button
from messages.render import Message
from office import post
from office.bodies.capacity import Capacity, capacity
from office.bodies.people import Actor
from office.conversation import dialogues
from office.desk import Desk
from office.post import Mailing, Place, Posting
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.decisions import exercises as store
from storage.decisions.exercises import Exercise, ExerciseComment, ExerciseState, Participation
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.roster.chats import Chat, ChatRole
from storage.subjects import Subject

QUESTION, COMMENT_VERB = "exercise_comment", "excomment"
AT_MOST = 800
EXERCISE = "exercise"
"""The fact in which the question keeps which exercise it is about."""


async def ask_all(desk: Desk, exercise: Exercise, *, falls: str = "") -> int:
    """Ask each body in its own group, the office in its, and in private whoever played a leader."""
    told = await _chats(desk, exercise)
    asked = [await _question(desk, exercise, chat, falls) for chat in told]
    return len(await post.send_all(desk, asked))


async def _chats(desk: Desk, exercise: Exercise) -> list[Chat]:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    took_part = exercise.participants.items()
    real = [body for body, how in took_part if how == Participation.REAL]
    groups = [chat for body in real for chat in bound.get(body, ()) if chat.reachable]
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    players = sorted(set(exercise.plays.values()))
    private = [await chats.private_chat(desk.session, desk.jurisdiction, one) for one in players]
    return [chat for chat in (*groups, office, *private) if chat is not None]


async def _question(desk: Desk, exercise: Exercise, chat: Chat, falls: str) -> Mailing:
    context = {}
    if chat.role != ChatRole.PERSON:
        facts = {EXERCISE: exercise.key}
        opened = await dialogues.begin(desk, chat.chat_id, QUESTION, None, **facts)
        context["dialogue"] = opened.key
    posting = Posting(
        Subject.of(exercise),
        chat.agency,
        dedupe_key=f"exercise_comment:{exercise.key}:{chat.key}",
        context=context,
    )
    key = "drill_comment_ask" if context else "drill_comment_ask_in_private"
    said = desk.words.phrase(key, title=exercise.title, falls=falls)
    message = Message(said, keyboard(desk, exercise))
    kind = DeliveryKind.OFFICE if chat.role == ChatRole.OFFICE else DeliveryKind.FOR_INFORMATION
    return Mailing(Place.of(chat), kind, message, posting)


def keyboard(desk: Desk, exercise: Exercise) -> Keyboard:
    return ((button(desk.words.plain("button_drill_comment"), COMMENT_VERB, exercise.key),),)


async def open_to_comments(desk: Desk, exercise_id: int) -> Exercise:
    found = await store.exercise(desk.session, exercise_id)
    own = found is not None and found.jurisdiction == desk.jurisdiction
    if found is None or not own or found.state != ExerciseState.ENDED:
        raise Refusal("button_obsolete")
    return found


def speaks_for(desk: Desk, who: Actor, exercise: Exercise, group: str | None) -> str | None:
    """The body for which they speak; None for the office and leaders, and in whose group it is."""
    bodies = (group,) if group is not None else who.agencies
    own = next((one for one in bodies if one in exercise.participants), None)
    if own is not None and capacity(desk, who, own) is not Capacity.POST:
        return own
    if who.positions or who.user_id in exercise.plays.values():
        return None
    raise Refusal("drill_comment_part_only")


async def keep(
    desk: Desk, who: Actor, exercise_id: int, group: str | None, said: str
) -> ExerciseComment:
    exercise = await open_to_comments(desk, exercise_id)
    body = speaks_for(desk, who, exercise, group)
    row = ExerciseComment(
        jurisdiction=desk.jurisdiction,
        exercise_id=exercise.key,
        user_id=who.user_id,
        name=who.name,
        body=body,
        said=_checked(said),
        said_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("exercise_commented", f"exercise:{exercise.key}", body=body or "")
    return row


def _checked(text: str) -> str:
    said = text.strip()
    if not states_something(said):
        raise Refusal("drill_comment_empty", most=AT_MOST)
    if len(said) > AT_MOST:
        raise Refusal("drill_comment_long", most=AT_MOST)
    return said
