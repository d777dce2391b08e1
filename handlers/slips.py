"""/slips: the slips that are open, one of them in detail, and its withdrawal."""

from handlers import menus, reasons
from handlers.guards import require_office_place
from handlers.routes import AnswerHandler, ButtonHandler, Command, Who
from handlers.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office import agency_names, dialogues, post, slip_lists
from office import slips as use_cases
from storage.dialogues import Dialogue

REASON = "slip_withdrawal"


async def show_open(turn: Turn, text: str) -> None:
    """All of them, or one agency's."""
    agency = agency_names.meant(turn.desk, text) if text else ""
    await turn.say(await slip_lists.open_slips(turn.desk, turn.person, agency))


async def turn_page(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    shown = await slip_lists.open_slips(
        turn.desk, turn.person, press.word(1), page=press.number() or 0
    )
    await menus.replace(turn, shown)


async def show_one(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await turn.say(await slip_lists.detail(turn.desk, turn.person, press.number() or 0))


async def ask_reason(turn: Turn, press: Press) -> None:
    """撤回: nothing is withdrawn without a reason."""
    require_office_place(turn)
    slip = await use_cases.for_withdrawal(turn.desk, turn.person, press.number() or 0)
    await reasons.ask(
        turn,
        REASON,
        "slip_ask_reason",
        "slip_reason_placeholder",
        facts={"serial": slip.serial},
        slip=slip.key,
    )


async def withdraw(turn: Turn, dialogue: Dialogue) -> None:
    reason = reasons.given(turn)
    desk = turn.desk
    slip = await use_cases.withdraw(desk, turn.person, dialogue.facts["slip"], reason)
    await dialogues.close(desk, dialogue)
    sent = await use_cases.went_out(desk, slip)
    key = "slip_withdrawn" if sent else "slip_withdrawn_unsent"
    done = Message(desk.words.phrase(key, serial=slip.serial, matter=slip.matter))
    await turn.say(done)
    if turn.is_private:
        # The slip was announced in the office's group too.
        await post.tell_office(desk, done)


COMMANDS: tuple[Command, ...] = (Command("slips", show_open, Who.OFFICE),)
BUTTONS: dict[str, ButtonHandler] = {
    "slips": turn_page,
    "slipshow": show_one,
    "slipdrop": ask_reason,
}
ANSWERS: dict[str, AnswerHandler] = {REASON: withdraw}
