"""Holds what bodies read of meetings against how these were called, moved and called off.

Whoever is to come is reminded of the hour that holds now. What a body said there is put before it
once the meeting has begun, as the office has written it, and only while that day is not reported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from office.plan.model import Plan
from sandbox import Bot, Event, Message, What, World
from tests.faults.words import dated, is_repeat, unmarked
from tests.winter.orders import MEETING, MOVED_MEETING, Order
from tests.winter.spoken import Spoken
from tests.winter.tape import Tape, is_real
from tests.winter.writing import Written

_CALLED = re.compile(r"会议(?:通知|改期)：(.+)，[^，]+，请按")
_AT = re.compile(r"^时间：(.+)$", re.MULTILINE)
_MOVED_FROM = re.compile(r"^原定(.+)，现改为", re.MULTILINE)
_REMINDS = re.compile(r"^⏰ (.+?)(\d{2}:\d{2})召开，请准时参会")
_CALLED_OFF = re.compile(r"会议“(.+)”已取消，原定(.+)$", re.MULTILINE)
_ENDED = re.compile(r"^🗓 .+(?:签到结束：|已结束，无人签到).*\n(\S+)")
DISPATCH = "日调度"
ON_THE_WAY = timedelta(minutes=15)
"""What was written so shortly before may not have come yet."""
LATE = timedelta(hours=8)
"""What was said in a group that had thrown the bot out comes once it is back."""


@dataclass(frozen=True, slots=True)
class Called:
    """A meeting as one order calls it."""

    order: Order
    title: str
    meets_at: datetime
    moved_from: datetime | None

    @classmethod
    def of(cls, order: Order, zone: ZoneInfo) -> "Called | None":
        title, at = _CALLED.search(order.first), _AT.search(order.text)
        meets_at = dated(at[1], zone) if at else None
        if order.wording not in (MEETING, MOVED_MEETING) or title is None or meets_at is None:
            return None
        before = _MOVED_FROM.search(order.text)
        return cls(order, title[1], meets_at, dated(before[1], zone) if before else None)

    @property
    def kind(self) -> str:
        """What it is called without its day, which changes as it is moved."""
        return self.title.partition("（")[0]

    def moves(self, other: "Called") -> bool:
        is_later = self.order.at > other.order.at
        return is_later and self.kind == other.kind and self.moved_from == other.meets_at


@dataclass
class Gatherings:
    plans: dict[str, Plan]
    tape: Tape
    written: list[Written]
    wrong: list[str] = field(default_factory=list)
    looked_at: int = 0
    """How many reminders and oral reports there were: none would prove nothing."""
    off: dict[tuple[str, str, datetime], datetime] = field(default_factory=dict)
    """When each meeting was called off, by its office, its title and its hour."""

    ended: set[tuple[str, str]] = field(default_factory=set)
    """The orders of each office under which a meeting was held to its end."""

    def held(self, home: str) -> list[Called]:
        orders = (self.tape.orders[home].get(serial) for at, serial in self.ended if at == home)
        called = (Called.of(one, self.plans[home].tz) for one in orders if one is not None)
        return [one for one in called if one is not None]

    def take_faults(self) -> list[str]:
        found, self.wrong = self.wrong, []
        return found

    def listen(self, world: World) -> None:
        world.log.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        chat, message = event.chat_id or 0, event.subject
        if event.what is not What.SENT or not isinstance(message.sender, Bot):
            return
        if not is_real(message):
            return
        if chat in self.tape.offices:
            # What may stand there already may be all that came.
            self._read_office(self.tape.offices[chat][0], unmarked(message.text))
        elif chat in self.tape.bodies and not is_repeat(message.text):
            self.read(*self.tape.bodies[chat], message, event.at)

    def _read_office(self, home: str, text: str) -> None:
        if ended := _ENDED.match(text):
            self.ended.add((home, ended[1]))

    def read(self, home: str, body: str, message: Message, at: datetime) -> None:
        first = message.text.partition("\n")[0]
        if off := _CALLED_OFF.search(first):
            meets_at = dated(off[2], self.plans[home].tz)
            if meets_at is not None:
                self.off.setdefault((home, off[1], meets_at), at)
        elif reminds := _REMINDS.match(first):
            self._note(home, body, first, self._untimely(home, body, reminds[1], reminds[2], at))
        elif spoken := Spoken.of(message):
            self._note(home, body, first, self._unsaid(home, body, spoken, at))

    def _note(self, home: str, body: str, first: str, faults: Iterator[str]) -> None:
        self.looked_at += 1
        self.wrong += [f"{home} {body}: {first}: {fault}" for fault in faults]

    def _untimely(
        self, home: str, body: str, title: str, clock: str, at: datetime
    ) -> Iterator[str]:
        for one in self._standing(home, body, at):
            is_it = one.title == title and f"{one.meets_at:%H:%M}" == clock
            if is_it and at - LATE <= one.meets_at <= at + LATE:
                return
        yield "no meeting is called for then"

    def _unsaid(self, home: str, body: str, spoken: Spoken, at: datetime) -> Iterator[str]:
        held = [one for one in self._standing(home, body, at) if one.title == spoken.meeting]
        if not any(DISPATCH in one.title and one.meets_at <= at for one in held):
            yield "no such meeting has begun"
        elif not any(spoken.matter.startswith(_day(one.meets_at)) for one in held):
            yield f"it is to be {spoken.matter}"
        if spoken.written.items() - spoken.figures.items():
            yield f"of {spoken.written} was read {spoken.figures}"
        if any(
            (one.home, one.body, one.matter) == (home, body, spoken.matter)
            and at - timedelta(days=2) < one.at < at - ON_THE_WAY
            for one in reversed(self.written)
        ):
            yield "the day was reported before"

    def _standing(self, home: str, body: str, at: datetime) -> list[Called]:
        plan = self.plans[home]
        orders = (one for one in self.tape.orders[home].values() if one.at <= at)
        known = [one for one in (Called.of(order, plan.tz) for order in orders) if one]
        return [
            one
            for one in known
            if body in one.order.named(plan)
            and not any(other.moves(one) for other in known)
            and self.off.get((home, one.title, one.meets_at), at) >= at
        ]


def _day(at: datetime) -> str:
    return f"{at.month}月{at.day}日"
