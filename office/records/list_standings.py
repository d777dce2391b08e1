"""The reduction lists with what bodies reported of yesterday, as the office reads them."""

from dataclasses import replace
from datetime import date

from messages.views.enterprises import DayFirms, ListsView
from office.desk import Desk
from office.enterprises import list_views
from office.matters import alerts
from office.records import brief_views
from office.records.brief_views import ONE_DAY


async def view(desk: Desk) -> ListsView:
    told = await list_views.lists(desk)
    alert = await alerts.standing_alert(desk)
    order = await alerts.order_in_effect(desk, alert) if alert is not None else None
    if order is None:
        return told
    day = desk.local(desk.now).date() - ONE_DAY
    said = await brief_views.figures(desk, await desk.plan_of(order), order, day)
    level = desk.plan.known_level((said.lists.level if said.lists else None) or "")
    return replace(told, of=day, level=level.name if level else "", curbs=said.curbs)


async def firms(desk: Desk, day: date) -> DayFirms | None:
    """Enterprise by enterprise; None where no response is under way."""
    alert = await alerts.standing_alert(desk)
    order = await alerts.order_in_effect(desk, alert) if alert is not None else None
    if order is None:
        return None
    said = await brief_views.figures(desk, await desk.plan_of(order), order, day)
    return said.firms
