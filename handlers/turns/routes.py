"""Defines the rows of the tables of what people can do: commands, buttons and questions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.bodies.chat_roles import Who as Who
from storage.dialogues import Dialogue

CommandHandler = Callable[[Turn, str], Awaitable[None]]
"""It gets the turn and what was written after the command."""
EditHandler = Callable[[Turn, str], Awaitable[bool]]
"""It gets the same, and returns False where nothing came of the message before it was edited."""
ButtonHandler = Callable[[Turn, Press], Awaitable[None]]
AnswerHandler = Callable[[Turn, Dialogue], Awaitable[None]]
"""It gets the turn whose message answers the dialogue."""


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    run: CommandHandler
    who: Who
    edited: EditHandler | None = None
    """Handles an edit of the command's own message; without it an edited command is refused."""
