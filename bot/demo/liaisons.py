"""Scripted liaisons: each reads its group as a person would and answers in its own manner."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.demo.cast import Cast
from bot.demo.pictures import picture
from messages.render import Words
from sandbox.chats import Chat
from sandbox.files import Upload
from sandbox.journal import Event, What
from sandbox.messages import Message
from sandbox.people import Bot, Person


@dataclass(frozen=True, slots=True)
class Character:
    """How a liaison behaves; no delay means that it never happens."""

    receipt_after: timedelta | None = timedelta(minutes=2)
    report_after: timedelta | None = timedelta(minutes=40)
    """After the prompt of a report."""
    photos: int = 0
    edits: bool = False
    asks_for_time_after: timedelta | None = None


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


PROMPT = Character()
PHOTOGRAPHER = Character(receipt_after=minutes(4), report_after=minutes(65), photos=3)
CORRECTOR = Character(receipt_after=minutes(6), report_after=minutes(90), edits=True)
BUSY = Character(receipt_after=minutes(9), report_after=minutes(215))
CHASED = Character(receipt_after=minutes(21), report_after=minutes(120))
LATE = Character(report_after=minutes(300))
SILENT = Character(report_after=None)
PLEADER = Character(report_after=minutes(500), asks_for_time_after=minutes(170))

EVERYDAY = (PROMPT, PHOTOGRAPHER, PROMPT, CORRECTOR, BUSY)


@dataclass(order=True, slots=True)
class Deed:
    at: datetime
    number: int
    do: Callable[[], None] = field(compare=False)


class Liaisons:
    """All scripted liaisons: they notice messages and act when the clock reaches their time."""

    def __init__(self, cast: Cast, words: Words, special: dict[str, Character]) -> None:
        self._cast = cast
        self._receipt = words.plain("button_receipt")
        self._more_time = words.plain("button_delay")
        self._closing = words.plain("matter_closing")
        self._manner = dict(_manners(cast, special))
        self._by_chat = {chat.id: agency for agency, chat in cast.groups.items()}
        self._deeds: list[Deed] = []
        self._numbers = count()
        self._reported: set[str] = set()
        cast.world.log.listeners.append(self._heard)

    def next_at(self) -> datetime | None:
        return self._deeds[0].at if self._deeds else None

    def act(self, now: datetime) -> int:
        """Do what is due; returns how many deeds that were."""
        done = 0
        while self._deeds and self._deeds[0].at <= now:
            heapq.heappop(self._deeds).do()
            done += 1
        return done

    def _heard(self, event: Event) -> None:
        message = event.subject
        if event.what is not What.SENT or not isinstance(message, Message):
            return
        agency = self._by_chat.get(message.chat.id)
        if agency is None or not isinstance(message.sender, Bot):
            return
        self._notice(agency, message, event.at)

    def _notice(self, agency: str, message: Message, now: datetime) -> None:
        if message.force_reply:
            self._later(now, minutes(1), lambda: self._plead(agency, message))
        elif message.reply_to is not None:
            return  # a chase: it repeats what a person has read already
        elif _offer(message, self._receipt):
            delay = self._manner[agency].receipt_after
            self._later(now, delay, lambda: self._press(agency, message, self._receipt))
        elif matter := _offer(message, self._more_time):
            self._asked_to_report(agency, message, matter, now)

    def _asked_to_report(self, agency: str, message: Message, matter: str, now: datetime) -> None:
        """One answer to each matter: the slips about it offer the same button as its prompt."""
        if matter in self._reported:
            return
        self._reported.add(matter)
        manner = self._manner[agency]
        # A peculiar liaison is so once; the next day it has learnt.
        self._manner[agency] = EVERYDAY[0] if manner not in EVERYDAY else manner
        self._later(
            now, manner.asks_for_time_after, lambda: self._press(agency, message, self._more_time)
        )
        self._later(now, manner.report_after, lambda: self._report(agency, message, manner))

    def _later(self, now: datetime, delay: timedelta | None, do: Callable[[], None]) -> None:
        if delay is not None:
            heapq.heappush(self._deeds, Deed(now + delay, next(self._numbers), do))

    def _press(self, agency: str, message: Message, label: str) -> None:
        if _offer(message, label):
            self._cast.world.press(self._who(agency), message, label=label)

    def _plead(self, agency: str, message: Message) -> None:
        reason = "下乡核查散煤，材料尚在汇总，申请延至今日18时报送。"
        self._cast.world.say(self._who(agency), self._chat(agency), reason, reply_to=message)

    def _report(self, agency: str, prompt: Message, manner: Character) -> None:
        world, who, chat = self._cast.world, self._who(agency), self._chat(agency)
        texts = CLOSING_REPORTS if self._closing in prompt.text else REPORTS
        words = texts[sum(map(ord, agency)) % len(texts)]
        if manner.photos:
            photos = [Upload(picture(index), f"{index}.png") for index in range(manner.photos)]
            world.send_album(who, chat, photos, caption=words, reply_to=prompt)
            return
        said = world.say(who, chat, words, reply_to=prompt)
        if manner.edits:
            self._later(
                world.now(),
                minutes(5),
                lambda: world.edit(said, words + "（补充：夜间复查2家，无异常。）"),
            )

    def _who(self, agency: str) -> Person:
        return self._cast.liaisons[agency]

    def _chat(self, agency: str) -> Chat:
        chat = self._cast.groups[agency]
        return chat.migrated_to or chat


def _offer(message: Message, label: str) -> str:
    """The data of the button with this label; empty where there is none."""
    found = (button.callback_data for button in message.buttons() if label in button.text)
    return next(found, None) or ""


def _manners(cast: Cast, special: dict[str, Character]) -> Iterator[tuple[str, Character]]:
    for index, agency in enumerate(cast.groups):
        yield agency, special.get(agency, EVERYDAY[index % len(EVERYDAY)])


REPORTS = (
    "昨日派出检查组4个、12人次，检查点位9处，发现问题2个，均已当场整改。",
    "昨日按预案落实本单位措施，派出人员8人次，未发现异常。",
    "昨日督促责任单位6家落实减排措施，抽查3家，执行到位，现场照片已留存。",
    "昨日巡查辖区和责任点位5处，劝导整改3处，今日复查。",
    "昨日值班值守正常，应急措施全部落实，无其他需报告事项。",
)
CLOSING_REPORTS = (
    "本次响应期间共出动检查组12个、40人次，检查点位31处，发现问题5个，均已整改。",
    "本次响应期间本单位各项措施执行到位，未发生突发情况，建议完善夜间巡查安排。",
    "本次响应期间督促责任单位18家落实减排措施，抽查9家，执行到位。",
)
