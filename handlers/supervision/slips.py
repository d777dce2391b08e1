"""/slips lists slips by state, body and step, shows one with its history, and withdraws it.

What is wanted may stand on the line of the command: /slips 教育局 橙色 未办结.
"""

from handlers.reports import reported
from handlers.turns import filtered, menus, reasons
from handlers.turns.filtered import FilteredList
from handlers.turns.guards import require_office_place
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message, Words
from messages.views.slips import SlipChoice, SlipDetail, SlipList
from office import post
from office.conversation import dialogues
from office.ladder import service, slip_buttons
from office.paperwork import printing, slip_papers
from office.paperwork.printing import SentTo
from office.supervision import copying, referrals, slip_lists, slip_withdrawals, waiting_slips
from storage.receiving.dialogues import Dialogue

REASON = "slip_withdrawal"
PAPER_VERB, WAITING_VERB = "slippaper", "slipwait"
LIST = FilteredList("slips", "slipby")


async def show(turn: Turn, text: str) -> None:
    where = {"in_private": turn.is_private}
    values = await slip_lists.typed(turn.desk, turn.person, text, **where)
    shown = await slip_lists.shown(turn.desk, turn.person, values, **where)
    await turn.say(listing(turn.desk.words, shown))


async def show_page(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    shown = await slip_lists.shown(
        turn.desk,
        turn.person,
        filtered.of_page(press),
        page=press.number() or 0,
        in_private=turn.is_private,
    )
    await menus.replace(turn, listing(turn.desk.words, shown))


async def show_filter(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    known = await slip_lists.listing(
        turn.desk, turn.person, filtered.of_menu(press), in_private=turn.is_private
    )
    await menus.replace(turn, LIST.menu(turn.desk.words, known.filters.all, press))


async def show_one(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    shown = await slip_lists.detail(
        turn.desk, turn.person, press.number() or 0, in_private=turn.is_private
    )
    await turn.say(detail(turn.desk.words, shown))


async def show_waiting(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    shown = await waiting_slips.detail(turn.desk, turn.person, press.number() or 0)
    await turn.say(Message(turn.desk.words.text("slip_waiting", shown)))


def listing(words: Words, view: SlipList) -> Message:
    under = LIST.keyboard(words, view.excerpt)
    if not view.excerpt.total:
        none = words.phrase("slip_none", heading=view.heading, body=view.body, step=view.step)
        return Message(none, under)
    waiting = tuple(
        (button(f"{one.mark} {one.agency}", WAITING_VERB, one.draft_id),) for one in view.waiting
    )
    rows = tuple(_row(words, choice) for choice in view.choices)
    return Message(words.text("slip_list", view), (*waiting, *rows, *under))


def detail(words: Words, view: SlipDetail) -> Message:
    keyboard: Keyboard = ()
    slip = view.choice
    if slip.may_withdraw:
        keyboard = ((slip_buttons.withdraw(words, slip.slip_id),),)
    elif slip.may_decide:
        keyboard = referrals.keyboard(words, slip.slip_id)
    papers = []
    if slip.has_paper:
        papers.append(button(words.plain("button_slip_paper"), PAPER_VERB, slip.slip_id))
    if slip.answer_to is not None:
        papers.append(button(words.plain("button_slip_answer"), reported.ONE, slip.answer_to))
    if papers:
        keyboard = (*keyboard, tuple(papers))
    return Message(words.text("slip_detail", view), keyboard)


def _row(words: Words, choice: SlipChoice) -> tuple[Button, ...]:
    label = words.plain("button_slip_details", serial=choice.serial)
    details = button(label, "slipshow", choice.slip_id)
    if not choice.may_withdraw:
        return (details,)
    return (details, slip_buttons.withdraw(words, choice.slip_id))


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


COMMANDS: tuple[Command, ...] = (Command("slips", show, Who.READER, Errand.SUPERVISION),)
BUTTONS: dict[str, ButtonHandler] = {
    LIST.shows: show_page,
    LIST.chooses: show_filter,
    WAITING_VERB: show_waiting,
    "slipshow": show_one,
    "slipdrop": ask_reason,
    PAPER_VERB: paper,
    slip_buttons.COPY_VERB: copy,
    slip_buttons.NO_COPY_VERB: leave_out_copy,
}
ANSWERS: dict[str, AnswerHandler] = {REASON: withdraw}
