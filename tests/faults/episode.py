"""Plays one whole episode as people live it, while everything around them goes wrong.

What happens, to whom and when comes out of one seed. Only the order in which the operating system
wakes two sockets does not: the same seed meets the same troubles, at the same events.
"""

import heapq
import itertools
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from sandbox import Bot, Chat, Message, Person
from tests.faults.stage import FaultStage, Span
from tests.faults.words import HEAD, original

Deed = Callable[[], Awaitable[None]]

AGENCIES = ("huanjing", "zhujian", "gongan", "jiaoyu", "binhu")
CONFERRING = ("qixiang", "xuanchuan")
"""Bodies that play where there is a consultation, and where the public is told."""
LIFTED = ("解除重污染天气", "应急响应终止")
"""The first line of a lift, and of one that was announced and takes effect."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TRIES = 16
RECEIPT, ANSWER_HERE = "收到", "请长按本消息选“回复”"
CONFIRM, RESEND = "确认发布", "重发"
SIGN = ("审核同意", "同意", "批准")
ON_THE_WAY = (CONFIRM, "立即", "重定启动时间")
"""The buttons that take a draft on, even one whose start went by while the bot was down."""


STALLING = ("收到，马上报", "正在统计，稍后报送", "。", "OK")


@dataclass(frozen=True, slots=True)
class Said:
    """A report as it was sent."""

    agency: str
    matter: str
    message: Message
    text: str


@dataclass
class Episode:
    stage: FaultStage
    chance: random.Random
    reports: list[Said] = field(default_factory=list)
    stalled: list[Said] = field(default_factory=list)
    """Replies that state nothing, said before there was a report."""
    away: dict[str, list[Span]] = field(default_factory=dict)
    """The times at which each agency's group could not be reached."""
    kicked: dict[str, list[Span]] = field(default_factory=dict)
    """Those of these times whose beginning and end the bot was told of."""
    announced_for: datetime | None = None
    """The hour of the lift that was announced ahead of it, if any was."""
    ends_at: datetime = field(init=False)
    _calendar: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _resent: set[int] = field(default_factory=set)
    _signed: set[tuple[int, int]] = field(default_factory=set)
    """The drafts and the requests to sign that somebody has pressed under, heard or not."""
    _lifting: Message | None = None

    def __post_init__(self) -> None:
        self.began_at = self.stage.clock.now()
        self.lift_at = self.began_at + 2 * DAY + timedelta(hours=self.chance.randint(2, 12))
        self.ends_at = self.lift_at + timedelta(hours=40)
        self.turns_red = self.chance.random() < 0.3
        # It is separate, so that seeds that once failed still play what they played then.
        self._whims = random.Random(str(self.ends_at))

    def at(self, when: datetime, deed: Deed) -> None:
        heapq.heappush(self._calendar, (when, next(self._numbers), deed))

    def after(self, span: timedelta, deed: Deed) -> None:
        self.at(self.stage.clock.now() + span, deed)

    async def play(self) -> None:
        self._write_calendar()
        await self.stage.rise()
        while self._calendar:
            when, _, deed = heapq.heappop(self._calendar)
            await self.stage.advance_until(max(when, self.stage.clock.now()))
            await deed()
            await self.stage.settle()
        await self._end()

    async def _end(self) -> None:
        # The troubles are over, and what is still to come has a quiet day to come in.
        self.stage.doom = None
        self.stage.world.faults.clear()
        await self.stage.back()
        await self.stage.advance_until(max(self.ends_at, self.stage.clock.now() + 2 * HOUR))
        if not self.stage.alive:
            await self.stage.rise()
        await self.stage.advance_until(self.stage.clock.now() + timedelta(hours=25))

    def _write_calendar(self) -> None:
        chance, start = self.chance, self.began_at
        self.at(start, partial(self._order, "/warn orange 2026-12-01T09:00 72h PM2.5"))
        if self.turns_red:
            red = partial(self._order, "/adjust red 2026-12-02T18:00 48h PM2.5")
            self.at(start + DAY + timedelta(hours=chance.randint(6, 8)), red)
        for hours in (0, 4, 8):
            self.at(self.lift_at + hours * HOUR, self._lift)
        for hours in range(1, int((self.ends_at - start) / HOUR), 2):
            self.at(start + hours * HOUR, self._send_again)
        for agency in self.stage.cast.groups:
            self._write_receipts(agency)
            for day in (1, 2):
                self._write_report(agency, start + day * DAY + 10 * MINUTE, 16)
            self._write_report(agency, self.lift_at + HOUR, 30)

    def _write_receipts(self, agency: str) -> None:
        # An agency confirms quickly, late or never, and looks again when there may be a new order.
        patience = self.chance.choice([2, 5, 10, 20, 40, None])
        if patience is None:
            return
        for hours in (0.5, 7.5, 31, 34):
            when = self.began_at + timedelta(hours=hours) + patience * MINUTE
            self.at(when, partial(self._confirm, agency, 5))

    def _write_report(self, agency: str, morning: datetime, latest: int) -> None:
        hours = self.chance.choice([0.2, 1, 2.5, 3.7, 4.5, 6, 10, latest, None, None])
        if hours is not None:
            when = morning + timedelta(hours=hours)
            self.at(when, partial(self.report, agency, morning, 10))
        if self._whims.random() < 0.4:
            when = morning + timedelta(hours=self._whims.choice([0.1, 2, 3.6, 4.2, 7]))
            self.at(when, partial(self._stall, agency, morning))

    # The office

    async def _order(self, line: str) -> None:
        self._see_through(self._say(line))

    def _say(self, line: str) -> Message:
        cast = self.stage.cast
        return self.stage.world.say(cast.staff, cast.office, line)

    def _see_through(self, said: Message) -> None:
        self.after(MINUTE, partial(self._push, said, TRIES))

    async def _lift(self) -> None:
        groups = self.stage.cast.groups.values()
        said = [original(it) for group in groups for it in self._bot_messages(group)]
        if not any(is_lift(text) for text in said):
            # The lift may be refused because another draft had not been signed yet. If that is the
            # draft of the first try, it is the one to finish, as the bot says.
            lifting = self._say("/lift 空气质量改善，预计持续36小时以上")
            self._lifting = self._lifting or lifting
            self._see_through(self._lifting)

    async def _push(self, since: Message, tries: int) -> None:
        """Press whatever waits to be confirmed or signed, and look again a while later."""
        cast = self.stage.cast
        pressed = {self._press(cast.staff, cast.office, *ON_THE_WAY, since=since)}
        for approver in (cast.director, cast.deputy_commander, cast.commander):
            pressed.add(self._press(approver, cast.private(approver), *SIGN))
        news = {(it.chat.id, it.message_id) for it in pressed if it} - self._signed
        self._signed |= news
        if tries:
            # The bot may be down for longer than anybody looks at a phone: whoever presses in vain,
            # every few minutes, has given up before it is back.
            soon = news or tries > TRIES - 8
            wait = (3 if soon else 20) * MINUTE
            self.after(wait, partial(self._push, since, tries - 1))

    async def _send_again(self) -> None:
        # The bot asks the office to send again what it has given up.
        cast = self.stage.cast
        for message in self._bot_messages(cast.office):
            given_up = any(button.text == RESEND for button in message.buttons())
            if given_up and message.message_id not in self._resent:
                self._resent.add(message.message_id)
                self.stage.world.press(cast.staff, message, label=RESEND)

    # The agencies

    async def _confirm(self, agency: str, tries: int) -> None:
        group, liaison = self.stage.cast.groups[agency], self.stage.cast.liaisons[agency]
        if self._press(liaison, group, RECEIPT) and tries:
            self.after(4 * MINUTE, partial(self._confirm, agency, tries - 1))

    async def report(self, agency: str, morning: datetime, tries: int) -> None:
        """Reply with a report to whatever asks for it, be it the prompt, a nudge or a slip."""
        group, liaison = self.stage.cast.groups[agency], self.stage.cast.liaisons[agency]
        asking = self._asking(agency, morning)
        if not asking or not group.has(self.stage.cast.bot):
            if tries:
                self.after(25 * MINUTE, partial(self.report, agency, morning, tries - 1))
            return
        asked = self.chance.choice(asking)
        text = f"报送第{len(self.reports) + 1}号：已出动检查组{self.chance.randint(2, 9)}个。"
        said = self.stage.world.say(liaison, group, text, reply_to=asked)
        self.reports.append(Said(agency, matter_of(original(asked)), said, text))
        if self.chance.random() < 0.25:
            self.after(20 * MINUTE, partial(self._amend, said, text))

    async def _stall(self, agency: str, morning: datetime) -> None:
        """Reply, to gain time, to whatever asks, as long as nothing was reported yet."""
        group, liaison = self.stage.cast.groups[agency], self.stage.cast.liaisons[agency]
        asking = self._asking(agency, morning)
        if not asking or not group.has(self.stage.cast.bot):
            return
        matter = matter_of(original(asking[-1]))
        if all((said.agency, said.matter) != (agency, matter) for said in self.reports):
            text = self._whims.choice(STALLING)
            said = self.stage.world.say(liaison, group, text, reply_to=asking[-1])
            self.stalled.append(Said(agency, matter, said, text))

    def _asking(self, agency: str, morning: datetime) -> list[Message]:
        return [
            message
            for message in self._bot_messages(self.stage.cast.groups[agency])
            if message.date >= morning - HOUR
            and ANSWER_HERE in original(message)
            # What an exercise asks for is answered in it, and may be over by now.
            and not original(message).startswith(HEAD)
            and matter_of(original(message))
        ]

    async def _amend(self, said: Message, text: str) -> None:
        if said.chat.migrated_to is None:
            self.stage.world.edit(said, f"{text}另有1处整改。")

    # What both do it with

    def _press(
        self, person: Person, chat: Chat, *labels: str, since: Message | None = None
    ) -> Message | None:
        """Press on the newest message that has one of these buttons; return it, if any has one."""
        for message in reversed(self._bot_messages(chat)):
            if since is not None and message.message_id < since.message_id:
                return None
            done = "✅ 已收到" in message.text
            offered = [button.text for button in message.buttons() if button.text in labels]
            if offered and not done:
                self.stage.world.press(person, message, label=offered[0])
                return message
        return None

    def _bot_messages(self, chat: Chat) -> list[Message]:
        if chat.migrated_to is not None:
            return []
        return [
            message
            for message in chat.messages
            if isinstance(message.sender, Bot) and not message.is_service
        ]


def is_lift(text: str) -> bool:
    first = text.partition("\n")[0]
    # To take back a lift that was announced ends nothing, and is confirmed like any order.
    return "撤回" not in first and any(words in first for words in LIFTED)


def matter_of(text: str) -> str:
    """Return what a message asks for, as its first line says."""
    for line in text.splitlines():
        for mark in ("请抓紧报送", "请报送", "请补报"):
            if mark in line:
                return line.partition(mark)[2]
    return ""
