"""Walls 大屏: devices that show the command board day and night, set up by the director alone."""

from messages.render import Message
from office import post
from office.bodies.people import Actor, head_of
from office.desk import Desk
from office.refusal import Refusal
from storage.board_access import visits
from storage.board_access.visits import BoardVisit, VisitEnd

LONGEST_NAME = 20
MOST = 20


def is_director(desk: Desk, who: Actor) -> bool:
    return head_of(desk).id in who.positions


def require_director(desk: Desk, who: Actor) -> None:
    if not is_director(desk, who):
        raise Refusal("wall_director_only", post=head_of(desk).name)


async def new_name(desk: Desk, typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal("wall_name_length", most=LONGEST_NAME)
    standing = await visits.walls(desk.session, desk.jurisdiction)
    if len(standing) >= MOST:
        raise Refusal("wall_too_many", most=MOST)
    if any(one.wall == name for one in standing):
        raise Refusal("wall_name_taken", name=name)
    return name


async def listed(desk: Desk, who: Actor) -> list[BoardVisit]:
    """The walls that stand, the oldest first."""
    require_director(desk, who)
    return (await visits.walls(desk.session, desk.jurisdiction))[::-1]


async def revoke(desk: Desk, who: Actor, visit_id: int | None) -> str:
    """Let a wall show nothing from here on; return its name."""
    require_director(desk, who)
    standing = await visits.walls(desk.session, desk.jurisdiction)
    wall = next((one for one in standing if one.id == visit_id), None)
    if wall is None or not await visits.end(desk.session, [wall.key], desk.now, VisitEnd.REVOKED):
        raise Refusal("wall_gone")
    await desk.record("board.wall_revoked", f"board_visit:{wall.key}", wall=wall.wall)
    await _tell(desk, "wall_revoked_told", wall, who.name)
    return wall.wall or ""


async def told_of(desk: Desk, wall: BoardVisit, who: str) -> None:
    await _tell(desk, "wall_set_up_told", wall, who)


async def _tell(desk: Desk, key: str, wall: BoardVisit, who: str) -> None:
    said = desk.words.phrase(key, name=wall.wall, person=who)
    await post.tell_office(desk, Message(said))
