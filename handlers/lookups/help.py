"""/help tells what can be done here, from the table of commands; /whoami tells who asks."""

from collections.abc import Sequence

from handlers.lookups.phones import buttons as phone_buttons
from handlers.turns.guards import looks_for_a_body, offered
from handlers.turns.routes import Command, Errand, Who, by_errand
from handlers.turns.turn import Turn
from messages.render import Message
from messages.views.people import HelpGroup, HelpLine, HelpView, WhoamiView
from office.bodies import agency_names, chat_roles, phones
from office.bodies.chat_roles import ChatTexts
from office.bodies.people import READ_EVERYTHING, READ_THE_BOARD, Actor, position_name
from office.conversation import strangers
from office.desk import Desk
from office.enrolment import using_codes
from office.plan.model import Capability

STRANGER = "stranger"
HIDDEN = ("start",)
"""Whoever reads the help has started already."""


def commands(others: Sequence[Command]) -> tuple[Command, ...]:
    whoami = Command("whoami", tell_identity, Who.ANYONE, Errand.ONESELF)

    async def show_help(turn: Turn, _args: str) -> None:
        await _help(turn, (*others, itself, whoami))

    itself = Command("help", show_help, Who.ANYONE, Errand.ONESELF)
    return itself, whoami


async def _help(turn: Turn, table: Sequence[Command]) -> None:
    place = place_of(turn)
    if place == STRANGER:
        await strangers.greet(turn.desk, turn.place)
        return
    may = allowed(turn)
    view = HelpView(
        place=place,
        positions=_positions(turn.desk, turn.person) if turn.is_private else (),
        groups=_groups(turn.desk, [one for one in table if one.who in may and is_shown(one)]),
        receives_copies=turn.person.can(turn.desk, "copy"),
    )
    await turn.say(Message(turn.desk.words.text("people_help", view)))


async def tell_identity(turn: Turn, _args: str) -> None:
    desk, who, chat = turn.desk, turn.person, turn.chat
    place = place_of(turn)
    alone = turn.is_private and place != STRANGER
    phone = await phones.masked_of(desk, who.user_id) if alone else None
    keyboard = await phone_buttons(turn, phone) if phone is not None else ()
    view = WhoamiView(
        name=who.name,
        user_id=who.user_id,
        positions=_positions(desk, who),
        agencies=tuple(agency_names.name(desk, agency) for agency in who.agencies),
        chat=using_codes.chat_name(desk, chat) if chat else None,
        is_private=turn.is_private,
        phone=phone,
    )
    message = Message(desk.words.text("people_whoami", view), keyboard)
    if place == STRANGER:
        what, number = f"whoami:{who.user_id}", turn.message.message_id
        await strangers.say_once(desk, turn.place, what, number, message)
    else:
        await turn.say(message)


def place_of(turn: Turn) -> str:
    if turn.is_private:
        return ChatTexts.PRIVATE if turn.person.positions or turn.person.agencies else STRANGER
    return chat_roles.of_chat(turn.desk.plan, turn.chat).texts if turn.chat else STRANGER


NEEDED = {
    Who.OFFICE: (Capability.OFFICE,),
    Who.AUDITOR: READ_EVERYTHING,
    Who.READER: READ_THE_BOARD,
    Who.ONLOOKER: READ_THE_BOARD,
    Who.FINDER: READ_THE_BOARD,
    Who.APPROVER: (Capability.APPROVE,),
}
"""One of these is needed to give such a command."""


def allowed(turn: Turn) -> set[Who]:
    """What may be done here. In the office's group everybody reads what the group is for."""
    return {who for who in offered(turn) if not turn.is_private or _may(turn, who)}


def _may(turn: Turn, who: Who) -> bool:
    if who is Who.ONLOOKER and looks_for_a_body(turn):
        return True
    needed = NEEDED.get(who)
    return needed is None or any(turn.person.can(turn.desk, one) for one in needed)


def _groups(desk: Desk, table: Sequence[Command]) -> tuple[HelpGroup, ...]:
    return tuple(
        HelpGroup(desk.words.plain(f"errand_{errand}"), tuple(_line(desk, one) for one in those))
        for errand, those in by_errand(table).items()
    )


def _line(desk: Desk, command: Command) -> HelpLine:
    return HelpLine(command.name, desk.words.plain(f"menu_{command.name}"))


def is_shown(command: Command) -> bool:
    return command.name not in HIDDEN


def _positions(desk: Desk, who: Actor) -> tuple[str, ...]:
    return tuple(position_name(desk, position) for position in who.positions)
