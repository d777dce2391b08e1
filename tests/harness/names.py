"""Finds the program's own names in what people read: `obligation_step` says nothing to anybody."""

import re
from collections.abc import Iterator

from sandbox import Bot, CallbackQuery, Message, What, World

NAME = re.compile(r"(?<![\w@/.?=&-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w-])")
"""Our columns, kinds, states and phrases look so; commands, links and mentions begin otherwise, and
a part of a one-time code stands beside a hyphen."""
CLASS = re.compile(r"(?<![\w-])(?:[A-Z][a-z]+){2,}(?![\w-])")
THEIRS = frozenset({"BotFather"})
PLACEHOLDER = re.compile(r"\{\{ \w+ \}\}")
"""People write these in their Word templates, so they are told what each is called."""


def internal(text: str) -> set[str]:
    ours = PLACEHOLDER.sub("", text)
    return {*NAME.findall(ours), *CLASS.findall(ours)} - THEIRS


def told(world: World, bot: Bot) -> set[str]:
    # Words that people wrote themselves may be repeated to them.
    return {name for text in _said_by(world, bot) for name in internal(text)} - {
        name for text in _said_by_people(world, bot) for name in internal(text)
    }


def _said_by(world: World, bot: Bot) -> Iterator[str]:
    for event in world.log:
        subject = event.subject
        if isinstance(subject, CallbackQuery) and event.what is What.ANSWERED and subject.answer:
            yield subject.answer.text
    for message in _messages(world):
        if message.sender is bot:
            yield message.text
            yield message.placeholder or ""
            yield from (version.text for version in message.edits)
            yield from (button.text for button in message.buttons())


def _said_by_people(world: World, bot: Bot) -> Iterator[str]:
    for chat in world.chats():
        yield chat.title
        yield from (person.name for person in chat.people)
    for message in _messages(world):
        if message.sender is not bot:
            yield message.text
            yield message.document.name if message.document else ""
            yield from (version.text for version in message.edits)


def _messages(world: World) -> Iterator[Message]:
    for chat in world.chats():
        yield from chat.messages
