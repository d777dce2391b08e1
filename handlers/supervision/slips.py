"""/slips lists the open slips, shows one of them in detail, and withdraws it."""

from handlers.turns import menus, reasons
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message, Words
from messages.views.slips import SlipChoice, SlipDetail, SlipList
from office import post
from office.bodies import agency_names
from office.conversation import dialogues
from office.ladder import service, slip_buttons
from office.paperwork import printing, slip_papers
from office.paperwork.printing import SentTo
from office.supervision import copying, referrals, slip_lists, slip_withdrawals
from storage.receiving.dialogues import Dialogue

REASON = "slip_withdrawal"
PAPER_VERB = "slippaper"


async def show_open(turn: Turn, text: str) -> None:
    agency = agency_names.meant(turn.desk, text) if text else ""
    shown = await slip_lists.open_slips(turn.desk, turn.person, agency, in_private=turn.is_private)
    await turn.say(listing(turn.desk.words, shown))


async def turn_page(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    shown = await slip_lists.open_slips(
        turn.desk,
        turn.person,
        press.word(1),
        page=press.number() or 0,
        in_private=turn.is_private,
    )
    await menus.replace(turn, listing(turn.desk.words, shown))


async def show_one(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    shown = await slip_lists.detail(
        turn.desk, turn.person, press.number() or 0, in_private=turn.is_private
    )
    await turn.say(detail(turn.desk.words, shown))


def listing(words: Words, view: SlipList) -> Message:
    if not view.total:
        return Message(words.phrase("slip_none_open", agency=view.agency_name))
    rows = tuple(_row(words, choice) for choice in view.choices)
    turning = _turning(words, view)
    return Message(words.text("slip_list", view), (*rows, *((turning,) if turning else ())))


def detail(words: Words, view: SlipDetail) -> Message:
    keyboard: Keyboard = ()
    if view.choice.may_withdraw:
        keyboard = ((slip_buttons.withdraw(words, view.choice.slip_id),),)
    elif view.choice.may_decide:
        keyboard = referrals.keyboard(words, view.choice.slip_id)
    if view.choice.has_paper:
        label = words.plain("button_slip_paper")
        keyboard = (*keyboard, (button(label, PAPER_VERB, view.choice.slip_id),))
    return Message(words.text("slip_detail", view), keyboard)


def _row(words: Words, choice: SlipChoice) -> tuple[Button, ...]:
    label = words.plain("button_slip_details", serial=choice.serial)
    details = button(label, "slipshow", choice.slip_id)
    if not choice.may_withdraw:
        return (details,)
    return (details, slip_buttons.withdraw(words, choice.slip_id))


def _turning(words: Words, view: SlipList) -> tuple[Button, ...]:
    """Turn to the page before and the page after, where there are such."""
    whose = (view.agency,) if view.agency else ()
    turning = []
    if view.page > 0:
        turning.append(button(words.plain("button_page_before"), "slips", view.page - 1, *whose))
    if view.has_more:
        turning.append(button(words.plain("button_page_after"), "slips", view.page + 1, *whose))
    return tuple(turning)


async def ask_reason(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    slip = await slip_withdrawals.for_withdrawal(
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
    slip = await slip_withdrawals.withdraw(
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


async def paper(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    made = await slip_papers.paper_of(
        turn.desk, turn.person, press.number() or 0, in_private=turn.is_private
    )
    caption = turn.desk.words.phrase("slip_paper", name=made.name)
    sent = await printing.send_again(turn.desk, made, SentTo(turn.place, caption))
    turn.show("form_file_toast" if sent else "paper_waits")


async def copy(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    to = await copying.copy(turn.desk, turn.person, press.number() or 0)
    turn.show("slip_copied_toast", to=to)


async def leave_out_copy(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    await copying.leave_out(turn.desk, turn.person, press.number() or 0)
    turn.show("slip_not_copied_toast")


COMMANDS: tuple[Command, ...] = (Command("slips", show_open, Who.READER, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {
    "slips": turn_page,
    "slipshow": show_one,
    "slipdrop": ask_reason,
    PAPER_VERB: paper,
    slip_buttons.COPY_VERB: copy,
    slip_buttons.NO_COPY_VERB: leave_out_copy,
}
ANSWERS: dict[str, AnswerHandler] = {REASON: withdraw}
