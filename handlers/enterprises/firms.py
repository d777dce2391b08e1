"""企业查询 under /registers: an enterprise is found by its name, with all on record of it."""

from collections.abc import Sequence

from handlers.turns import guards
from handlers.turns.guards import require_office
from handlers.turns.routes import AnswerHandler, ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from messages.views.enterprises import EnterpriseDecisionLine, EnterpriseView
from office.conversation import dialogues
from office.enterprises import decisions, earlier_problems, firms
from office.refusal import Refusal
from storage.enterprises.enterprises import Enterprise
from storage.receiving import dialogues as stored
from storage.receiving.dialogues import Dialogue

NAME, NEW = "firm_name", "firm_new"
FIND_VERB, NEW_VERB, DECISION_VERB = "firms", "firmnew", "firmdec"
DECISIONS_SHOWN = 8


def entry(turn: Turn) -> Keyboard:
    if not guards.is_office_place(turn):
        return ()
    return ((button(turn.desk.words.plain("button_firms"), FIND_VERB),),)


async def ask(turn: Turn, _press: Press) -> None:
    guards.require_auditor(turn)
    desk, words, user_id = turn.desk, turn.desk.words, turn.person.user_id
    question = Message(words.phrase("firm_ask_name"), ask=words.plain("firm_name_placeholder"))
    await dialogues.replace(desk, turn.place.chat_id, user_id, NAME)
    await dialogues.ask(desk, turn.place, NAME, question, user_id=user_id)


async def name_given(turn: Turn, asked: Dialogue) -> None:
    guards.require_auditor(turn)
    dialogues.require_own(asked, turn.person)
    text = (turn.message.text or "").strip()
    found = await firms.find(turn.desk, text) or await firms.near(turn.desk, text)
    if len(found) == 1 and firms.is_named(found[0], text):
        await _show(turn, found[0].key)
    else:
        await _offer(turn, text, found)
    await dialogues.close(turn.desk, asked)


async def _offer(turn: Turn, text: str, found: Sequence[Enterprise]) -> None:
    """Show those with such a name; whoever works in the office may enter one that is in no list."""
    desk, words = turn.desk, turn.desk.words
    known = tuple((button(one.name, firms.SHOW_VERB, one.key),) for one in found)
    key = _answer(found, text)
    message = Message(words.phrase(key, name=text, most=firms.FOUND_AT_MOST), known)
    if turn.person.can(desk, "office") and text:
        user_id = turn.person.user_id
        kept = await dialogues.begin(desk, turn.place.chat_id, NEW, user_id, name=text)
        new = button(words.plain("button_firm_new", name=text), NEW_VERB, kept.key)
        message = Message(message.html, (*known, (new,)))
    await turn.say(message)


def _answer(found: Sequence[Enterprise], text: str) -> str:
    if not found:
        return "firm_none"
    return "firm_several" if firms.is_named(found[0], text) else "firm_near"


async def enter(turn: Turn, press: Press) -> None:
    require_office(turn)
    kept = await stored.dialogue(turn.desk.session, press.number() or 0)
    if kept is None or (kept.kind, kept.user_id) != (NEW, turn.person.user_id):
        raise Refusal("button_obsolete")
    await dialogues.claim(turn.desk, kept)
    made = await firms.enter(turn.desk, turn.person, kept.facts["name"])
    await _show(turn, made.key)


async def show(turn: Turn, press: Press) -> None:
    guards.require_auditor(turn)
    await _show(turn, press.number() or 0)


async def _show(turn: Turn, enterprise_id: int) -> None:
    desk = turn.desk
    view = await firms.history(desk, turn.person, enterprise_id)
    shown = view.decisions[:DECISIONS_SHOWN]
    keyboard: Keyboard = tuple((_decision(turn, one),) for one in shown)
    if turn.person.can(desk, "office"):
        keyboard += (*_near(turn, view), *_actions(turn, enterprise_id))
    await turn.say(Message(desk.words.text("enterprise", view), keyboard))


def _decision(turn: Turn, one: EnterpriseDecisionLine) -> Button:
    plain = turn.desk.words.plain
    kind = plain(f"firm_kind_{one.kind}")
    label = plain("button_firm_decision", kind=kind, serial=one.serial, at=one.at)
    return button(label, DECISION_VERB, one.decision_id)


def _near(turn: Turn, view: EnterpriseView) -> Keyboard:
    """A button for each problem that may be of this enterprise."""
    return tuple(
        (
            button(
                turn.desk.words.plain("button_firm_own", serial=one.serial, unit=one.unit),
                earlier_problems.JOIN_VERB,
                one.problem_id,
                view.enterprise_id,
            ),
        )
        for one in view.near_problems
    )


async def own(turn: Turn, press: Press) -> None:
    """Whoever works in the office says that a problem is of this enterprise."""
    require_office(turn)
    firm = await firms.known(turn.desk, press.number(1) or 0)
    await earlier_problems.join(turn.desk, turn.person, press.number() or 0, firm)
    await _show(turn, firm.key)


def _actions(turn: Turn, enterprise_id: int) -> Keyboard:
    plain = turn.desk.words.plain
    return tuple(
        (button(plain(f"button_firm_{row.id}"), firms.DECIDE_VERB, row.id, enterprise_id),)
        for row in decisions.offered(turn.desk.plan)
    )


async def decision(turn: Turn, press: Press) -> None:
    """Show one decision again, with what may be done about it."""
    require_office(turn)
    desk = turn.desk
    made = await decisions.known(desk, turn.person, press.number() or 0)
    asked = await decisions.round_of(desk, made)
    await turn.say(await decisions.CARD.message(desk, asked))


BUTTONS: dict[str, ButtonHandler] = {
    FIND_VERB: ask,
    NEW_VERB: enter,
    firms.SHOW_VERB: show,
    DECISION_VERB: decision,
    earlier_problems.JOIN_VERB: own,
}
ANSWERS: dict[str, AnswerHandler] = {NAME: name_given}
