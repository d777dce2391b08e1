"""Finds what the reconciler told of: where nothing was lost, it finds no gap.

A story that skims over what the office reads would not see it.
"""

from collections.abc import Iterator

from sandbox import Bot, World

TOLD = ("自查发现遗漏", "A check of the records found a gap")


def told(world: World, bot: Bot) -> Iterator[str]:
    for chat in world.chats():
        for message in chat.messages:
            if message.sender is bot and any(words in message.text for words in TOLD):
                yield message.text
