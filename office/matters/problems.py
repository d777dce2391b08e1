"""Problems 问题 as they are assigned: chosen bodies put one right and answer by a deadline."""

from datetime import datetime
from typing import Any

from messages.views.problems import ProblemEndingView, ProblemOrderView
from office.desk import Desk
from office.matters import kinds, tasks
from office.matters.order_files import FILE, OrderFile
from office.plan.model import AnyPlan, Plan
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable
from storage.owed.obligations import ObligationKind

UNIT_IN_TITLE = 20


@immutable
class ProblemTerms:
    problem_id: int
    serial: str
    """The number of the problem, which is not that of the order."""
    place: str
    unit: str
    requirement: str
    found: str
    found_by: str
    bodies: tuple[str, ...]
    task: str
    """What is to be done about it."""
    due_at: datetime
    instead_of: int | None = None
    """The rectification of the body that said that the problem is not its own."""
    file: OrderFile | None = None
    """The first photo or document that shows it, which goes along."""

    @property
    def kind(self) -> MatterKind:
        return MatterKind.PROBLEM

    @property
    def hours(self) -> int | None:
        return None

    @property
    def title(self) -> str:
        where = self.unit or self.place
        return where if len(where) <= UNIT_IN_TITLE else f"{where[: UNIT_IN_TITLE - 1]}…"

    @classmethod
    def of(cls, order: Order) -> "ProblemTerms":
        said = order.says
        return cls(
            problem_id=said["problem_id"],
            serial=said["serial"],
            place=said["place"],
            unit=said["unit"],
            requirement=said["requirement"],
            found=said["found"],
            found_by=said["found_by"],
            bodies=tuple(said["bodies"]),
            task=said["text"],
            due_at=datetime.fromisoformat(said["due_at"]),
            instead_of=said.get("instead_of"),
            file=OrderFile(**said[FILE]) if said.get(FILE) else None,
        )

    def as_says(self) -> dict[str, Any]:
        return {
            "problem_id": self.problem_id,
            "serial": self.serial,
            "place": self.place,
            "unit": self.unit,
            "requirement": self.requirement,
            "found": self.found,
            "found_by": self.found_by,
            "bodies": list(self.bodies),
            "title": self.title,
            "text": self.task.strip(),
            "due_at": self.due_at.isoformat(),
            **({"instead_of": self.instead_of} if self.instead_of is not None else {}),
            **({FILE: self.file.as_says()} if self.file is not None else {}),
        }

    def check(self, plan: AnyPlan, now: datetime) -> None:
        require_in_plan(plan)
        check_bodies(plan, self.bodies)
        tasks.check_text(self.task)
        tasks.check_due(now, self.due_at)


def possible(plan: AnyPlan) -> tuple[str, ...]:
    return tuple(body.id for body in kinds.concerned(plan, kinds.KINDS[MatterKind.PROBLEM]))


def require_in_plan(plan: AnyPlan) -> None:
    # A plan that was applied before offices could assign problems says nothing of answers to them.
    if plan.known_owed(ObligationKind.RECTIFY) is None:
        raise Refusal("problem_not_in_plan")


def check_bodies(plan: AnyPlan, bodies: tuple[str, ...]) -> None:
    if not bodies or not set(bodies) <= set(possible(plan)):
        raise Refusal("problem_bodies_missing")


async def view(
    desk: Desk, plan: Plan, order: Order, _agency: str | None
) -> ProblemOrderView | ProblemEndingView:
    said = ProblemTerms.of(order)
    if kinds.ends(order):
        first = (await store.issued_orders(desk.session, order.matter_id))[0]
        return ProblemEndingView(plan.office, first.serial or "", said.serial, said.title)
    return ProblemOrderView(
        office=plan.office,
        serial=order.serial,
        number=said.serial,
        place=said.place,
        unit=said.unit,
        requirement=said.requirement,
        found=said.found,
        found_by=said.found_by,
        task=said.task,
        due_at=said.due_at,
        bodies=tuple(body.short for body in kinds.addressed(plan, order)),
    )
