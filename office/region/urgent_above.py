"""An office below reports something urgent: our office reads it, and says that it received it."""

from messages.keyboards import button
from messages.render import Message
from messages.views.urgent import UrgentFromBelow, UrgentText
from office import post
from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.post import Posting
from office.refusal import Refusal
from office.region import letters, offices
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.delivery import outbox
from storage.delivery.outbox import Action, DeliveryKind
from storage.region import letters as store
from storage.region.letters import Letter, LetterKind
from storage.subjects import Subject

RECEIVE_VERB = "urgin"
"""The argument is the letter."""


async def take(desk: Desk, letter: Letter) -> str:
    received = button(desk.words.plain("button_receipt"), RECEIVE_VERB, letter.key)
    message = Message(await _text(desk, letter, None), ((received,),))
    posting = Posting(Subject.of(letter), dedupe_key=f"letter:{letter.key}")
    cause = AlarmCause(Concern.URGENT, Subject.of(letter))
    await alarms.raise_alarm(desk, cause, message, posting, answerable=False)
    return "put before the office"


async def receive(desk: Desk, who: Actor, letter_id: int) -> None:
    require_office(desk, who)
    letter = await store.letter(desk.session, letter_id)
    if letter is None or letter.to_jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if letter.kind != LetterKind.URGENT:
        raise Refusal("button_obsolete")
    before = await store.answer_to(desk.session, letter)
    if before is not None:
        raise Refusal("urgent_received", by=before.payload["by"], at=before.written_at)
    answer = await letters.write(
        desk,
        letter.jurisdiction,
        LetterKind.URGENT_RECEIVED,
        letter.title,
        key=f"urgent_received:{letter.key}",
        number=letter.number,
        answers=letter,
        by=who.name,
    )
    await desk.record("urgent_taken", f"letter:{letter.key}", number=letter.number)
    message = Message(await _text(desk, letter, answer))
    for row in await outbox.deliveries_about(desk.session, Subject.of(letter)):
        if row.jurisdiction == desk.jurisdiction and row.action == Action.SEND:
            await post.edit(desk, row, message, kind=DeliveryKind.ANSWER)


async def _text(desk: Desk, letter: Letter, answer: Letter | None) -> str:
    said, plain = letter.payload, desk.words.plain
    sender = await offices.name_of(desk, letter.jurisdiction)
    text = UrgentText(
        office=sender,
        serial=letter.number,
        kind=plain(f"urgent_kind_{said['urgent_kind']}"),
        part=plain(f"urgent_part_{said['part']}", number=said["place_in_line"]),
        text=said["text"],
        position=said["position"],
        person=said["person"],
        at=letter.written_at,
    )
    view = UrgentFromBelow(
        sender=sender,
        said=text,
        received_by=answer.payload["by"] if answer else "",
        received_at=answer.written_at if answer else None,
    )
    return desk.words.text("letter_urgent", view)
