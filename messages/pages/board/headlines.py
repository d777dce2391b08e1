"""The few figures at the top, by which somebody who has one glance knows how things stand."""

from collections.abc import Sequence
from datetime import date

from messages.views.command_board import BoardScene, BodyTile
from storage.immutable import immutable


@immutable
class Headline:
    key: str
    """What it counts; its words are the phrase `board_head_<key>`."""
    figure: int
    of: int
    """Out of how many; 0 where the figure stands by itself."""
    is_bad: bool = False
    names: tuple[str, ...] = ()
    day: date | None = None
    """The day that it is of, where it is of one."""


def headlines(scene: BoardScene) -> tuple[Headline, ...]:
    tiles = scene.bodies
    if not tiles:
        return ()
    return (
        *_done(tiles),
        *_reported(scene),
        _those("overdue", [one for one in tiles if one.state == "overdue"]),
        _those("unreachable", [one for one in tiles if one.is_unreachable]),
    )


def _done(tiles: Sequence[BodyTile]) -> tuple[Headline, ...]:
    """Count who answered, among those from whom something is asked; say nothing where nobody is."""
    asked = [one for one in tiles if one.state != "free"]
    if not asked:
        return ()
    return (Headline("done", sum(one.state == "done" for one in asked), len(asked)),)


def _reported(scene: BoardScene) -> tuple[Headline, ...]:
    if scene.heat is None:
        return ()
    last = scene.heat.days[-1]
    return (Headline("reported", last.answered, last.owed, day=last.day),)


def _those(key: str, tiles: list[BodyTile]) -> Headline:
    names = tuple(one.name for one in tiles)
    return Headline(key, len(names), 0, is_bad=bool(names), names=names)
