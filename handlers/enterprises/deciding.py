"""约谈, 转执法, 请示, 降级建议: asked for point by point, looked at, and confirmed."""

from dataclasses import replace
from typing import Any

from handlers.turns import menus, previews, reasons
from handlers.turns.guards import require_office
from handlers.turns.routes import AnswerHandler, ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press, button
from messages.render import Message
from messages.views.enterprises import EnterpriseDraftView
from office.bodies import agency_names
from office.conversation import dialogues
from office.desk import Desk
from office.enterprises import decision_papers, decision_texts, decisions, firms, keepers
from office.enterprises.decision_kinds import KINDS, DecisionPoint, KindOfDecision
from office.paperwork import printing
from office.paperwork.printing import SentTo
from office.reading import deadlines
from office.refusal import Refusal
from storage.enterprises.decisions import DecisionKind
from storage.receiving import dialogues as stored
from storage.receiving.dialogues import Dialogue

STEP, PREVIEW, OUTCOME = "firm_step", "firm_preview", "firm_outcome"
BODY_VERB, CONFIRM_VERB, CANCEL_VERB = "firmbody", "firmok", "firmno"


async def begin(turn: Turn, press: Press) -> None:
    require_office(turn)
    kind = press.word(0)
    decisions.rule_of(turn.desk.plan, kind)
    firm = await firms.known(turn.desk, press.number(1) or 0)
    await _ask(turn, {"decision": kind, "firm": firm.key, "name": firm.name, "said": {}})


async def _ask(turn: Turn, facts: dict[str, Any]) -> None:
    """Ask for the next point, or show the whole where nothing is left to ask."""
    desk, words = turn.desk, turn.desk.words
    row = KINDS[DecisionKind(facts["decision"])]
    wanted = next((one for one in row.asks if one not in facts["said"]), None)
    if wanted is None:
        await _preview(turn, facts)
        return
    user_id = turn.person.user_id
    await dialogues.replace(desk, turn.place.chat_id, user_id, STEP)
    kind = words.plain(f"firm_kind_{row.id}")
    said = words.phrase(f"firm_ask_{wanted}", kind=kind, name=facts["name"], of=str(row.id))
    placeholder = words.plain(f"firm_asked_{wanted}")
    opened = await dialogues.begin(desk, turn.place.chat_id, STEP, user_id, **facts, step=wanted)
    buttons = _bodies(desk, opened) if wanted is DecisionPoint.BODY else ()
    question = Message(said, buttons, ask=None if buttons else placeholder)
    await turn.say(question, replace(turn.posting, context={"dialogue": opened.key}))


def _bodies(desk: Desk, asked: Dialogue) -> Keyboard:
    """Bodies that keep a reduction list are offered by button; any other is typed."""
    owners = dict.fromkeys(one.owner for one in keepers.keepers(desk) if one.owner)
    named = [(agency_names.short(desk, one), one) for one in list(owners)[:6]]
    return menus.rows([button(name, BODY_VERB, asked.key, one) for name, one in named], 2)


async def answered(turn: Turn, asked: Dialogue) -> None:
    require_office(turn)
    dialogues.require_own(asked, turn.person)
    step = DecisionPoint(asked.facts["step"])
    value = _read(turn.desk, step, (turn.message.text or "").strip())
    await _go_on(turn, asked, step, value)


async def body_chosen(turn: Turn, press: Press) -> None:
    require_office(turn)
    asked = await stored.dialogue(turn.desk.session, press.number() or 0)
    if asked is None or asked.kind != STEP or asked.facts.get("step") != DecisionPoint.BODY:
        raise Refusal("button_obsolete")
    dialogues.require_own(asked, turn.person)
    await _go_on(turn, asked, DecisionPoint.BODY, press.word(1))


async def _go_on(turn: Turn, asked: Dialogue, step: DecisionPoint, value: str) -> None:
    decisions.check(turn.desk, step, value)
    await dialogues.claim(turn.desk, asked)
    kept = {key: asked.facts[key] for key in ("decision", "firm", "name")}
    await _ask(turn, {**kept, "said": {**asked.facts["said"], step: value}})


def _read(desk: Desk, step: DecisionPoint, text: str) -> str:
    if step is DecisionPoint.BODY:
        return agency_names.meant(desk, text)
    if step is DecisionPoint.AT:
        found = deadlines.read(text, desk.local(desk.now))
        if len(found) != 1:
            raise Refusal("firm_at_unclear")
        return found[0].isoformat()
    return text


