"""Orders of two offices, issued without their dialogues, and the letters between them."""

from datetime import timedelta

from sqlmodel import col, select

from office import agenda
from office.decisions import ending
from office.desk import Desk
from office.matters.order_terms import AT_ONCE, Start, Terms
from office.region import concerned, letters
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterKind, Order, OrderKind, OrderState
from storage.delivery.outbox import Delivery
from tests.office.conftest import Office
from tests.office.scenes import scene

GROUNDS = "会商认为将持续重污染"


@scene
async def issue(
    office: Office,
    kind: OrderKind = OrderKind.ISSUE,
    level: str = "orange",
    *,
    counties: tuple[str, ...] | None = None,
    starts_at: Start = AT_ONCE,
    drill: bool = False,
) -> int:
    """Issue an order as if all its signatures had come; return its id."""
    made = await draft(office, kind, level, counties=counties, starts_at=starts_at, drill=drill)
    await send_out(office, made)
    return made


@scene
async def send_out(office: Office, order_id: int) -> None:
    async with office.desk() as desk:
        order = await store.order(desk.session, order_id)
        assert order is not None
        await ending.send(desk, order)


@scene
async def draft(
    office: Office,
    kind: OrderKind = OrderKind.ISSUE,
    level: str = "orange",
    *,
    counties: tuple[str, ...] | None = None,
    starts_at: Start = AT_ONCE,
    drill: bool = False,
    state: OrderState = OrderState.ISSUED,
) -> int:
    """Keep an order that only waits to be sent out; return its id."""
    async with office.desk() as desk:
        matter = await _matter(desk, drill=drill)
        before = (await store.issued_orders(desk.session, matter.key))[-1:]
        ends = kind in (OrderKind.LIFT, OrderKind.CANCEL)
        pollutant = desk.plan.pollutants[0].id
        said = Terms(level, starts_at, 72, pollutant, GROUNDS, counties)
        last = before[0] if before else None
        order = Order(
            jurisdiction=desk.jurisdiction,
            matter_id=matter.key,
            drill=matter.drill,
            kind=kind,
            state=state,
            level=level,
            starts_at=desk.now if starts_at is AT_ONCE else starts_at,
            at_once=starts_at is AT_ONCE,
            hours=None if ends else 72,
            pollutant=None if ends else pollutant,
            grounds=GROUNDS,
            says=concerned.of_ending(last.says if last else {})
            if ends
            else await concerned.says(desk, desk.plan, said, last),
            plan_version_id=desk.plan_version_id,
            drafted_at=desk.now,
        )
        desk.session.add(order)
        await desk.session.flush()
        return order.key


async def _matter(desk: Desk, *, drill: bool) -> Matter:
    found = await store.open_matters(desk.session, desk.jurisdiction, MatterKind.ALERT, drill=drill)
    if found:
        return found[-1]
    matter = Matter(jurisdiction=desk.jurisdiction, created_at=desk.now, drill=drill)
    desk.session.add(matter)
    await desk.session.flush()
    return matter


@scene
async def exchange(*offices: Office) -> list[str]:
    """Let the letters come until none is under way; return what came of each, in order."""
    came: list[str] = []
    while True:
        taken = [one for office in offices for one in await take_letters(office)]
        if not taken:
            return came
        came += taken


async def take_letters(office: Office) -> list[str]:
    return await take_due(office, letters.LETTER)


@scene
async def take_due(office: Office, *kinds: str) -> list[str]:
    """Do what the tick does with items of these kinds that are due for this office."""
    came: list[str] = []
    async with office.desk() as desk:
        for item in await agenda.due(desk.session, desk.now, 200):
            if item.kind in kinds and item.jurisdiction == office.jurisdiction:
                came += (await agenda.run(desk, [item])).values()
    return came


async def said_in(office: Office, chat_id: int) -> list[Delivery]:
    async with office.desk() as desk:
        rows = select(Delivery).where(Delivery.chat_id == chat_id).order_by(col(Delivery.id))
        return list((await desk.session.exec(rows)).all())


async def texts_in(office: Office, chat_id: int) -> list[str]:
    return [row.text for row in await said_in(office, chat_id)]


def labels(row: Delivery) -> list[str]:
    return [button["label"] for line in row.keyboard or [] for button in line]


def pass_time(by: timedelta, *offices: Office) -> None:
    for office in offices:
        office.pass_time(by)
