"""What members did, line by line, and the points that it comes to. Pure.

A line keeps how many things it counted and, of these, each that cost points with its reason. What
is struck out by a correction counts as done.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from office.plan.appraisal import WHOLE_MARK, Appraisal
from storage.immutable import immutable


@immutable
class CountedThing:
    """One thing that counts once, on one line, for one body."""

    line: str
    body: str
    key: str
    """What it is; no other of its line has the same."""
    mark: float
    """What is left of the whole mark, in parts of 100."""
    reason: str
    """Why it costs points: what it is, its number, its day. Empty where it costs none."""


@immutable
class PointLoss:
    key: str
    mark: float
    reason: str


@immutable
class LineCount:
    line: str
    count: int
    losses: tuple[PointLoss, ...]


@immutable
class MemberCount:
    body: str
    lines: tuple[LineCount, ...]
    """Those lines alone on which something counts for it."""


@immutable
class BoardLine:
    id: str
    name: str
    part: str
    points: int


@immutable
class Scoreboard:
    since: datetime
    until: datetime
    lines: tuple[BoardLine, ...]
    members: tuple[MemberCount, ...]
    """In the order of the plan: nobody is ranked."""

    def member(self, body: str) -> MemberCount | None:
        return next((one for one in self.members if one.body == body), None)


class Score(NamedTuple):
    """The points that somebody has, of those that could be had."""

    points: float
    of: int

    @property
    def share(self) -> float | None:
        return 100 * self.points / self.of if self.of else None


Struck = Set[tuple[str, str, str]]
"""What corrections struck out: body, line, key."""


def counted(
    appraisal: Appraisal,
    bodies: Sequence[str],
    things: Iterable[CountedThing],
    since: datetime,
    until: datetime,
) -> Scoreboard:
    found: dict[tuple[str, str], list[CountedThing]] = defaultdict(list)
    for thing in things:
        found[thing.body, thing.line].append(thing)
    names = {part.id: part.name for part in appraisal.parts}
    lines = tuple(
        BoardLine(line.id, line.name, names.get(line.part or "", ""), line.points)
        for line in appraisal.lines
    )
    members = tuple(
        MemberCount(
            body,
            tuple(_line(one.id, found[body, one.id]) for one in lines if (body, one.id) in found),
        )
        for body in bodies
    )
    return Scoreboard(since, until, lines, members)


def _line(line: str, things: Sequence[CountedThing]) -> LineCount:
    lost = (PointLoss(it.key, it.mark, it.reason) for it in things if it.mark < WHOLE_MARK)
    return LineCount(line, len(things), tuple(lost))


def losses(member: MemberCount, struck: Struck = frozenset()) -> list[tuple[str, PointLoss]]:
    """Each loss that stands, with its line, in a fixed order."""
    return [
        (line.line, loss)
        for line in member.lines
        for loss in line.losses
        if (member.body, line.line, loss.key) not in struck
    ]


def line_points(
    board: Scoreboard, member: MemberCount, line: LineCount, struck: Struck = frozenset()
) -> Score:
    """All things of a line weigh alike: each is worth its part of the line's points."""
    worth = next(one.points for one in board.lines if one.id == line.line)
    lost = sum(
        WHOLE_MARK - loss.mark
        for loss in line.losses
        if (member.body, line.line, loss.key) not in struck
    )
    return Score(worth * (1 - lost / WHOLE_MARK / line.count), worth)


def loss_points(board: Scoreboard, member: MemberCount, line: str, loss: PointLoss) -> float:
    """What one thing costs."""
    worth = next(one.points for one in board.lines if one.id == line)
    count = next(one.count for one in member.lines if one.line == line)
    return worth * (WHOLE_MARK - loss.mark) / WHOLE_MARK / count


def total(board: Scoreboard, member: MemberCount, struck: Struck = frozenset()) -> Score:
    """A line on which nothing counted can neither give nor cost points."""
    scores = [line_points(board, member, line, struck) for line in member.lines]
    return Score(sum(one.points for one in scores), sum(one.of for one in scores))


def kept(board: Scoreboard) -> dict[str, Any]:
    """A scoreboard as JSON keeps it."""
    stored: dict[str, Any] = json.loads(json.dumps(asdict(board), default=datetime.isoformat))
    return stored


def read(stored: Mapping[str, Any]) -> Scoreboard:
    return Scoreboard(
        datetime.fromisoformat(stored["since"]),
        datetime.fromisoformat(stored["until"]),
        tuple(BoardLine(**one) for one in stored["lines"]),
        tuple(
            MemberCount(one["body"], tuple(_read_line(line) for line in one["lines"]))
            for one in stored["members"]
        ),
    )


def _read_line(stored: Mapping[str, Any]) -> LineCount:
    lost = tuple(PointLoss(**one) for one in stored["losses"])
    return LineCount(stored["line"], stored["count"], lost)
