"""Plays the air in an episode: forecasts and measurements, what the office makes of the proposals
that come of them, and a lift that is announced for a later hour.
"""

import random
from datetime import timedelta
from functools import partial

from sandbox import Message
from tests.faults import phone
from tests.faults.episode import DAY, HOUR, MINUTE, SIGN, Episode

PROPOSED = "研判建议："
NOT_YET = ("尚未采用", "尚未计入")
WORSE = ("310～340 PM2.5", "320～350 PM2.5", "220～260 PM2.5", "160～180 PM2.5")
REASON = "会商认为北风提前到达，污染不足一日"
CHANGED = "最新预报显示扩散条件转差"
LOOKS = 10


class Air:
    def __init__(self, episode: Episode, chance: random.Random) -> None:
        self.episode, self.chance = episode, chance
        self.world, self.cast = episode.stage.world, episode.stage.cast
        self.who, self.zone = self.cast.second, episode.stage.plan.tz
        self.effect_at = (episode.lift_at - 3 * HOUR).replace(minute=0, second=0, microsecond=0)
        self.announces, self.takes_back = chance.random() < 0.7, chance.random() < 0.4

    def plan(self) -> None:
        """Write down who brings which air when, and what the office does with the proposals."""
        episode, chance, start = self.episode, self.chance, self.episode.began_at
        for hours in sorted(chance.sample([2, 6, 22, 27, 30], chance.randint(1, 3))):
            episode.at(start + hours * HOUR, partial(self._forecast, chance.choice(WORSE)))
        if chance.random() < 0.7:
            when = start + timedelta(hours=chance.choice([25, 31]))
            episode.at(when, partial(self._measure, chance.choice([160, 230, 330])))
        for hours in (8, 33):
            if chance.random() < 0.6:
                episode.at(start + hours * HOUR, partial(self._draft_in_vain, LOOKS))
        if chance.random() < 0.8:
            episode.at(episode.lift_at - 11 * HOUR, partial(self._forecast, "优"))
        if self.announces:
            episode.announced_for = self.effect_at
            episode.at(episode.lift_at - 9 * HOUR, self._announce)
        # After the lift, foul air is to be answered anew, and the office does not.
        foul_at = episode.lift_at + 14 * HOUR
        episode.at(foul_at, partial(self._forecast, "210～260 PM2.5"))
        if chance.random() < 0.7:
            episode.at(foul_at + HOUR, partial(self._decline, LOOKS))

    # What is known of the air

    async def _forecast(self, air: str) -> None:
        today = self.episode.stage.clock.now().astimezone(self.zone).date()
        days = (today + timedelta(days=ahead) for ahead in range(1, 5))
        self._bring("\n".join(f"{day.month}月{day.day}日 {air}" for day in days))

    async def _measure(self, value: int) -> None:
        now = self.episode.stage.clock.now().astimezone(self.zone)
        values = " ".join([str(value)] * 24)
        self._bring(f"实况 {now - DAY:%Y-%m-%dT%H} {values}")

    def _bring(self, text: str) -> None:
        self.world.say(self.who, self.cast.office, f"/forecast {text}")
        self.episode.after(MINUTE, partial(self._confirm, LOOKS))

    async def _confirm(self, looks: int) -> None:
        shown = phone.find(self.cast.office, button="无误，采用")
        if shown is not None and any(words in shown.text for words in NOT_YET):
            # Whoever hears nothing presses again at once.
            for _ in range(self.chance.choice([1, 1, 2])):
                phone.press(self.world, self.who, shown, "无误，采用")
        if looks:
            self.episode.after(3 * MINUTE, partial(self._confirm, looks - 1))

    # What is proposed

    def _proposed(self, button: str) -> Message | None:
        return phone.find(self.cast.office, PROPOSED, button=button)

    async def _draft_in_vain(self, looks: int) -> None:
        """A proposal becomes a draft that is given up: the alert's course stays as it was."""
        card = self._proposed("拟稿")
        if card is not None:
            phone.press(self.world, self.who, card, "拟稿")
            self.episode.after(2 * MINUTE, partial(self._give_up, card, LOOKS))
        elif looks:
            self.episode.after(10 * MINUTE, partial(self._draft_in_vain, looks - 1))

    async def _give_up(self, card: Message, looks: int) -> None:
        for word in ("取消", "放弃"):
            draft = phone.find(self.cast.office, button=word)
            if draft is not None and draft.message_id > card.message_id:
                phone.press(self.world, self.who, draft, word)
        if looks:
            self.episode.after(3 * MINUTE, partial(self._give_up, card, looks - 1))

    async def _decline(self, looks: int) -> None:
        card = self._proposed("暂不启动")
        asked = phone.find(self.cast.office, "暂不启动", "的理由")
        if card is not None and asked is not None and asked.message_id > card.message_id:
            self.world.say(self.who, self.cast.office, REASON, reply_to=asked)
        elif card is not None:
            phone.press(self.world, self.who, card, "暂不启动")
        for word in SIGN:
            private = self.cast.private(self.cast.director)
            if signing := phone.find(private, "不启动", button=word):
                phone.press(self.world, self.cast.director, signing, word)
        if looks:
            self.episode.after(4 * MINUTE, partial(self._decline, looks - 1))

    # A lift for a later hour

    async def _announce(self) -> None:
        hour = self.effect_at.astimezone(self.zone)
        said = self.world.say(
            self.who,
            self.cast.office,
            f"/lift {hour.month}月{hour.day}日{hour.hour}时 预计空气质量改善并持续36小时",
        )
        self.episode.after(MINUTE, partial(self._see_announced, said, LOOKS))

    async def _see_announced(self, said: Message, looks: int) -> None:
        draft = phone.find(self.cast.office, "拟稿：解除", "将于", button="确认发布")
        if draft is not None and draft.message_id > said.message_id:
            # A draft that nobody confirmed in time is given up, so that others can be drawn up.
            phone.press(self.world, self.who, draft, "确认发布" if looks else "取消")
        if looks:
            self.episode.after(5 * MINUTE, partial(self._see_announced, said, looks - 1))
        elif self.takes_back:
            self.episode.after(HOUR, partial(self._take_back, LOOKS))

    async def _take_back(self, looks: int) -> None:
        asked = phone.find(self.cast.office, "拟撤回解除")
        draft = phone.find(self.cast.office, "拟稿：撤回解除", button="确认发布")
        announced = phone.find(self.cast.office, button="撤回解除")
        if draft is not None:
            phone.press(self.world, self.who, draft, "确认发布")
        elif announced is not None and asked is not None:
            self.world.say(self.who, self.cast.office, CHANGED, reply_to=asked)
        elif announced is not None:
            phone.press(self.world, self.who, announced, "撤回解除")
        if looks:
            self.episode.after(4 * MINUTE, partial(self._take_back, looks - 1))
