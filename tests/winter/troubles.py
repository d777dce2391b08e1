"""Draws from the seed what goes wrong on each day of a winter, and for whom."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sandbox import ChatKind, Fault, FaultKind, Status
from tests.faults.stage import Doom
from tests.faults.troubles import call_that_fails, garbled_call, update_that_strays
from tests.winter.company import Company, Office
from tests.winter.diary import MINUTE

DAY_HOURS = 24
SILENCES = (0.0, 0.3, 2.0, 4.0, 20.0, 90.0)
"""Minutes for which a dead bot stays dead."""


@dataclass(frozen=True, slots=True)
class Trouble:
    likely: float
    """How likely a day has it."""
    most: int
    befall: Callable[["Troubles"], Awaitable[None] | None]


@dataclass
class Troubles:
    company: Company
    chance: random.Random

    def plan_day(self) -> None:
        diary, chance = self.company.diary, self.chance
        for one in TROUBLES:
            if chance.random() < one.likely:
                for _ in range(chance.randint(1, one.most)):
                    # Most is said in the morning.
                    hours = chance.choice([chance.uniform(0, 4), chance.uniform(0, DAY_HOURS)])
                    when = diary.now() + timedelta(hours=hours)
                    diary.at(when, partial(one.befall, self))

    def fault(self, drawn: Fault) -> None:
        self.company.stage.world.faults.add(drawn)

    @property
    def chats(self) -> list[int | None]:
        office = self.office()
        return [None, None, *(one.chat.id for one in office.liaisons.values())]

    def office(self) -> Office:
        return self.chance.choice(self.company.offices)

    def die(self) -> None:
        stage, silence = self.company.stage, self.chance.choice(SILENCES)
        if stage.doom is None and stage.alive:
            stage.doom = Doom(self.chance.randint(1, 60), silence * MINUTE)

    async def jump(self) -> None:
        """The clock is suddenly later, though nobody was down."""
        # What is pressed in the same minute reaches the bot before: Telegram keeps no press for so
        # long.
        await self.company.stage.settle()
        self.company.stage.clock.step(self.chance.choice([1, 10, 45]) * MINUTE)

    def kick(self) -> None:
        liaison = self.chance.choice(sorted(self.office().liaisons.items()))[1]
        bot, world = self.company.stage.cast.bot, self.company.stage.world
        if liaison.chat.migrated_to is None and liaison.chat.has(bot):
            world.kick_bot(liaison.chat, bot, liaison.person)
            self.company.diary.after(
                self.chance.choice([20, 90, 400]), lambda: self._bring_back(liaison.body)
            )

    def _bring_back(self, body: str) -> None:
        bot, world = self.company.stage.cast.bot, self.company.stage.world
        for office in self.company.offices:
            liaison = office.liaisons.get(body)
            if liaison is not None and not liaison.chat.has(bot):
                world.add_bot_to_group(liaison.chat, bot, by=liaison.person)

    def upgrade(self) -> None:
        """A basic group becomes a supergroup, with another id and without its messages."""
        liaison = self.chance.choice(sorted(self.office().liaisons.items()))[1]
        chat, bot = liaison.chat, self.company.stage.cast.bot
        # Whoever made the group may have left it, and nobody else can do it.
        is_led = any(member.status is Status.CREATOR for member in chat.members.values())
        if chat.kind is ChatKind.GROUP and chat.has(bot) and not chat.migrated_to and is_led:
            liaison.chat = self.company.stage.world.upgrade_to_supergroup(chat)
            self.company.move(chat, liaison.chat)

    def forbid(self) -> None:
        """Telegram says that the bot was kicked, and it was not."""
        liaison = self.chance.choice(sorted(self.office().liaisons.items()))[1]
        self.fault(Fault(FaultKind.FORBIDDEN, "sendMessage", liaison.chat.id))
        for hours in range(1, 48, 5):
            self.company.diary.after(hours * 60, partial(self._greet, liaison.body, liaison.home))

    def _greet(self, body: str, home: str) -> None:
        office = next(one for one in self.company.offices if one.home == home)
        liaison, bot = office.liaisons[body], self.company.stage.cast.bot
        if liaison.chat.has(bot):
            self.company.stage.world.say(liaison.person, liaison.chat, "大家辛苦了")


TROUBLES = (
    Trouble(0.5, 4, lambda it: it.fault(call_that_fails(it.chance, it.chats))),
    Trouble(0.2, 2, lambda it: it.fault(update_that_strays(it.chance))),
    Trouble(0.12, 2, lambda it: it.fault(garbled_call(it.chance, it.chats))),
    Trouble(0.15, 1, Troubles.die),
    Trouble(0.08, 1, Troubles.kick),
    Trouble(0.05, 1, Troubles.upgrade),
    Trouble(0.03, 1, Troubles.forbid),
    Trouble(0.04, 1, Troubles.jump),
)
