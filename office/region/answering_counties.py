"""A county asks to go below our order: our office agrees, or says why not, and that goes back."""

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.letters import LoweringAskedView
from office import post
from office.bodies.people import Actor, require_office
from office.conversation import reasons
from office.desk import Desk
from office.matters import alerts, clocks
from office.plan.model import County
from office.plan.serials import SerialKind
from office.post import Posting
from office.refusal import Refusal
from office.region import chasing, letters, offices
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.decisions import matters as matter_store
from storage.delivery import outbox
from storage.delivery.outbox import Action, DeliveryKind
from storage.region import letters as store
from storage.region.letters import Letter, LetterKind
from storage.subjects import Subject

REMIND = "lowering_remind"
"""The kind of agenda item; its subject is the county's letter."""
AGREE_VERB, REFUSE_VERB = "cagree", "crefuse"
"""The argument of both is the county's letter."""


async def take(desk: Desk, letter: Letter) -> str:
    if not isinstance(desk.plan.body_with_office(letter.jurisdiction), County):
        return "from no county of ours"
    await _put_before_office(desk, letter, again=False)
    after = desk.plan.cascading.remind_after
    await clocks.on_agenda(desk, REMIND, letter.key, desk.now + after)
    return "put before the office"


async def remind(desk: Desk, letter_id: int) -> str:
    letter = await store.known(desk.session, letter_id)
    if await store.answer_to(desk.session, letter) or not await _still_asked(desk, letter):
        return "no longer awaited"
    wait = await chasing.waits_until(desk, None)
    if wait is not None:
        await clocks.on_agenda(desk, REMIND, letter.key, wait)
        return "waits for the morning"
    await _put_before_office(desk, letter, again=True)
    return "reminded"


async def agree(desk: Desk, who: Actor, letter_id: int) -> Letter:
    letter = await asked(desk, who, letter_id)
    if not await _still_asked(desk, letter):
        raise Refusal("lowering_moot")
    return await _answer(desk, who, letter, agreed=True)


async def refuse(desk: Desk, who: Actor, letter_id: int, reason: str) -> Letter:
    letter = await asked(desk, who, letter_id)
    said = reasons.checked(reason, of="lowering")
    return await _answer(desk, who, letter, agreed=False, reason=said)


async def asked(desk: Desk, who: Actor, letter_id: int) -> Letter:
    """The county's letter, if nobody has answered it; a forged id finds nothing."""
    require_office(desk, who)
    letter = await store.letter(desk.session, letter_id)
    if letter is None or letter.to_jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    if letter.kind != LetterKind.CONSENT_ASKED:
        raise Refusal("button_obsolete")
    answered = await store.answer_to(desk.session, letter)
    if answered is not None:
        raise Refusal("lowering_answered", by=answered.payload["by"], at=answered.written_at)
    return letter


async def _answer(
    desk: Desk, who: Actor, letter: Letter, *, agreed: bool, reason: str = ""
) -> Letter:
    answer = await letters.write(
        desk,
        letter.jurisdiction,
        LetterKind.CONSENT,
        letter.title,
        key=f"consent:{letter.key}",
        number=await desk.serial(SerialKind.CONSENT, desk.plan),
        answers=letter,
        agreed=agreed,
        reason=reason,
        by=who.name,
    )
    action = "consent_given" if agreed else "consent_refused"
    await desk.record(action, f"letter:{letter.key}", number=answer.number)
    message = Message(desk.words.text("lowering_asked", await _view(desk, letter, answer)))
    for row in await outbox.deliveries_about(desk.session, Subject.of(letter)):
        if row.jurisdiction == desk.jurisdiction and row.action == Action.SEND:
            await post.edit(desk, row, message, kind=DeliveryKind.ANSWER)
    return answer


async def _put_before_office(desk: Desk, letter: Letter, *, again: bool) -> None:
    view = await _view(desk, letter, None, again=again)
    message = Message(desk.words.text("lowering_asked", view), _keyboard(desk, letter))
    posting = Posting(Subject.of(letter), dedupe_key=f"consent_asked:{letter.key}:{again}")
    cause = AlarmCause(Concern.CONSENT, Subject.of(letter))
    await alarms.raise_alarm(desk, cause, message, posting, answerable=False)


def _keyboard(desk: Desk, letter: Letter) -> Keyboard:
    words = desk.words
    yes = button(words.plain("button_lowering_agree"), AGREE_VERB, letter.key)
    no = button(words.plain("button_lowering_refuse"), REFUSE_VERB, letter.key)
    return ((yes, no),)


async def _still_asked(desk: Desk, letter: Letter) -> bool:
    """Whether our newest order is still the one that keeps the county from what it asks for.

    An order that the county registered from a document has no letter of ours to compare it with.
    """
    alert = await alerts.standing_alert(desk)
    if alert is None:
        return False
    brought = await store.letter(desk.session, letter.answers_id) if letter.answers_id else None
    issued = await matter_store.issued_orders(desk.session, alert.key)
    return brought is None or (bool(issued) and issued[-1].key == brought.subject_id)


async def _view(
    desk: Desk, letter: Letter, answer: Letter | None, *, again: bool = False
) -> LoweringAskedView:
    said = letter.payload
    return LoweringAskedView(
        county=await offices.name_of(desk, letter.jurisdiction),
        number=letter.number,
        level=said["level_name"],
        upper_number=said["upper_number"],
        reasons=said["reasons"],
        by=said["by"],
        at=letter.written_at,
        again=again,
        is_answered=answer is not None,
        agreed=bool(answer and answer.payload["agreed"]),
        answer_number=answer.number if answer else "",
        answered_by=answer.payload["by"] if answer else "",
        answered_at=answer.written_at if answer else None,
        reason=answer.payload["reason"] if answer else "",
    )
