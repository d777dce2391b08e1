"""Lets people read what the bot says in their chats, as it comes; nobody looks through old ones."""

from collections import defaultdict
from collections.abc import Callable

from sandbox import Bot, Chat, Event, Message, What, World
from tests.faults.words import HEAD

Reader = Callable[[Message, bool], None]
"""Is given the message, and whether it is new; otherwise it was edited."""


class Readers:
    def __init__(self, world: World, bot: Bot) -> None:
        self._bot = bot
        self._of: defaultdict[int, list[Reader]] = defaultdict(list)
        world.log.listeners.append(self._heard)

    def attach(self, chat: Chat, reader: Reader) -> None:
        self._of[chat.id].append(reader)

    def move(self, chat: Chat, to: Chat) -> None:
        self._of[to.id] = self._of.pop(chat.id, [])

    def _heard(self, event: Event) -> None:
        if event.what not in (What.SENT, What.EDITED):
            return
        message = event.subject
        if message.sender is not self._bot or message.is_service:
            return
        for reader in self._of.get(message.chat.id, ()):
            reader(message, event.what is What.SENT)


def first_line(message: Message) -> str:
    """What it begins with, below the mark of an exercise."""
    return message.text.removeprefix(HEAD).partition("\n")[0]


ANY = "*"
"""Stands for the first button of which nothing says that it was chosen before."""
CHOSEN = ("📝", "✅", "✓")


def label(message: Message, begins: str) -> str:
    """The first button whose label begins so; an empty text where there is none."""
    labels = (one.text for one in message.buttons())
    if begins == ANY:
        return next((one for one in labels if not one.startswith(CHOSEN)), "")
    return next((one for one in labels if one.startswith(begins)), "")
