"""Who may sign at each step of a round, and whether any of them can be asked."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from office.bodies.people import Actor
from office.desk import Desk
from office.plan.model import Capability
from office.signing import chain, delegates
from office.signing.chain import Hand, Seat
from office.signing.rounds import Round
from storage.decisions import approvals as store
from storage.decisions import exercises
from storage.decisions.approvals import Approval, Decision
from storage.delivery import about
from storage.roster import chats, people
from storage.subjects import Subject


class Trouble(StrEnum):
    """Why nobody can be asked for a signature."""

    VACANT = "vacant"
    UNREACHABLE = "unreachable"


async def seats(desk: Desk, asked: Round[Any]) -> tuple[Seat, ...]:
    positions = tuple(dict.fromkeys(position for step in asked.steps for position in step.by))
    played = await players(desk, asked.subject)
    held = await _held(desk, positions, played)
    given = await delegates.hands(desk, _themselves(desk, positions, played))
    always = asked.plan.signing.two_people_always
    seated = chain.seats(asked.steps, held, asked.drafted_by, given=given, two_people_always=always)
    return chain.within(seated, asked.only) if asked.only else seated


async def players(desk: Desk, subject: Subject) -> dict[str, int] | None:
    """Who signs for which post in the exercise that this belongs to, in the holders' place."""
    if not await about.is_drill(desk.session, subject):
        return None
    played = await exercises.under_way(desk.session, desk.jurisdiction)
    return dict(played.plays) if played is not None else None


def _themselves(
    desk: Desk, positions: Sequence[str], played: dict[str, int] | None
) -> Sequence[str]:
    """The posts whose holders sign. Leaders whom nobody chose for an exercise have other work."""
    if played is None:
        return positions
    office = {one.id for one in desk.plan.positions_that(Capability.OFFICE)}
    return [one for one in positions if one in office and one not in played]


async def _held(
    desk: Desk, positions: Sequence[str], played: dict[str, int] | None
) -> dict[str, list[int]]:
    own = _themselves(desk, positions, played)
    holders = await people.holders_of(desk.session, desk.jurisdiction, own)
    held = {one: [person.user_id for person in holders[one]] for one in own}
    playing = {one: [who] for one, who in (played or {}).items()}
    return {one: held.get(one) or playing.get(one, []) for one in positions}


async def is_vacant(desk: Desk, asked: Round[Any], positions: Sequence[str]) -> bool:
    """Whether nobody has any of these posts, nor plays it."""
    held = await _held(desk, positions, await players(desk, asked.subject))
    return not any(held.values())


async def is_for(desk: Desk, asked: Round[Any], step: Approval, who: Actor) -> bool:
    """Whether this person has a post that is asked, or plays it."""
    played = await players(desk, asked.subject) or {}
    if any(played.get(one) == who.user_id for one in asked.steps[step.step].by):
        return True
    return bool((await posts(desk, asked, step)).intersection(who.positions))


async def posts(desk: Desk, asked: Round[Any], step: Approval) -> frozenset[str]:
    """The posts of which one is to give this signature, with those that may in their place."""
    own = _themselves(desk, asked.steps[step.step].by, await players(desk, asked.subject))
    others = [row.to_position for row in await delegates.standing(desk, own)]
    return frozenset((*own, *others))


async def askable(
    desk: Desk, asked: Round[Any], step: Approval, known: Sequence[Seat] | None = None
) -> list[int]:
    return sorted((await _left(desk, asked, step, known)).people)


async def hand(desk: Desk, asked: Round[Any], step: Approval, user_id: int) -> Hand | None:
    """As whom this person would sign; their own post comes first."""
    left = await _left(desk, asked, step)
    return next((hand for hand in left.hands if hand.person == user_id), None)


async def _left(
    desk: Desk, asked: Round[Any], step: Approval, known: Sequence[Seat] | None = None
) -> Seat:
    seated = known or await seats(desk, asked)
    (left,) = chain.without([seated[step.step]], await signed(desk, asked))
    return left


async def signed(desk: Desk, asked: Round[Any]) -> set[int]:
    """Who has signed, themselves or by another in their place."""
    given = [
        (step.decided_by, step.on_behalf_of)
        for step in await store.approvals(desk.session, asked.subject)
        if step.decision == Decision.APPROVED
    ]
    return {person for pair in given for person in pair if person is not None}


async def trouble(desk: Desk, asked: Round[Any], step: Approval) -> Trouble | None:
    """Why nobody can be asked; None if the private chat of one person can be reached."""
    could = await askable(desk, asked, step)
    if not could:
        return Trouble.VACANT
    reached = [await is_reachable(desk, user_id) for user_id in could]
    return None if any(reached) else Trouble.UNREACHABLE


async def is_reachable(desk: Desk, user_id: int) -> bool:
    chat = await chats.private_chat(desk.session, desk.jurisdiction, user_id)
    return chat is not None and chat.reachable
