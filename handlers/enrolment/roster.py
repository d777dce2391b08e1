"""/roster shows who is enrolled; its buttons end an appointment or a binding."""

from handlers.turns import menus
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message, Words
from office.bodies import people
from office.bodies.people import name_of
from office.enrolment import public_channels, roster, using_codes
from storage.roster import chats
from storage.roster import people as people_store
from storage.roster.chats import Chat, ChatRole
from storage.roster.people import LIAISON

PAGE = 16
COLUMNS = 2


async def show(turn: Turn, _args: str) -> None:
    people.require_reader(turn.desk, turn.person)
    desk = turn.desk
    html = desk.words.text("people_roster", await roster.roster(desk))
    acts = turn.person.can(desk, "office")
    await turn.say(Message(html, _choices(desk.words) if acts else ()))


def _choices(words: Words) -> Keyboard:
    return (
        (
            button(words.plain("button_positions"), "rosterpeople"),
            button(words.plain("button_groups"), "rostergroups", 0),
        ),
        (button(words.plain("button_liaisons"), "rosterliaisons", 0),),
    )


async def choose_holder(turn: Turn, _press: Press) -> None:
    people.require_office(turn.desk, turn.person)
    desk = turn.desk
    held = await people_store.current_appointments(desk.session, desk.jurisdiction)
    buttons = [
        button(
            f"{roster.held_name(desk, row)} {await name_of(desk, row.user_id)}",
            "rosterend",
            row.key,
        )
        for row in held
        if row.position != LIAISON
    ]
    key = "roster_choose_holder" if buttons else "roster_no_holders"
    await turn.say(Message(desk.words.phrase(key), menus.rows(buttons, 1)))


async def ask_to_end(turn: Turn, press: Press) -> None:
    people.require_office(turn.desk, turn.person)
    row = await roster.appointment(turn.desk, press.number())
    facts = {
        "name": roster.held_name(turn.desk, row),
        "person": await name_of(turn.desk, row.user_id),
    }
    is_liaison = row.position == LIAISON
    key = "roster_ask_end_liaison" if is_liaison else "roster_ask_end"
    question = turn.desk.words.phrase(key, **facts)
    choice = _yes_or_no(turn, "button_end", "rosterended", row.key)
    await menus.replace(turn, Message(question, choice))


async def end(turn: Turn, press: Press) -> None:
    await roster.end_appointment(turn.desk, turn.person, press.number())
    await menus.replace(turn, Message(turn.desk.words.phrase("roster_ended")))


async def choose_group(turn: Turn, press: Press) -> None:
    people.require_office(turn.desk, turn.person)
    bound = await chats.agency_chats(turn.desk.session, turn.desk.jurisdiction)
    buttons = [
        button(f"{using_codes.chat_name(turn.desk, chat)} {chat.title}", "rosterunbind", chat.key)
        for of_one in [*bound.values(), await roster.public_channels(turn.desk)]
        for chat in of_one
    ]
    key = "roster_choose_group" if buttons else "roster_no_groups"
    await _offer(turn, press, key, buttons, "rosterpage")


async def choose_liaison(turn: Turn, press: Press) -> None:
    people.require_office(turn.desk, turn.person)
    desk = turn.desk
    held = await people_store.current_appointments(desk.session, desk.jurisdiction)
    order = [body.id for body in desk.plan.bodies]
    rows = [row for row in held if row.position == LIAISON]
    rows.sort(key=lambda row: order.index(row.agency) if row.agency in order else len(order))
    buttons = [
        button(
            f"{roster.held_name(desk, row)} {await name_of(desk, row.user_id)}",
            "rosterend",
            row.key,
        )
        for row in rows
    ]
    key = "roster_choose_liaison" if buttons else "roster_no_liaisons"
    await _offer(turn, press, key, buttons, "rosterlpage")


async def _offer(turn: Turn, press: Press, key: str, buttons: list[Button], page_verb: str) -> None:
    # The roster above should stay, so the first page is a message of its own.
    page = menus.page_of(buttons, press.number(), PAGE)
    keyboard = (*menus.rows(page.shown, 1), menus.turning(turn, page_verb, page))
    message = Message(turn.desk.words.phrase(key), tuple(row for row in keyboard if row))
    if press.verb == page_verb:
        await menus.replace(turn, message)
    else:
        await turn.say(message)


async def ask_to_unbind(turn: Turn, press: Press) -> None:
    people.require_office(turn.desk, turn.person)
    chat = await roster.group(turn.desk, press.number())
    if chat.role == ChatRole.PUBLIC:
        await _ask_to_release(turn, chat)
        return
    facts = {
        "name": using_codes.chat_name(turn.desk, chat),
        "title": chat.title,
        "is_alerted": roster.is_alerted(turn.desk, chat),
    }
    question = turn.desk.words.phrase("roster_ask_unbind", **facts)
    choice = _yes_or_no(turn, "button_unbind", "rosterunbound", chat.key)
    await menus.replace(turn, Message(question, choice))


async def _ask_to_release(turn: Turn, channel: Chat) -> None:
    question = turn.desk.words.phrase("public_channel_release_ask", title=channel.title)
    choice = _yes_or_no(
        turn, "button_public_channel_ask_release", public_channels.ASK_RELEASE_VERB, channel.key
    )
    await menus.replace(turn, Message(question, choice))


async def unbind(turn: Turn, press: Press) -> None:
    await roster.unbind_group(turn.desk, turn.person, press.number())
    await menus.replace(turn, Message(turn.desk.words.phrase("roster_unbound")))


async def leave(turn: Turn, _press: Press) -> None:
    people.require_office(turn.desk, turn.person)
    await menus.replace(turn, Message(turn.desk.words.phrase("roster_left")))


def _yes_or_no(turn: Turn, yes_label: str, verb: str, row_id: int) -> tuple[tuple[Button, ...]]:
    words = turn.desk.words
    yes = button(words.plain(yes_label), verb, row_id)
    return ((yes, button(words.plain("button_leave"), "rosterleave")),)


COMMANDS: tuple[Command, ...] = (Command("roster", show, Who.READER, Errand.ROSTER),)
BUTTONS: dict[str, ButtonHandler] = {
    "rosterpeople": choose_holder,
    "rosterend": ask_to_end,
    "rosterended": end,
    "rostergroups": choose_group,
    "rosterpage": choose_group,
    "rosterliaisons": choose_liaison,
    "rosterlpage": choose_liaison,
    "rosterunbind": ask_to_unbind,
    "rosterunbound": unbind,
    "rosterleave": leave,
}
ANSWERS: dict[str, AnswerHandler] = {}
