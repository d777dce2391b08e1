"""抄报 and 不抄报 on the card of slips that wait for a signature."""

from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.refusal import Refusal
from office.supervision import slip_batches
from office.supervision.copied_by_signers import COPY_VERB, NO_COPY_VERB
from storage.supervision.slips import Copying


async def copy(turn: Turn, press: Press) -> None:
    await _say(turn, press, Copying.COPIED)
    turn.show("slip_signer_copies_toast")


async def leave_out(turn: Turn, press: Press) -> None:
    await _say(turn, press, Copying.NOT_COPIED)
    turn.show("slip_signer_no_copies_toast")


async def _say(turn: Turn, press: Press, copied: Copying) -> None:
    if not turn.is_private:
        raise Refusal("approval_private_only")
    await slip_batches.set_copying(turn.desk, turn.person, press.number() or 0, copied)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {COPY_VERB: copy, NO_COPY_VERB: leave_out}
ANSWERS: dict[str, AnswerHandler] = {}
