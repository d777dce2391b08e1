"""A letter that could not be taken is put aside: the office is told, and it is tried again."""

from datetime import timedelta

import structlog

from messages.render import Message
from office import post
from office.desk import Desk
from office.matters import clocks
from office.post import Posting
from office.region import offices
from office.region.letters import LETTER
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.region.letters import Letter, LetterState
from storage.subjects import Subject

log = structlog.stdlib.get_logger(__name__)

TRY_AGAIN = timedelta(minutes=10)


async def put(desk: Desk, letter: Letter, error: Exception) -> str:
    log.error("letter_put_aside", letter=letter.key, kind=letter.kind, exc_info=error)
    first = letter.state != LetterState.ASIDE
    letter.state, letter.came = LetterState.ASIDE, type(error).__name__
    desk.session.add(letter)
    await desk.session.flush()
    await clocks.on_agenda(desk, LETTER, letter.key, desk.now + TRY_AGAIN)
    if first:
        await desk.record("letter_put_aside", f"letter:{letter.key}", error=letter.came)
        await _tell(desk, letter)
    return "put aside"


async def settle(desk: Desk, letter: Letter) -> None:
    """Say under what the office was told that the letter was taken after all."""
    key = _key(letter)
    told = (await outbox.by_dedupe_keys(desk.session, desk.jurisdiction, [key])).get(key)
    if told is not None:
        phrase = desk.words.phrase("letter_taken_late", at=desk.now, **await _facts(desk, letter))
        await post.edit(desk, told, Message(phrase), kind=DeliveryKind.UPDATE)


async def _tell(desk: Desk, letter: Letter) -> None:
    every = TRY_AGAIN
    phrase = desk.words.phrase("letter_put_aside", every=every, **await _facts(desk, letter))
    cause = AlarmCause(Concern.LETTER, Subject.of(letter))
    posting = Posting(Subject.of(letter), dedupe_key=_key(letter))
    await alarms.raise_alarm(desk, cause, Message(phrase), posting)


async def _facts(desk: Desk, letter: Letter) -> dict[str, str]:
    sender = await offices.name_of(desk, letter.jurisdiction)
    return {"sender": sender, "title": letter.title, "number": letter.number}


def _key(letter: Letter) -> str:
    return f"aside:{letter.key}"
