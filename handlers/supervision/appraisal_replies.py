"""确认属实 and 提出异议 by a body, 采纳 and 不采纳 by the office."""

from handlers.turns import guards, menus, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office.bodies import agency_names, capacity
from office.conversation import dialogues
from office.paperwork.appraisals import checking, objection_cards
from office.paperwork.appraisals.known import known
from office.post import Posting
from office.refusal import Refusal
from storage.receiving.dialogues import Dialogue
from storage.subjects import Subject
from storage.supervision.appraisals import DrawnAppraisal, ObjectionState

ITEM_VERB, PAGE_VERB = "appritem", "apprpage"
OBJECTION, DECISION = "appraisal_objection", "appraisal_decision"
PAGE = 40


async def confirm(turn: Turn, press: Press) -> None:
    made = await _own(turn, press)
    await checking.confirm(turn.desk, turn.person, turn.speaks, made)
    turn.show("appraisal_confirmed_toast")


async def which(turn: Turn, press: Press) -> None:
    """Offer the numbers of what cost points, a page at a time."""
    made = await _own(turn, press)
    message = await _numbers(turn, made, press.number(1))
    await turn.say(message, Posting(Subject.of(made), turn.agency))


async def turn_page(turn: Turn, press: Press) -> None:
    made = await _own(turn, press)
    await menus.replace(turn, await _numbers(turn, made, press.number(1)))


async def _numbers(turn: Turn, made: DrawnAppraisal, wanted: int | None) -> Message:
    plain = turn.desk.words.plain
    lost = await checking.losses_of(turn.desk, turn.speaks, made)
    if not lost:
        raise Refusal("appraisal_no_losses")
    buttons = [
        button(plain("button_appraisal_item", number=place + 1), ITEM_VERB, made.key, place)
        for place in range(len(lost))
    ]
    page = menus.page_of(buttons, wanted, PAGE)
    there = {"before": page.number - 1, "after": page.number + 1}
    turning = tuple(
        button(plain(f"button_page_{name}"), PAGE_VERB, made.key, number)
        for name, number in there.items()
        if 0 <= number <= page.last
    )
    rows = (*menus.rows(page.shown, 4), *([turning] if turning else []))
    return Message(turn.desk.words.phrase("appraisal_objection_which"), rows)


async def ask_words(turn: Turn, press: Press) -> None:
    made = await _own(turn, press)
    number = press.number(1)
    place = -1 if number is None else number
    loss = await checking.require_free(turn.desk, turn.speaks, made, place)
    await reasons.ask(
        turn,
        OBJECTION,
        "appraisal_objection_ask",
        "appraisal_objection_placeholder",
        facts={"number": place + 1, "reason": loss.reason},
        appraisal=made.key,
        number=place,
    )


async def objected(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    made = await known(turn.desk, asked.facts["appraisal"])
    said = turn.message.text or turn.message.caption or ""
    number = asked.facts["number"]
    await checking.object_to(turn.desk, turn.person, turn.speaks, made, number, said)
    await dialogues.close(turn.desk, asked)
    await turn.answer("appraisal_objection_filed")


async def accept(turn: Turn, press: Press) -> None:
    await _ask_reason(turn, press, ObjectionState.ACCEPTED)


async def refuse(turn: Turn, press: Press) -> None:
    await _ask_reason(turn, press, ObjectionState.REFUSED)


async def _ask_reason(turn: Turn, press: Press, to: ObjectionState) -> None:
    guards.require_office(turn)
    filed, _ = await checking.undecided(turn.desk, turn.person, press.number() or 0)
    body = agency_names.short(turn.desk, filed.agency)
    await reasons.ask(
        turn,
        DECISION,
        "appraisal_decision_ask",
        "appraisal_decision_placeholder",
        facts={"accepts": to is ObjectionState.ACCEPTED, "body": body},
        objection=filed.key,
        to=str(to),
    )


async def decided(turn: Turn, asked: Dialogue) -> None:
    guards.require_office(turn)
    dialogues.require_own(asked, turn.person)
    to = ObjectionState(asked.facts["to"])
    said = turn.message.text or ""
    await checking.decide(turn.desk, turn.person, asked.facts["objection"], to, said)
    await dialogues.close(turn.desk, asked)


async def _own(turn: Turn, press: Press) -> DrawnAppraisal:
    """The appraisal; whoever presses may speak for the body whose chat this is."""
    capacity.require_agency(turn.desk, turn.person, turn.agency)
    return await known(turn.desk, press.number() or 0)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    checking.CONFIRM_VERB: confirm,
    checking.OBJECT_VERB: which,
    ITEM_VERB: ask_words,
    PAGE_VERB: turn_page,
    objection_cards.ACCEPT_VERB: accept,
    objection_cards.REFUSE_VERB: refuse,
}
ANSWERS: dict[str, AnswerHandler] = {OBJECTION: objected, DECISION: decided}
