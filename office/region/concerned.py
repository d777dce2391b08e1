"""What an alert's order says of the bodies around: counties chosen, left out, told by letter."""

from typing import Any

from office.desk import Desk
from office.matters.kinds import BY_LETTER, COUNTIES, LEFT_OUT
from office.matters.order_terms import UNTIL, Terms
from office.plan.model import AnyPlan
from office.region import offices
from storage.decisions.matters import Order


async def says(desk: Desk, plan: AnyPlan, terms: Terms, before: Order | None) -> dict[str, Any]:
    """The part of an order's row that decides which counties read it, and where."""
    said: dict[str, Any] = {}
    if terms.counties is not None:
        said[COUNTIES] = list(terms.counties)
        left_out = _left_out(plan, terms.counties, before)
        said |= {LEFT_OUT: left_out} if left_out else {}
    return said | await _routed(desk, plan)


async def settle(desk: Desk, plan: AnyPlan, order: Order, *, drill: bool) -> None:
    """Settle who is told by letter: an office may have opened or closed since the draft.

    An exercise writes no letters, so it is read in chats.
    """
    rest = {key: value for key, value in order.says.items() if key != BY_LETTER}
    order.says = rest if drill else rest | await _routed(desk, plan)


async def _routed(desk: Desk, plan: AnyPlan) -> dict[str, Any]:
    by_letter = await offices.reached(desk, plan.bodies)
    return {BY_LETTER: list(by_letter)} if by_letter else {}


def of_ending(before: dict[str, Any]) -> dict[str, Any]:
    """An end is for whom the order before it was for; who was left out there hears no more."""
    return {key: value for key, value in before.items() if key not in (LEFT_OUT, UNTIL)}


def _left_out(plan: AnyPlan, now: tuple[str, ...], before: Order | None) -> list[str]:
    if before is None:
        return []
    told = before.says.get(COUNTIES) or [one.id for one in plan.counties_told]
    return [county for county in told if county not in now]
