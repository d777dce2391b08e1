"""What those who take part are told of an exercise itself: that it comes, stands still, is off.

This is real: it has no mark of a drill, and it is said in the groups that take part and in private
to whoever signs in it, to nobody else.
"""

from collections.abc import Callable

from messages.render import Message
from messages.views.exercises import ExerciseNotice
from office import post
from office.bodies import agency_names
from office.bodies.people import position_name
from office.desk import Desk
from office.exercises import cards, scripts, signing
from office.post import Mailing, Place, Posting
from storage.decisions import exercises as store
from storage.decisions.exercises import Exercise, ExerciseSpeed, ExerciseState, Participation
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.subjects import Subject

Worded = Callable[[str, str], str]
"""It makes the words for a body's name, and for the post for which a person signs."""


async def tell(desk: Desk, exercise_id: int) -> str:
    """The day before, or as soon as it was approved."""
    row = await store.exercise(desk.session, exercise_id)
    if row is None or row.state != ExerciseState.APPROVED:
        return "not approved"
    script = await scripts.script_of(desk, row)
    plan = await desk.plan_version(row.plan_version_id)
    planned = scripts.planned(script, plan, row)
    acts = tuple(cards.act_name(desk, one.act) for one in planned)

    def text(you: str, post_held: str) -> str:
        view = ExerciseNotice(
            office=desk.plan.office,
            you=you,
            title=row.title,
            begins_at=row.begins_at,
            compressed=row.speed == ExerciseSpeed.COMPRESSED,
            acts=acts,
            post=post_held,
        )
        return desk.words.text("exercise_notice", view)

    row.told_at = desk.now
    desk.session.add(row)
    told = await _say(desk, row, text, "told")
    await desk.record("exercise_told", signing.audit(row), chats=told)
    await cards.CARD.redraw(desk, await signing.round_of(desk, row))
    return f"told {told}"


async def paused(desk: Desk, row: Exercise) -> None:
    await _shortly(desk, row, "exercise_paused_notice")


async def resumed(desk: Desk, row: Exercise) -> None:
    await _shortly(desk, row, "exercise_resumed_notice")


async def called_off(desk: Desk, row: Exercise) -> None:
    """Whoever had not heard of it need not hear that it is off."""
    if row.told_at is not None:
        await _shortly(desk, row, "exercise_called_off_notice")


async def _shortly(desk: Desk, row: Exercise, phrase: str) -> None:
    said = desk.words.phrase(phrase, title=row.title)
    await _say(desk, row, lambda _you, _post: said, f"{phrase}:{desk.now.timestamp():.0f}")


async def _say(desk: Desk, row: Exercise, text: Worded, key: str) -> int:
    """Say it in each group that takes part, and to each who signs; return to how many."""
    mailings = [
        _mailing(row, chat, text(agency_names.name(desk, body), ""), key, body)
        for body, chat in await _groups(desk, row)
    ]
    for user_id in dict.fromkeys(row.plays.values()):
        chat = await chats.private_chat(desk.session, desk.jurisdiction, user_id)
        if chat is not None and chat.reachable:
            posts = [position_name(desk, one) for one, who in row.plays.items() if who == user_id]
            said = text("", desk.words.listed(posts))
            mailings.append(_mailing(row, chat, said, key, None))
    await post.send_all(desk, mailings)
    return len(mailings)


async def _groups(desk: Desk, row: Exercise) -> list[tuple[str, chats.Chat]]:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    return [
        (body, chat)
        for body, how in row.participants.items()
        if how == Participation.REAL
        for chat in bound.get(body, [])
        if chat.reachable
    ]


def _mailing(row: Exercise, chat: chats.Chat, html: str, key: str, body: str | None) -> Mailing:
    posting = Posting(Subject.of(row), body, dedupe_key=f"exercise:{row.key}:{key}:{chat.key}")
    return Mailing(Place.of(chat), DeliveryKind.FOR_INFORMATION, Message(html), posting)
