"""Plays an exercise beside an episode: planned, signed, played act by act, commented on."""

import random
from datetime import timedelta
from functools import partial

from sandbox import Message
from tests.faults import phone
from tests.faults.episode import HOUR, MINUTE, SIGN, Episode
from tests.faults.words import HEAD

CONFIRM = "这是演练，确认发布"
RECEIPT, ISSUED = "收到", "演练·昌污指预"
ASKED_FOR_COMMENTS = "直接回复本条"
REAL_ONE = "正式预警"
BEGINS_AT = "12月2日9时"
ROUNDS = 60
"""How often the office looks at its screen while the exercise lasts, every six minutes."""


class Exercising:
    def __init__(self, episode: Episode, chance: random.Random) -> None:
        self.episode, self.chance = episode, chance
        self.world, self.cast = episode.stage.world, episode.stage.cast
        self.comments: list[Message] = []
        self.patience = {
            body: chance.choice([3, 20, 50, None]) for body in sorted(self.cast.groups)
        }

    def plan(self) -> None:
        episode, start = self.episode, self.episode.began_at
        for hours in (2, 5):
            episode.at(start + hours * HOUR, self._draft)
        # 9:00 of the second day, an hour after the prompts of the real alert.
        begins = start + timedelta(days=1, hours=1)
        episode.at(begins + 10 * MINUTE, partial(self._look, ROUNDS))
        for body, patience in self.patience.items():
            if patience is not None:
                when = begins + timedelta(minutes=20 + patience)
                episode.at(when, partial(self._confirm, body, 8))
            if self.chance.random() < 0.7:
                when = begins + timedelta(minutes=self.chance.choice([65, 80, 110]))
                episode.at(when, partial(self._report, body, 4))
        # Whoever speaks of an end is asked which alert is meant, while both are open.
        for half_hours in range(48, int((episode.ends_at - start) / HOUR) * 2):
            episode.at(start + half_hours * 30 * MINUTE, self._say_that_it_is_real)

    async def _draft(self) -> None:
        if phone.find(self.cast.office, "应急演练") is None:
            self.world.say(self.cast.staff, self.cast.office, f"/drill 黄色 {BEGINS_AT} 压缩")
        self.episode.after(MINUTE, partial(self._submit, 10))

    async def _submit(self, tries: int) -> None:
        if card := phone.find(self.cast.office, button="提交审批"):
            phone.press(self.world, self.cast.staff, card, "提交审批")
        self._sign()
        if tries:
            self.episode.after(10 * MINUTE, partial(self._submit, tries - 1))

    def _sign(self) -> None:
        private = self.cast.private(self.cast.director)
        for act in SIGN:
            if asked := phone.find(private, "演练", button=act):
                phone.press(self.world, self.cast.director, asked, act)

    async def _look(self, rounds: int) -> None:
        """Press whatever the exercise waits for, and let a next act begin now and then."""
        office, staff = self.cast.office, self.cast.staff
        if draft := phone.find(office, "（演练）", button=CONFIRM):
            phone.press(self.world, staff, draft, CONFIRM)
        self._sign()
        if sure := phone.find(office, "确认结束", button="确认结束"):
            phone.press(self.world, staff, sure, "确认结束")
        elif card := phone.find(office, "暂停", button="继续"):
            phone.press(self.world, staff, card, "继续")
        elif card := phone.find(office, "进行中", button="下一步"):
            label = "结束" if rounds < ROUNDS // 2 else self.chance.choice(["下一步", "暂停", ""])
            if label:
                phone.press(self.world, staff, card, label)
        if ended := phone.find(office, ASKED_FOR_COMMENTS):
            self._comment(ended)
        elif rounds:
            self.episode.after(6 * MINUTE, partial(self._look, rounds - 1))

    def _comment(self, asked: Message) -> None:
        said = self.world.say(self.cast.staff, self.cast.office, "审签偏慢", reply_to=asked)
        self.comments.append(said)
        for body, group in sorted(self.cast.groups.items()):
            question = phone.find(group, ASKED_FOR_COMMENTS)
            if question is not None and self.chance.random() < 0.6:
                words = f"第{len(self.comments)}条意见：通知及时"
                liaison = self.cast.liaisons[body]
                self.comments.append(self.world.say(liaison, group, words, reply_to=question))

    async def _confirm(self, body: str, tries: int) -> None:
        group, liaison = self.cast.groups[body], self.cast.liaisons[body]
        told = phone.find(group, ISSUED, button=RECEIPT)
        if told is not None and group.has(self.cast.bot):
            phone.press(self.world, liaison, told, RECEIPT)
        elif tries:
            self.episode.after(10 * MINUTE, partial(self._confirm, body, tries - 1))

    async def _report(self, body: str, tries: int) -> None:
        group, liaison = self.cast.groups[body], self.cast.liaisons[body]
        asked = phone.find(group, HEAD.strip(), "请报送12月2日")
        if asked is not None and group.has(self.cast.bot):
            text = f"演练报送：出动检查组{self.chance.randint(2, 9)}个。"
            self.world.say(liaison, group, text, reply_to=asked)
        elif tries:
            self.episode.after(15 * MINUTE, partial(self._report, body, tries - 1))

    async def _say_that_it_is_real(self) -> None:
        if asked := phone.find(self.cast.office, "请选是哪一个", button=REAL_ONE):
            phone.press(self.world, self.cast.staff, asked, REAL_ONE)
