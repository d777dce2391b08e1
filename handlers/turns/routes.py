"""Defines the rows of the tables of what people can do: commands, buttons and questions."""

from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum

from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.bodies.chat_roles import Who as Who
from storage.immutable import immutable
from storage.receiving.dialogues import Dialogue

CommandHandler = Callable[[Turn, str], Awaitable[None]]
"""It gets the turn and what was written after the command."""
EditHandler = Callable[[Turn, str], Awaitable[bool]]
"""It gets the same, and returns False where nothing came of the message before it was edited."""
ButtonHandler = Callable[[Turn, Press], Awaitable[None]]
AnswerHandler = Callable[[Turn, Dialogue], Awaitable[None]]
"""It gets the turn whose message answers the dialogue."""


class Errand(StrEnum):
    """What a command is for. Menus, /help and the workbench show the commands in this order.

    Each is named by the phrase `errand_<value>`.
    """

    WARNING = "warning"
    SIGNING = "signing"
    REPORTS = "reports"
    SUPERVISION = "supervision"
    SHIFT = "shift"
    ROSTER = "roster"
    DUTIES = "duties"
    JOINING = "joining"
    ONESELF = "oneself"


@immutable
class Command:
    name: str
    run: CommandHandler
    who: Who
    errand: Errand
    of_one_office: bool = False
    """It shows one office's affairs though anybody may give it: whoever serves several is asked."""
    edited: EditHandler | None = None
    """Handles an edit of the command's own message; without it an edited command is refused."""


def by_errand(commands: Iterable[Command]) -> dict[Errand, list[Command]]:
    """The commands under their errands, in the order of `Errand`; within one as they come."""
    known = list(commands)
    found = {errand: [one for one in known if one.errand is errand] for errand in Errand}
    return {errand: those for errand, those in found.items() if those}
