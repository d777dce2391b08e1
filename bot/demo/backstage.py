"""Shows on the page what lies beyond Telegram, and does what is done behind the scenes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import RehearsalClock
from bot.demo import board, forecast, hints, marks, ribbon
from bot.demo.cast import Cast
from bot.demo.house import House
from bot.demo.region import short_name
from bot.demo.sayings import say
from messages import LOCALES
from office.desk import Desk, Desks
from office.plan.languages import in_language
from office.plan.model import Plan
from sandbox.backstage import ActorState, Due, Hint, Language, Mark, Opening, Ribbon
from sandbox.page.views import chat_key

SHOWN = 60
LEADER = "deputy_commander"
"""The post whose chat is shown beside the office's: it approves alerts and gets copies."""


class DemoBackstage:
    """Reads the performance's database; what it writes are links to the command board alone."""

    def __init__(self, house: House, start_over: Callable[[], Awaitable[None]]) -> None:
        self._house = house
        self._start_over = start_over
        self._desks = {locale: Desks(house.database, locale) for locale in LOCALES}
        self._hints_dismissed = False

    # The story

    async def due(self, language: Language) -> Sequence[Due]:
        async with self._desk(language) as desk:
            coming = await forecast.lines(self._house, desk)
            return [forecast.told(line, self._house, desk) for line in coming[:SHOWN]]

    async def ribbon(self, language: Language) -> Ribbon:
        async with self._desk(language) as desk:
            shown = await ribbon.ribbon(desk)
        if not self._house.others:
            return shown
        # It tells of the first office alone, and below it others may have an alert of their own.
        where = short_name(self._house.plan, language)
        return replace(shown, title=say("of_office", language, name=where, office=shown.title))

    async def marks(self, language: Language) -> Mapping[str, Mark]:
        async with self._desk(language) as desk:
            return await marks.marks(self._house, desk)

    async def hint(self, language: Language) -> Hint | None:
        if self._hints_dismissed:
            return None
        async with self._desk(language) as desk:
            return await hints.hint(self._house, desk)

    def dismiss_hints(self) -> None:
        self._hints_dismissed = True

    # The people

    def positions(self, language: Language) -> Mapping[int, str]:
        found: dict[int, str] = {}
        for written, cast in self._offices():
            plan = in_language(written, language)
            found |= {
                cast.liaisons[body.id].id: say("liaison", language, agency=body.short)
                for body in plan.bodies
            }
            holders = {position.id: position.name for position in plan.positions}
            found |= {person.id: holders[position] for position, person in cast.holders.items()}
        return found

    def offices(self, language: Language) -> Mapping[int, str]:
        if not self._house.others:
            return {}
        found: dict[int, str] = {}
        for written, cast in self._offices():
            office = in_language(written, language).name
            found |= {person.id: office for person in cast.everybody()}
        return found

    def _offices(self) -> list[tuple[Plan, Cast]]:
        house = self._house
        others = [(other.written_plan, other.cast) for other in house.others]
        return [(house.written_plan, house.cast), *others]

    def panes(self) -> Sequence[tuple[int, str]]:
        cast, liaisons = self._house.cast, self._house.liaisons
        agencies = list(cast.groups)
        agency = next((one for one in agencies if not liaisons.is_on(one)), agencies[0])
        beside = [(cast.liaisons[agency].id, chat_key(cast.group(agency)))]
        # The demo has one office above and names it first, so the next one is the one below it.
        beside = [
            (other.cast.staff.id, chat_key(other.cast.office_group()))
            for other in self._house.others[:1]
        ] or beside
        leader = cast.holders[LEADER]
        return (
            (cast.staff.id, chat_key(cast.office_group())),
            *beside,
            (leader.id, chat_key(cast.private(leader))),
        )

    # The command board

    def openings(self, language: Language) -> Sequence[Opening]:
        if self._house.setup.board is None:
            return ()
        return tuple(Opening(key, say(f"opening_{key}", language)) for key in board.OPENINGS)

    async def open(self, key: str) -> str:
        return await board.link(self._house, board.OPENINGS[key])

    # The actors

    def actors(self, language: Language) -> Sequence[ActorState]:
        return [self._actor(agency, language) for agency in self._house.cast.groups]

    def switch_actor(self, person: int, on: bool) -> None:
        liaisons = self._house.cast.liaisons
        agency = next((one for one, liaison in liaisons.items() if liaison.id == person), None)
        if agency is None:
            raise LookupError(f"nobody scripted has the id {person}")
        self._house.liaisons.switch(agency, on=on)

    def _actor(self, agency: str, language: Language) -> ActorState:
        house = self._house
        person, character = house.cast.liaisons[agency], house.liaisons.character(agency)
        return ActorState(
            person=person.id,
            name=person.name,
            character=character,
            text=house.actors.characters[character].says(language),
            on=house.liaisons.is_on(agency),
        )

    # The clock and the bot

    async def to_next_due(self) -> None:
        """Go on to the end of the first line of what is due; stay where nothing is due."""
        now = self._house.clock.now()
        async with self._desk("zh") as desk:
            coming = await forecast.lines(self._house, desk)
        following = next((line.until for line in coming if line.until > now), None)
        if following is not None:
            await self._move_to(following)

    async def step(self, span: timedelta) -> None:
        await self._move_to(self._house.clock.now() + span)

    async def kill_and_restart(self) -> None:
        await self._house.kill_and_restart()

    async def start_over(self) -> None:
        await self._start_over()

    async def _move_to(self, instant: datetime) -> None:
        house = self._house
        with _held(house.clock):
            try:
                await house.rehearsal.advance_to(instant)
            except TimeoutError:
                # The bot may be cut off from the network; time goes on without it.
                house.clock.step_to(instant)
                house.liaisons.act(house.clock.now())

    @asynccontextmanager
    async def _desk(self, language: Language) -> AsyncIterator[Desk]:
        house = self._house
        async with house.database.reading() as session:
            yield await self._desks[language].at(
                session, house.plan.jurisdiction, house.clock.now(), "demo"
            )


@contextmanager
def _held(clock: RehearsalClock) -> Iterator[None]:
    # The clock is moved by hand meanwhile, and then runs on at its speed.
    speed = clock.speed
    clock.pause()
    try:
        yield
    finally:
        clock.set_speed(speed)
