"""Who signs for which post in an exercise: somebody of the office, or its holder if chosen."""

from collections.abc import Mapping

from office.bodies import people
from office.desk import Desk
from office.exercises import scripts
from office.plan.drills import DrillScript
from office.plan.model import Capability, Level, Plan
from office.refusal import Refusal
from office.signing import chain
from storage.decisions.exercises import Exercise
from storage.roster import chats
from storage.roster import people as stored
from storage.roster.people import Person


async def candidates(desk: Desk, post: str) -> list[Person]:
    """The holders of the post, then everybody of the office."""
    offices = [one.id for one in desk.plan.positions_that(Capability.OFFICE)]
    held = await stored.holders_of(desk.session, desk.jurisdiction, (post, *offices))
    found = {one.user_id: one for position in (post, *offices) for one in held[position]}
    return [one for one in found.values() if await _is_reached(desk, one.user_id)]


async def usual(desk: Desk, script: DrillScript, level: Level) -> dict[str, int]:
    """Each post with somebody who plays it; a post that nobody is left for is left out.

    Posts of the office are played by their holders. Leaders have other work, so the others are
    played by whoever of the office has no post to play yet.
    """
    found: dict[str, int] = {}
    for post in scripts.posts_to_play(script, desk.plan, level):
        free = [one for one in await candidates(desk, post) if one.user_id not in found.values()]
        own = [one for one in free if await _is_of_the_office(desk, one.user_id)]
        if own:
            found[post] = own[0].user_id
    return found


async def chosen(desk: Desk, row: Exercise, post: str, user_id: int) -> dict[str, int]:
    if user_id not in [one.user_id for one in await candidates(desk, post)]:
        raise Refusal("button_obsolete")
    return {**row.plays, post: user_id}


async def require_whole(desk: Desk, row: Exercise, plan: Plan) -> None:
    """Refuse where a post has nobody, or one person would have to sign twice."""
    level, script = plan.level(row.level), await scripts.script_of(desk, row)
    missing = [
        people.position_name(desk, post)
        for post in scripts.posts_to_play(script, plan, level)
        if post not in row.plays
    ]
    if missing:
        raise Refusal("exercise_posts_missing", posts=missing)
    levels = scripts.levels_of(script, plan, level)
    for steps in (steps for one in levels for steps in (one.chain, plan.lift_chain(one))):
        gap = chain.gap(chain.seats(steps, _alone(row.plays), None))
        if gap is not None:
            names = [people.position_name(desk, post) for post in gap]
            raise Refusal("exercise_plays_twice", posts=names)


def _alone(plays: Mapping[str, int]) -> dict[str, list[int]]:
    return {post: [user_id] for post, user_id in plays.items()}


async def _is_of_the_office(desk: Desk, user_id: int) -> bool:
    who = await people.actor(desk, user_id, "")
    return who.can(desk, Capability.OFFICE)


async def _is_reached(desk: Desk, user_id: int) -> bool:
    chat = await chats.private_chat(desk.session, desk.jurisdiction, user_id)
    return chat is not None and chat.reachable
