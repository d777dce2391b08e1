"""Plays a meeting in an episode: convened, answered in two ways or not at all, held."""

import random
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sandbox import CallbackQuery, Message
from tests.faults import phone
from tests.faults.episode import HOUR, MINUTE, Episode

CONVENED = "会议通知："
COMING, ON_LEAVE = "参会", "请假"
LEAVE = "请假，出差在外，由副局长老周代会"
LOOKS = 20


@dataclass(frozen=True, slots=True)
class Answered:
    """What a body said of whether it comes: a press or a reply."""

    agency: str
    word: str
    by: Message | CallbackQuery


class Meetings:
    def __init__(self, episode: Episode, chance: random.Random) -> None:
        self.episode, self.chance = episode, chance
        self.world, self.cast = episode.stage.world, episode.stage.cast
        self.answers: list[Answered] = []
        self.convened_at = episode.began_at + timedelta(hours=chance.choice([1, 7, 24, 30]))
        self.meets_at = (self.convened_at + 4 * HOUR).replace(minute=0, second=0, microsecond=0)

    def plan(self) -> None:
        episode, chance = self.episode, self.chance
        episode.at(self.convened_at, self._convene)
        for agency in sorted(self.cast.groups):
            for word in chance.choice([(COMING,), (COMING,), (ON_LEAVE,), (COMING, ON_LEAVE), ()]):
                span = timedelta(minutes=chance.choice([5, 20, 60, 130]))
                episode.at(self.convened_at + span, partial(self._answer, agency, word, 4))
            if chance.random() < 0.6:
                span = timedelta(minutes=chance.choice([-10, 2, 9]))
                episode.at(self.meets_at + span, partial(self._arrive, agency))
        if chance.random() < 0.7:
            episode.at(self.meets_at + 2 * HOUR, self._close)

    async def _convene(self) -> None:
        zone = self.episode.stage.plan.tz
        line = f"/meeting 日调度 {self.meets_at.astimezone(zone):%m月%d日%H:%M} 市政府301会议室"
        self.world.say(self.cast.staff, self.cast.office, line)
        self.episode.after(MINUTE, partial(self._push, line, LOOKS))

    async def _push(self, line: str, looks: int) -> None:
        draft = phone.find(self.cast.office, "拟稿：会议", button="确认发布")
        if draft is not None:
            phone.press(self.world, self.cast.staff, draft, "确认发布")
        elif looks == LOOKS // 2 and not phone.find(self.cast.office, "会议“"):
            self.world.say(self.cast.staff, self.cast.office, line)
        if looks:
            self.episode.after(3 * MINUTE, partial(self._push, line, looks - 1))

    async def _answer(self, agency: str, word: str, tries: int) -> None:
        group, liaison = self.cast.groups[agency], self.cast.liaisons[agency]
        told = phone.find(group, CONVENED, button=COMING)
        if told is None or not group.has(self.cast.bot):
            if tries:
                again = partial(self._answer, agency, word, tries - 1)
                self.episode.after(15 * MINUTE, again)
        elif word == COMING:
            query = self.world.press(liaison, told, label=COMING)
            self.answers.append(Answered(agency, word, query))
        else:
            said = self.world.say(liaison, group, LEAVE, reply_to=told)
            self.answers.append(Answered(agency, word, said))

    async def _arrive(self, agency: str) -> None:
        group = self.cast.groups[agency]
        if told := phone.find(group, "请准时参会", button="到会"):
            phone.press(self.world, self.cast.liaisons[agency], told, "到会")

    async def _close(self) -> None:
        if board := phone.find(self.cast.office, "会议", button="结束签到"):
            phone.press(self.world, self.cast.staff, board, "结束签到")
