"""Plays a consultation in an episode: opened, its boxes signed by whoever is quick, concluded."""

import random
from datetime import timedelta
from functools import partial

from sandbox import Chat, Message
from tests.faults import phone
from tests.faults.air import PROPOSED
from tests.faults.episode import HOUR, MINUTE, Episode

NOTICE = "会商通知"
CONFER = ("qixiang", "huanjing")
SAID = "预计未来三天AQI日均值150至210，首要污染物PM2.5，扩散条件差。"
WITHOUT = "监测站网络中断，数据以国控站点为准。"
CONCLUDED = "继续跟踪，明日上午再次会商。"
CHOICES = ("应急响应会商", "留空", "用通常内容")
LOOKS = 12


class Consulting:
    def __init__(self, episode: Episode, chance: random.Random) -> None:
        self.episode, self.chance = episode, chance
        self.world, self.cast = episode.stage.world, episode.stage.cast
        self.opened_at = episode.began_at + timedelta(hours=chance.choice([3, 7, 26, 29]))

    def plan(self) -> None:
        episode, chance = self.episode, self.chance
        episode.at(self.opened_at, self._open)
        for body in CONFER:
            hours = chance.choice([0.5, 1, 1, 2, 3.5, None])
            if hours is not None:
                when = self.opened_at + timedelta(hours=hours)
                episode.at(when, partial(self._sign, body, LOOKS))
        for quarters in range(20):
            episode.at(self.opened_at + 3 * HOUR + quarters * 15 * MINUTE, self._conclude)

    async def _open(self) -> None:
        card = phone.find(self.cast.office, PROPOSED, button="发起会商")
        if card is not None:
            phone.press(self.world, self.cast.second, card, "发起会商")
        else:
            self._say("/consult")
        self.episode.after(MINUTE, partial(self._choose, LOOKS * 2))

    async def _choose(self, looks: int) -> None:
        office = self.cast.office
        asked = phone.find(office, "会商", button="放弃")
        draft = phone.find(office, "拟稿：", "会商", button="确认发布")
        if draft is not None:
            phone.press(self.world, self.cast.second, draft, "确认发布")
        elif asked is not None:
            self._take_next(asked)
        elif looks == LOOKS and not any(self._told(body) for body in CONFER):
            self._say("/consult")
        if looks:
            self.episode.after(2 * MINUTE, partial(self._choose, looks - 1))

    def _take_next(self, asked: Message) -> None:
        labels = [button.text for button in asked.buttons()]
        wanted = [label for word in CHOICES for label in labels if label.startswith(word)]
        hours = [label for label in labels if "月" in label and ":" in label]
        for label in [*wanted, *hours][:1]:
            self.world.press(self.cast.second, asked, label=label)

    def _told(self, body: str) -> Message | None:
        return phone.find(self.cast.groups[body], NOTICE, button="填写意见")

    async def _sign(self, body: str, looks: int) -> None:
        group, liaison = self.cast.groups[body], self.cast.liaisons[body]
        told, card = self._told(body), phone.find(group, "会商意见", "请核对", button="签发")
        if card is not None:
            for _ in range(self.chance.choice([1, 2])):
                phone.press(self.world, liaison, card, "签发")
        elif told is not None and not phone.find(group, "会商意见已签发") and self._reaches(group):
            self.world.say(liaison, group, SAID, reply_to=told)
        if looks:
            self.episode.after(10 * MINUTE, partial(self._sign, body, looks - 1))

    def _reaches(self, group: Chat) -> bool:
        return group.migrated_to is None and group.has(self.cast.bot)

    async def _conclude(self) -> None:
        office, director = self.cast.office, self.cast.director
        acts: dict[str, phone.Act] = {
            "会商结论": _nothing_more,
            "不再等候的": partial(self._reply, WITHOUT),
            "条消息填写办公室意见": partial(self._reply, CONCLUDED),
            "📝 办公室意见": self._finish,
        }
        if put := phone.find(self.cast.private(director), "办公室意见", button="签发"):
            phone.press(self.world, director, put, "签发")
        elif not phone.act_on_newest(office, "", acts):
            filled = phone.find(office, button="填写办公室意见")
            if filled is not None:
                phone.press(self.world, self.cast.second, filled, "填写办公室意见")

    def _finish(self, own: Message) -> None:
        for word in ("送签", "继续跟踪研判"):
            if phone.press(self.world, self.cast.second, own, word):
                return

    def _say(self, text: str) -> None:
        self.world.say(self.cast.second, self.cast.office, text)

    def _reply(self, text: str, asked: Message) -> None:
        self.world.say(self.cast.second, self.cast.office, text, reply_to=asked)


def _nothing_more(concluded: Message) -> None:
    """Nobody writes to what is concluded."""
