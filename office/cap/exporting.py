"""The messages of the office's own alerts, as they are written to files."""

from collections.abc import Sequence

from messages import LOCALES
from messages.documents.cap import lint
from messages.documents.cap.model import CapMessage
from messages.render import words_in
from office.cap import outgoing
from office.cap.infos import CapLanguage
from office.cap.outgoing import AlertAsOrdered
from office.desk import Desk
from office.plan.model import Plan
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterKind, Order, OrderKind
from storage.sky import proposals

CAP = "cap"
"""The kind of file: a zip with the messages of one alert."""
MOST_OFFERED = 8
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


async def offered(desk: Desk) -> list[Order]:
    """The issues of the newest alerts; an exercise is never offered beside them."""
    issued = [one for one in await _issues(desk) if not one.drill]
    return issued[: -MOST_OFFERED - 1 : -1]


async def alert_named(desk: Desk, serial: str, *, drill: bool) -> Matter:
    """The alert of which an order has this serial number."""
    orders = await store.issued_of_kind(desk.session, desk.jurisdiction, MatterKind.ALERT)
    found = next((one for one in orders if one.serial == serial.strip()), None)
    if found is None:
        raise Refusal("cap_no_alert", serial=serial)
    return await alert_of(desk, found.matter_id, drill=drill)


async def alert_of(desk: Desk, matter_id: int, *, drill: bool) -> Matter:
    """Refuse an exercise that nobody asked for as one, and an alert that is none."""
    alert = await store.matter(desk.session, matter_id)
    if alert is None or alert.jurisdiction != desk.jurisdiction or alert.kind != MatterKind.ALERT:
        raise Refusal("cap_no_alert", serial="")
    if alert.drill != drill:
        raise Refusal("cap_is_drill" if alert.drill else "cap_is_no_drill")
    return alert


async def all_alerts(desk: Desk, *, drill: bool) -> list[Matter]:
    wanted = [one.matter_id for one in await _issues(desk) if one.drill == drill]
    return [await alert_of(desk, one, drill=drill) for one in dict.fromkeys(wanted)]


async def newest_alert(desk: Desk, *, drill: bool) -> Matter:
    found = await all_alerts(desk, drill=drill)
    if not found:
        raise Refusal("cap_no_alert", serial="")
    return found[-1]


async def title_of(desk: Desk, alert: Matter) -> str:
    """The serial number of its issue."""
    orders = await store.issued_orders(desk.session, alert.key)
    return next((one.serial for one in orders if one.serial), "")


async def messages(desk: Desk, alert: Matter) -> tuple[CapMessage, ...]:
    """All that went out up to now; refuse with one sentence what receivers would refuse."""
    orders = await store.issued_orders(desk.session, alert.key)
    if not orders:
        raise Refusal("cap_no_alert", serial="")
    found = outgoing.messages_of(await _as_ordered(desk, orders), desk.now)
    for message in found:
        for fault in lint.faults(message):
            raise Refusal(fault, identifier=message.identifier)
    return found


async def _as_ordered(desk: Desk, orders: Sequence[Order]) -> AlertAsOrdered:
    plans = {locale: await _plan_of(desk, orders[-1], locale) for locale in LOCALES}
    told = {
        _LANGUAGES[locale]: CapLanguage(plan, words_in(locale, plan.zone))
        for locale, plan in plans.items()
    }
    observed = await proposals.observed_orders(desk.session, [one.key for one in orders])
    return AlertAsOrdered(orders, plans["zh"], told, observed)


async def _plan_of(desk: Desk, order: Order, locale: str) -> Plan:
    """The plan of the alert; where that knew no area, with what the plan in force says of CAP.

    No message of such an alert can have gone out before, so that none is told otherwise now.
    """
    plan = await desk.plan_in(locale, order)
    if plan.cap.geocode or plan.cap.polygon:
        return plan
    codes = {county.id: county.geocode for county in desk.plan.counties}
    counties = tuple(
        county.model_copy(update={"geocode": codes.get(county.id)}) for county in plan.counties
    )
    return plan.model_copy(update={"cap": desk.plan.cap, "counties": counties})


async def _issues(desk: Desk) -> list[Order]:
    orders = await store.issued_of_kind(desk.session, desk.jurisdiction, MatterKind.ALERT)
    return [one for one in orders if one.kind == OrderKind.ISSUE]
