"""Tells who may sign, from what stood in the chats: holders of the post, and whom one of them lets.

A holder lets another sign until a time, or until that is taken back, and everybody is told. Whoever
signs so is named with whom they sign for, and nobody signs two steps, themselves or by another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from office.plan.model import Plan
from sandbox import Bot, Event, Message, What, World
from tests.faults.words import unmarked
from tests.winter.liaisons import due_at_of
from tests.winter.tape import Tape, Where, is_real

_ASKED = re.compile(r"请您以([^（\n]+?)(?:（受(.+?)委托）)?身份审签")
_GIVEN = re.compile(r"^【委托审签】(.+)委托(.+)代为审签，至.+止")
_TAKEN_BACK = re.compile(r"^【委托终止】(.+)对(.+)的审签委托即时终止")
_UNTIL = re.compile(r"至(\d{1,2})月(\d{1,2})日(\d{1,2}):(\d{2})止")
_SIGNED = re.compile(
    r"^✅ (\S+) (?:审核同意|审查同意|批准|同意|签发) \S+ (.+?)(?:（受(.+)委托）)?$", re.MULTILINE
)
BY_PHONE = "（电话同意"
PATIENCE = timedelta(hours=14)
"""A bot that was down withdraws what it asked once it is back."""
SLACK = timedelta(minutes=15)
Place = tuple[int, int]


@dataclass(slots=True)
class Given:
    """A holder of a post lets those of another sign."""

    position: str
    giver: str
    to: str
    since: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        return self.since - SLACK <= at <= self.until + SLACK


@dataclass
class Signatures:
    plans: dict[str, Plan]
    tape: Tape
    posts: dict[int, Where]
    """Whose private chat each is, by post."""
    names: dict[Where, str]
    """Who has each post."""
    wrong: list[str] = field(default_factory=list)
    given: dict[str, list[Given]] = field(default_factory=dict)
    signed: int = 0
    """How many signatures were given for another."""
    _asked: dict[Place, tuple[str, Given]] = field(default_factory=dict)
    """What somebody may sign for another and has not."""
    _read: set[tuple[Place, str]] = field(default_factory=set)

    def take_faults(self, now: datetime) -> list[str]:
        found, self.wrong = [*self.wrong, *self._still_asked(now)], []
        return found

    def _still_asked(self, now: datetime) -> list[str]:
        over = [key for key, (_, one) in self._asked.items() if one.until + PATIENCE < now]
        asked = [self._asked.pop(key) for key in over]
        return [f"{who} may still sign for {one.giver}, until {one.until}" for who, one in asked]

    # What stands in the chats

    def listen(self, world: World) -> None:
        world.log.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        if event.what not in (What.SENT, What.EDITED) or event.chat_id is None:
            return
        message = event.subject
        if not isinstance(message.sender, Bot) or message.is_service or not is_real(message):
            return
        if event.chat_id in self.tape.offices:
            self.read_office(self.tape.offices[event.chat_id][0], message, event.at)
        elif event.chat_id in self.posts:
            self.read(*self.posts[event.chat_id], message, event.at)

    def read_office(self, home: str, message: Message, at: datetime) -> None:
        text = unmarked(message.text)
        until = due_at_of(message, _UNTIL)
        if (given := _GIVEN.match(text)) and until is not None:
            self._give(home, given[1], given[2], at, until)
        elif taken := _TAKEN_BACK.match(text):
            self._take_back(home, taken[1], taken[2], at)
        else:
            self._note(home, self._signatures(home, message, text, at))

    def _give(self, home: str, who: str, to: str, at: datetime, until: datetime) -> None:
        position, giver = self._named(home, who)
        rows = self.given.setdefault(home, [])
        for one in rows:
            # A new one replaces the one before.
            if (one.position, one.giver) == (position, giver) and one.until > at:
                one.until = at
        rows.append(Given(position, giver, to, at, until))

    def _take_back(self, home: str, who: str, to: str, at: datetime) -> None:
        position, giver = self._named(home, who)
        for one in self.given.get(home, []):
            if (one.position, one.giver, one.to) == (position, giver, to) and one.until > at:
                one.until = at

    def _named(self, home: str, who: str) -> tuple[str, str]:
        """The post and the person, who stand there as one word."""
        names = (one.name for one in self.plans[home].positions)
        position = max((one for one in names if who.startswith(one)), key=len, default="")
        return position, who.removeprefix(position)

    # Who is asked

    def read(self, home: str, post: str, message: Message, at: datetime) -> None:
        asked, place = _ASKED.search(message.text), (message.chat.id, message.message_id)
        if asked is None or not message.buttons():
            self._asked.pop(place, None)
            return
        if (place, asked[0]) not in self._read:
            self._read.add((place, asked[0]))
            self._note(home, self._unasked(home, post, place, asked, at))

    def _unasked(
        self, home: str, post: str, place: Place, asked: re.Match[str], at: datetime
    ) -> Iterator[str]:
        own = next(one.name for one in self.plans[home].positions if one.id == post)
        if asked[2] is None:
            if asked[1] != own:
                yield f"{own} is asked to sign as {asked[1]}"
            return
        given = self._given(home, asked[1], asked[2], at)
        if given is None or given.to != own:
            yield f"{own} is asked to sign for {asked[2]}, who has not let them"
        else:
            self._asked[place] = own, given

    def _given(self, home: str, position: str, giver: str, at: datetime) -> Given | None:
        for one in self.given.get(home, []):
            if (one.position, one.giver) == (position, giver) and one.holds(at):
                return one
        return None

    # Who has signed

    def _signatures(self, home: str, message: Message, text: str, at: datetime) -> Iterator[str]:
        lines = [*_SIGNED.finditer(text)]
        place, hands = (message.chat.id, message.message_id), list[str]()
        for line in lines:
            hands += [one for one in line.groups()[1:] if one]
            if (place, line[0]) not in self._read:
                self._read.add((place, line[0]))
                yield from self._unauthorized(home, line, at)
        hands = [one.partition(BY_PHONE)[0] for one in hands]
        if twice := {one for one in hands if hands.count(one) > 1}:
            yield f"{'、'.join(twice)} signed two steps of {text.partition(chr(10))[0][:50]}"

    def _unauthorized(self, home: str, line: re.Match[str], at: datetime) -> Iterator[str]:
        position, name, giver = line[1], line[2].partition(BY_PHONE)[0], line[3]
        positions = self.plans[home].positions
        holders = {self.names.get((home, one.id)) for one in positions if one.name in position}
        if giver is None and name not in holders:
            yield f"{name} signed as {position}"
        if giver is not None:
            self.signed += 1
            given = self._given(home, position, giver, at)
            others = {
                self.names.get((home, one.id))
                for one in positions
                if given and one.name == given.to
            }
            if name not in others:
                yield f"{name} signed for {giver}, who has not let them"

    def _note(self, home: str, faults: Iterator[str]) -> None:
        self.wrong += [f"{home}: {fault}" for fault in faults]
