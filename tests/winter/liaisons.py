"""Plays the liaison of one body: reads its group, and answers each in the manner of this person."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sandbox import Chat, Message, Person, Upload, World
from tests.winter.characters import PUNCTUAL, Character, of_today
from tests.winter.diary import MINUTE, Diary
from tests.winter.reading import first_line, label
from tests.winter.spoken import AS_DAILY, Spoken
from tests.winter.writing import Written, filled, items, matter_of

ZONE = ZoneInfo("Asia/Shanghai")
"""All the shipped plans keep Beijing time."""
RECEIPT, RECEIVED = "收到", "✅ 已收到"
ANSWER_HERE = "请长按本消息选“回复”"
OPINION = "预计未来三天扩散条件转差，空气质量以重度污染为主，建议按预案启动相应级别应急响应。"
REASON = "现场核查未结束，材料正在汇总，申请延期报送"
RECTIFY, NEGLECTED = "问题整改交办", 0.2
"""How many of the problems are put right only once somebody asks again."""
PUT_RIGHT = "现场已整改到位，已复查，整改后照片随后补报。"
_RECTIFY_BY = re.compile(r"于(\d{1,2})月(\d{1,2})日(\d{1,2})时(\d{2})?分?前")
_DUE = re.compile(r"截止时间：(?:\d{4}年)?(\d{1,2})月(\d{1,2})日(\d{1,2}):(\d{2})")
ASKED_UNDER = re.compile(r"预警(?:已解除)?（(\S+?)）")
"""How a prompt names the alert under which it asks."""
CHASES = (
    *("请抓紧报送", "逾期提醒", "提示单", "督办单", "报告逾期"),
    *("请抓紧报告", "挂牌督办通知"),
)
PRESSED_AT_ONCE: dict[str, tuple[float, float]] = {
    "签发": (2, 20),
    "已发布": (5, 60),
    "参会": (3, 28),
    "到会": (1, 9),
    "申请销号": (10, 90),
}
"""What is pressed by whoever reads it, and after how many minutes."""
REPLIES = {
    "发布在何处": "政府网站、官方微信公众号",
    "延期的理由": REASON,
    "会商通知": OPINION,
    "填写会商意见": OPINION,
    "退回补正": "已补拍整改后照片，现场已清理完毕。",
    "📒": "经核对无变化。",
}
"""What is answered by a reply, by words in the first line of what asks for it."""


@dataclass
class Liaison:
    home: str
    body: str
    chat: Chat
    person: Person
    world: World
    diary: Diary
    chance: random.Random
    character: Character
    written: list[Written]
    """What all bodies of all offices wrote, in the order of their writing."""
    own: dict[str, Written] = field(default_factory=dict)
    """What this body last wrote of each matter."""
    _under: dict[str, str] = field(default_factory=dict)
    """The alert under which each matter was last asked for."""
    _wanted: dict[str, dict[str, str]] = field(default_factory=dict)
    """The lines to fill in that a prompt named; a reminder names none."""
    _manners: dict[str, Character] = field(default_factory=dict)
    _pressed: set[tuple[int, str]] = field(default_factory=set)
    _spoken: dict[str, Spoken] = field(default_factory=dict)
    """What it said of each matter at a meeting, as the office has written it down."""
    _to_put_right: dict[int, Message] = field(default_factory=dict)
    """The problems that it was charged with and has not answered, by their messages."""

    def read(self, message: Message, is_new: bool) -> None:
        first = first_line(message)
        if label(message, RECEIPT) and RECEIVED not in message.text:
            self._owes_receipt(message, is_new)
        self._press_what_waits(message)
        if not is_new:
            return
        if spoken := Spoken.of(message):
            self._was_written_down(message, spoken)
            return
        self._read_what_counts(message)
        self._says_what_it_is(message)
        if RECTIFY in first:
            self._was_charged(message)
            return
        answer = next((said for words, said in REPLIES.items() if words in first), None)
        if answer is not None and (message.force_reply or ANSWER_HERE in message.text):
            self._after(5, 60, partial(self._reply, message, answer))
        elif any(words in first for words in CHASES):
            self._was_chased(message)
            self._put_right_when_chased()
        elif ANSWER_HERE in message.text and (matter := matter_of(message.text)):
            self._was_asked(message, matter)

    # Receipts, and what else is pressed

    def _owes_receipt(self, message: Message, is_new: bool) -> None:
        character = of_today(self.character, self.chance)
        again = not is_new or message.reply_to is not None
        span = character.receipt if not again else (1, 15)
        if span is not None and (not again or self.chance.random() < character.when_chased):
            self._after(span[0], span[1], partial(self.press, message, RECEIPT))

    def _press_what_waits(self, message: Message) -> None:
        for word, span in PRESSED_AT_ONCE.items():
            if label(message, word) and (message.message_id, word) not in self._pressed:
                self._pressed.add((message.message_id, word))
                self._after(span[0], span[1], partial(self.press, message, word))
                return

    # Problems

    def _was_charged(self, message: Message) -> None:
        """Each is put right in the manner of this person; some only once they are chased."""
        manner = of_today(self.character, self.chance)
        self._to_put_right[message.message_id] = message
        if manner.report is not None and self.chance.random() > NEGLECTED:
            part = self.chance.uniform(*manner.report)
            when = self._part_of(message, part, due_at_of(message, _RECTIFY_BY))
            self.diary.at(when, partial(self._put_right, message))

    def _put_right_when_chased(self) -> None:
        for message in list(self._to_put_right.values()):
            if self.chance.random() < self.character.when_chased / 2:
                self._after(10, 600, partial(self._put_right, message))

    def _put_right(self, message: Message) -> None:
        if self._to_put_right.pop(message.message_id, None) is not None:
            self._reply(message, PUT_RIGHT)

    # What was said at a meeting

    def _was_written_down(self, message: Message, spoken: Spoken) -> None:
        """Most confirm it, some put a figure right, and some leave it for the morning."""
        self._spoken[spoken.matter] = spoken
        what = self.chance.choice(("confirm", "confirm", "confirm", "correct", "leave"))
        if what == "confirm":
            self._after(2, 150, partial(self._confirm, message, spoken))
        elif what == "correct" and spoken.figures:
            self._after(2, 150, partial(self._put_figure_right, message, spoken))

    def _confirm(self, message: Message, spoken: Spoken) -> None:
        if spoken.matter not in self.own and label(message, AS_DAILY) and self._is_here(message):
            spoken.pressed[message.message_id] = self.world.now()
            self.press(message, AS_DAILY)

    def _put_figure_right(self, message: Message, spoken: Spoken) -> None:
        if spoken.matter not in self.own and self._is_here(message):
            name = self.chance.choice(sorted(spoken.figures))
            figures = {**spoken.figures, name: spoken.figures[name] + 1}
            text = f"{name}改为{figures[name]}"
            said = self.world.say(self.person, self.chat, text, reply_to=message)
            self._wrote(spoken.matter, said, figures)

    def _read_what_counts(self, message: Message) -> None:
        """What was pressed is a report once the bot says so."""
        for matter, spoken in self._spoken.items():
            pressed_at = spoken.confirmed_by(message)
            if pressed_at is not None and message.reply_to and matter not in self.own:
                report = self._wrote(matter, message.reply_to, spoken.figures, pressed_at)
                report.came_at = message.date

    # Reports

    def _says_what_it_is(self, message: Message) -> None:
        """Whoever answers a slip on two reports is asked which of them this is."""
        for report in self.own.values():
            button = f"作为{report.matter}报送"
            if report.message is message.reply_to and label(message, button):
                for least, most in ((1, 6), (9, 13)):
                    self._after(least, most, partial(self.press, message, button))

    def _was_asked(self, message: Message, matter: str) -> None:
        self._begin_anew(message, matter)
        spoken = self._spoken.get(matter)
        if spoken is not None and label(message, AS_DAILY) and self.chance.random() < 0.5:
            self._after(2, 60, partial(self._confirm, message, spoken))
            return
        self._wanted[matter] = items(message.text)
        manner = self._manners.setdefault(matter, of_today(self.character, self.chance))
        if manner.asks:
            when = self._part_of(message, 0.8)
            self.diary.at(when, partial(self._ask_for_time, message, matter))
        if manner.report is not None:
            when = self._part_of(message, self.chance.uniform(*manner.report))
            self.diary.at(when, partial(self._report, message, matter, manner))

    def _begin_anew(self, message: Message, matter: str) -> None:
        """Each alert has a closing report of its own, which is called as that of the last one."""
        if matter[:1].isdigit():
            return
        found = ASKED_UNDER.search(message.text)
        under = found[1] if found else ""
        if self._under.setdefault(matter, under) != under:
            self._under[matter] = under
            self._manners.pop(matter, None)
            self.own.pop(matter, None)

    def _was_chased(self, message: Message) -> None:
        matter = matter_of(message.text)
        manner = self._manners.get(matter, self.character)
        if matter and matter not in self.own and self.chance.random() < manner.when_chased:
            self._after(4, 90, partial(self._report, message, matter, PUNCTUAL))

    def _part_of(self, message: Message, part: float, due_at: datetime | None = None) -> datetime:
        due_at = due_at or due_at_of(message)
        given = (due_at - message.date) if due_at else 120 * MINUTE
        return message.date + max(given * part, 2 * MINUTE)

    def _report(self, message: Message, matter: str, manner: Character) -> None:
        if matter in self.own or not self._is_here(message):
            return
        text, figures = filled(self._wanted.get(matter, {}), self.chance)
        said = self._send(message, text, manner)
        report = self._wrote(matter, said, figures)
        if manner.corrects and figures:
            self._after(3, 25, partial(self._correct, report))

    def _wrote(
        self, matter: str, said: Message, figures: dict[str, int], at: datetime | None = None
    ) -> Written:
        at = at or self.world.now()
        report = Written(self.home, self.body, matter, at, said, [(at, figures)])
        self.own[matter] = report
        self.written.append(report)
        return report

    def _send(self, message: Message, text: str, manner: Character) -> Message:
        who, world = self.person, self.world
        if manner.by == "photo":
            return world.send_photo(who, self.chat, b"picture", caption=text, reply_to=message)
        if manner.by == "document":
            file = Upload(b"scanned", "报告.pdf")
            return world.send_document(who, self.chat, file, caption=text, reply_to=message)
        return world.say(who, self.chat, text, reply_to=message)

    def _correct(self, report: Written) -> None:
        if self._is_here(report.message):
            text, figures = filled(self._wanted.get(report.matter, {}), self.chance)
            report.versions.append((self.world.now(), figures))
            self.world.edit(report.message, text)

    def _ask_for_time(self, message: Message, matter: str) -> None:
        if matter not in self.own:
            self.press(message, "申请延期")

    # What all of this is done with

    def press(self, message: Message, word: str) -> None:
        found = label(message, word)
        if found and self._is_here(message):
            self.world.press(self.person, message, label=found)

    def _reply(self, message: Message, text: str) -> None:
        if self._is_here(message):
            self.world.say(self.person, self.chat, text, reply_to=message)

    def _is_here(self, message: Message) -> bool:
        return not message.deleted and message.chat is self.chat and self.chat.migrated_to is None

    def _after(self, least: float, most: float, deed: Callable[[], object]) -> None:
        self.diary.after(self.chance.uniform(least, most), deed)


def due_at_of(message: Message, line: re.Pattern[str] = _DUE) -> datetime | None:
    """The deadline that it names; the year is that in which it comes next."""
    found = line.search(message.text)
    if found is None:
        return None
    month, day, hour, minute = (int(one or 0) for one in found.groups())
    local = message.date.astimezone(ZONE)
    year = local.year + (month < local.month - 6)
    return local.replace(
        year=year, month=month, day=day, hour=hour, minute=minute, second=0, microsecond=0
    )
