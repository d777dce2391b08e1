"""Lets people of the bodies come and go: a new liaison, and a body that moves to a new group."""

import random
import re
from dataclasses import dataclass
from functools import partial

from sandbox import Bot, Chat, Person, World
from tests.faults import phone
from tests.winter.company import Company, Office
from tests.winter.liaisons import Liaison
from tests.winter.tape import Tape

LEAVES_ON_A_DAY, MOVES_ON_A_DAY = 0.12, 0.05
WAITS = 30
CODE = re.compile(r"/start@\S+ (\S+)")


@dataclass
class Comings:
    company: Company
    tape: Tape
    chance: random.Random
    left: int = 0
    moved: int = 0

    @property
    def _world(self) -> World:
        return self.company.stage.world

    @property
    def _bot(self) -> Bot:
        return self.company.stage.cast.bot

    def plan_day(self) -> None:
        for likely, deed in ((LEAVES_ON_A_DAY, self._leave), (MOVES_ON_A_DAY, self._move)):
            if self.chance.random() < likely:
                self.company.diary.after(self.chance.uniform(60, 9 * 60), deed)

    def _leave(self) -> None:
        """Somebody new comes into the group, takes over, and the liaison leaves the next day."""
        office, world = self.chance.choice(self.company.offices), self._world
        liaison = self._somebody(office)
        if liaison is None:
            return
        before = liaison.person
        self.left += 1
        name = f"{before.name.partition(' ')[0]}（新{self.left}）"
        liaison.person = office.cast.liaisons[liaison.body] = world.add_person(name)
        world.add_person_to_group(liaison.chat, liaison.person, by=before)
        self.company.diary.after(24 * 60, partial(self._go, liaison.chat, before))

    def _go(self, chat: Chat, person: Person) -> None:
        today = chat.migrated_to or chat
        if today.has(person):
            self._world.remove_person_from_group(today, person)

    def _move(self) -> None:
        """A body gives up its group while no alert is in force, and is let in with its new one."""
        office = self.chance.choice(self.company.offices)
        liaison = self._somebody(office)
        if liaison is None or self._is_busy(office) or not self.company.stage.alive:
            return
        self.moved += 1
        self._world.kick_bot(liaison.chat, self._bot, liaison.person)
        short = next(one.short for one in office.plan.bodies if one.id == liaison.body)
        self._world.say(office.cast.staff, office.cast.office_group(), f"/enrol {short}")
        self.company.diary.after(5, partial(self._let_in, office, liaison, WAITS))

    def _let_in(self, office: Office, liaison: Liaison, waits: int) -> None:
        private = office.cast.private(office.cast.staff)
        name = next(one.name for one in office.plan.bodies if one.id == liaison.body)
        told = phone.find(private, f"接入码：{name}")
        if told is None or (code := CODE.search(told.text)) is None:
            # The bot may lie dead, and issues the code once it is back.
            if waits:
                self.company.diary.after(20, partial(self._let_in, office, liaison, waits - 1))
            return
        chat = self._world.add_group(liaison.chat.title, [liaison.person])
        self.tape.bodies[chat.id] = self.tape.bodies[liaison.chat.id]
        self.company.move(liaison.chat, chat)
        liaison.chat = office.cast.groups[liaison.body] = chat
        self._world.add_bot_to_group(chat, self._bot, by=liaison.person, start_code=code[1])

    def _is_busy(self, office: Office) -> bool:
        """Whether an alert is in force here, was announced, or may be soon."""
        now = self.company.stage.clock.now()
        courses = self.tape.courses[office.home]
        is_over = not courses or (courses[-1].ended_at or now) < now
        return not is_over or office.officers.is_foul()

    def _somebody(self, office: Office) -> Liaison | None:
        found = self.chance.choice(sorted(office.liaisons.items()))[1]
        is_there = found.chat.has(self._bot) and found.chat.migrated_to is None
        return found if is_there and found.chat.has(found.person) else None
