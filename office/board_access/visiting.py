"""Visits to the command board: begun by a link, good as long as the post is, ended by anybody."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from office.board_access import admission, links, walls
from office.bodies import people
from office.bodies.people import Actor
from office.command_board.audience import BoardAudience
from office.desk import Desk
from office.refusal import Refusal
from storage.board_access import links as stored_links
from storage.board_access import visits
from storage.board_access.links import BoardLink
from storage.board_access.visits import BoardVisit, VisitEnd
from storage.roster import people as roster

PERSON_STAYS = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


class Entered(NamedTuple):
    visit: BoardVisit
    token: str
    """What the browser keeps; it exists in clear only here."""


async def enter(desk: Desk, link: BoardLink) -> Entered:
    """Use a link up; refuse one that was used, has expired, or whose person lost the post."""
    who = await actor_of(desk, link.user_id)
    await links.require_good(desk, link, who)
    if not await stored_links.use(desk.session, link.key, desk.now):
        raise Refusal("board_link_over")
    token = secrets.token_urlsafe(32)
    visit = _visit(desk, link, hash_of(token))
    desk.session.add(visit)
    await desk.session.flush()
    facts = {} if link.wall is None else {"wall": link.wall}
    await desk.record("board.entered", f"board_visit:{visit.key}", link=link.key, **facts)
    if link.wall is not None:
        await walls.told_of(desk, visit, who.name)
    return Entered(visit, token)


def _visit(desk: Desk, link: BoardLink, token_hash: str) -> BoardVisit:
    return BoardVisit(
        jurisdiction=desk.jurisdiction,
        token_hash=token_hash,
        user_id=link.user_id,
        wall=link.wall,
        locale=desk.words.locale,
        made_at=desk.now,
        seen_at=desk.now,
        ends_at=desk.now + PERSON_STAYS if link.wall is None else None,
    )


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def actor_of(desk: Desk, user_id: int) -> Actor:
    known = await roster.person(desk.session, desk.jurisdiction, user_id)
    return await people.actor(desk, user_id, known.name if known else str(user_id))


async def audience(desk: Desk, visit: BoardVisit) -> BoardAudience:
    """What this visit shows now; refuse one that is over, or whose person lost the post."""
    if visit.ended_at is not None:
        raise Refusal(f"board_visit_{visit.ended_why}")
    if not goes_on(visit, desk.now):
        raise Refusal("board_visit_over")
    if visit.wall is not None:
        return admission.of_a_wall(desk)
    found = await admission.audience(desk, await actor_of(desk, visit.user_id))
    if found is None:
        raise Refusal("board_no_post")
    return found


def goes_on(visit: BoardVisit, now: datetime) -> bool:
    return visit.ended_at is None and (visit.ends_at is None or visit.ends_at > now)


async def standing(desk: Desk, who: Actor) -> int:
    """Count the devices on which this person looks at the board."""
    return len(await visits.open_of(desk.session, desk.jurisdiction, who.user_id, desk.now))


async def end_all(desk: Desk, who: Actor) -> int:
    """End the person's own visits, on whichever device; return how many there were."""
    own = await visits.open_of(desk.session, desk.jurisdiction, who.user_id, desk.now)
    ids = [one.key for one in own]
    ended = await visits.end(desk.session, ids, desk.now, VisitEnd.ENDED_IN_CHAT) if ids else 0
    if ended:
        await desk.record("board.visits_ended", f"user:{who.user_id}", visits=ids)
    return ended


async def leave(desk: Desk, visit: BoardVisit) -> None:
    """End one visit on its own device; a wall that is left has to be set up anew."""
    if await visits.end(desk.session, [visit.key], desk.now, VisitEnd.LEFT):
        await desk.record("board.left", f"board_visit:{visit.key}")
