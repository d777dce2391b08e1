"""Notes what the bot said and to whom, as the chats show it; neither bot nor books are asked."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sandbox import Bot, CallbackQuery, Event, Message, What, World
from tests.faults.words import HEAD, dated, is_repeat, of_drill, unmarked
from tests.winter import orders
from tests.winter.orders import Order

Where = tuple[str, str]
"""An office, and who reads there: a body, a person by post, or the office's group."""

SERIAL = re.compile(r"^文号：(\S+)$", re.MULTILINE)
ISSUED = re.compile(r"重污染天气(\S{1,6}?)预警：(?:自.+起|发布即)启动")
CHANGED = re.compile(r"重污染天气预警调整为(\S{1,6}?)：")
LIFTED = re.compile(r"解除重污染天气(\S{1,6}?)预警、终止")
CANCELLED = re.compile(r"取消重污染天气(\S{1,6}?)预警")
OVER = re.compile(r"应急响应终止，请报送总结报告")
BY = re.compile(r"应急响应（(\S+?)）")
STARTS = re.compile(r"^启动时间：(.+)$", re.MULTILINE)
ENDS = re.compile(r"^(?:响应终止|取消时间)：(.+)$", re.MULTILINE)
ANNOUNCED = re.compile(r"重污染天气\S{1,6}?预警将于")
LEVEL_CHANGES = (
    *(ISSUED, CHANGED, LIFTED, CANCELLED, OVER, ANNOUNCED),
    re.compile("应急响应(?:启动|调整为)"),
    re.compile("演练”(?:暂停|恢复进行|已结束)"),
    # So do leaders hear of it.
    re.compile(r"预警已调整为|已(?:发布|调整|解除|取消)重污染天气"),
)
AT_ITS_LEVEL = re.compile(r"^\S+ 重污染天气\S{1,6}?预警(?:延长|缩短|持续|另加措施)")
"""An order by which an alert goes on as it is: its day has its limit."""
ENDED = re.compile(r"^⚪ 会议“.+”已取消，原定|^✅ 督导帮扶结束")
"""How an order begins by which somebody ends what was ordered, where no check needs to read it."""
ASKS_NOTHING = re.compile(r"^🌫 沙尘天气健康提示：")
"""How an order begins of which nobody has to do or say anything."""
BRIEF, FORECAST = "每日情况", "空气质量预报"
OFFERED = re.compile(r"^📝 待填：(.+)\n.+（(.+)）$", re.MULTILINE)
CLOSED = re.compile(r"^【办结归档】.+（(.+)）$", re.MULTILINE)
"""The alert of a form, and of a file that was closed, stands behind its title."""
ANCHOR = re.compile(r"存证码 (\d+):([0-9a-f]+)")
LETTER = re.compile(r"^📥 【来函】(\S+)报送(\S+?)，")
"""A county with an office of its own reports by letter, and its people in its group as well."""
ASKED_FOR = (
    *("已同意销号", "同意延期", "退回", "【催办", "不再受理", "⚖️", "审签，至何时止？"),
    *("会商结论", "会商报告单", "已读取会商意见", "会议纪要", "口头汇报"),
    *("挂牌督办通知", "为同一问题", "【委托审签】", "【委托终止】"),
)
"""What comes when somebody has decided: answers to the body, leads that were handed over, what came
of a meeting, notices of the office's own, that somebody signs for another, and that a form was
read, which may take until an outage is over."""


def is_order(text: str, first: str) -> bool:
    """Whether somebody has ordered it, or ended what was ordered."""
    if any(one.match(first) for one in (AT_ITS_LEVEL, ENDED, ASKS_NOTHING)):
        return True
    return any(one.opens in first for one in orders.WORDINGS) or bool(orders.ends(text, first))


def is_real(message: Message) -> bool:
    """Whether it is no part of an exercise."""
    return not unmarked(message.text).startswith(HEAD)


@dataclass(slots=True)
class Course:
    """One alert as the bodies' groups tell of it."""

    serial: str
    issued_at: datetime
    levels: list[tuple[datetime, str]] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    """The serials of its orders that a receipt is owed for."""
    cancelled: bool = False
    ended_at: datetime | None = None
    lifted_by: str = ""

    @property
    def began_at(self) -> datetime:
        return self.levels[0][0]

    def levels_on(self, since: datetime, until: datetime) -> set[str]:
        before = [level for at, level in self.levels if at <= since]
        during = [level for at, level in self.levels if since < at < until]
        return {*before[-1:], *during}


