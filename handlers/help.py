"""/help tells what can be done here, from the table of commands; /whoami tells who asks."""

from collections.abc import Sequence

from handlers.routes import Command, Who
from handlers.turn import Turn
from messages.render import Message
from messages.views.people import HelpLine, HelpView, WhoamiView
from office.bodies import agency_names
from office.bodies.people import READ_EVERYTHING, READ_THE_BOARD, Actor, position_name
from office.conversation import strangers
from office.desk import Desk
from office.enrolment import using_codes
from storage.chats import ChatRole

HIDDEN = ("start",)
"""Whoever reads the help has started already."""


def commands(others: Sequence[Command]) -> tuple[Command, ...]:
    whoami = Command("whoami", tell_identity, Who.ANYONE)

    async def show_help(turn: Turn, _args: str) -> None:
        await _help(turn, (*others, itself, whoami))

    itself = Command("help", show_help, Who.ANYONE)
    return itself, whoami


async def _help(turn: Turn, table: Sequence[Command]) -> None:
    place = _place(turn)
    if place == "stranger":
        await strangers.greet(turn.desk, turn.place)
        return
    allowed = _allowed(turn, place)
    view = HelpView(
        place=place,
        positions=_positions(turn.desk, turn.person) if place == "private" else (),
        lines=tuple(_line(turn.desk, one) for one in table if one.who in allowed and _shown(one)),
        receives_copies=turn.person.can(turn.desk, "copy"),
    )
    await turn.say(Message(turn.desk.words.text("people_help", view)))


async def tell_identity(turn: Turn, _args: str) -> None:
    desk, who, chat = turn.desk, turn.person, turn.chat
    view = WhoamiView(
        name=who.name,
        user_id=who.user_id,
        positions=_positions(desk, who),
        agencies=tuple(agency_names.name(desk, agency) for agency in who.agencies),
        chat=using_codes.chat_name(desk, chat) if chat else None,
        is_private=turn.is_private,
    )
    message = Message(desk.words.text("people_whoami", view))
    if _place(turn) == "stranger":
        what, number = f"whoami:{who.user_id}", turn.message.message_id
        await strangers.say_once(desk, turn.place, what, number, message)
    else:
        await turn.say(message)


def _place(turn: Turn) -> str:
    if turn.is_private:
        return "private" if turn.person.positions or turn.person.agencies else "stranger"
    if turn.chat is None:
        return "stranger"
    return "office" if turn.chat.role == ChatRole.OFFICE else "agency"


def _allowed(turn: Turn, place: str) -> set[Who]:
    in_private = place == "private"

    def can(*capabilities: str) -> bool:
        return any(turn.person.can(turn.desk, one) for one in capabilities)

    allowed = {
        Who.ANYONE: True,
        Who.AGENCY: place == "agency",
        # In the office's group everybody may read what the group is for.
        Who.OFFICE: place == "office" or (in_private and can("office")),
        Who.AUDITOR: place == "office" or (in_private and can(*READ_EVERYTHING)),
        Who.READER: place == "office" or (in_private and can(*READ_THE_BOARD)),
        Who.APPROVER: in_private and can("approve"),
    }
    return {who for who, may in allowed.items() if may}


def _line(desk: Desk, command: Command) -> HelpLine:
    return HelpLine(command.name, desk.words.plain(f"menu_{command.name}"))


def _shown(command: Command) -> bool:
    return command.name not in HIDDEN


def _positions(desk: Desk, who: Actor) -> tuple[str, ...]:
    return tuple(position_name(desk, position) for position in who.positions)
