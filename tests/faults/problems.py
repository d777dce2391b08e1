"""Plays problems: filed, assigned, answered or not, returned, accepted, named, listed.

Everybody looks at the chat every few minutes and does what it asks for, as the bot may be down and
its answer may be late.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sandbox import Message, Person
from tests.faults import phone
from tests.faults.episode import HOUR, MINUTE, RECEIPT, SIGN, Episode, Said

UNITS = ("东环路工地", "鑫源商砼", "河西砂石厂")
TASK = "立即整改，书面报告整改落实情况"
ORDERED = "问题整改交办："
ACCEPTED = "已同意销号"
RETURNED = "退回补正："
LOOKS = 24
WHO_FOLLOWS = "王联络"


@dataclass
class Case:
    """One problem, as its finder and whoever is charged with it will act."""

    unit: str
    bodies: tuple[str, ...]
    names: str
    due_at: datetime
    on_site: bool
    returns: int
    """How often the office sends an answer back."""
    two_accept: bool
    """Two of the office press 同意销号 at once."""
    is_listed: bool
    returned: dict[str, int] = field(default_factory=dict)
    asked: str = ""
    """What the office was asked of it last."""
    answered: dict[str, int] = field(default_factory=dict)
    """The message that each body answered last."""


class Problems:
    def __init__(self, episode: Episode, chance: random.Random) -> None:
        self.episode, self.chance = episode, chance
        self.world, self.cast = episode.stage.world, episode.stage.cast
        self.at_work: Case | None = None
        """The problem that somebody of the office is assigning."""
        self.cases = [self._case(unit) for unit in UNITS[: chance.randint(1, len(UNITS))]]

    def _case(self, unit: str) -> Case:
        chance, agencies = self.chance, sorted(self.cast.groups)
        bodies = tuple(chance.sample(agencies, chance.randint(1, 2)))
        named = {one.id: one.short or one.name for one in self.episode.stage.plan.agencies}
        hours = chance.choice([8, 20, 26, 33])
        # Deadlines are told by the hour.
        due_at = (self.episode.began_at + hours * HOUR).replace(minute=0, second=0, microsecond=0)
        return Case(
            unit,
            bodies,
            "、".join(named[one] for one in bodies),
            due_at,
            on_site=chance.random() < 0.3,
            returns=chance.choice([0, 0, 1]),
            two_accept=chance.random() < 0.5,
            is_listed=chance.random() < 0.5,
        )

    def plan(self) -> None:
        """Write down when everybody does what."""
        episode, chance, start = self.episode, self.chance, self.episode.began_at
        for case in self.cases:
            filed_at = start + timedelta(hours=chance.uniform(0.3, 4))
            episode.at(filed_at, partial(self._file, case))
            for body in case.bodies:
                # Some answer quickly, some once a slip has come, some never.
                hours = chance.choice([2, 5, 12, 24, 40, None])
                if hours is not None:
                    when = filed_at + timedelta(hours=hours)
                    episode.at(when, partial(self._rectify, case, body, LOOKS))
            if case.is_listed:
                when = filed_at + timedelta(hours=chance.choice([3, 9, 20]))
                episode.at(when, partial(self._list, case, LOOKS))
        if chance.random() < 0.7:
            when = start + timedelta(hours=chance.choice([5, 8, 12, 24, 36]))
            episode.at(when, self._name_in_a_bulletin)
        for half_hours in range(2, int((episode.ends_at - start) / HOUR) * 2):
            episode.at(start + half_hours * 30 * MINUTE, self._look_round)

    # The office

    async def _file(self, case: Case) -> None:
        text = f"/problem 地点：建设路；单位：{case.unit}；问题：{case.unit}未落实停工、苫盖措施。"
        self._say(text)
        self.episode.after(2 * MINUTE, partial(self._assign, case, text, LOOKS))

    async def _assign(self, case: Case, text: str, looks: int) -> None:
        office = self.cast.office
        if not looks or phone.find(office, case.unit, "已发布") or self._is_assigned(case):
            self.at_work = None if self.at_work is case else self.at_work
            return
        if self.at_work not in (None, case):
            # To begin with another problem would leave the one that is being assigned.
            self.episode.after(3 * MINUTE, partial(self._assign, case, text, looks))
            return
        self.at_work = case
        acts: dict[str, phone.Act] = {
            "拟稿：问题整改": partial(self._press, "确认发布"),
            "请选整改时限": partial(
                self._reply, f"{case.due_at.astimezone(self._zone):%m月%d日%H时}"
            ),
            "请选整改要求": partial(self._press, TASK),
            "请选责任单位": partial(self._reply, case.names),
            "待交办": partial(self._begin_to_assign, case),
        }
        card = phone.find(office, case.unit, "待交办", button="交办")
        before, case.asked = case.asked, self._newest(case)
        if card is not None and case.asked == before:
            # Whoever begins with another problem has left this one, so it begins anew.
            self._begin_to_assign(case, card)
        elif not phone.act_on_newest(office, case.unit, acts) and looks == LOOKS // 2:
            # Nothing came of it: the bot may never have heard of it.
            self._say(text)
        wait = (3 if looks > LOOKS // 2 else 20) * MINUTE
        self.episode.after(wait, partial(self._assign, case, text, looks - 1))

    def _newest(self, case: Case) -> str:
        found = phone.find(self.cast.office, case.unit)
        return f"{found.message_id} {found.text}" if found else ""

    def _begin_to_assign(self, case: Case, card: Message) -> None:
        if case.on_site and phone.label(card, "须现场复核"):
            self._press("须现场复核", card)
        else:
            self._press("交办", card)

    def _is_assigned(self, case: Case) -> bool:
        groups = (self.cast.groups[body] for body in case.bodies)
        return any(phone.find(group, f"{ORDERED}{case.unit}") for group in groups)

    async def _look_round(self) -> None:
        """Whoever signs signs what waits, and the office looks at who applies for acceptance."""
        for signer in (self.cast.director, self.cast.commander):
            for word in SIGN:
                if asked := phone.find(self.cast.private(signer), "督办", button=word):
                    self.world.press(signer, asked, label=word)
                    break
        for case in self.cases:
            self._decide(case)

    def _decide(self, case: Case) -> None:
        wanted = phone.find(self.cast.office, case.unit, "申请：", button="同意销号")
        if wanted is None:
            return
        body = wanted.text.partition("：")[0]
        if case.returned.get(body, 0) < case.returns:
            self._press("退回整改", wanted)
            self.episode.after(MINUTE, partial(self._say_why, case, body, 4))
        elif "须复核后方可销号" in wanted.text:
            self._press("已现场复核", wanted)
        else:
            self._press("同意销号", wanted)
            if case.two_accept:
                phone.press(self.world, self.cast.second, wanted, "同意销号")

    async def _say_why(self, case: Case, body: str, tries: int) -> None:
        name = body.removeprefix("🔎 ")
        if asked := phone.find(self.cast.office, f"退回{name}", case.unit, "写明要补正什么"):
            self._reply("未附停工后照片。", asked)
            self.episode.after(MINUTE, partial(self._say_until, case, body, asked))
        elif tries:
            self.episode.after(3 * MINUTE, partial(self._say_why, case, body, tries - 1))

    async def _say_until(self, case: Case, body: str, asked: Message) -> None:
        question = phone.find(self.cast.office, "请选择补正时限")
        if question is None or question.message_id < asked.message_id or not question.buttons():
            return
        self.world.press(self.cast.staff, question, label=question.buttons()[0].text)
        case.returned[body] = case.returned.get(body, 0) + 1

    async def _list(self, case: Case, looks: int) -> None:
        office = self.cast.office
        if not looks or phone.find(office, case.unit, "挂牌督办", f"联络人{WHO_FOLLOWS}"):
            return
        asked = phone.find(office, "第一行写本办公室跟踪问题")
        card = phone.find(office, case.unit, button="挂牌督办")
        limits = phone.find(office, "挂牌督办：请选整改时限")
        if asked is not None and card is not None and asked.message_id > card.message_id:
            self._reply(WHO_FOLLOWS, asked)
        if limits is not None and (asked is None or asked.message_id < limits.message_id):
            self._press_first(limits)
        elif card is not None:
            self._press("挂牌督办", card)
        self.episode.after(10 * MINUTE, partial(self._list, case, looks // 2))

    async def _name_in_a_bulletin(self) -> None:
        said = self._say("/bulletin")
        self.episode.after(MINUTE, partial(self._write_bulletin, said, LOOKS))

    async def _write_bulletin(self, since: Message, looks: int) -> None:
        acts: dict[str, phone.Act] = {
            "拟稿：问题通报": partial(self._press, "确认发布"),
            "通报给哪些单位": partial(self._press, "全部单位"),
            "请选通报的开头": partial(self._press, "以下问题"),
            "通报哪些问题": self._choose_problems,
            "整改时限到何时": self._press_first,
        }
        if looks:
            phone.act_on_newest(self.cast.office, "", acts)
            wait = (3 if looks > LOOKS // 2 else 20) * MINUTE
            self.episode.after(wait, partial(self._write_bulletin, since, looks - 1))

    def _press_first(self, asked: Message) -> None:
        if asked.buttons():
            self.world.press(self.cast.staff, asked, label=asked.buttons()[0].text)

    def _choose_problems(self, asked: Message) -> None:
        unchosen = [button.text for button in asked.buttons() if button.text.startswith("昌污指问")]
        if unchosen and "✓" not in " ".join(button.text for button in asked.buttons()):
            self.world.press(self.cast.staff, asked, label=unchosen[0])
        else:
            self._press("选定", asked)

    # The bodies

    async def _rectify(self, case: Case, body: str, looks: int) -> None:
        """Answer what was asked last; then apply for acceptance, and look whether it came back."""
        group, liaison = self.cast.groups[body], self.cast.liaisons[body]
        if not looks or phone.find(group, case.unit, ACCEPTED):
            return
        self.episode.after(50 * MINUTE, partial(self._rectify, case, body, looks - 1))
        if group.migrated_to is not None or not group.has(self.cast.bot):
            return
        asking = self._asks(case, body)
        if asking is not None and case.answered.get(body) != asking.message_id:
            case.answered[body] = asking.message_id
            self._answer(case, body, liaison, asking)
        elif answer := phone.find(group, case.unit, button="申请销号"):
            phone.press(self.world, liaison, answer, "申请销号")

    def _asks(self, case: Case, body: str) -> Message | None:
        for message in phone.newest_first(self.cast.groups[body]):
            first = message.text.partition("\n")[0]
            returned = RETURNED in first and case.unit in first
            if returned or f"{ORDERED}{case.unit}" in first:
                return message
        return None

    def _answer(self, case: Case, body: str, liaison: Person, asking: Message) -> None:
        episode = self.episode
        phone.press(self.world, liaison, asking, RECEIPT)
        count = sum(said.matter == case.unit for said in episode.reports) + 1
        text = f"{case.unit}第{count}次整改：已责令停工，裸土已全部苫盖。"
        said = self.world.say(liaison, asking.chat, text, reply_to=asking)
        episode.reports.append(Said(body, case.unit, said, text))

    # What both do it with

    @property
    def _zone(self) -> ZoneInfo:
        return self.episode.stage.plan.tz

    def _say(self, text: str) -> Message:
        return self.world.say(self.cast.staff, self.cast.office, text)

    def _press(self, word: str, message: Message) -> None:
        phone.press(self.world, self.cast.staff, message, word)

    def _reply(self, text: str, message: Message) -> None:
        self.world.say(self.cast.staff, message.chat, text, reply_to=message)
