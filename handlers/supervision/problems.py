"""/problem files a problem that was found; its card leads to who has to put it right."""

from handlers.matters import drafting
from handlers.matters import problems as entry
from handlers.reports import field_findings
from handlers.reports.report_messages import incoming
from handlers.turns import guards, menus, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Press, button
from messages.render import Message, Words
from office.conversation import dialogues
from office.problems import assigning, cards, filing, joining_duplicates
from office.problems.filing import FoundProblem
from office.reading import problem_texts
from office.refusal import Refusal
from storage.problems.problems import Problem
from storage.receiving.dialogues import Dialogue
from storage.roster.chats import ChatRole

FOUND, DROPPED = "problem_found", "problem_dropped"
JOIN_TO = "pjointo"
SAME_ON_A_PAGE, SHOWN_OF_A_PROBLEM = 8, 20


async def problem(turn: Turn, text: str) -> None:
    """Without a text it asks for one; /problem 地点：…；单位：…；问题：… files it at once."""
    if text:
        await _file(turn, text)
        return
    desk, place, user_id = turn.desk, turn.place, turn.person.user_id
    question = Message(
        desk.words.phrase("problem_ask"), ask=desk.words.plain("problem_placeholder")
    )
    await dialogues.replace(desk, place.chat_id, user_id, FOUND)
    await dialogues.ask(desk, place, FOUND, question, user_id=user_id)


async def found(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    await _file(turn, turn.message.text or turn.message.caption or "")
    await dialogues.close(turn.desk, asked)


async def _file(turn: Turn, text: str) -> None:
    item = incoming(turn.message)
    if turn.is_in_body_group and item is not None:
        await field_findings.file(turn, item, text)
        return
    said = FoundProblem(problem_texts.read(text), shown=field_findings.shown_by(item))
    row = await filing.file(turn.desk, turn.person, said)
    if turn.chat is None or turn.chat.role != ChatRole.OFFICE:
        # In the office's own group the card says it.
        await turn.answer("problem_filed", serial=row.serial)


async def assign(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    row = await assigning.assignable(turn.desk, turn.person, _number(press))
    await drafting.begin(turn, entry.FORM, entry.of_problem(row))
    turn.show("draft_below_toast")


async def choose_same(turn: Turn, press: Press) -> None:
    """Offer the open problems of which this one may be a duplicate."""
    guards.require_office(turn)
    row, others = await joining_duplicates.candidates(turn.desk, turn.person, _number(press))
    words = turn.desk.words
    ones = [_same(words, row, one) for one in others]
    page = menus.page_of(ones, press.number(1), SAME_ON_A_PAGE)
    turning = [
        button(words.plain(key), cards.JOIN_VERB, row.key, to)
        for key, to, there in (
            ("button_page_before", page.number - 1, page.number > 0),
            ("button_page_after", page.number + 1, page.number < page.last),
        )
        if there
    ]
    message = Message(
        words.phrase("problem_join_choose", serial=row.serial),
        (*menus.rows(page.shown, 1), *((tuple(turning),) if turning else ())),
    )
    if press.number(1) is None:
        await turn.say(message)
    else:
        await menus.replace(turn, message)


def _same(words: Words, row: Problem, one: Problem) -> Button:
    where = one.unit or one.place or one.found[:SHOWN_OF_A_PROBLEM]
    label = words.plain("button_problem_join_one", serial=one.serial, where=where)
    return button(label, JOIN_TO, row.key, one.key)


async def join(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    to = press.number(1) or 0
    row, same = await joining_duplicates.join(turn.desk, turn.person, _number(press), to)
    done = turn.desk.words.phrase("problem_joined", serial=row.serial, to=same.serial)
    await menus.replace(turn, Message(done))


async def ask_drop(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    row = await assigning.assignable(turn.desk, turn.person, _number(press))
    await reasons.ask(
        turn,
        DROPPED,
        "problem_drop_ask",
        "problem_drop_placeholder",
        facts={"serial": row.serial},
        problem=row.key,
    )


async def dropped(turn: Turn, asked: Dialogue) -> None:
    guards.require_office(turn)
    dialogues.require_own(asked, turn.person)
    reason = turn.message.text or ""
    row = await assigning.drop(turn.desk, turn.person, asked.facts["problem"], reason)
    await dialogues.close(turn.desk, asked)
    await turn.answer("problem_dropped", serial=row.serial)


async def mark(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await assigning.mark(turn.desk, turn.person, _number(press), press.word(1))
    turn.show("problem_marked_toast")


def _number(press: Press) -> int:
    number = press.number()
    if number is None:
        raise Refusal("button_obsolete")
    return number


COMMANDS: tuple[Command, ...] = (Command("problem", problem, Who.FINDER, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {
    cards.ASSIGN_VERB: assign,
    cards.DROP_VERB: ask_drop,
    cards.JOIN_VERB: choose_same,
    JOIN_TO: join,
    cards.MARK_VERB: mark,
}
ANSWERS: dict[str, AnswerHandler] = {FOUND: found, DROPPED: dropped}
