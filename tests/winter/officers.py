"""Plays the people of one office: who brings the air and decides, and who signs."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.demo.cast import Cast
from office.plan.model import Plan
from sandbox import Message, Person, World
from tests.winter.diary import Diary
from tests.winter.habits import AGAIN, OFFICE, PRIVATE, Habit, first_fitting
from tests.winter.reading import label
from tests.winter.sky import DAY, HOUR, HOURS, Sky
from tests.winter.writing import asked_by_word_of_mouth, filled

PROBLEM_ON_A_DAY, FILED_AGAIN = 0.1, 0.4
IS_AWAY_ON_A_DAY = 0.06
"""How often somebody lets another sign for a few days."""
MEETING_ON_A_DAY, TRAINING_ON_A_DAY = 0.2, 0.02
UNITS = ("东环路工地", "鑫源商砼", "河西砂石厂")
FOUL_ABOVE, NEXT_HOURS = 150, 36
WAITS_FOR_YOU, TO_SIGN = "待您以", "身份审签"
"""A reminder replies to what is to be signed, and has no buttons of its own."""
AT_MOST = 4
"""How often one button of one message is pressed: an edited card may offer it again."""


@dataclass
class Officers:
    plan: Plan
    cast: Cast
    world: World
    sky: Sky
    diary: Diary
    draws_by: str
    """Officers of one name draw alike."""
    pressed: Counter[tuple[int, int, str]] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    """Buttons that somebody read and had no habit for."""
    drawn: dict[tuple[int, int, Habit], bool] = field(default_factory=dict)
    """What is settled once for a message."""
    filed: dict[str, str] = field(default_factory=dict)
    """The units of the problems that were found, and the bodies that are charged with each."""
    away: dict[int, datetime] = field(default_factory=dict)
    """Who lets another sign, and until when: they sign only what they are reminded of."""
    looks: Counter[tuple[int, int]] = field(default_factory=Counter)
    chance: random.Random = field(init=False)
    """By it they bring what nobody asked for."""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.draws_by)

    @property
    def zone(self) -> ZoneInfo:
        return self.plan.tz

    # What they read

    def read_office(self, message: Message, _: bool) -> None:
        self._read(OFFICE, self.cast.staff, message)

    def read_private(self, person: Person, message: Message, _: bool) -> None:
        asked = message.reply_to if WAITS_FOR_YOU in message.text else None
        if asked is None and TO_SIGN in message.text and self.is_away(person):
            return
        self._read(PRIVATE, person, asked or message)

    def is_away(self, person: Person) -> bool:
        return self.world.now() < self.away.get(person.id, self.world.now())

    def _read(self, habits: tuple[Habit, ...], person: Person, message: Message) -> None:
        chance = self._chance_at(message)
        habit = first_fitting(habits, message, partial(self._draws, message, chance))
        if habit is None:
            self.left.update(one.text[:12] for one in message.buttons()[:1])
        elif habit.button:
            self._mean_to_press(habit, person, message, chance)
        elif self._means(message, habit.reply, 1):
            deed = partial(self._reply, person, message, habit.reply)
            self.diary.after(chance.uniform(*habit.minutes), deed)

    def _chance_at(self, message: Message) -> random.Random:
        """Each look at a message draws by itself, whichever of two messages comes first."""
        key = (message.chat.id, message.message_id)
        self.looks[key] += 1
        return random.Random(f"{self.draws_by} {key} {self.looks[key]}")

    def _draws(self, message: Message, chance: random.Random, habit: Habit) -> bool:
        if habit.when:
            return (habit.when == "foul") is self.is_foul()
        if habit.once:
            key = (message.chat.id, message.message_id, habit)
            return self.drawn.setdefault(key, chance.random() < habit.likely)
        return habit.likely >= 1 or chance.random() < habit.likely

    def is_foul(self) -> bool:
        return self.sky.is_foul(self.world.now(), NEXT_HOURS, FOUL_ABOVE)

    def _mean_to_press(
        self, habit: Habit, person: Person, message: Message, chance: random.Random
    ) -> None:
        if self._means(message, habit.button, 1 if habit.once else AT_MOST):
            deed = partial(self.press, person, message, habit.button)
            self.diary.after(chance.uniform(*habit.minutes), deed)

    def _means(self, message: Message, what: str, at_most: int) -> bool:
        """Whether it is meant to be done, which is counted."""
        key = (message.chat.id, message.message_id, what)
        self.pressed[key] += 1
        return self.pressed[key] <= at_most

    def press(self, person: Person, message: Message, begins: str) -> None:
        found = label(message, begins)
        if found and not message.deleted and message.chat.has(person):
            self.world.press(person, message, label=found)

    def _reply(self, person: Person, message: Message, text: str) -> None:
        if not message.deleted and message.chat.migrated_to is None:
            said = self._in_words(person, message, text) if text.startswith("{") else text
            self.world.say(person, message.chat, said, reply_to=message)

    def _in_words(self, person: Person, message: Message, what: str) -> str:
        """What is to be said where it depends on what is answered."""
        chance = self._chance_at(message)
        if what == "{bodies}":
            return self._charged_with(message, chance)
        if what == "{until}":
            until = self.world.now().astimezone(self.zone) + chance.randint(1, 3) * DAY
            self.away[person.id] = until.replace(hour=18, minute=0, second=0, microsecond=0)
            return f"{until:%m月%d日}18时"
        return filled(asked_by_word_of_mouth(message.text, self.plan), chance)[0]

    def _charged_with(self, message: Message, chance: random.Random) -> str:
        """Whoever is charged with a problem is so as well where it was filed again, as a rule."""
        unit = next((one for one in self.filed if one in message.text), "")
        if not self.filed.get(unit) or chance.random() < 0.3:
            found = chance.sample(self.plan.agencies, chance.randint(1, 2))
            self.filed[unit] = "、".join(one.short or one.name for one in found)
        return self.filed[unit]

    # What they bring

    def plan_day(self, day: date) -> None:
        """Write down when the air of this day is brought."""
        if self._something_is_up(day):
            self.diary.at(self._at(day, 16, 5), partial(self._forecast, day))
            self.diary.at(self._at(day, 9, 10), partial(self._measured, day))
        elif self.chance.random() < 0.7:
            self.diary.at(self._at(day, 16, 5), partial(self._forecast, day))
        for likely, hour, deed in (
            (IS_AWAY_ON_A_DAY, 9, self._go_away),
            (PROBLEM_ON_A_DAY, 11, self._file_a_problem),
            (MEETING_ON_A_DAY if self.is_foul() else TRAINING_ON_A_DAY, 10, self._convene),
        ):
            if self.chance.random() < likely:
                minute = self.chance.randrange(60)
                self.diary.at(self._at(day, hour, minute), partial(deed, day))

    def _something_is_up(self, day: date) -> bool:
        return self.sky.is_foul(self._at(day, 0, 0) - DAY, 7 * HOURS, 100) or any(
            one.kind.index[1] > FOUL_ABOVE and self._is_near(one.first, one.hours, day)
            for one in self.sky.spells
        )

    def _is_near(self, first: int, hours: int, day: date) -> bool:
        begins = datetime.combine(self.sky.begins, time(), tzinfo=self.zone) + first * HOUR
        noon = self._at(day, 12, 0)
        return begins - 5 * DAY <= noon <= begins + hours * HOUR + 3 * DAY

    def _file_a_problem(self, day: date) -> None:
        unit, again = f"{self.chance.choice(UNITS)}{day:%m%d}", ""
        if self.filed and self.chance.random() < FILED_AGAIN:
            unit, again = list(self.filed)[-1], AGAIN
        self.filed.setdefault(unit, "")
        line = f"/problem 地点：建设路；单位：{unit}；问题：{unit}未落实停工、苫盖措施{again}。"
        self.world.say(self.cast.staff, self.cast.office_group(), line)

    def _go_away(self, _: date) -> None:
        """Somebody who may lets another sign, or takes that back."""
        able = [one.id for one in self.plan.positions if one.delegates]
        if able:
            person = self.cast.holders[self.chance.choice(able)]
            self.world.say(person, self.cast.private(person), "/delegate")

    def _convene(self, day: date) -> None:
        line = (
            f"日调度 {day:%m月%d日}16:00" if self.is_foul() else f"培训 {day + DAY:%m月%d日}15:00"
        )
        self.world.say(self.cast.staff, self.cast.office_group(), f"/meeting {line} 三楼会议室")

    def _forecast(self, day: date) -> None:
        days = "\n".join(str(one) for one in self.sky.forecast(day))
        self.world.say(self.cast.staff, self.cast.office_group(), f"/forecast {days}")

    def _measured(self, day: date) -> None:
        until = self._at(day, 9, 0)
        since = until - timedelta(hours=24)
        values = self.sky.known(since, until)
        if not values:
            return
        line = f"/forecast 实况 {since:%Y-%m-%dT%H} {' '.join(values)}"
        self.world.say(self.cast.staff, self.cast.office_group(), line)

    def _at(self, day: date, hour: int, minute: int) -> datetime:
        return datetime.combine(day, time(hour, minute), tzinfo=self.zone)
