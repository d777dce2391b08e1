"""Tells the offices around of our alert: those below are bound by it, those beside are informed."""

from office.desk import Desk
from office.matters import kinds
from office.matters.added_lines import adds_only, hears
from office.plan.model import BodyWithOffice, County, OutsideOffice, Plan, Relation
from office.region import alert_news, counties, filing, letters
from office.region.alert_news import AlertNews
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order
from storage.region.letters import LetterKind
from storage.subjects import Subject


async def tell(desk: Desk, order: Order) -> None:
    """Write to every office here that this order concerns; an exercise stays among ourselves."""
    matter = await store.matter(desk.session, order.matter_id)
    plan = await desk.plan_of(order)
    if matter is None or matter.drill or not _has_offices_around(plan):
        return
    news = alert_news.of_order(desk, plan, order)
    homes = await _written_to(desk, order)
    below = [one for one in plan.counties if one.id in homes and hears(order, one.id)]
    for county in below:
        await write_to_county(desk, order, county)
    if not adds_only(order):
        # What is added asks no county for an order of its own, and concerns nobody beside us.
        if not kinds.ends_later(order):
            # Until an end takes effect, the counties go on under the order that stands.
            await counties.follow(desk, order, [one for one in below if _lies_below(order, one)])
        await _inform(desk, order, homes, news)
    await filing.write(desk, plan, order, homes)


async def tell_again(desk: Desk, order: Order) -> None:
    """Write what stands to every office that read of a change which did not take effect."""
    plan = await desk.plan_of(order)
    if order.drill or not _has_offices_around(plan):
        return
    news = alert_news.of_order(desk, plan, order)
    homes = await _written_to(desk, order)
    for body in (*plan.counties, *filter(_is_informed, plan.outside)):
        if body.id in homes:
            await _write(desk, order, body, news, again=desk.now.isoformat())


async def _inform(desk: Desk, order: Order, homes: set[str], news: AlertNews) -> None:
    for office in (await desk.plan_of(order)).outside:
        if office.id in homes and _is_informed(office):
            await _write(desk, order, office, news)


async def write_to_county(desk: Desk, order: Order, county: County) -> None:
    if kinds.is_concerned(order, county):
        news = alert_news.of_order(desk, await desk.plan_of(order), order)
        left_out = kinds.is_left_out(order, county.id)
        await _write(desk, order, county, news.to(concerned=not left_out))


async def _written_to(desk: Desk, order: Order) -> set[str]:
    """The bodies whose offices read of this alert by letter.

    An office that has lost its group since is still bound by what it read. What follows waits until
    it has a group again.
    """
    issued = await store.issued_orders(desk.session, order.matter_id)
    return {body for one in issued for body in one.says.get(kinds.BY_LETTER, ())}


async def _write(
    desk: Desk, order: Order, body: BodyWithOffice, news: AlertNews, again: str = ""
) -> None:
    # The hour that we ask after by default is no deadline: only a plan sets one for a county.
    times = desk.plan.cascade
    start_by = desk.now + times.report_after if times else None
    await letters.write(
        desk,
        body.jurisdiction or "",
        LetterKind.ALERT,
        filing.title_of(desk, news),
        key=f"alert:{order.key}:{body.id}{again and f':{again}'}",
        number=news.number,
        about=Subject.of(order),
        news=news.as_payload(),
        **news.beside_payload(),
        start_by=start_by.isoformat() if start_by else None,
    )


def _lies_below(order: Order, county: County) -> bool:
    return not kinds.is_left_out(order, county.id) and kinds.is_concerned(order, county)


def _is_informed(office: OutsideOffice) -> bool:
    if office.relation is Relation.UPPER:
        return False
    return office.joint or office.hears_of(MatterKind.ALERT)


def _has_offices_around(plan: Plan) -> bool:
    return any(body.jurisdiction for body in (*plan.counties, *plan.outside))
