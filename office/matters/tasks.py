"""Tasks 交办: named bodies have something to do by a deadline and answer for it."""

from datetime import datetime, timedelta
from typing import Any

from messages.views.tasks import TaskEndingView, TaskView
from office.desk import Desk
from office.matters import kinds
from office.matters.titles import details_of, title_of
from office.plan.model import AnyPlan, Plan
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable

TEXT_AT_MOST = 1500
LEAST_TIME = timedelta(minutes=30)
"""The least time that a body gets for a task. No plan fixes it."""
DAYS_AHEAD = 365


@immutable
class TaskTerms:
    bodies: tuple[str, ...]
    from_above: bool
    """It was handed down by an office above; otherwise it is the office's own task."""
    text: str
    due_at: datetime
    group: str = ""
    """The team in whose name it is given; its head signs it."""

    @property
    def kind(self) -> MatterKind:
        return MatterKind.TASK

    @property
    def hours(self) -> int | None:
        return None

    @property
    def title(self) -> str:
        return title_of(self.text)

    @property
    def details(self) -> str:
        return details_of(self.text)

    @classmethod
    def of(cls, order: Order) -> "TaskTerms":
        said = order.says
        due_at = datetime.fromisoformat(said["due_at"])
        group = said.get(kinds.GROUP, "")
        return cls(tuple(said["bodies"]), said["from_above"], said["text"], due_at, group)

    def as_says(self) -> dict[str, Any]:
        return {
            "bodies": list(self.bodies),
            "from_above": self.from_above,
            "title": self.title,
            "text": self.text.strip(),
            "due_at": self.due_at.isoformat(),
            **({kinds.GROUP: self.group} if self.group else {}),
        }

    def check(self, plan: AnyPlan, now: datetime) -> None:
        check_bodies(plan, self.bodies)
        check_text(self.text)
        check_due(now, self.due_at)
        if self.group:
            check_group(plan, self.group)


def possible(plan: AnyPlan) -> tuple[str, ...]:
    return tuple(body.id for body in kinds.concerned(plan, kinds.KINDS[MatterKind.TASK]))


def check_bodies(plan: AnyPlan, bodies: tuple[str, ...]) -> None:
    if not bodies or not set(bodies) <= set(possible(plan)):
        raise Refusal("task_bodies_missing")


def check_text(text: str) -> None:
    if not states_something(text):
        raise Refusal("task_text_missing")
    if len(text) > TEXT_AT_MOST:
        raise Refusal("task_text_too_long", most=TEXT_AT_MOST, length=len(text))


def check_group(plan: AnyPlan, group: str) -> None:
    if kinds.headed_team(plan, group) is None:
        raise Refusal("button_obsolete")


def check_due(now: datetime, due_at: datetime) -> None:
    if due_at < now + LEAST_TIME:
        raise Refusal("task_due_too_soon", due=due_at, least=LEAST_TIME)
    if due_at > now + timedelta(days=DAYS_AHEAD):
        raise Refusal("task_due_too_far", due=due_at, days=DAYS_AHEAD)


async def view(
    desk: Desk, plan: Plan, order: Order, _agency: str | None
) -> TaskView | TaskEndingView:
    said, team = TaskTerms.of(order), kinds.group_of(plan, order)
    issuer = team.name if team is not None else plan.office
    if kinds.ends(order):
        first = (await store.issued_orders(desk.session, order.matter_id))[0]
        return TaskEndingView(order.kind, issuer, first.serial or "", said.title)
    return TaskView(
        office=issuer,
        serial=order.serial,
        title=said.title,
        text=said.details,
        from_above=said.from_above,
        group=team.short if team is not None else "",
        due_at=said.due_at,
        bodies=tuple(body.short for body in kinds.addressed(plan, order)),
        is_all=len(said.bodies) == len(possible(plan)),
    )