@dataclass(slots=True)
class Told:
    """What one reader was told on one day without having asked."""

    texts: list[str] = field(default_factory=list)
    level_changed: bool = False


@dataclass(slots=True)
class Drills:
    """What stood in the chats with the mark of an exercise."""

    serials: set[str] = field(default_factory=set)
    receipts: set[tuple[str, str]] = field(default_factory=set)
    """Which body was asked to confirm which order."""
    reports: set[tuple[str, str]] = field(default_factory=set)
    """Which body was asked for what."""

    def read(self, who: str, text: str) -> None:
        first = text.partition("\n")[0]
        serial = SERIAL.search(text)
        if serial is not None:
            self.serials.add(serial[1])
            if "请按“收到”" in first:
                self.receipts.add((who, serial[1]))
        if first.startswith("请报送"):
            self.reports.add((who, first.removeprefix("请报送")))


@dataclass
class Tape:
    zone: ZoneInfo
    bodies: dict[int, Where] = field(default_factory=dict)
    leaders: dict[int, Where] = field(default_factory=dict)
    courses: defaultdict[str, list[Course]] = field(default_factory=lambda: defaultdict(list))
    orders: defaultdict[str, dict[str, Order]] = field(default_factory=lambda: defaultdict(dict))
    """Each office's other orders, by their serials."""
    anchors: defaultdict[str, list[tuple[int, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """What each office's group was told of the head of its audit log."""
    offered: defaultdict[str, list[tuple[datetime, str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """The forms that each office was asked to fill in, and of which alert."""
    drills: defaultdict[str, Drills] = field(default_factory=lambda: defaultdict(Drills))
    """What each office's exercises asked for."""
    told: defaultdict[tuple[Where, date], Told] = field(default_factory=lambda: defaultdict(Told))
    offices: dict[int, Where] = field(default_factory=dict)
    compared: int = 0
    """How many sums were held against the reports: none would prove nothing."""
    briefs: list[tuple[Where, datetime, str]] = field(default_factory=list)
    letters: list[tuple[str, datetime, str, str]] = field(default_factory=list)
    """What came to each office by letter: whose report, and of what."""
    archived: list[tuple[str, datetime, str, str]] = field(default_factory=list)
    """What each office read as it closed the file of an alert, behind the number of the alert."""
    said: Counter[str] = field(default_factory=Counter)
    _acted: dict[int, datetime] = field(default_factory=dict)
    _ordered: dict[int, datetime] = field(default_factory=dict)
    """When each chat was last told of somebody's order."""
    _seen: set[tuple[str, str, str]] = field(default_factory=set)

    def listen(self, world: World) -> None:
        world.log.listeners.append(self._hear)

    def _hear(self, event: Event) -> None:
        if event.what is What.PRESSED and isinstance(event.subject, CallbackQuery):
            self._acted[event.subject.message.chat.id] = event.at
        if event.what is What.MIGRATED and event.chat_id in self.bodies:
            self.bodies[event.subject.id] = self.bodies[event.chat_id]
        if event.what is What.EDITED and event.chat_id in self.offices:
            self._read_card(self.offices[event.chat_id][0], event.subject, event.at)
        if event.what is not What.SENT or event.subject.is_service:
            return
        message = event.subject
        if not isinstance(message.sender, Bot):
            self._acted[message.chat.id] = event.at
            return
        where = self._where(message.chat.id)
        if where is not None:
            self._note(where, message, event.at)

    def _where(self, chat: int) -> Where | None:
        return self.bodies.get(chat) or self.leaders.get(chat) or self.offices.get(chat)

    def _note(self, where: Where, message: Message, at: datetime) -> None:
        self.said[where[0]] += 1
        text = of_drill(unmarked(message.text))
        first = text.partition("\n")[0]
        told = self.told[where, at.astimezone(self.zone).date()]
        if any(one.search(first) for one in LEVEL_CHANGES):
            told.level_changed = True
        # What may stand there already says so, and is no further thing.
        elif self._is_unasked(message, first, at) and not is_repeat(message.text):
            told.texts.append(first)
        if is_real(message):
            self._read(where, message, text, first, at)
        else:
            self.drills[where[0]].read(where[1], text)

    def _read(self, where: Where, message: Message, text: str, first: str, at: datetime) -> None:
        if message.chat.id in self.bodies:
            if not is_repeat(message.text):
                self._read_order(where[0], text, first, at)
            # Where one body is told alone, what may stand there already may be all that it reads.
            self._read_other_order(where[0], text, first, at)
        offered = OFFERED.match(text) if message.chat.id in self.offices else None
        if offered is not None and not is_repeat(message.text):
            self.offered[where[0]].append((at, offered[1], offered[2]))
        if letter := LETTER.match(text):
            self.letters.append((where[0], at, letter[1], letter[2]))
        if anchor := ANCHOR.search(text):
            self.anchors[where[0]].append((int(anchor[1]), anchor[2]))
        if BRIEF in first and not self._stands_there(where, message, text):
            self.briefs.append((where, at, text))
        if closed := CLOSED.search(text):
            self.archived.append((where[0], at, closed[1], text))

    def _stands_there(self, where: Where, message: Message, text: str) -> bool:
        """Whether it repeats a brief that came, though nobody could tell that it had."""
        read = ((who, words) for who, _, words in self.briefs)
        return is_repeat(message.text) and (where, text) in read

    def _is_unasked(self, message: Message, first: str, at: datetime) -> bool:
        """Somebody's order is no message of the program's own, nor is the forecast below it."""
        chat = message.chat.id
        if is_order(unmarked(message.text), first):
            self._ordered[chat] = at
            return False
        below = FORECAST in first and self._ordered.get(chat) == at
        # After an outage what somebody said is answered later.
        answers = message.reply_to is not None and not isinstance(message.reply_to.sender, Bot)
        asked = answers or self._acted.get(chat) == at or any(one in first for one in ASKED_FOR)
        return not below and not asked

    # Orders

    def _read_card(self, home: str, card: Message, at: datetime) -> None:
        """The office's card of a draft turns into that of an order as it is issued."""
        if is_real(card):
            self._read_other_order(home, card.text, "", at)
        else:
            self.drills[home].read("office", of_drill(unmarked(card.text)))

    def _read_other_order(self, home: str, text: str, first: str, at: datetime) -> None:
        known = self.orders[home]
        if order := orders.read(text, first, at):
            known.setdefault(order.serial, order)
        elif (ended := known.get(orders.ends(text, first))) and ended.ended_at is None:
            ended.ended_at = at

    def _read_order(self, home: str, text: str, first: str, at: datetime) -> None:
        serial = SERIAL.search(text) or BY.search(text)
        key = (home, serial[1] if serial else "", first)
        if key in self._seen:
            return
        self._seen.add(key)
        if OVER.search(first) and self.courses[home]:
            self.courses[home][-1].lifted_by = serial[1] if serial else ""
            self._end(self.courses[home][-1], dated(text, self.zone) or at)
        elif serial is not None:
            self._take(home, serial[1], text, first, at)

    def _take(self, home: str, serial: str, text: str, first: str, at: datetime) -> None:
        courses = self.courses[home]
        if found := ISSUED.search(first):
            courses.append(Course(serial, at, [(self._time(STARTS, text, at), found[1])]))
        elif not courses or "重污染天气" not in first:
            return
        elif found := CHANGED.search(first):
            self._change(courses[-1], at, self._time(STARTS, text, at), found[1])
        elif CANCELLED.search(first):
            courses[-1].cancelled = True
            self._end(courses[-1], self._time(ENDS, text, at))
        elif LIFTED.search(first):
            courses[-1].lifted_by = serial
            self._end(courses[-1], self._time(ENDS, text, at))
        if "请按“收到”" in first and serial not in courses[-1].receipts:
            courses[-1].receipts.append(serial)

    def _change(self, course: Course, told_at: datetime, at: datetime, level: str) -> None:
        # What has not taken effect when the next order comes never does.
        course.levels = [one for one in course.levels if one[0] <= told_at and one[0] < at]
        course.levels.append((at, level))

    def _end(self, course: Course, at: datetime) -> None:
        course.ended_at = at

    def _time(self, line: re.Pattern[str], text: str, at: datetime) -> datetime:
        found = line.search(text)
        # What starts or ends as it is issued names no hour.
        named = dated(found[1], self.zone) if found else None
        return max(named, at) if named is not None else at
