"""请示上级: a change below the floor is asked for by letter; the answer opens it, or does not."""

from datetime import timedelta

from messages.keyboards import button
from messages.render import Message
from messages.views.letters import LoweringAnswerView
from office import post
from office.bodies.people import Actor, require_office
from office.conversation import reasons
from office.desk import Desk
from office.matters import clocks
from office.plan.serials import SerialKind
from office.post import Posting
from office.refusal import Refusal
from office.region import chasing, floor, letters, offices
from office.region.floor import Floor, Lowering
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.decisions.matters import OrderKind
from storage.region import letters as letter_store
from storage.region.letters import Letter, LetterKind
from storage.region.upper_orders import UpperConsent
from storage.subjects import Subject

UNANSWERED = "upper_unanswered"
"""The kind of agenda item; its subject is the letter that asked."""
DO_VERB = "updo"
"""The argument is the letter that agreed."""


async def is_possible(desk: Desk) -> bool:
    above = desk.plan.upper
    home = above.jurisdiction if above else None
    return home is not None and await offices.is_here(desk, home)


async def ask(desk: Desk, who: Actor, change: Lowering) -> Letter:
    require_office(desk, who)
    bound = await floor.standing(desk)
    above = desk.plan.upper
    if bound is None or above is None or above.jurisdiction is None:
        raise Refusal("no_floor")
    said = reasons.checked(change.reasons, of="lowering")
    asked = await letter_store.written_about(
        desk.session, desk.jurisdiction, LetterKind.CONSENT_ASKED, bound.order
    )
    for one in asked:
        await _require_answered(desk, one, change)
    number = await desk.serial(SerialKind.ASKING, desk.plan)
    letter = await letters.write(
        desk,
        above.jurisdiction,
        LetterKind.CONSENT_ASKED,
        desk.words.plain("lowering_title", level=_level_name(desk, change.level)),
        key=f"consent:{bound.order.key}:{len(asked)}",
        number=number,
        about=Subject.of(bound.order),
        answers=await _brought_by(desk, bound),
        change=change.kind.value,
        level=change.level,
        level_name=_level_name(desk, change.level),
        upper_number=bound.order.number,
        reasons=said,
        by=who.name,
    )
    await clocks.on_agenda(desk, UNANSWERED, letter.key, desk.now + _patience(desk))
    return letter


async def take_answer(desk: Desk, letter: Letter) -> str:
    """The change that was asked for is open from now on, or stays shut."""
    asked = await letter_store.known(desk.session, letter.answers_id or 0)
    if asked.jurisdiction != desk.jurisdiction:
        return "nothing was asked"
    agreed = bool(letter.payload["agreed"])
    still = await _still_binds(desk, asked)
    if agreed:
        desk.session.add(_consent(desk, asked, letter))
        await desk.session.flush()
        await desk.record(
            "upper_consent_by_letter",
            f"upper_order:{asked.subject_id}",
            given_by=letter.payload["by"],
            number=letter.number,
            level=asked.payload["level"],
        )
    message = Message(desk.words.text("lowering_answer", await _view(desk, asked, letter, still)))
    if agreed and still is not None:
        label = desk.words.plain("button_upper_do", level=asked.payload["level_name"])
        message = Message(message.html, ((button(label, DO_VERB, letter.key),),))
    posting = Posting(Subject.of(letter), dedupe_key=f"letter:{letter.key}")
    await post.tell_office(desk, message, posting)
    return "agreed" if agreed else "refused"


async def unanswered(desk: Desk, letter_id: int) -> str:
    asked = await letter_store.known(desk.session, letter_id)
    bound = await _still_binds(desk, asked)
    if bound is None or await letter_store.answer_to(desk.session, asked) is not None:
        return "no longer awaited"
    wait = await chasing.waits_until(desk, bound.level)
    if wait is not None:
        await clocks.on_agenda(desk, UNANSWERED, asked.key, wait)
        return "waits for the morning"
    phrase = desk.words.phrase(
        "lowering_unanswered",
        upper=bound.order.upper,
        number=asked.number,
        title=asked.title,
        floor=bound.level.name,
        after=_patience(desk),
        is_default=desk.plan.cascade is None,
    )
    cause = AlarmCause(Concern.CONSENT, Subject.of(asked))
    await alarms.raise_alarm(desk, cause, Message(phrase), Posting(Subject.of(asked)))
    return "told"


async def opened(desk: Desk, letter_id: int) -> Lowering:
    """The change that this letter agreed to, as long as it still opens it."""
    letter = await letter_store.letter(desk.session, letter_id)
    if letter is None or letter.to_jurisdiction != desk.jurisdiction or letter.answers_id is None:
        raise Refusal("button_obsolete")
    asked = await letter_store.known(desk.session, letter.answers_id)
    if not letter.payload.get("agreed") or await _still_binds(desk, asked) is None:
        raise Refusal("upper_order_over")
    said = asked.payload
    return Lowering(OrderKind(said["change"]), said["level"], said["reasons"])


async def _require_answered(desk: Desk, asked: Letter, change: Lowering) -> None:
    same = (asked.payload["change"], asked.payload["level"]) == (change.kind, change.level)
    if same and await letter_store.answer_to(desk.session, asked) is None:
        raise Refusal("lowering_asked_already", number=asked.number, at=asked.written_at)


async def _still_binds(desk: Desk, asked: Letter) -> Floor | None:
    """The floor, unless the office above has ordered something else since it was asked."""
    bound = await floor.standing(desk)
    return bound if bound is not None and bound.order.key == asked.subject_id else None


async def _brought_by(desk: Desk, bound: Floor) -> Letter | None:
    if bound.order.letter_id is None:
        return None
    return await letter_store.letter(desk.session, bound.order.letter_id)


def _consent(desk: Desk, asked: Letter, letter: Letter) -> UpperConsent:
    said = letter.payload
    return UpperConsent(
        jurisdiction=desk.jurisdiction,
        upper_order_id=asked.subject_id or 0,
        kind=asked.payload["change"],
        level=asked.payload["level"],
        given_by=said["by"],
        given_at=letter.written_at,
        way="letter",
        number=letter.number,
        recorded_at=desk.now,
        letter_id=letter.key,
    )


async def _view(
    desk: Desk, asked: Letter, letter: Letter, bound: Floor | None
) -> LoweringAnswerView:
    said = letter.payload
    return LoweringAnswerView(
        office=await offices.name_of(desk, letter.jurisdiction),
        level=asked.payload["level_name"],
        number=letter.number,
        asked_number=asked.number,
        by=said["by"],
        at=letter.written_at,
        agreed=bool(said["agreed"]),
        reason=said["reason"],
        floor=bound.level.name if bound else "",
        is_moot=bound is None,
    )


def _level_name(desk: Desk, level_id: str | None) -> str:
    level = desk.plan.known_level(level_id or "")
    return level.name if level else ""


def _patience(desk: Desk) -> timedelta:
    return desk.plan.cascading.report_after
