"""Plays a joint inspection in an episode: convened, a finding from the field, a team that may say
nothing of its days.
"""

import random
from datetime import timedelta
from functools import partial

from sandbox import Message
from storage.roster.chats import Chat, ChatRole
from tests.faults import phone
from tests.faults.episode import HOUR, MINUTE, Episode

TEAM = "special_group"
CONVENED, SUMMARY = "督导帮扶通知", "督导检查小结"
FOUND = "问题：延安路，某烧烤店，露天烧烤"
UNIT = "某烧烤店"


class Inspections:
    def __init__(self, episode: Episode, chance: random.Random) -> None:
        self.episode, self.chance = episode, chance
        self.world, self.cast = episode.stage.world, episode.stage.cast
        self.member = self.world.add_person("小郑")
        self.group = self.world.add_supergroup("专项小组群", [self.member])
        self.summed_up: list[Message] = []
        self.found: list[Message] = []

    async def enrol(self) -> None:
        """Bind the team's chat as its code would have done."""
        stage = self.episode.stage
        self.world.add_bot_to_group(self.group, self.cast.bot, by=self.member, admin=True)
        self.cast.bot.updates.drop_all()
        async with stage.database.deciding(stage.plan.jurisdiction) as session:
            session.add(
                Chat(
                    jurisdiction=stage.plan.jurisdiction,
                    chat_id=self.group.id,
                    role=ChatRole.TEAM,
                    agency=TEAM,
                    title=self.group.title,
                    bot_is_admin=True,
                    bound_at=stage.clock.now(),
                )
            )

    def plan(self) -> None:
        episode, chance, start = self.episode, self.chance, self.episode.began_at
        for half_hours in range(1, int((episode.lift_at - start) / HOUR) * 2):
            episode.at(start + half_hours * 30 * MINUTE, self._convene)
        if chance.random() < 0.7:
            when = start + timedelta(hours=chance.choice([3, 6, 20]))
            episode.at(when, partial(self._find, 6))
        for day in (1, 2, 3):
            # Most of the time it is silent.
            if chance.random() < 0.4:
                when = start + timedelta(days=day, hours=chance.choice([1.5, 2.5, 5]))
                episode.at(when, partial(self._sum_up, 6))

    async def _convene(self) -> None:
        draft = phone.find(self.cast.office, f"拟稿：{CONVENED}", button="确认发布")
        if draft is not None:
            phone.press(self.world, self.cast.staff, draft, "确认发布")

    async def _find(self, tries: int) -> None:
        notice = phone.find(self.group, CONVENED)
        if notice is not None:
            self.found.append(self.world.say(self.member, self.group, FOUND, reply_to=notice))
        elif tries:
            self.episode.after(2 * HOUR, partial(self._find, tries - 1))

    async def _sum_up(self, tries: int) -> None:
        asked = phone.find(self.group, SUMMARY)
        if asked is not None and self.episode.stage.clock.now() - asked.date < 12 * HOUR:
            text = f"第{len(self.summed_up) + 1}次小结：出动检查组2个，检查企业5家，问题均已交办。"
            self.summed_up.append(self.world.say(self.member, self.group, text, reply_to=asked))
        elif tries:
            self.episode.after(50 * MINUTE, partial(self._sum_up, tries - 1))
