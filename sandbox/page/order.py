"""Reads one order of the page."""

from __future__ import annotations

from typing import Any

from sandbox.messages import Chat, Message
from sandbox.page.play import Play
from sandbox.page.views import chat_by_key
from sandbox.people import Bot, Person
from sandbox.world import World


class Order:
    """One order; its parts are looked up when they are asked for.

    A part that is missing or unknown is a LookupError, which becomes a 400.
    """

    def __init__(self, play: Play, given: dict[str, Any]) -> None:
        self.play = play
        self.given = given

    @property
    def world(self) -> World:
        return self.play.world

    @property
    def person(self) -> Person:
        return self.world.people[int(self.given["person"])]

    @property
    def chat(self) -> Chat:
        return self.chat_named("chat")

    def chat_named(self, name: str) -> Chat:
        chat = chat_by_key(self.world, str(self.given[name]))
        if chat is None:
            raise LookupError("no such chat")
        return chat

    @property
    def bot(self) -> Bot:
        wanted = self.given.get("bot")
        for bot in self.world.bots.values():
            if wanted is None or bot.id == int(wanted):
                return bot
        raise LookupError("no such bot")

    @property
    def text(self) -> str:
        return str(self.given["text"])

    @property
    def anonymous(self) -> bool:
        return str(self.given.get("anonymous", "")).lower() in ("true", "1")

    def message(self, name: str = "message") -> Message:
        message = self.chat.find(int(self.given[name]))
        if message is None:
            raise LookupError("no such message")
        return message

    def reply_to(self) -> Message | None:
        return self.message("reply_to") if self.given.get("reply_to") else None

    def thread(self) -> int | None:
        thread = self.given.get("thread")
        return int(thread) if thread else None
