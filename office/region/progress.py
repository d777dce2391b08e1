"""Tells the office above how far we are with the order that it wants of us."""

from typing import NamedTuple

from office.desk import Desk
from office.matters import kinds
from office.plan.model import Level
from office.region import floor, letters
from office.region.floor import Floor
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order, OrderState
from storage.region import letters as letter_store
from storage.region.filed_orders import Progress
from storage.region.letters import Letter, LetterKind
from storage.subjects import Subject


class Stand(NamedTuple):
    progress: Progress
    level_name: str = ""
    number: str = ""


async def tell(desk: Desk) -> None:
    """Write how far we are, if that has changed since we last did."""
    above = desk.plan.upper
    if above is None or above.jurisdiction is None:
        return
    bound = await floor.standing(desk)
    if bound is None or bound.order.letter_id is None:
        return
    stand = await of(desk, bound)
    written = await letter_store.written_about(
        desk.session, desk.jurisdiction, LetterKind.PROGRESS, bound.order
    )
    known = told(written[-1]) if written else Stand(Progress.NONE)
    if stand == known:
        return
    await letters.write(
        desk,
        above.jurisdiction,
        LetterKind.PROGRESS,
        bound.order.number,
        key=f"progress:{bound.order.key}:{len(written)}",
        about=Subject.of(bound.order),
        answers=await letter_store.letter(desk.session, bound.order.letter_id),
        progress=stand.progress.value,
        level_name=stand.level_name,
        own_number=stand.number,
    )


async def of(desk: Desk, bound: Floor) -> Stand:
    order = await floor.own_order(desk)
    level = kinds.level_named(desk.plan, order) if order else None
    if order and level and level.rank >= bound.level.rank:
        return Stand(Progress.STARTED, level.name, order.serial or "")
    if await _is_agreed(desk, bound, order, level):
        number = (order.serial if order else None) or ""
        return Stand(Progress.AGREED, level.name if level else "", number)
    pending = await store.pending_orders(desk.session, desk.jurisdiction, MatterKind.ALERT)
    if any(_would_be_enough(desk, draft, bound) for draft in pending):
        return Stand(Progress.SIGNING)
    return Stand(Progress.NONE)


async def _is_agreed(desk: Desk, bound: Floor, order: Order | None, level: Level | None) -> bool:
    # To an order of a level that our plan no longer has nobody agreed.
    return (order is None or level is not None) and await floor.is_agreed(desk, bound, level)


def _would_be_enough(desk: Desk, draft: Order, bound: Floor) -> bool:
    if draft.state != OrderState.APPROVING or draft.drill or kinds.ends(draft):
        return False
    level = kinds.level_named(desk.plan, draft)
    return level is not None and level.rank >= bound.level.rank


def told(letter: Letter) -> Stand:
    said = letter.payload
    return Stand(Progress(said["progress"]), said["level_name"], said["own_number"])
