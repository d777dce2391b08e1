"""An appraisal of three bodies over two alerts, brought as far as a test wants it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from office.bodies.people import Actor
from office.decisions import approvals
from office.desk import Desk
from office.paperwork.appraisals import checking, signing
from office.plan.model import Plan
from office.records.appraisals import drawing_up
from storage.decisions.matters import OrderKind
from storage.occasions import of_order
from storage.owed.obligations import Obligation, ObligationState
from storage.roster.chats import Chat
from storage.supervision import appraisals as store
from storage.supervision.appraisals import AppraisalObjection, AppraisalReply, DrawnAppraisal
from tests.harness.appraising import with_appraisal
from tests.harness.plans import small_plan
from tests.office.episodes import alert_in_force, bind_groups, order_of
from tests.office.signers import COMMANDER, DIRECTOR, EVERYBODY, HERE, STAFF, appoint

MEMBERS = ("huanjing", "gongan", "zhujian")
GOOD, LATE, LOST = MEMBERS
LIAISON = Actor(60, "公安联络员", (), (LATE,))
HOUR = timedelta(hours=1)
WHY = "值班电话记录属实"


def appraising_plan() -> Plan:
    return with_appraisal(small_plan((*MEMBERS, "jiaoyu")))


async def bound_groups(desk: Desk) -> dict[str, Chat]:
    """One has lost its group; the schools were asked for nothing."""
    await appoint(desk, *EVERYBODY)
    bound = await bind_groups(desk, MEMBERS)
    bound[LOST].reachable = False
    desk.session.add(bound[LOST])
    await desk.session.flush()
    return bound


async def drawn_up(desk: Desk) -> DrawnAppraisal:
    """Two alerts, of which one confirmed both, one the second late, one none."""
    for place, state in enumerate((ObligationState.MET, ObligationState.MET_LATE)):
        since = desk.now + place * HOUR
        alert = await alert_in_force(desk, since=since)
        order = await order_of(desk, alert, OrderKind.ADJUST, at=since)
        await owe(desk, order.matter_id, order.key, since, GOOD, ObligationState.MET)
        await owe(desk, order.matter_id, order.key, since, LATE, state)
        await owe(desk, order.matter_id, order.key, since, LOST, ObligationState.OPEN)
    desk.now += timedelta(days=1)
    return await drawn_up_of(desk, {"year": 2026})


async def drawn_up_of(desk: Desk, asked: dict[str, int]) -> DrawnAppraisal:
    made = await drawing_up.begin(desk, STAFF, asked)
    await drawing_up.keep(desk, made.key, await drawing_up.count(desk, asked))
    return made


async def owe(
    desk: Desk, matter: int, order: int, at: datetime, body: str, state: ObligationState
) -> None:
    met = state is not ObligationState.OPEN
    late = state is ObligationState.MET_LATE
    desk.session.add(
        Obligation(
            jurisdiction=desk.jurisdiction,
            matter_id=matter,
            order_id=order,
            agency=body,
            kind="receipt",
            occasion=of_order(order),
            state=state,
            opened_at=at,
            due_at=at + HOUR,
            met_at=at + (2 * HOUR if late else HOUR / 2) if met else None,
        )
    )
    await desk.session.flush()


async def sent_out(desk: Desk, made: DrawnAppraisal) -> None:
    await checking.send_out(desk, STAFF, made)


async def reply(desk: Desk, made: DrawnAppraisal, body: str) -> AppraisalReply:
    found = await store.reply_of(desk.session, made.key, body)
    assert found is not None
    await desk.session.refresh(found)
    return found


async def objected(desk: Desk, made: DrawnAppraisal) -> AppraisalObjection:
    return await checking.object_to(desk, LIAISON, LATE, made, 0, "已电话确认")


async def sign(desk: Desk, *signers: Actor) -> None:
    for who in signers:
        [step] = await approvals.waiting_for(desk, who)
        await approvals.approve(desk, who, step.row.key)


def states(rows: Sequence[AppraisalReply]) -> dict[str, str]:
    return {row.agency: row.state for row in rows}


async def signed_off(desk: Desk, made: DrawnAppraisal) -> None:
    await sent_out(desk, made)
    for body in (GOOD, LATE):
        await checking.confirm(desk, LIAISON, body, made)
    await signing.put_up(desk, STAFF, HERE, made)
    await sign(desk, DIRECTOR, COMMANDER)
