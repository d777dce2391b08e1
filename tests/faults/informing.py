"""Plays what the public is told in an episode: who publishes says so, and the channel refuses."""

import random
from datetime import timedelta
from functools import partial

from storage.roster.chats import Chat, ChatRole
from tests.faults import phone
from tests.faults.episode import HOUR, MINUTE, Episode

PUBLISHER = "xuanchuan"
ASKED = "请向公众发布"


class Informing:
    def __init__(self, episode: Episode, chance: random.Random) -> None:
        self.episode, self.chance = episode, chance
        self.world, self.cast = episode.stage.world, episode.stage.cast
        self.channel = self.world.add_channel("昌吉发布", [self.cast.staff], username="changji_air")
        self.refuses = chance.random() < 0.5

    async def enrol(self) -> None:
        """Bind the channel as two people would have done."""
        stage = self.episode.stage
        self.world.add_bot_to_channel(self.channel, self.cast.bot, by=self.cast.staff)
        self.cast.bot.updates.drop_all()
        async with stage.database.deciding(stage.plan.jurisdiction) as session:
            session.add(
                Chat(
                    jurisdiction=stage.plan.jurisdiction,
                    chat_id=self.channel.id,
                    role=ChatRole.PUBLIC,
                    title=self.channel.title,
                    bot_is_admin=True,
                    bound_at=stage.clock.now(),
                )
            )

    def plan(self) -> None:
        episode, chance, start = self.episode, self.chance, self.episode.began_at
        hours = int((episode.ends_at - start) / HOUR)
        for hour in range(hours):
            if chance.random() < 0.5:
                span = timedelta(minutes=chance.choice([8, 20, 40, 55]))
                episode.at(start + hour * HOUR + span, self._publish)
        if self.refuses:
            for _ in range(chance.randint(1, 2)):
                begins = start + timedelta(hours=chance.choice([0, 0, 6, 20, 47, 50]), minutes=1)
                span = timedelta(minutes=chance.choice([10, 90, 300]))
                withheld = chance.choice([["can_post_messages"], ["can_edit_messages"]])
                episode.at(begins, partial(self._withhold, withheld))
                episode.at(begins + span, partial(self._withhold, []))

    async def _publish(self) -> None:
        group, liaison = self.cast.groups[PUBLISHER], self.cast.liaisons[PUBLISHER]
        if not group.has(self.cast.bot) or group.migrated_to is not None:
            return
        if asked := phone.find(group, ASKED, button="已发布"):
            for _ in range(self.chance.choice([1, 1, 2])):
                phone.press(self.world, liaison, asked, "已发布")
            self.episode.after(2 * MINUTE, self._say_where)

    async def _say_where(self) -> None:
        group, liaison = self.cast.groups[PUBLISHER], self.cast.liaisons[PUBLISHER]
        where = phone.find(group, "发布在何处")
        if where is not None and group.has(self.cast.bot):
            self.world.say(liaison, group, "昌吉发布公众号", reply_to=where)

    async def _withhold(self, rights: list[str]) -> None:
        self.world.allow(self.channel, self.cast.bot, withheld=rights)
