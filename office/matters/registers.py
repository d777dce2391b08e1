"""Asking for a register 名录 or a filing 备案: its owners answer with a file or with words.

What they answer is kept as a report is, so that whose, when, by whom and which file stays known.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from messages.views.registers import RegisterEndingView, RegisterOrderView
from office.desk import Desk
from office.matters import kinds, tasks
from office.plan.model import AnyPlan, Filing, Owed, Paper, Plan, Routine
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable

OWED = "register"


class Cause(StrEnum):
    """Why a paper is asked for."""

    OFFICE = "office"
    START = "start"
    DATE = "date"
    OWNER = "owner"
    """Its owner has something new of itself."""


@immutable
class RegisterTerms:
    paper: str
    bodies: tuple[str, ...]
    due_at: datetime
    title: str
    """The name of the paper, as the plan had it."""
    cause: str = Cause.OFFICE

    @property
    def kind(self) -> MatterKind:
        return MatterKind.REGISTER

    @property
    def hours(self) -> int | None:
        return None

    @classmethod
    def of(cls, order: Order) -> "RegisterTerms":
        said = order.says
        due_at = datetime.fromisoformat(said["due_at"])
        return cls(said["paper"], tuple(said["bodies"]), due_at, said["title"], said["cause"])

    def as_says(self) -> dict[str, Any]:
        return {
            "paper": self.paper,
            "bodies": list(self.bodies),
            "due_at": self.due_at.isoformat(),
            "title": self.title,
            "cause": self.cause,
        }

    def check(self, plan: AnyPlan, now: datetime) -> None:
        check_owners(plan, self.paper, self.bodies)
        tasks.check_due(now, self.due_at)


def known(plan: AnyPlan, paper: str) -> Paper:
    found = plan.paper(paper)
    if found is None:
        raise Refusal("register_unknown")
    return found


def askable(plan: AnyPlan) -> tuple[Paper, ...]:
    """The papers that somebody here can be asked for."""
    return tuple(paper for paper in plan.papers if plan.owners(paper))


def check_owners(plan: AnyPlan, paper: str, bodies: tuple[str, ...]) -> None:
    if not bodies or not set(bodies) <= set(plan.owners(known(plan, paper))):
        raise Refusal("register_bodies_missing")


def due_on(desk: Desk, paper: Paper, day: date) -> datetime:
    return datetime.combine(day, paper.due_clock, desk.zone)


def routine_of(plan: AnyPlan, order: Order) -> Owed | None:
    """What the order asks for, where it is owed by the calendar and has rules of its own."""
    paper = plan.paper(order.says.get("paper", ""))
    return paper.owed if isinstance(paper, Routine) else None


async def view(
    desk: Desk, plan: Plan, order: Order, _agency: str | None
) -> RegisterOrderView | RegisterEndingView:
    said = RegisterTerms.of(order)
    if kinds.ends(order):
        first = (await store.issued_orders(desk.session, order.matter_id))[0]
        return RegisterEndingView(plan.office, first.serial or "", said.title)
    paper, routine = plan.paper(said.paper), routine_of(plan, order)
    return RegisterOrderView(
        office=plan.office,
        serial=order.serial,
        title=said.title,
        is_filing=isinstance(paper, Filing),
        is_routine=routine is not None,
        content=routine.content if routine else (),
        bodies=tuple(body.short for body in kinds.addressed(plan, order)),
        to=(paper.to or "") if paper else "",
        form=paper.form if paper else "any",
        note=(paper.note or "") if paper else "",
        due_at=said.due_at,
        has_a_day=paper is not None and paper.is_by_calendar,
        unchecked=_is_unchecked(plan, paper, said.due_at),
        cause=said.cause,
    )


def _is_unchecked(plan: Plan, paper: Paper | None, due_at: datetime) -> bool:
    """Whether its day may have been moved by holidays of a year that nobody has noticed yet."""
    moves = paper is not None and paper.moves_off_holidays
    return moves and not plan.calendar.is_known(plan.calendar.day_of(due_at))
