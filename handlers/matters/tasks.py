"""/task gives chosen bodies something to do by a deadline; it is ended under its board."""

from handlers.matters import drafting, task_entry
from handlers.turns import guards
from handlers.turns.routes import ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.decisions import drafts
from office.obligations.board_texts import CLOSE_VERB, TAKE_BACK_VERB
from storage.decisions.matters import OrderKind


async def task(turn: Turn, text: str) -> None:
    """Without arguments it asks questions. One line also does: /task 教育局 12月3日18时 内容."""
    await drafting.begin(turn, task_entry.FORM, task_entry.of_line(turn.desk, text))


async def close(turn: Turn, press: Press) -> None:
    await _end(turn, press, OrderKind.CLOSE)


async def take_back(turn: Turn, press: Press) -> None:
    await _end(turn, press, OrderKind.CANCEL)


async def _end(turn: Turn, press: Press, kind: OrderKind) -> None:
    guards.require_office_place(turn)
    number = press.number() or 0
    await drafts.draft_end(turn.desk, turn.person, turn.place, number, kind)
    turn.show("draft_below_toast")


COMMANDS: tuple[Command, ...] = (Command("task", task, Who.OFFICE, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {CLOSE_VERB: close, TAKE_BACK_VERB: take_back}
