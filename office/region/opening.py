"""An office that opens reads what waited for it, and asks the office above what holds now."""

from office.desk import Desk
from office.matters import alerts, clocks, in_effect, kinds
from office.plan.model import County, Plan
from office.region import counties, letters, telling
from office.region.letters import LETTER
from storage.decisions import matters as store
from storage.decisions.matters import Order
from storage.region import letters as letter_store
from storage.region.letters import Letter, LetterKind
from storage.roster.chats import Chat


async def begin(desk: Desk, chat: Chat) -> None:
    """Take what waited at once, and ask above: an alert under way makes a floor for us as well."""
    for letter_id in await letter_store.waiting_for(desk.session, desk.jurisdiction):
        await clocks.on_agenda(desk, LETTER, letter_id, desk.now)
    above = desk.plan.upper
    if above is not None and above.jurisdiction is not None:
        key = f"opened:{chat.key}"
        await letters.write(desk, above.jurisdiction, LetterKind.OPENED, desk.plan.office, key=key)


async def take(desk: Desk, letter: Letter) -> str:
    """Write to a county of ours what it would have read had its office been here at the issue."""
    alert = await alerts.standing_alert(desk)
    orders = await _standing(desk, alert.key) if alert is not None else []
    told = 0
    for order in orders:
        county = _concerned(await desk.plan_of(order), order, letter.jurisdiction)
        if county is not None:
            await telling.write_to_county(desk, order, county)
            await counties.add(desk, order, county)
            told += 1
    return f"told of {told} orders"


async def _standing(desk: Desk, matter_id: int) -> list[Order]:
    """The order in effect, and a newer one that was announced: both make the floor."""
    issued = await store.issued_orders(desk.session, matter_id)
    in_force = in_effect.order_at(issued, desk.now)
    return [order for order in issued if order is in_force or order is issued[-1]]


def _concerned(plan: Plan, order: Order, home: str) -> County | None:
    county = next((one for one in plan.counties if one.jurisdiction == home), None)
    if county is None or not kinds.is_concerned(order, county):
        return None
    return None if kinds.is_left_out(order, county.id) else county
