"""Control dispatches 强化管控: chosen bodies control emissions more strictly before any colour.

One is open at a time: a spell of polluted air is dispatched for once.
"""

from typing import Any

from messages.views.controls import ControlEndingView, ControlView
from office.desk import Desk
from office.matters import kinds
from office.matters.naming import address
from office.matters.order_terms import GROUNDS_AT_MOST
from office.plan.model import AnyPlan, Control, Plan
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable

BASIS_AT_MOST = 200
OWED = "control"
"""The kind of what its bodies report each day, where the plan asks for it."""


@immutable
class ControlTerms:
    bodies: tuple[str, ...]
    basis: str
    """The order of committee and government that it carries out."""
    text: str
    """It says what is expected, and what is asked beside the lines of the plan."""
    title: str = ""
    """It is called so in a sentence."""

    @property
    def kind(self) -> MatterKind:
        return MatterKind.CONTROL

    @property
    def hours(self) -> int | None:
        return None

    @classmethod
    def of(cls, order: Order) -> "ControlTerms":
        said = order.says
        return cls(tuple(said["bodies"]), said["basis"], said["text"], said["title"])

    def as_says(self) -> dict[str, Any]:
        return {
            "bodies": list(self.bodies),
            "basis": self.basis.strip(),
            "text": self.text.strip(),
            "title": self.title,
        }

    def check(self, plan: AnyPlan, _now: object) -> None:
        known(plan)
        check_bodies(plan, self.bodies)
        check_basis(plan, self.basis)
        check_text(self.text)


def possible(plan: AnyPlan) -> tuple[str, ...]:
    return tuple(body.id for body in kinds.concerned(plan, kinds.KINDS[MatterKind.CONTROL]))


def known(plan: AnyPlan) -> Control:
    if plan.control is None:
        raise Refusal("control_not_in_plan")
    return plan.control


def check_bodies(plan: AnyPlan, bodies: tuple[str, ...]) -> None:
    if not bodies or not set(bodies) <= set(possible(plan)):
        raise Refusal("control_bodies_missing")


def check_basis(plan: AnyPlan, basis: str) -> None:
    if not states_something(basis):
        raise Refusal("control_basis_missing", ordered_by=known(plan).ordered_by)
    if len(basis) > BASIS_AT_MOST:
        raise Refusal("control_basis_too_long", most=BASIS_AT_MOST, length=len(basis))


def check_text(text: str) -> None:
    if not states_something(text):
        raise Refusal("control_text_missing")
    if len(text) > GROUNDS_AT_MOST:
        raise Refusal("control_text_too_long", most=GROUNDS_AT_MOST, length=len(text))


async def view(
    desk: Desk, plan: Plan, order: Order, agency: str | None
) -> ControlView | ControlEndingView:
    said = ControlTerms.of(order)
    if kinds.ends(order):
        first = (await store.issued_orders(desk.session, order.matter_id))[0]
        return ControlEndingView(plan.office, first.serial or "", _is_copy(plan, order, agency))
    owed = plan.known_owed(OWED)
    return ControlView(
        office=plan.office,
        serial=order.serial,
        basis=said.basis,
        text=said.text,
        bodies=tuple(body.short for body in kinds.addressed(plan, order)),
        is_all=len(said.bodies) == len(possible(plan)),
        copies=tuple(body.name for body in kinds.copied(plan, order)),
        is_copy=_is_copy(plan, order, agency),
        you=address(desk, plan, agency) if agency else "",
        lines=_lines(plan, agency),
        report_by=owed.due_at if owed else None,
        unless_alert=owed is not None and owed.unless_alert,
    )


def _is_copy(plan: Plan, order: Order, agency: str | None) -> bool:
    return agency in [body.id for body in kinds.copied(plan, order)]


def _lines(plan: Plan, agency: str | None) -> tuple[str, ...] | None:
    """None in a draft, which each body reads with lines of its own."""
    return None if agency is None else tuple(one.text for one in plan.control_lines(agency))
