"""认定整改不力: the director says of an answer that was sent back that it put right too little.

Only then does the next step follow before the time that the answer was returned with.
"""

from office.bodies import people
from office.bodies.people import Actor
from office.conversation import reasons
from office.desk import Desk
from office.ladder import problem_slips
from office.obligations import lifecycle
from office.obligations.lifecycle import Happened
from office.problems import cards
from office.refusal import Refusal
from office.supervision import known_slips
from storage.owed.obligations import Obligation
from storage.problems import problems
from storage.problems.rectifications import Rectification


async def markable(desk: Desk, who: Actor, rectification_id: int) -> Rectification:
    """What this person may judge now; the plan names the posts that may."""
    row = await desk.session.get(Rectification, rectification_id)
    if row is None or row.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    posts = desk.plan.chains.poor
    if not set(posts).intersection(who.positions):
        named = [one.name for one in map(desk.plan.known_position, posts) if one is not None]
        raise Refusal("poor_not_yours", positions=desk.words.listed(named))
    owed = await desk.session.get_one(Obligation, row.obligation_id)
    if not cards.may_be_poor(owed):
        raise Refusal("poor_not_returned")
    if await problem_slips.poor_reason(desk, owed):
        raise Refusal("poor_already", reason=row.poor_reason)
    if any(slip.is_referral for slip in await known_slips.standing_slips(desk, owed)):
        raise Refusal("sendback_referred")
    return row


async def mark(desk: Desk, who: Actor, rectification_id: int, reason: str) -> Rectification:
    row = await markable(desk, who, rectification_id)
    row.poor_reason = reasons.checked(reason, of="poor")
    row.poor_at, row.poor_by = desk.now, who.user_id
    desk.session.add(row)
    await desk.session.flush()
    await people.remember(desk, who)
    owed = await desk.session.get_one(Obligation, row.obligation_id)
    await lifecycle.event(desk, owed, Happened.POOR, f"user:{who.user_id}")
    await lifecycle.wake(desk, owed, desk.now, sooner=True)
    await desk.record(
        "poor_rectification", f"problem:{row.problem_id}", body=row.body, reason=row.poor_reason
    )
    problem = await problems.problem(desk.session, row.problem_id)
    if problem is not None:
        await cards.redraw(desk, problem)
    return row
