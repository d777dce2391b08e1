"""Plays one whole pollution episode by itself, from the first draft until all is filed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.sayings import say
from bot.demo.supervising import Supervising
from sandbox.files import StoredFile

A_WHILE = timedelta(minutes=30)
AT_MOST = timedelta(days=4)
"""So long the story waits for a step of the ladder before it gives up."""


@dataclass(slots=True)
class Story(Supervising):
    async def play(self) -> list[StoredFile]:
        """Return the files with which the office has filed it all in the end."""
        await self.controls_dispatched()
        await self.orange_alert()
        await self.inspected()
        await self.first_reports()
        await self.supervised()
        await self.upgrade_to_red()
        await self.referral_confirmed()
        await self.second_reports()
        await self.lift()
        await self.lift_form_signed()
        await self.closing_reports()
        return await self.wrapped_up()

    async def controls_dispatched(self) -> None:
        # Light pollution is forecast: everybody controls more strictly, in no colour.
        if self.plan.control is None:
            return
        await self._say("story_control")
        await self.press_in_office(self.words.plain("control_button_usual"))
        await self.press_in_office(self.words.plain("button_confirm"))
        await self.rehearsal.advance_to(self.rehearsal.clock.now() + A_WHILE)

    async def controls_ended(self) -> None:
        # The response takes their place; they end before anybody reports on them.
        close = self.words.plain("control_button_close")
        if self.offering(self.cast.office, close) is None:
            return
        await self.rehearsal.advance_to(self._day(0, 19))
        await self.press_in_office(close)
        await self.press_in_office(self.words.plain("button_confirm"))

    async def orange_alert(self) -> None:
        # It is drafted 48 hours ahead, approved by director and deputy commander, and sent.
        start = self._day(2, 12)
        await self._say("story_warn", start)
        await self.press_in_office(self.words.plain("button_confirm"))
        await self._sign("orange")
        await self.inspection_convened()
        await self.controls_ended()
        await self.rehearsal.advance_to(start + timedelta(hours=1))

    async def inspected(self) -> None:
        # The inspection that orange calls for finds a firm at work that should stand still.
        await self.problem_found()

    async def supervised(self) -> None:
        # In the evening it is named to everybody, and listed as a key problem.
        await self.bulletin_issued()
        await self.problem_listed()

    async def first_reports(self) -> None:
        # Prompts come at ten; most answer, one asks for time, one is late, one stays silent.
        await self.rehearsal.advance_to(self._day(3, 16))
        await self.press_in_office(self.words.plain("button_extgrant"))
        await self.press_in_office("18:00")
        await self.rehearsal.advance_to(self._day(3, 18))

    async def upgrade_to_red(self) -> None:
        # The alert is raised to red, which three approvers sign.
        start = self._day(4, 12)
        await self._say("story_adjust", start)
        await self.press_in_office(self.words.plain("button_confirm"))
        await self._sign("red")

    async def referral_confirmed(self) -> None:
        # The silent agency's red slip runs out, and the director is asked.
        await self._until_asked("director", "button_referral_confirm")
        await self.press_in_private("director", "button_referral_confirm")

    async def second_reports(self) -> None:
        # Two more days are reported; the lift comes before anybody is asked again.
        await self.rehearsal.advance_to(self._day(6, 9))

    async def lift(self) -> None:
        await self._say("story_lift")
        await self.press_in_office(self.words.plain("button_confirm"))
        await self.give(self.plan.lift_chain(self.plan.level("red")))

    async def closing_reports(self) -> None:
        await self.rehearsal.advance_to(self._day(7, 12))

    async def _say(self, key: str, start: datetime | None = None) -> None:
        line = say(key, self.words.locale, start=f"{start:%Y-%m-%dT%H:%M}" if start else "")
        self.cast.world.say(self.cast.staff, self.cast.office, line)
        await self.rehearsal.settle()

    async def _sign(self, level: str) -> None:
        await self.give(self.plan.level(level).chain)

    async def _until_asked(self, position: str, button: str) -> None:
        """Let time pass until somebody is asked; the plan's ladder says when."""
        chat, label = self.cast.private(self.cast.holders[position]), self.words.plain(button)
        at_last = self.rehearsal.clock.now() + AT_MOST
        while self.offering(chat, label) is None and self.rehearsal.clock.now() < at_last:
            await self.rehearsal.advance_to(self.rehearsal.clock.now() + A_WHILE)

    def _day(self, number: int, hour: int) -> datetime:
        """Return that hour of the n-th day after the first, in the plan's zone."""
        first = self._first_day()
        return (first + timedelta(days=number)).replace(hour=hour)

    def _first_day(self) -> datetime:
        begun = self.cast.world.log[0].at.astimezone(self.plan.tz)
        return begun.replace(hour=0, minute=0, second=0, microsecond=0)
