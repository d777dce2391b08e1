"""Tells when a slip is earned, from what stood in the chats alone: each as it comes.

A slip follows a prompt and the deadline that the prompt named, each further one the time that the
one before it named; it never comes after the report, in the night, or after the end of the alert.
A lead is handed over after the last of them, when somebody has confirmed it, and nobody else reads
of it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from office.plan.model import Plan, Rung
from sandbox import Bot, CallbackQuery, Event, What, World
from tests.faults.rules import DAILY, NAMES_REPLY, SLACK, STEPS
from tests.faults.words import dated, unmarked
from tests.winter.liaisons import ZONE
from tests.winter.tape import Course, Tape, Where
from tests.winter.writing import Written, matter_of

Key = tuple[str, str, str]
"""An office, a body, and what it owes, as it is called in the chat."""

MARKS = "🔔🟡🟠🔴"
"""How slips of each step begin, and what joins one of them."""
LADDER, PROBLEMS = "report", "rectify"
"""Slips on what is reported are issued by the clock; those about problems are signed by people."""
SERIAL = re.compile(r"^(\S+〔\d{4}〕\d+号)", re.MULTILINE)
ABOUT = re.compile(r"请补报(.+)$|并入督办：(.+)$")
ITEM = re.compile(r"^\d+\. (.+)（应于", re.MULTILINE)
DUE = re.compile(r"^(?:截止时间|新的截止时间)：(.+)$", re.MULTILINE)
LIMIT = re.compile(r"^时限：(.+)前", re.MULTILINE)
MOMENT = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(\d{1,2})(?:时|:)(\d{2})?")
ON_A_PROBLEM = re.compile(r"^\S+ \S*(?:提示单|督办单)：问题“")
PROBLEM = re.compile(r"问题：?(\S+?〔\d{4}〕\d+号)")
OVERDUE = re.compile(r"^事由：.*?应于(.+)前", re.MULTILINE)
ACCEPTED = "已同意销号"
GRANTED, JOINED, CONFIRM = "同意延期：", "并入督办：", "确定移交"
LETTER = "移交函："
LEAD = re.compile(r"^单位：(.+)\n事由：(.+)$", re.MULTILINE)


@dataclass(slots=True)
class Climb:
    """How far one thing that a body owes has come, as its group reads."""

    prompted_at: datetime
    due_at: datetime | None
    """The deadline that the body last read."""
    step: int = -1
    served_at: datetime | None = None
    limit: datetime | None = None
    """Until when the newest slip is to be answered."""


@dataclass
class Slips:
    plans: dict[str, Plan]
    tape: Tape
    written: list[Written]
    posts: dict[int, Where] = field(default_factory=dict)
    """The private chats of whoever holds a post."""
    wrong: list[str] = field(default_factory=list)
    looked_at: int = 0
    """How many slips there were: none would prove nothing."""
    counted: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    """The slips of each office by title and year."""
    climbs: dict[Key, Climb] = field(default_factory=dict)
    accepted: set[Key] = field(default_factory=set)
    """The problems that each body has put right, by their numbers."""
    confirmed: Counter[str] = field(default_factory=Counter)
    """How many leads somebody has confirmed, by office."""
    _reports: dict[Key, list[Written]] = field(default_factory=dict)
    _indexed: int = 0
    _serials: set[tuple[str, str, str]] = field(default_factory=set)

    def take_faults(self) -> list[str]:
        found, self.wrong = self.wrong, []
        return found

    # What happens in the chats

    def listen(self, world: World) -> None:
        world.log.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        if event.what is What.PRESSED:
            self._hear_press(event.subject)
        elif event.what in (What.SENT, What.EDITED) and isinstance(event.subject.sender, Bot):
            self._hear_bot(event, unmarked(event.subject.text))

    def _hear_press(self, query: CallbackQuery) -> None:
        pressed = (one for one in query.message.buttons() if one.callback_data == query.data)
        where = self.posts.get(query.message.chat.id)
        if where is not None and any(one.text.startswith(CONFIRM) for one in pressed):
            self.confirmed[where[0]] += 1

    def _hear_bot(self, event: Event, text: str) -> None:
        chat = event.chat_id or 0
        body = self.tape.bodies.get(chat)
        if body is not None and event.what is What.SENT:
            self.read(*body, text, event.at)
        where = self.posts.get(chat) or body or self.tape.offices.get(chat)
        if where is not None and (lead := _lead_in(self.plans[where[0]], text)):
            self.read_lead(*where, lead, event.at, is_new=event.what is What.SENT)

    # What a body reads

    def read(self, home: str, body: str, text: str, at: datetime) -> None:
        first = text.partition("\n")[0]
        if first.startswith(GRANTED):
            self._grant(home, body, first.removeprefix(GRANTED), text, at)
        elif first[:1] in MARKS and (about := ABOUT.search(first)):
            self._read_slip(home, body, first, text, at, about)
        elif ACCEPTED in first and (problem := PROBLEM.search(first)):
            self.accepted.add((home, body, problem[1]))
        elif ON_A_PROBLEM.match(first):
            faults = self._on_a_problem(home, body, first, text, at)
            self.wrong += [f"{home} {body}: {first}: {fault}" for fault in faults]
        elif first.startswith("请报送") and (matter := matter_of(first)):
            self.climbs[home, body, matter] = Climb(at, _moment(DUE, text, at))

    def _grant(self, home: str, body: str, matter: str, text: str, at: datetime) -> None:
        if climb := self.climbs.get((home, body, matter)):
            climb.due_at = _moment(DUE, text, at)
            climb.limit = climb.due_at if climb.step >= 0 else None

    def _read_slip(
        self, home: str, body: str, first: str, text: str, at: datetime, about: re.Match[str]
    ) -> None:
        serial = SERIAL.search(text)
        key = home, body, f"{serial[1] if serial else ''} {first}"
        if key in self._serials:
            return
        self._serials.add(key)
        self.looked_at += 1
        step, limit = MARKS.index(first[0]), _moment(LIMIT, text, at)
        joins = JOINED in first
        if not joins:
            self._count(home, STEPS[step], text, at)
        matters = [about[2]] if joins else ITEM.findall(text) or [about[1]]
        if not _has_slips(self.plans[home]):
            self.wrong.append(f"{home} {body}: {first}: its plan knows no slips")
        for matter in matters:
            faults = self._faults(home, body, matter, step, text, at, joins=joins)
            self.wrong += [f"{home} {body}: {first}: {matter}: {fault}" for fault in faults]
            if climb := self.climbs.get((home, body, matter)):
                climb.step, climb.served_at, climb.limit = step, at, limit

    def _count(self, home: str, title: str, text: str, at: datetime) -> None:
        issued_at = dated(text, self.plans[home].tz) or at
        self.counted[home, title, issued_at.astimezone(ZONE).year] += 1

    def _on_a_problem(
        self, home: str, body: str, first: str, text: str, at: datetime
    ) -> Iterator[str]:
        """People sign it, so that it comes at any time after the deadline that it names."""
        self.looked_at += 1
        serial = SERIAL.search(text)
        key = home, body, f"{serial[1] if serial else ''} {first}"
        if key not in self._serials:
            self._serials.add(key)
            self._count(home, STEPS[MARKS.index(first[0])] if first[0] in MARKS else "", text, at)
        problem, due_at = PROBLEM.search(text), _moment(OVERDUE, text, at)
        if due_at is not None and at + SLACK < due_at:
            yield f"it came at {at:%d %H:%M}Z, to be put right until {due_at:%d %H:%M}Z"
        if problem is not None and (home, body, problem[1]) in self.accepted:
            yield "the problem was put right"

    def _faults(
        self, home: str, body: str, matter: str, step: int, text: str, at: datetime, *, joins: bool
    ) -> Iterator[str]:
        climb = self.climbs.get((home, body, matter))
        if climb is None:
            yield "nothing asked for it"
            return
        if not joins and step != climb.step + 1:
            yield f"step {step} after step {climb.step}"
        until = climb.due_at if climb.step < 0 else climb.limit
        if until is not None and at + SLACK < until:
            yield f"it came at {at:%d %H:%M}Z, to be answered until {until:%d %H:%M}Z"
        answered_at = self._answered_at((home, body, matter), climb.prompted_at)
        if answered_at is not None and answered_at < at and NAMES_REPLY not in text:
            yield f"it came at {at:%d %H:%M}Z, answered at {answered_at:%d %H:%M}Z"
        issued_at = dated(text, self.plans[home].tz) or at
        if self._is_night(home, issued_at):
            yield f"it was issued in the night, at {issued_at:%d %H:%M}"
        course = next(iter(self.tape.courses[home][-1:]), None)
        ended_at = course.ended_at if course else None
        if DAILY in matter and ended_at is not None and issued_at > ended_at + SLACK:
            yield "it was issued after the end of the alert"

    def _answered_at(self, key: Key, since: datetime) -> datetime | None:
        """When the bot had the report; what was written of an earlier alert does not count."""
        for one in self.written[self._indexed :]:
            self._reports.setdefault((one.home, one.body, one.matter), []).append(one)
        self._indexed = len(self.written)
        came = [one.came_at for one in self._reports.get(key, ())]
        return min((at for at in came if at is not None and at >= since), default=None)

    def _is_night(self, home: str, at: datetime) -> bool:
        plan = self.plans[home]
        exempt = {level.name for level in plan.levels if level.quiet_exempt}
        courses = self.tape.courses[home]
        if any(exempt & one.levels_on(at, at) for one in courses if _runs(one, at)):
            return False
        clock, quiet = at.astimezone(plan.tz).time(), plan.quiet_hours
        return _between(clock, quiet.start, quiet.end)

    # Leads

    def read_lead(
        self, home: str, post: str, text: str, at: datetime, *, is_new: bool = True
    ) -> None:
        """Somebody reads the number of a lead: only those whom the plan names may."""
        rung = next((one for one in self.plans[home].ladders[LADDER] if one.sent_to), None)
        if rung is None:
            self.wrong.append(f"{home} {post} reads of a lead that its plan does not know")
            return
        known = {rung.sent_to, *(post for one in self._leads(home) for post in _reads(one))}
        if post not in known:
            self.wrong.append(f"{home} {post} reads of a lead: {text[:60]}")
        elif is_new and post == rung.sent_to and LETTER in text.partition("\n")[0]:
            self.wrong += [f"{home}: {text[:40]}: {one}" for one in self._early(home, text, at)]

    def _leads(self, home: str) -> list[Rung]:
        """The last steps, of what is reported and of problems; these leads go on paper."""
        ladders = self.plans[home].ladders
        return [
            rung for name in (LADDER, PROBLEMS) for rung in ladders.get(name, ()) if rung.sent_to
        ]

    def _early(self, home: str, text: str, at: datetime) -> Iterator[str]:
        self.confirmed[home] -= 1
        if self.confirmed[home] < 0:
            yield "nobody has confirmed it"
        if (lead := LEAD.search(text)) is None:
            return
        body = next((one.id for one in self.plans[home].bodies if one.name == lead[1]), "")
        climb = self.climbs.get((home, body, lead[2]))
        if climb is None or climb.step != len(STEPS) - 1:
            yield "it does not follow the last slip"
        elif climb.limit is not None and at + SLACK < climb.limit:
            yield f"it went at {at:%d %H:%M}Z, to be answered until {climb.limit:%d %H:%M}Z"


def _lead_in(plan: Plan, text: str) -> str:
    """The text, if the number of a lead stands in it."""
    series = plan.serials.get("referral", "").partition("{")[0]
    return text if series and series in text else ""


def _reads(rung: Rung) -> set[str | None]:
    return {rung.proposed_to, *rung.confirmed_by, *rung.copies}


def _has_slips(plan: Plan) -> bool:
    return any(rung.slip for rung in plan.ladders.get(LADDER, ()))


def _runs(course: Course, at: datetime) -> bool:
    return course.began_at <= at and (course.ended_at is None or at < course.ended_at)


def _between(clock: time, start: time, end: time) -> bool:
    return start <= clock < end if start < end else clock >= start or clock < end


def _moment(line: re.Pattern[str], text: str, at: datetime) -> datetime | None:
    """The moment in this line; where it names no year, the one that is nearest."""
    said = line.search(text)
    found = MOMENT.search(said[1]) if said else None
    if found is None:
        return None
    year, month, day, hour, minute = (int(one or 0) for one in found.groups())
    local = at.astimezone(ZONE)
    near = local.year + (month < local.month - 6) - (month > local.month + 6)
    midnight = datetime(year or near, month, day, tzinfo=ZONE)
    return midnight + timedelta(hours=hour, minutes=minute)
