"""What people of the story do again and again: press a button in the office, or sign in private."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.demo.cast import Cast
from bot.demo.rehearsal import Rehearsal
from bot.demo.sayings import say
from messages.render import Words
from office.plan.model import ChainStep, Plan
from sandbox.messages import Chat, Message
from sandbox.people import Bot, Person


class StoryError(Exception):
    """The story did not go as it must: what was awaited never came."""


@dataclass(slots=True)
class DeskWork:
    cast: Cast
    plan: Plan
    words: Words
    """The bot's words, for the labels of its buttons."""
    rehearsal: Rehearsal

    async def give(self, signatures: Sequence[ChainStep]) -> None:
        for one in signatures:
            await self.rehearsal.advance_to(self.rehearsal.clock.now() + timedelta(minutes=4))
            await self.press_in_private(one.by[0], f"button_sign_{one.act}")

    async def press_in_office(self, label: str, *, about: str = "") -> None:
        await self.press(self.cast.staff, self.latest(self.cast.office, label, about), label)

    async def press_in_private(self, position: str, button: str) -> None:
        holder, label = self.cast.holders[position], self.words.plain(button)
        await self.press(holder, self.latest(self.cast.private(holder), label), label)

    async def press(self, person: Person, message: Message, label: str) -> None:
        self.cast.world.press(person, message, label=label)
        await self.rehearsal.settle()

    def latest(self, chat: Chat, label: str, about: str = "") -> Message:
        if message := self.offering(chat, label, about):
            return message
        raise StoryError(say("story_stuck", self.words.locale, chat=chat.title, label=label))

    def offering(self, chat: Chat, label: str, about: str = "") -> Message | None:
        """The newest message of the bot with this button, and with these words in it."""
        for message in reversed(chat.messages):
            offered = any(label in button.text for button in message.buttons())
            if isinstance(message.sender, Bot) and offered and about in message.text:
                return message
        return None
