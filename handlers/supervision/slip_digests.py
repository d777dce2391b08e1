"""The buttons under a list of slips: 全部抄报, 不抄报, 逐件选择, and what is picked then."""

from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.ladder.slip_digests import ALL_VERB, CHOSEN_VERB, EACH_VERB, NONE_VERB, TOGGLE_VERB
from office.supervision import digest_copying


async def copy_all(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    count = await digest_copying.copy_all(turn.desk, turn.person, press.number() or 0)
    turn.show("slip_list_copied_toast", count=count)


async def copy_none(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await digest_copying.copy_none(turn.desk, turn.person, press.number() or 0)
    turn.show("slip_not_copied_toast")


async def choose(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await digest_copying.choose(turn.desk, turn.person, press.number() or 0)


async def pick(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    digest_id, slip_id = press.number() or 0, press.number(1) or 0
    await digest_copying.pick(turn.desk, turn.person, digest_id, slip_id)


async def copy_picked(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    count = await digest_copying.copy_picked(turn.desk, turn.person, press.number() or 0)
    turn.show("slip_list_copied_toast", count=count)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    ALL_VERB: copy_all,
    NONE_VERB: copy_none,
    EACH_VERB: choose,
    TOGGLE_VERB: pick,
    CHOSEN_VERB: copy_picked,
}
ANSWERS: dict[str, AnswerHandler] = {}
