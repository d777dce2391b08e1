"""/consent: what was agreed to by telephone is recorded, checked, and signed for afterwards."""

from datetime import datetime

from handlers.turns import reasons
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from office.bodies.people import head_of, name_of
from office.conversation import dialogues
from office.decisions import consents
from office.decisions.consent_texts import CONFIRM_VERB, OBJECT_VERB, RATIFY_VERB, REFUSE_VERB
from office.desk import Desk
from office.reading import times
from office.refusal import Refusal
from office.signing import requests
from office.signing.rounds import Step
from storage.receiving.dialogues import Dialogue

WORDS, OBJECTION = "consent_words", "consent_objection"
OF_VERB, SWITCH_VERB = "cnof", "cnset"


async def consent(turn: Turn, _text: str) -> None:
    desk, head = turn.desk, head_of(turn.desk)
    is_on = await consents.is_allowed(desk)
    if head.id in turn.person.positions:
        offer = desk.words.phrase("consent_offer", is_on=is_on)
        await turn.say(Message(offer, _switch(desk, on=not is_on)))
    elif not is_on:
        raise Refusal("consent_off", head=head.name)
    if is_on:
        await _offer(turn)


async def _offer(turn: Turn) -> None:
    possible = await consents.possible(turn.desk, turn.person)
    if not possible:
        await turn.answer("consent_nothing")
        return
    keyboard = tuple([(await _choice(turn.desk, step, one),) for step, one in possible])
    await turn.say(Message(turn.desk.words.phrase("consent_choose"), keyboard))


async def switch(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await consents.switch(turn.desk, turn.person, on=press.word() == "on")


async def choose(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    approval, person = press.number() or 0, press.number(1) or 0
    await consents.require_possible(turn.desk, turn.person, approval, person)
    await reasons.ask(
        turn,
        WORDS,
        "consent_ask",
        "consent_ask_placeholder",
        facts={"person": await name_of(turn.desk, person)},
        approval=approval,
        person=person,
    )


async def record(turn: Turn, asked: Dialogue) -> None:
    at, words = _call(turn.desk, turn.message.text or "")
    approval, person = asked.facts["approval"], asked.facts["person"]
    await consents.record(turn.desk, turn.person, turn.place, approval, person, at, words)
    await dialogues.close(turn.desk, asked)


def _call(desk: Desk, text: str) -> tuple[datetime, str]:
    """The time of the call and the words; a time may be of two parts, such as 12月1日 14:05."""
    parts = text.split()
    for length in (2, 1):
        meant = times.read(" ".join(parts[:length]), desk.local(desk.now), past=True)
        if len(meant) == 1 and parts[length:]:
            return meant[0], " ".join(parts[length:])
    raise Refusal("consent_unclear")


async def confirm(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    step = await consents.confirm(turn.desk, turn.person, press.number() or 0)
    act = requests.signed_word(turn.desk, step.asked, step.row)
    turn.show("consent_confirmed_toast", act=act)


async def refuse(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await consents.refuse(turn.desk, turn.person, press.number() or 0)
    turn.show("consent_refused_toast")


async def ratify(turn: Turn, press: Press) -> None:
    _require_private(turn)
    await consents.ratify(turn.desk, turn.person, press.number() or 0)
    turn.show("consent_ratified_toast")


async def ask_objection(turn: Turn, press: Press) -> None:
    _require_private(turn)
    number = press.number() or 0
    await consents.awaited_of(turn.desk, turn.person, number)
    await reasons.ask(
        turn,
        OBJECTION,
        "consent_objection_ask",
        "consent_objection_placeholder",
        facts={},
        consent=number,
    )


async def object_to(turn: Turn, asked: Dialogue) -> None:
    words = turn.message.text or ""
    await consents.object_to(turn.desk, turn.person, asked.facts["consent"], words)
    await dialogues.close(turn.desk, asked)
    await turn.answer("consent_objected_answer")


async def _choice(desk: Desk, step: Step, user_id: int) -> Button:
    label = desk.words.plain(
        "button_consent_of",
        position=requests.post_name(desk, step.asked, step.row),
        person=await name_of(desk, user_id),
        title=step.asked.title,
    )
    return button(label, OF_VERB, step.row.key, user_id)


def _switch(desk: Desk, *, on: bool) -> Keyboard:
    state = "on" if on else "off"
    return ((button(desk.words.plain(f"button_consent_{state}"), SWITCH_VERB, state),),)


def _require_private(turn: Turn) -> None:
    if not turn.is_private:
        raise Refusal("approval_private_only")


COMMANDS: tuple[Command, ...] = (Command("consent", consent, Who.OFFICE, Errand.SIGNING),)
BUTTONS: dict[str, ButtonHandler] = {
    SWITCH_VERB: switch,
    OF_VERB: choose,
    CONFIRM_VERB: confirm,
    REFUSE_VERB: refuse,
    RATIFY_VERB: ratify,
    OBJECT_VERB: ask_objection,
}
ANSWERS: dict[str, AnswerHandler] = {WORDS: record, OBJECTION: object_to}
