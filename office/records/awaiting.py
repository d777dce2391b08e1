"""What waits for one person to decide, as they read it in private."""

from collections.abc import Awaitable, Callable

from office.bodies.people import Actor
from office.decisions import approvals, consents
from office.desk import Desk
from office.paperwork import proposed_referrals
from storage.delivery import about


async def decisions_of(desk: Desk, who: Actor) -> tuple[str, ...]:
    """Nobody else may read these: a referral is known to those alone who decide on it."""
    found = [await kind(desk, who) for kind in _KINDS]
    return tuple(title for titles in found for title in titles)


async def _signatures(desk: Desk, who: Actor) -> list[str]:
    steps = await approvals.waiting_for(desk, who)
    titles = [
        step.asked.title
        for step in steps
        if not await about.is_drill(desk.session, step.asked.subject)
    ]
    return [desk.words.plain("decide_signature", title=title) for title in titles]


async def _ratifications(desk: Desk, who: Actor) -> list[str]:
    titles = await consents.titles_to_ratify(desk, who)
    return [desk.words.plain("decide_ratification", title=title) for title in titles]


async def _referrals(desk: Desk, who: Actor) -> list[str]:
    serials = await proposed_referrals.serials(desk, who.positions)
    return [desk.words.plain("decide_referral", serial=serial) for serial in serials]


_KINDS: tuple[Callable[[Desk, Actor], Awaitable[list[str]]], ...] = (
    _signatures,
    _ratifications,
    _referrals,
)
