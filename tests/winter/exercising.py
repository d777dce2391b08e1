"""Plays the exercise that an office holds before the season: planned, signed, played, commented."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from bot.demo.cast import Cast
from office.plan.model import Plan
from sandbox import Chat, World
from tests.faults import phone
from tests.winter.diary import Diary

ASKED_BY_THE_CALENDAR, HOLD_IT = "采暖期前应急演练", "开展演练"
SEASON_OPEN, DECLARE = "起止未宣布", "宣布采暖期起止"
CONFIRM = "这是演练，确认发布"
COMMENT_HERE = "直接回复本条"
LOOK_EVERY = 7
"""Minutes between two looks at the card of an exercise, while it lasts."""
LOOKS = 60
HOUR, WAITS = 60, 7 * 24
ACTS = 40
"""After so many looks it is ended, whatever is left of it."""


@dataclass
class Exercising:
    plan: Plan
    cast: Cast
    world: World
    diary: Diary
    chance: random.Random
    season: tuple[date, date]
    pause_at: int
    """The look at which it is paused until the next."""
    held: bool = False
    """Whether it was held to its end, and its report came."""

    def plan_eve(self, began_at: datetime) -> None:
        """Declare the season where the plan goes by one, and hold the exercise some days later."""
        first = datetime.combine(began_at.date(), time(9), tzinfo=self.plan.tz) + timedelta(days=1)
        if self.plan.seasons:
            self.diary.at(first, partial(self._say, "/season"))
            self.diary.at(first + timedelta(minutes=5), self._declare)
            self.diary.at(first + timedelta(minutes=10), self._write_season)
            self.diary.at(first + timedelta(minutes=15), self._confirm_season)
        begins = first + timedelta(days=self.chance.randint(4, 6))
        drafted = begins - timedelta(days=2, minutes=self.chance.randrange(30))
        self.diary.at(drafted, partial(self._draft, begins))

    # The season

    def _declare(self) -> None:
        if asked := phone.find(self._office, SEASON_OPEN, button=DECLARE):
            phone.press(self.world, self.cast.staff, asked, DECLARE)

    def _write_season(self) -> None:
        if asked := phone.find(self._office, "写明采暖期起止日期"):
            first, last = (f"{day.year}年{day.month}月{day.day}日" for day in self.season)
            said = f"{first}至{last}"
            self.world.say(self.cast.staff, self._office, said, reply_to=asked)

    def _confirm_season(self) -> None:
        if asked := phone.find(self._office, "请核对", button="确认宣布"):
            phone.press(self.world, self.cast.staff, asked, "确认宣布")

    # The exercise

    def _draft(self, begins: datetime) -> None:
        """Press the button of the calendar that asks for it, or write a line."""
        asked = phone.find(self._office, ASKED_BY_THE_CALENDAR, button=HOLD_IT)
        if asked is not None:
            phone.press(self.world, self.cast.staff, asked, HOLD_IT)
            self.diary.after(2, partial(self._choose, "节奏", "压缩"))
            self.diary.after(
                6, partial(self._choose, "开始时间", f"{begins.month}月{begins.day}日")
            )
        else:
            self._say(f"/drill 黄色 {begins.month}月{begins.day}日9时 压缩")
        self.diary.after(12, self._submit)
        self.diary.after(HOUR, partial(self._wait, WAITS))

    def _choose(self, what: str, which: str) -> None:
        if card := phone.find(self._office, "拟开展", button=what):
            phone.press(self.world, self.cast.staff, card, what)
            self.diary.after(2, partial(self._take, which))

    def _take(self, which: str) -> None:
        # The card that offers them is the one that was there before.
        if card := phone.find(self._office, "请选择", button=which):
            phone.press(self.world, self.cast.staff, card, which)

    def _submit(self) -> None:
        if card := phone.find(self._office, "拟开展", button="提交审批"):
            phone.press(self.world, self.cast.staff, card, "提交审批")

    def _wait(self, waits: int) -> None:
        """It begins by itself at the hour that was signed."""
        if phone.find(self._office, "进行中", button="下一步"):
            self._look(1)
        elif waits:
            # A bot that lies dead hears no press.
            self._submit()
            self.diary.after(HOUR, partial(self._wait, waits - 1))

    def _look(self, look: int) -> None:
        """Press whatever the exercise waits for, and let a next act begin now and then."""
        office, staff = self._office, self.cast.staff
        if draft := phone.find(office, "（演练）", button=CONFIRM):
            phone.press(self.world, staff, draft, CONFIRM)
        if sure := phone.find(office, "确认结束", button="确认结束"):
            phone.press(self.world, staff, sure, "确认结束")
        elif card := phone.find(office, "暂停", button="继续"):
            phone.press(self.world, staff, card, "继续")
        elif card := phone.find(office, "进行中", button="下一步"):
            label = self._next_label(look)
            if label:
                phone.press(self.world, staff, card, label)
        if asked := phone.find(office, COMMENT_HERE):
            self.world.say(staff, office, "审签偏慢，宜提前预告", reply_to=asked)
            self._let_bodies_comment()
            self.held = True
        elif look < LOOKS:
            self.diary.after(LOOK_EVERY, partial(self._look, look + 1))

    def _next_label(self, look: int) -> str:
        if look == self.pause_at:
            return "暂停"
        return self.chance.choice(["下一步", "结束"] if look > ACTS else ["下一步", ""])

    def _let_bodies_comment(self) -> None:
        for body, liaison in self.cast.liaisons.items():
            asked = phone.find(self.cast.group(body), COMMENT_HERE)
            is_there = asked is not None and asked.chat.has(liaison)
            if asked is not None and is_there and self.chance.random() < 0.4:
                self.world.say(liaison, asked.chat, "督导组名单下发偏晚", reply_to=asked)

    def _say(self, text: str) -> None:
        self.world.say(self.cast.staff, self._office, text)

    @property
    def _office(self) -> Chat:
        return self.cast.office_group()
