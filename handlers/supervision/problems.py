"""/problem files a problem that was found; its card leads to who has to put it right."""

from handlers.matters import drafting
from handlers.matters import problems as entry
from handlers.reports import field_findings
from handlers.reports.report_messages import incoming
from handlers.turns import filtered, guards, menus, pressed, reasons
from handlers.turns.filtered import FilteredList
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message, Words
from messages.views.problems import ProblemDetail, ProblemList
from office.conversation import dialogues
from office.plan.model import Capability
from office.problems import assigning, cards, evidence, filing, joining_duplicates, problem_lists
from office.problems.filing import FoundProblem
from office.reading import problem_texts
from office.reading.field_findings import read
from storage.problems.problems import Problem
from storage.receiving.dialogues import Dialogue
from storage.roster.chats import ChatRole

FOUND, DROPPED = "problem_found", "problem_dropped"
JOIN_TO = "pjointo"
ONE, FILE = "pone", filing.FILE_VERB
LIST = FilteredList("plists", "plistby")
SAME_ON_A_PAGE, SHOWN_OF_A_PROBLEM = 8, 20


async def problem(turn: Turn, text: str) -> None:
    """The office lists problems, or files one that is told with labels; leaders and auditors list,
    and bodies file.
    """
    if guards.is_office_place(turn):
        await _list_or_file(turn, text)
    elif text:
        await _file(turn, text)
    else:
        await _ask(turn)


async def _list_or_file(turn: Turn, text: str) -> None:
    is_filed = problem_texts.has_labels(text)
    values = (
        None
        if is_filed
        else await problem_lists.typed(turn.desk, turn.person, text, in_private=turn.is_private)
    )
    if values is None:
        await _file(turn, text)
    else:
        await _say_list(turn, values)


async def _say_list(turn: Turn, values: tuple[str, ...]) -> None:
    shown = await problem_lists.shown(turn.desk, turn.person, values, in_private=turn.is_private)
    await turn.say(_listing(turn, shown))


async def show_page(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    shown = await problem_lists.shown(
        turn.desk,
        turn.person,
        filtered.of_page(press),
        page=press.number() or 0,
        in_private=turn.is_private,
    )
    await menus.replace(turn, _listing(turn, shown))


async def show_filter(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    known = await problem_lists.listing(
        turn.desk, turn.person, filtered.of_menu(press), in_private=turn.is_private
    )
    await menus.replace(turn, LIST.menu(turn.desk.words, known.all, press))


async def show_one(turn: Turn, press: Press) -> None:
    guards.require_office_place(turn)
    page = press.number(1)
    view = await problem_lists.detail(turn.desk, turn.person, pressed.number(press), page=page or 0)
    message = Message(turn.desk.words.text("problem_detail", view), _pages(turn.desk.words, view))
    if page is None:
        await turn.say(message)
    else:
        await menus.replace(turn, message)


def _pages(words: Words, view: ProblemDetail) -> Keyboard:
    before = button(words.plain("button_page_before"), ONE, view.problem_id, view.page - 1)
    after = button(words.plain("button_page_after"), ONE, view.problem_id, view.page + 1)
    turning = ([before] if view.page > 0 else []) + ([after] if view.page < view.last else [])
    return (tuple(turning),) if turning else ()


def _listing(turn: Turn, view: ProblemList) -> Message:
    words = turn.desk.words
    file = ((button(words.plain("button_problem_file"), FILE),),)
    files = turn.person.can(turn.desk, Capability.OFFICE)
    under = (*LIST.keyboard(words, view.excerpt), *(file if files else ()))
    if not view.excerpt.total:
        none = words.phrase("problem_none", heading=view.heading, body=view.body, step=view.step)
        return Message(none, under)
    ones = [
        button(words.plain("button_problem_one", serial=one.serial), ONE, one.problem_id)
        for one in view.lines
    ]
    return Message(words.text("problem_list", view), (*menus.rows(ones, 2), *under))


async def ask(turn: Turn, _press: Press) -> None:
    guards.require_office(turn)
    await _ask(turn)


async def _ask(turn: Turn) -> None:
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
    if not turn.is_in_body_group:
        guards.require_office(turn)
    said = FoundProblem(read(text), shown=field_findings.shown_by(item))
    row = await filing.file(turn.desk, turn.person, said)
    if turn.chat is None or turn.chat.role != ChatRole.OFFICE:
        # In the office's own group the card says it.
        await turn.answer("problem_filed", serial=row.serial)


async def assign(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    row = await assigning.assignable(turn.desk, turn.person, pressed.number(press))
    file = await evidence.to_send(turn.desk, row)
    await drafting.begin(turn, entry.FORM, entry.of_problem(row, file))
    turn.show("draft_below_toast")


async def choose_same(turn: Turn, press: Press) -> None:
    """Offer the open problems of which this one may be a duplicate."""
    guards.require_office(turn)
    row, others = await joining_duplicates.candidates(turn.desk, turn.person, pressed.number(press))
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
    row, same = await joining_duplicates.join(turn.desk, turn.person, pressed.number(press), to)
    done = turn.desk.words.phrase("problem_joined", serial=row.serial, to=same.serial)
    await menus.replace(turn, Message(done))


async def ask_drop(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    row = await assigning.assignable(turn.desk, turn.person, pressed.number(press))
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
    marked = press.number(2) != 0
    await assigning.mark(
        turn.desk, turn.person, pressed.number(press), press.word(1), marked=marked
    )
    turn.show("problem_marked_toast")


COMMANDS: tuple[Command, ...] = (Command("problem", problem, Who.FINDER, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {
    LIST.shows: show_page,
    LIST.chooses: show_filter,
    ONE: show_one,
    FILE: ask,
    cards.ASSIGN_VERB: assign,
    cards.DROP_VERB: ask_drop,
    cards.JOIN_VERB: choose_same,
    JOIN_TO: join,
    cards.MARK_VERB: mark,
}
ANSWERS: dict[str, AnswerHandler] = {FOUND: found, DROPPED: dropped}
