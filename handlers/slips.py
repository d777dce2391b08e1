"""/slips lists the open slips, shows one of them in detail, and withdraws it."""

from handlers import menus, reasons
from handlers.guards import require_office_place
from handlers.routes import AnswerHandler, ButtonHandler, Command, Who
from handlers.turn import Turn
from messages.keyboards import Press
from messages.render import Message
from office import post
from office.bodies import agency_names
from office.conversation import dialogues
from office.ladder import service
from office.supervision import slip_lists
from office.supervision import slips as use_cases
from storage.dialogues import Dialogue

REASON = "slip_withdrawal"


async def show_open(turn: Turn, text: str) -> None:
    agency = agency_names.meant(turn.desk, text) if text else ""
    shown = await slip_lists.open_slips(turn.desk, turn.person, agency, in_private=turn.is_private)
    await turn.say(shown)


async def turn_page(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    shown = await slip_lists.open_slips(
        turn.desk,
        turn.person,
        press.word(1),
        page=press.number() or 0,
        in_private=turn.is_private,
    )
    await menus.replace(turn, shown)


async def show_one(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    shown = await slip_lists.detail(
        turn.desk, turn.person, press.number() or 0, in_private=turn.is_private
    )
    await turn.say(shown)


async def ask_reason(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    slip = await use_cases.for_withdrawal(
        turn.desk, turn.person, press.number() or 0, in_private=turn.is_private
    )
    is_referral = slip.is_referral
    await reasons.ask(
        turn,
        REASON,
        "referral_ask_withdrawal" if is_referral else "slip_ask_reason",
        "slip_reason_placeholder",
        facts={"serial": slip.serial},
        slip=slip.key,
    )


async def withdraw(turn: Turn, dialogue: Dialogue) -> None:
    reason = reasons.given(turn)
    desk = turn.desk
    slip = await use_cases.withdraw(
        desk, turn.person, dialogue.facts["slip"], reason, in_private=turn.is_private
    )
    await dialogues.close(desk, dialogue)
    what = "referral" if slip.is_referral else "slip"
    key = f"{what}_withdrawn" + ("" if await service.has_left(desk, slip) else "_unsent")
    done = Message(desk.words.phrase(key, serial=slip.serial, matter=slip.matter))
    await turn.say(done)
    if turn.is_private and what == "slip":
        # The slip was announced in the office's group too, so its withdrawal is told there.
        await post.tell_office(desk, done)


COMMANDS: tuple[Command, ...] = (Command("slips", show_open, Who.AUDITOR),)
BUTTONS: dict[str, ButtonHandler] = {
    "slips": turn_page,
    "slipshow": show_one,
    "slipdrop": ask_reason,
}
ANSWERS: dict[str, AnswerHandler] = {REASON: withdraw}
