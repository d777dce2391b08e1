"""What the record has of the exercise that is played: its alert, its orders, what was answered."""

from datetime import datetime

from office.desk import Desk
from office.matters import alerts
from storage.decisions import matters
from storage.decisions.exercises import Exercise, ExerciseStep
from storage.decisions.matters import Matter, MatterState, Order, OrderKind
from storage.owed import obligations
from storage.owed.obligations import ObligationKind, ObligationState
from storage.problems import problems
from storage.sky import consultations
from storage.subjects import SubjectKind


async def alert_of(desk: Desk, row: Exercise) -> Matter | None:
    if row.alert_id is None:
        return None
    return await matters.matter(desk.session, row.alert_id)


async def adopt(desk: Desk, row: Exercise) -> None:
    """Where its draft was given up, the exercise goes on with the drill that somebody issued."""
    known = await alert_of(desk, row)
    if known is not None and known.state != MatterState.ABANDONED:
        return
    standing = await alerts.standing_alert(desk, drill=True)
    if standing is not None:
        row.alert_id = standing.key
        desk.session.add(row)


async def order_of(desk: Desk, row: Exercise, kind: OrderKind) -> Order | None:
    """The issued order of its alert of this kind; the first, where there are several."""
    if row.alert_id is None:
        return None
    issued = await matters.issued_orders(desk.session, row.alert_id)
    return next((one for one in issued if one.kind == kind), None)


async def changed_at(desk: Desk, row: Exercise, step: ExerciseStep) -> datetime | None:
    """When the level was changed since this act began, whoever drafted that."""
    if row.alert_id is None or step.began_at is None:
        return None
    issued = await matters.issued_orders(desk.session, row.alert_id)
    changes = (one.issued_at for one in issued if one.kind == OrderKind.ADJUST)
    return next((at for at in changes if at is not None and at >= step.began_at), None)


async def all_answered(desk: Desk, row: Exercise, kind: ObligationKind) -> datetime | None:
    """When the last answer of this kind came; None while one is owed, or none was asked for."""
    rows = await obligations.of_matter(desk.session, row.alert_id or 0, kind)
    if not rows or any(one.state == ObligationState.OPEN for one in rows):
        return None
    return max((one.met_at for one in rows if one.met_at is not None), default=None)


async def is_asked_today(desk: Desk, alert: Matter) -> bool:
    rows = await obligations.of_matter(desk.session, alert.key, ObligationKind.DAILY)
    today = desk.local(desk.now).date()
    return any(desk.local(one.opened_at).date() == today for one in rows)


async def conferred_at(desk: Desk, step: ExerciseStep) -> datetime | None:
    order_id = step.is_about(SubjectKind.ORDER)
    order = await matters.order(desk.session, order_id) if order_id is not None else None
    held = await consultations.of_matter(desk.session, order.matter_id) if order else None
    return held.closed_at if held is not None else None


async def problem_filed_at(desk: Desk, since: datetime) -> datetime | None:
    found = await problems.filed_in_drills(desk.session, desk.jurisdiction, since)
    return found[0].filed_at if found else None
