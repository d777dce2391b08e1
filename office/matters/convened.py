"""Which joint inspection stands under an alert, is ready to be convened, or was on some day."""

from datetime import date

from office.desk import Desk
from office.matters import kinds
from office.matters.orders import recipients_of
from storage.decisions import matters as store
from storage.decisions.matters import OPEN_MATTERS, Matter, MatterKind, MatterState, Order


async def standing(desk: Desk, alert_id: int) -> Matter | None:
    """The one under this alert that is convened and has not ended."""
    for matter in await store.open_matters(desk.session, desk.jurisdiction, MatterKind.CONVENING):
        for order in await store.issued_orders(desk.session, matter.key):
            if order.says["alert"] == alert_id:
                return matter
    return None


async def drafted(desk: Desk, alert_id: int) -> Order | None:
    """The notice that is ready to be sent under this alert."""
    kind = MatterKind.CONVENING
    for order in await store.pending_orders(desk.session, desk.jurisdiction, kind):
        if order.says["alert"] == alert_id and not kinds.ends(order):
            return order
    return None


async def was_convened(desk: Desk, alert_id: int, body: str, day: date) -> bool:
    """Whether the body was called together under this alert on that day, or before and still is."""
    states = (*OPEN_MATTERS, MatterState.CLOSED)
    kind = MatterKind.CONVENING
    for matter in await store.matters_in(desk.session, desk.jurisdiction, *states, kind=kind):
        for order in await store.issued_orders(desk.session, matter.key):
            called = order.says["alert"] == alert_id and body in recipients_of(order)
            if called and not kinds.ends(order) and _lasted(desk, matter, order, day):
                return True
    return False


def _lasted(desk: Desk, matter: Matter, order: Order, day: date) -> bool:
    if order.issued_at is None or desk.local(order.issued_at).date() > day:
        return False
    return matter.ended_at is None or desk.local(matter.ended_at).date() >= day
