"""Plays one winter from its beginning to its last word, and tells what became of it."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot import event_loop
from tests.harness.databases import Backend
from tests.winter.company import Terms
from tests.winter.season import Season, play
from tests.winter.telling import peak, tell_week, told, write_chats, write_reports


@dataclass(frozen=True, slots=True)
class Played:
    """A winter in a few figures, and all that is told of it."""

    days: int
    alerts: int
    events: int
    wrong: int
    processor: float
    """Seconds; those of a server of PostgreSQL are not among them."""
    wall: float
    memory: int
    """Megabytes, at most."""
    told: str


def play_one(
    terms: Terms, backend: Backend, folder: Path, *, fair: bool = False, out: Path | None = None
) -> Played:
    name = f"winter{terms.seed}"
    room = folder / name
    room.mkdir()
    with closing(backend.of_this_process()) as own:
        season = event_loop.run(play(terms, own, room, tell_week, fair=fair))
    if out is not None:
        write_chats(season, out / name)
        write_reports(season, out / name)
    return _played(season)


def _played(season: Season) -> Played:
    return Played(
        season.company.terms.played,
        sum(len(season.tape.courses[one.home]) for one in season.company.offices),
        len(season.company.stage.world.log),
        len(season.wrong),
        season.processor,
        sum(season.seconds.values()),
        peak(),
        told(season),
    )
