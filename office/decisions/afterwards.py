"""What else follows as an order of some kinds is issued or taken back: its rows are told."""

from collections.abc import Awaitable, Callable

from office.consultations import office_box, opening
from office.desk import Desk
from office.paperwork import bulletin_papers
from office.paperwork.appraisals import bulletin_papers as appraisal_papers
from office.paperwork.appraisals import naming
from office.problems import assigning, naming_problems
from storage.decisions.matters import MatterKind, Order


async def _bulletin(desk: Desk, order: Order) -> None:
    await naming_problems.issued(desk, order)
    await bulletin_papers.offer(desk, order)


async def _bulletin_taken_back(desk: Desk, order: Order) -> None:
    await naming_problems.taken_back(desk, order)
    await bulletin_papers.offer(desk, order)


async def _appraisal_bulletin(desk: Desk, order: Order) -> None:
    await naming.require_as_named(desk, order)
    await appraisal_papers.offer(desk, order)


FOLLOWS: dict[MatterKind, Callable[[Desk, Order], Awaitable[None]]] = {
    MatterKind.PROBLEM: assigning.issued,
    MatterKind.BULLETIN: _bulletin,
    MatterKind.APPRAISAL_BULLETIN: _appraisal_bulletin,
    MatterKind.CONSULTATION: opening.issued,
}
ENDS: dict[MatterKind, Callable[[Desk, Order], Awaitable[None]]] = {
    MatterKind.PROBLEM: assigning.taken_back,
    MatterKind.BULLETIN: _bulletin_taken_back,
    MatterKind.CONSULTATION: office_box.called_off,
}


async def follow(desk: Desk, order: Order) -> None:
    follows = FOLLOWS.get(MatterKind(order.matter_kind))
    if follows is not None:
        await follows(desk, order)


async def ended(desk: Desk, order: Order) -> None:
    ends = ENDS.get(MatterKind(order.matter_kind))
    if ends is not None:
        await ends(desk, order)
