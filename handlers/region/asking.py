"""请示上级 under a refusal, and 同意 / 不同意 under what a county has asked."""

from typing import Any

from handlers.matters import alerts
from handlers.matters.order_entry import Entry
from handlers.turns import guards, menus, questions, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.conversation import dialogues
from office.desk import Desk
from office.matters import alerts as office_alerts
from office.matters.order_terms import AT_ONCE
from office.region import answering_counties, asking_upper, offices
from office.region.floor import BelowFloor, Lowering
from storage.decisions.matters import MatterState, OrderKind
from storage.receiving.dialogues import Dialogue
from storage.region.letters import Letter

OFFER, REASONS, REFUSAL = "ask_upper", "ask_upper_reasons", "refuse_county"
"""The kinds of question: whether to ask, for which reasons, and why a county may not."""
ASK_VERB = "upask"


async def offer(turn: Turn, refusal: BelowFloor) -> bool:
    """Say why it is refused and offer to ask; False where there is nobody who could be asked."""
    if turn.actor is None or not guards.is_office_place(turn):
        return False
    if not turn.actor.can(turn.desk, "office") or not await asking_upper.is_possible(turn.desk):
        return False
    words, who = turn.desk.words, turn.actor.user_id
    said = words.phrase(refusal.key, **refusal.facts)
    label = button(words.plain("button_ask_upper"), ASK_VERB)
    message = Message(f"{said}\n{words.phrase('below_floor_ask')}", ((label,),))
    await dialogues.replace(turn.desk, turn.place.chat_id, who, OFFER)
    facts = _facts(refusal.change)
    await dialogues.ask(turn.desk, turn.place, OFFER, message, user_id=who, **facts)
    return True


async def ask(turn: Turn, _press: Press) -> None:
    guards.require_office_place(turn)
    asked, _ = await questions.pressed(turn, OFFER)
    change = _change(asked.facts)
    if not change.reasons:
        facts = _facts(change)
        question, placeholder = "lowering_reasons_ask", "lowering_reasons_placeholder"
        await reasons.ask(turn, REASONS, question, placeholder, facts={}, **facts)
        return
    letter = await asking_upper.ask(turn.desk, turn.person, change)
    await dialogues.claim(turn.desk, asked)
    await menus.replace(turn, await _written(turn.desk, letter))


async def reasons_given(turn: Turn, asked: Dialogue) -> None:
    change = Lowering(*_terms(asked.facts), reasons=turn.message.text or "")
    letter = await asking_upper.ask(turn.desk, turn.person, change)
    await dialogues.claim(turn.desk, asked)
    await dialogues.replace(turn.desk, turn.place.chat_id, turn.person.user_id, OFFER)
    await turn.say(await _written(turn.desk, letter))


async def agree(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    await answering_counties.agree(turn.desk, turn.person, press.number() or 0)
    turn.show("lowering_agreed_toast")


async def refuse(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    letter = await answering_counties.asked(turn.desk, turn.person, press.number() or 0)
    await reasons.ask(
        turn,
        REFUSAL,
        "lowering_refusal_ask",
        "lowering_refusal_placeholder",
        facts={"county": await offices.name_of(turn.desk, letter.jurisdiction)},
        letter=letter.key,
    )


async def refusal_given(turn: Turn, asked: Dialogue) -> None:
    text = turn.message.text or ""
    await answering_counties.refuse(turn.desk, turn.person, asked.facts["letter"], text)
    await dialogues.close(turn.desk, asked)


async def do(turn: Turn, press: Press) -> None:
    """Draft the change that the office above agreed to."""
    guards.require_office_place(turn)
    change = await asking_upper.opened(turn.desk, press.number() or 0)
    await alerts.begin(turn, await _entry(turn.desk, change))


async def _entry(desk: Desk, change: Lowering) -> Entry:
    alert = await office_alerts.standing_alert(desk)
    if change.kind == OrderKind.LIFT:
        begun = alert is None or alert.state == MatterState.IN_FORCE
        kind = OrderKind.LIFT if begun else OrderKind.CANCEL
        return Entry(kind, starts_at=AT_ONCE, grounds=change.reasons)
    order = await office_alerts.standing_order(desk, alert) if alert else None
    pollutant = order.pollutant if order else None
    return Entry(
        change.kind,
        level=change.level,
        starts_at=AT_ONCE,
        pollutant=pollutant,
        grounds=change.reasons,
    )


async def _written(desk: Desk, letter: Letter) -> Message:
    upper = await offices.name_of(desk, letter.to_jurisdiction)
    facts = {"upper": upper, "title": letter.title, "number": letter.number}
    return Message(desk.words.phrase("lowering_asked", **facts))


def _facts(change: Lowering) -> dict[str, Any]:
    return {"change": change.kind.value, "level": change.level, "reasons": change.reasons}


def _terms(facts: dict[str, Any]) -> tuple[OrderKind, str | None]:
    return OrderKind(facts["change"]), facts["level"]


def _change(facts: dict[str, Any]) -> Lowering:
    return Lowering(*_terms(facts), reasons=facts["reasons"])


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    ASK_VERB: ask,
    answering_counties.AGREE_VERB: agree,
    answering_counties.REFUSE_VERB: refuse,
    asking_upper.DO_VERB: do,
}
ANSWERS: dict[str, AnswerHandler] = {REASONS: reasons_given, REFUSAL: refusal_given}
