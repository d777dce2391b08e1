"""/desk shows what waits and a button for each errand, from the table of commands.

In the office's group it is pinned and kept true; elsewhere everybody gets a copy of their own.
"""

from collections.abc import Mapping

from handlers.lookups import help
from handlers.turns import guards, menus
from handlers.turns.routes import ButtonHandler, Command, Errand, Who, by_errand
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message, Words
from office.conversation import strangers
from office.plan.model import Capability
from office.records import workbench
from office.refusal import Refusal
from storage.roster.chats import Chat, ChatRole

NAME = "desk"
ERRAND_VERB, COMMAND_VERB = "desk", "do"
COLUMNS = 2
Table = Mapping[str, Command]


def offers(table: Table) -> tuple[Command, dict[str, ButtonHandler]]:
    """The command and its buttons; whatever stands in the table when they are used is offered."""

    async def show(turn: Turn, _text: str) -> None:
        await _show(turn, table)

    async def choose(turn: Turn, press: Press) -> None:
        await _choose(turn, table, press.word())

    async def give(turn: Turn, press: Press) -> None:
        await _give(turn, table, press.word())

    command = Command(NAME, show, Who.ANYONE, Errand.ONESELF, of_one_office=True)
    return command, {ERRAND_VERB: choose, COMMAND_VERB: give}


async def _show(turn: Turn, table: Table) -> None:
    place = help.place_of(turn)
    if place == help.STRANGER:
        await strangers.greet(turn.desk, turn.place)
        return
    keyboard, office = _errands(turn, table), _own_office_group(turn)
    if office is not None and not await workbench.stands_in(turn.desk, office):
        await workbench.put_up(turn.desk, office, keyboard)
        if not office.bot_is_admin:
            await turn.answer("workbench_pin_by_hand")
        return
    await turn.say(Message(await _copy(turn), keyboard))


async def _copy(turn: Turn) -> str:
    if turn.chat is None or guards.is_office_place(turn):
        return await workbench.copy(turn.desk, turn.person)
    # The group of a body reads along with whoever of the office is in it.
    return await workbench.copy_for_group(turn.desk, turn.chat.agency or "")


def _own_office_group(turn: Turn) -> Chat | None:
    """The office's group, for whoever belongs to the office; a guest gets a copy there."""
    is_office = turn.chat is not None and turn.chat.role == ChatRole.OFFICE
    return turn.chat if is_office and turn.person.can(turn.desk, Capability.OFFICE) else None


async def _choose(turn: Turn, table: Table, errand: str) -> None:
    # A press can be forged, and what was offered may be offered no more.
    offered = {str(one): those for one, those in _offered(turn, table).items()}
    those = offered.get(errand)
    if those is None:
        raise Refusal("button_obsolete")
    words = turn.desk.words
    heading = words.phrase("workbench_errand", errand=words.plain(f"errand_{errand}"))
    await turn.say(Message(heading, tuple((_button(words, one),) for one in those)))


async def _give(turn: Turn, table: Table, name: str) -> None:
    command = table.get(name)
    if command is None:
        raise Refusal("button_obsolete")
    # The message under which the button stands belongs to one office, so no office is asked for.
    guards.check(turn, command)
    await command.run(turn, "")


def _offered(turn: Turn, table: Table) -> dict[Errand, list[Command]]:
    allowed = help.allowed(turn)
    return by_errand(
        one
        for one in table.values()
        if one.who in allowed and help.is_shown(one) and one.name != NAME
    )


def _errands(turn: Turn, table: Table) -> Keyboard:
    words = turn.desk.words
    # An errand of one command is no exception: 审签 must not begin a consent by telephone.
    buttons = [
        button(words.plain(f"errand_{one}"), ERRAND_VERB, one) for one in _offered(turn, table)
    ]
    return menus.rows(buttons, COLUMNS)


def _button(words: Words, command: Command) -> Button:
    return button(words.plain(f"menu_{command.name}"), COMMAND_VERB, command.name)
