"""考核通报: whom a bulletin may name, once an appraisal is signed and each was asked of its own."""

from collections import Counter

from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.matters.appraisal_bulletins import AppraisalBulletinTerms, NamedMember
from office.paperwork.appraisals import scoreboard
from office.paperwork.appraisals.known import known
from office.paperwork.appraisals.scoreboard import MemberCount
from office.paperwork.appraisals.standing import AppraisalStanding, standing
from office.plan.appraisal import Naming
from office.refusal import Refusal
from storage.decisions.matters import Order
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryState
from storage.supervision.appraisals import AppraisalState, DrawnAppraisal, ReplyState

ANSWERED = (ReplyState.CONFIRMED, ReplyState.OBJECTED)


def offered(desk: Desk, made: DrawnAppraisal) -> tuple[Naming, ...]:
    """What the plan in force lets the office name bodies for."""
    rules = desk.plan.appraisal
    if made.state != AppraisalState.SIGNED or rules is None:
        return ()
    return tuple(what for what in Naming if what in rules.bulletins)


async def nameable(
    desk: Desk, who: Actor, made: DrawnAppraisal, what: Naming
) -> tuple[NamedMember, ...]:
    require_office(desk, who)
    found = await _nameable(desk, made, what)
    if not found:
        raise Refusal("appraisal_bulletin_nobody", praise=what is Naming.PRAISE)
    return found


async def _nameable(desk: Desk, made: DrawnAppraisal, what: Naming) -> tuple[NamedMember, ...]:
    """In the order of the plan. For criticism something must stand against it."""
    if made.state != AppraisalState.SIGNED:
        raise Refusal("appraisal_bulletin_not_signed")
    if what not in offered(desk, made):
        raise Refusal("appraisal_bulletin_none")
    if made.object_by is None or desk.now < made.object_by:
        raise Refusal("appraisal_bulletin_early", until=made.object_by)
    now = await standing(desk, made)
    asked = [one for one in now.board.members if await _was_asked(desk, now, one.body)]
    named = [NamedMember(one.body, _against(now, one)) for one in asked]
    if what is Naming.PRAISE:
        return tuple(NamedMember(one.body) for one in named)
    return tuple(one for one in named if one.lines)


async def _was_asked(desk: Desk, now: AppraisalStanding, body: str) -> bool:
    """Whoever said nothing is named only where its own reached it."""
    reply = now.reply_of(body)
    if reply is None or reply.state in ANSWERED:
        return reply is not None
    if reply.delivery_id is None:
        return False
    return (await outbox.delivery(desk.session, reply.delivery_id)).state == DeliveryState.SENT


def _against(now: AppraisalStanding, member: MemberCount) -> tuple[tuple[str, int], ...]:
    names = {line.id: line.name for line in now.board.lines}
    stands = scoreboard.losses(member, now.corrections.keys())
    return tuple((names[line], count) for line, count in Counter(it for it, _ in stands).items())


async def require_as_named(desk: Desk, order: Order) -> None:
    """It is looked at once more as the bulletin is issued; an exercise names nobody."""
    if order.drill:
        raise Refusal("appraisal_bulletin_no_drill")
    said = AppraisalBulletinTerms.of(order)
    made = await known(desk, said.appraisal_id)
    if not set(said.named) <= set(await _nameable(desk, made, said.named_for)):
        raise Refusal("appraisal_bulletin_gone")
