"""Holds what bodies read of problems against what they were charged with, as it stood in the chats.

Whoever is charged with a problem that is joined to another (并入已有问题) is told so, goes on
under one order, and has slips under no other. A notice 挂牌督办 goes to whoever is charged, once;
no coloured slip comes before it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import col, select

from office.plan.model import Plan
from sandbox import Bot, Event, What, World
from storage.database import Session
from storage.owed.obligations import Obligation, ObligationState
from storage.problems.problems import Problem, ProblemState
from storage.problems.rectifications import Rectification
from tests.faults.words import is_repeat, unmarked
from tests.winter.tape import Tape, is_real

Key = tuple[str, str, str]
"""An office, a body, and the number of a problem or of an order."""

_ORDERED = re.compile(r"^文号：(\S+)\u3000问题编号：(\S+)$", re.MULTILINE)
_JOINED = re.compile(r"^问题(\S+)与问题(\S+)为同一问题，已并入。(?:贵单位按(\S+?)一并整改)?")
_LISTED = re.compile(r"挂牌督办通知：问题(\S+?)，请于.+\n(\S+)")
_SLIP = re.compile(r"^(\S+) \S*(?:提示单|督办单)：问题“")
_NUMBER = re.compile(r"^问题：(\S+?〔\d{4}〕\d+号)", re.MULTILINE)
_ACCEPTED = re.compile(r"问题(\S+?〔\d{4}〕\d+号)\S*已同意销号")
_JOINS = re.compile(r"^问题(\S+)已并入(\S+)。$")
_PROMISED = re.compile(r"^🪧 问题(\S+)已挂牌督办（(\S+)），.*?督办通知发往(.+?)，送达后")
COLOURED = "🟡🟠🔴"
PATIENCE = timedelta(days=3)
"""A group may have thrown the bot out, and reads on once it is back."""
SLACK = timedelta(minutes=2)


@dataclass(slots=True)
class Charge:
    number: str
    """Of the problem, as the order names it."""
    serial: str
    let_go_at: datetime | None = None
    """Since when the body is to put it right under another order."""


@dataclass
class Charges:
    plans: dict[str, Plan]
    tape: Tape
    wrong: list[str] = field(default_factory=list)
    of_bodies: defaultdict[tuple[str, str], dict[str, Charge]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """What each body was charged with, by the serials of the orders."""
    joined: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    """Which problem each was joined to."""
    told: set[Key] = field(default_factory=set)
    """Who read of which problem that it was joined."""
    accepted: dict[Key, datetime] = field(default_factory=dict)
    listed: dict[Key, datetime] = field(default_factory=dict)
    """Since when a body's problem is under listed supervision, as it read itself."""
    notices: Counter[Key] = field(default_factory=Counter)
    promised: dict[Key, datetime] = field(default_factory=dict)
    """To whom a notice goes, as the office read."""

    def take_faults(self, now: datetime) -> list[str]:
        found, self.wrong = [*self.wrong, *self._untold(now), *self._unlisted(now)], []
        return found

    # What stands in the chats

    def listen(self, world: World) -> None:
        world.log.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        if event.what not in (What.SENT, What.EDITED) or event.chat_id is None:
            return
        message = event.subject
        if not isinstance(message.sender, Bot) or message.is_service or not is_real(message):
            return
        text, chat = unmarked(message.text), event.chat_id
        if chat in self.tape.bodies and event.what is What.SENT:
            again = is_repeat(message.text)
            self.read(*self.tape.bodies[chat], text, event.at, again=again)
        elif chat in self.tape.offices:
            self.read_office(self.tape.offices[chat][0], text, event.at)

    def read_office(self, home: str, text: str, at: datetime) -> None:
        if joins := _JOINS.search(text):
            self.joined.setdefault((home, joins[1]), (joins[2], at))
        elif promised := _PROMISED.search(text):
            for body in self._ids(home, promised[3]):
                self.promised.setdefault((home, body, promised[1]), at)

    def read(self, home: str, body: str, text: str, at: datetime, *, again: bool = False) -> None:
        if ordered := _ORDERED.search(text):
            known = self.of_bodies[home, body]
            known.setdefault(ordered[1], Charge(ordered[2], ordered[1]))
        elif joined := _JOINED.search(text):
            self._note(home, body, text, self._joins(home, body, joined, at))
        elif accepted := _ACCEPTED.search(text):
            self.accepted.setdefault((home, body, accepted[1]), at)
        elif listed := _LISTED.search(text):
            self.notices[home, body, listed[2]] += not again
            self._note(home, body, text, self._lists(home, body, listed, at))
            self.listed.setdefault((home, body, listed[1]), at)
        elif slip := _SLIP.search(text):
            self._note(home, body, text, self._unearned(home, body, slip[1], text, at))

    def _note(self, home: str, body: str, text: str, faults: Iterable[str]) -> None:
        first = text.partition("\n")[0][:60]
        self.wrong += [f"{home} {body}: {first}: {fault}" for fault in faults]

    # Problems that are joined

    def _joins(self, home: str, body: str, said: re.Match[str], at: datetime) -> Iterator[str]:
        number, to, serial = said.groups()
        self.joined.setdefault((home, number), (to, at))
        self.told.add((home, body, number))
        if not any(number in self._chain(home, one) for one in self._charged(home, body)):
            yield "the body was not charged with it"
        here = [one for one in self._charged(home, body) if to in self._chain(home, one)]
        if serial is None:
            kept = None
        elif (kept := self.of_bodies[home, body].get(serial)) not in here or kept is None:
            yield f"{serial} charges it with neither"
        elif kept.let_go_at is not None:
            yield f"it was to put nothing right under {serial} any more"
        for one in here:
            if one is not kept and one.let_go_at is None:
                one.let_go_at = at

    def _charged(self, home: str, body: str) -> list[Charge]:
        return [*self.of_bodies[home, body].values()]

    def _chain(self, home: str, charge: Charge) -> list[str]:
        """Its problem, the one that this was joined to, and so on."""
        found = [charge.number]
        while (joined := self.joined.get((home, found[-1]))) and joined[0] not in found:
            found.append(joined[0])
        return found

    def _untold(self, now: datetime) -> Iterator[str]:
        """Bodies that have not read that their problem was joined, each once."""
        for (home, number), (_, at) in self.joined.items():
            if not now - PATIENCE - timedelta(days=1) < at <= now - PATIENCE:
                continue
            for (office, body), charges in self.of_bodies.items():
                key = (home, body, number)
                charged = any(
                    number == one.number and (one.let_go_at is None or one.let_go_at >= at)
                    for one in charges.values()
                )
                was_accepted = self.accepted.get(key, at) < at
                if office == home and charged and not was_accepted and key not in self.told:
                    yield f"{home} {body} was not told that {number} was joined"

    # Listed supervision

    def _lists(self, home: str, body: str, said: re.Match[str], at: datetime) -> Iterator[str]:
        number, serial = said.groups()
        if self.notices[home, body, serial] > 1:
            yield "it came twice"
        yield from self._not_its_own(home, body, number, at)

    def _unlisted(self, now: datetime) -> Iterator[str]:
        for (home, body, number), at in self.promised.items():
            is_due = now - PATIENCE - timedelta(days=1) < at <= now - PATIENCE
            if is_due and (home, body, number) not in self.listed:
                yield f"{home} {body} has no notice that {number} is listed"

    # Slips

    def _unearned(self, home: str, body: str, mark: str, text: str, at: datetime) -> Iterator[str]:
        found = _NUMBER.search(text)
        if found is None:
            yield "it names no problem"
            return
        yield from self._not_its_own(home, body, found[1], at)
        listed = {
            other
            for one in self._charged(home, body)
            if found[1] in (chain := self._chain(home, one))
            for other in chain
        }
        if mark in COLOURED and not any((home, body, one) in self.listed for one in listed):
            yield "it came before a notice of listed supervision"

    def _not_its_own(self, home: str, body: str, number: str, at: datetime) -> Iterator[str]:
        here = [one for one in self._charged(home, body) if number in self._chain(home, one)]
        if not here:
            yield "the body was not charged with it"
        elif all(one.let_go_at is not None and one.let_go_at < at - SLACK for one in here):
            yield "the body puts it right under another order"
        if self.accepted.get((home, body, number), at) < at - SLACK:
            yield "the problem was put right"
        joined = self.joined.get((home, number))
        if joined is not None and joined[1] < at - SLACK:
            yield f"the problem was joined to {joined[0]}"

    def _ids(self, home: str, names: str) -> list[str]:
        called = {name: one.id for one in self.plans[home].bodies for name in (one.name, one.short)}
        between = "；" if "；" in names else "、"
        return [called[name] for name in names.split(between) if name in called]


# The books


async def wrong(session: Session, home: str) -> list[str]:
    rows = await session.exec(
        select(Rectification.body, Problem.serial, Problem.state)
        .join(Problem, col(Problem.id) == col(Rectification.problem_id))
        .join(Obligation, col(Obligation.id) == col(Rectification.obligation_id))
        .where(
            Problem.jurisdiction == home,
            col(Rectification.relieved_at).is_(None),
            col(Rectification.accepted_at).is_(None),
            Obligation.state != ObligationState.SUPERSEDED,
        )
    )
    parts = [(body, number, state) for body, number, state in rows.all()]
    return [f"{home}: {line}" for line in doubled(parts)]


def doubled(parts: list[tuple[str, str, str]]) -> Iterator[str]:
    """Each body puts a problem right once, and what was joined to another is nobody's."""
    for (body, number), times in Counter((body, number) for body, number, _ in parts).items():
        if times > 1:
            yield f"{body} is charged {times} times with {number}"
    for body, number, state in parts:
        if state == ProblemState.JOINED:
            yield f"{body} is charged with {number}, which was joined to another"
