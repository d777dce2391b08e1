"""Tells leaders and the office of one slip by itself."""

from dataclasses import replace

from messages.views.slips import SlipView
from office.bodies.readers import Reader, readers
from office.desk import Desk
from office.ladder import service
from office.matters import measure_views
from office.matters.naming import plan_of
from office.plan.model import Plan, Rung
from office.plan.sources import NO_SOURCE
from office.supervision import laid_copies, serving, slip_copies, slip_texts
from storage.delivery.outbox import Delivery
from storage.owed.obligations import Obligation
from storage.supervision.slips import Copying, Slip


async def copied(
    desk: Desk, obligation: Obligation, slip: Slip, rung: Rung
) -> tuple[list[Reader], SlipView]:
    """Whoever gets a copy with the slip, and what it says; it names no copies that go later."""
    at_once = rung.copies if slip.copying == Copying.AT_ONCE else ()
    leaders = await readers(desk, at_once)
    return leaders, await slip_texts.view(desk, obligation, slip, at_once, leaders)


async def send_copies(
    desk: Desk, slip: Slip, rung: Rung, view: SlipView, leaders: list[Reader], first: Delivery
) -> None:
    for reader in leaders:
        await slip_copies.send(desk, slip, view, first, reader, fresh=True)
    if slip.copying == Copying.AT_ONCE:
        await laid_copies.expect(desk, slip, rung)


async def tell_office(
    desk: Desk, obligation: Obligation, slip: Slip, rung: Rung, view: SlipView, first: Delivery
) -> None:
    told = view
    if slip.copying == Copying.ASKED:
        told = _asking(desk, await plan_of(desk, obligation), view, rung)
    await serving.tell_office(desk, slip, told, first)


async def alone(desk: Desk, obligation: Obligation, slip: Slip, rung: Rung, unserved: str) -> None:
    """It was to stand in a list, and no other slip of its instant was served."""
    leaders, view = await copied(desk, obligation, slip, rung)
    first = serving.followed(await service.servings(desk, slip))
    await send_copies(desk, slip, rung, view, leaders, first)
    await tell_office(desk, obligation, slip, rung, replace(view, unserved=unserved), first)


def _asking(desk: Desk, plan: Plan, view: SlipView, rung: Rung) -> SlipView:
    source = rung.copies_source or NO_SOURCE
    return replace(
        view,
        asked_to=slip_texts.names(desk, plan, rung.copies),
        asked_by=measure_views.citations(plan, source),
    )
