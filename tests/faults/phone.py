"""Looks through a chat as somebody does who has it open: what does it ask, and by which button?"""

from collections.abc import Callable, Iterator

from sandbox import Bot, Chat, Message, Person, World


def newest_first(chat: Chat) -> Iterator[Message]:
    """What the bot has said and what still stands there."""
    if chat.migrated_to is None:
        for message in reversed(chat.messages):
            if isinstance(message.sender, Bot) and not message.is_service and not message.deleted:
                yield message


def find(chat: Chat, *words: str, button: str = "") -> Message | None:
    """Return the newest message in which all these words stand, and which has such a button."""
    for message in newest_first(chat):
        if all(word in message.text for word in words) and (not button or label(message, button)):
            return message
    return None


def label(message: Message, begins: str) -> str:
    """Return the first button whose label begins so; an empty text if there is none."""
    labels = (button.text for button in message.buttons())
    return next((text for text in labels if text.startswith(begins)), "")


def press(world: World, person: Person, message: Message, begins: str) -> bool:
    """Press it if it is there."""
    found = label(message, begins)
    if found:
        world.press(person, message, label=found)
    return bool(found)


Act = Callable[[Message], object]


def act_on_newest(chat: Chat, words: str, acts: dict[str, Act]) -> bool:
    """Do what the newest message about this asks for, by the words in its first line."""
    for message in newest_first(chat):
        first = message.text.partition("\n")[0]
        for asked, act in acts.items():
            if words in message.text and asked in first:
                act(message)
                return True
    return False