async def _preview(turn: Turn, facts: dict[str, Any]) -> None:
    desk, words = turn.desk, turn.desk.words
    kept = await dialogues.begin(desk, turn.place.chat_id, PREVIEW, turn.person.user_id, **facts)
    row = KINDS[DecisionKind(facts["decision"])]
    steps = decisions.steps_of(desk.plan, row.id)
    view = EnterpriseDraftView(
        title=words.plain(f"firm_title_{row.id}", name=facts["name"]),
        said=decision_texts.said(desk, facts["said"]),
        signers=tuple(_post(desk, step.by) for step in steps),
        tells=_told(desk, row, facts),
    )
    keyboard = (
        (
            button(words.plain("button_firm_submit"), CONFIRM_VERB, kept.key),
            button(words.plain("button_firm_cancel"), CANCEL_VERB, kept.key),
        ),
    )
    await turn.say(Message(words.text("enterprise_draft", view), keyboard))


def _post(desk: Desk, positions: tuple[str, ...]) -> str:
    named = [desk.plan.known_position(one) for one in positions]
    return desk.words.listed(one.name for one in named if one is not None)


def _told(desk: Desk, row: KindOfDecision, facts: dict[str, Any]) -> str:
    return agency_names.short(desk, facts["said"][DecisionPoint.BODY]) if row.tells_body else ""


async def confirmed(turn: Turn, press: Press) -> None:
    kept = await previews.taken(turn, press, PREVIEW)
    facts = kept.facts
    made = await decisions.draft(
        turn.desk, turn.person, turn.place, facts["firm"], facts["decision"], facts["said"]
    )
    title = await decision_texts.title(turn.desk, made)
    said = turn.desk.words.phrase("firm_submitted", title=title)
    await menus.replace(turn, Message(said))


async def cancelled(turn: Turn, press: Press) -> None:
    await previews.taken(turn, press, PREVIEW)
    await menus.replace(turn, Message(turn.desk.words.phrase("firm_cancelled")))


async def give_up(turn: Turn, press: Press) -> None:
    require_office(turn)
    await decisions.give_up(turn.desk, turn.person, press.number() or 0)
    turn.show("decline_given_up_toast")


async def paper(turn: Turn, press: Press) -> None:
    require_office(turn)
    desk = turn.desk
    made = await decisions.known(desk, turn.person, press.number() or 0)
    is_record = press.word(1) == decisions.RECORD
    if made.serial is None or (is_record and not made.outcomes):
        raise Refusal("button_obsolete")
    wanted = decision_papers.record_of if is_record else decision_papers.letter_of
    found = await wanted(desk, made)
    caption = desk.words.phrase("firm_paper", name=found.name)
    sent = await printing.send_again(desk, found, SentTo(turn.place, caption))
    turn.show("form_file_toast" if sent else "paper_waits")


async def ask_outcome(turn: Turn, press: Press) -> None:
    require_office(turn)
    made = await decisions.known(turn.desk, turn.person, press.number() or 0)
    if made.serial is None:
        raise Refusal("firm_not_issued")
    await reasons.ask(
        turn,
        OUTCOME,
        f"firm_ask_outcome_{made.kind}",
        "firm_outcome_placeholder",
        facts={"title": await decision_texts.title(turn.desk, made), "serial": made.serial},
        decision=made.key,
    )


async def outcome_given(turn: Turn, asked: Dialogue) -> None:
    require_office(turn)
    dialogues.require_own(asked, turn.person)
    text = (turn.message.text or "").strip()
    number = asked.facts["decision"]
    made = await decisions.enter_outcome(turn.desk, turn.person, number, text)
    await dialogues.close(turn.desk, asked)
    phrase = turn.desk.words.phrase("firm_outcome_entered", serial=made.serial)
    await turn.say(Message(phrase, decisions.keyboard(turn.desk, made)))


BUTTONS: dict[str, ButtonHandler] = {
    firms.DECIDE_VERB: begin,
    BODY_VERB: body_chosen,
    CONFIRM_VERB: confirmed,
    CANCEL_VERB: cancelled,
    decisions.GIVE_UP_VERB: give_up,
    decisions.PAPER_VERB: paper,
    decisions.OUTCOME_VERB: ask_outcome,
}
ANSWERS: dict[str, AnswerHandler] = {STEP: answered, OUTCOME: outcome_given}
