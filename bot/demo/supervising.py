"""The supervision of the story: an inspection is convened, a problem found, told of and listed."""

from dataclasses import dataclass
from datetime import timedelta

from bot.demo.desk_work import StoryError
from bot.demo.paperwork import PaperTrail
from bot.demo.sayings import say
from sandbox import Message

TIME_TO_PUT_RIGHT = timedelta(hours=6)


@dataclass(slots=True)
class Supervising(PaperTrail):
    async def inspection_convened(self) -> None:
        """Where the plan wants one, its notice stands ready with the order."""
        words = self.words.plain
        title, confirm = words("convening_title_issue"), words("button_confirm")
        if self.offering(self.cast.office, confirm, title) is not None:
            await self.press_in_office(confirm, about=title)

    async def problem_found(self) -> None:
        """A problem is filed from the field and given to two bodies to put right."""
        await self.say_in_office("story_problem")
        await self.press_in_office(self.words.plain("button_problem_weighty", marked=False))
        await self.press_in_office(self.words.plain("button_problem_assign"))
        await self.answer("story_problem_bodies")
        await self.press_in_office(self.words.plain("problem_button_task"))
        due_at = self.rehearsal.clock.now().astimezone(self.plan.tz) + TIME_TO_PUT_RIGHT
        await self.answer("story_problem_due", due=f"{due_at:%Y-%m-%d %H:%M}")
        await self.press_in_office(self.words.plain("button_confirm"))

    async def bulletin_issued(self) -> None:
        """Nobody has put it right in time, and all bodies read of it."""
        await self.say_in_office("story_bulletin")
        await self.press_in_office(self.words.plain("bulletin_button_all_problems", count=1))
        await self.press_in_office(self.words.plain("bulletin_button_text"))
        await self.press_in_office(self.words.plain("choice_button_all"))
        await self.press_first()
        await self.press_in_office(self.words.plain("button_confirm"))

    async def problem_listed(self) -> None:
        """The key problem comes under listed supervision, with somebody who follows it up."""
        await self.press_in_office(self.words.plain("button_problem_list"))
        await self.press_first()
        await self.answer("story_listing")
        await self.give(self.plan.chains.listing)

    async def say_in_office(self, key: str) -> None:
        self.cast.world.say(self.cast.staff, self.cast.office, say(key, self.words.locale))
        await self.rehearsal.settle()

    async def press_first(self) -> None:
        """Press the first that the newest question of the office offers, the shortest limit."""
        asked = self._asked()
        await self.press(self.cast.staff, asked, asked.buttons()[0].text)

    async def answer(self, key: str, **facts: str) -> None:
        """Answer the newest question of the office by a reply."""
        asked = self._asked()
        said = say(key, self.words.locale, **facts)
        self.cast.world.say(self.cast.staff, self.cast.office, said, reply_to=asked)
        await self.rehearsal.settle()

    def _asked(self) -> Message:
        said = (one for one in reversed(self.cast.office.messages) if one.sender is self.cast.bot)
        if (asked := next(said, None)) is None:
            raise StoryError(say("story_unfinished", self.words.locale))
        return asked
