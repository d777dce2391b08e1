"""Scenes with which many tests begin: a process plays each of them once, and then copies it.

What a scene brings about must follow from the database, the time and the words that it is given: a
test that puts something else in place of our functions does so after its scenes.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from office.plan.model import Plan
from tests.harness.databases import SqliteFiles

if TYPE_CHECKING:
    from tests.office.conftest import Office

P = ParamSpec("P")
Result = TypeVar("Result")

Way = tuple[Any, ...]
"""The plan's database, and the scenes that were played in it one after another."""


@dataclass(frozen=True, slots=True)
class Played:
    url: str
    ended_at: tuple[datetime, ...]
    """For each office that played, what time it was then."""
    result: Any


Scenes = dict[Way, Played]


@dataclass(slots=True)
class Course:
    """What was played in the database of one test, as long as nothing else has changed it."""

    scenes: Scenes
    backend: SqliteFiles
    url: str
    way: Way
    _rest: int | None = None

    def __post_init__(self) -> None:
        self._rest = self.backend.rest(self.url)

    def is_known(self) -> bool:
        return self._rest is not None and self._rest == self.backend.rest(self.url)

    async def take(
        self, offices: Sequence["Office"], name: Way, play: Callable[[], Awaitable[Any]]
    ) -> Any:
        way = (*self.way, name)
        played = self.scenes.get(way)
        if played is None:
            played = self.scenes[way] = await self._keep(offices, await play())
        else:
            await self.backend.put(played.url, self.url)
        for office, now in zip(offices, played.ended_at, strict=True):
            office.now = now
        self.way, self._rest = way, self.backend.rest(self.url)
        return _given_to(offices, played.result)

    async def _keep(self, offices: Sequence["Office"], result: Any) -> Played:
        # Once nobody is connected, the file is all there is, and what comes next can be known too.
        await offices[0].desks.database.close()
        url = await self.backend.copy(self.url)
        # The test that played it goes on with its own offices.
        return Played(url, tuple(one.now for one in offices), _given_to(offices, result))


def scene(
    play: Callable[P, Coroutine[Any, Any, Result]],
) -> Callable[P, Coroutine[Any, Any, Result]]:
    """Play it only where this process has not yet played it from the same beginning."""

    @wraps(play)
    async def played(*said: P.args, **named: P.kwargs) -> Result:
        words = (*said, *named.values())
        offices = [office for word in words if (office := _office_of(word))]
        course = offices[0].course
        if course is None or not course.is_known():
            return await play(*said, **named)
        name = (play.__module__, play.__qualname__, tuple(named), tuple(map(_name, words)))
        result: Result = await course.take(offices, name, lambda: play(*said, **named))
        return result

    return played


def _office_of(word: Any) -> "Office | None":
    """The office that it is, or that it belongs to; a plan only names one."""
    office: Office | None = word if hasattr(word, "desks") else getattr(word, "office", None)
    return None if isinstance(word, Plan) else office


def _name(word: Any) -> object:
    """Tell it from other words that might be said at the same point of a course."""
    if isinstance(word, Plan):
        return word.model_dump_json()
    office = _office_of(word)
    if office is None:
        return word
    return office.jurisdiction, office.now, getattr(word, "owed_id", None)


def _given_to(offices: Sequence["Office"], result: Any) -> Any:
    """What was the result for one test, for the offices of another."""
    if isinstance(result, list | tuple):
        return type(result)(_given_to(offices, one) for one in result)
    if hasattr(result, "desks"):
        same = (one for one in offices if one.jurisdiction == result.jurisdiction)
        first = offices[0]
        return next(same, None) or replace(result, desks=first.desks, course=first.course)
    if hasattr(result, "office"):
        return replace(result, office=_given_to(offices, result.office))
    return result
