"""Notices 通知 to chosen bodies: a text, perhaps a file, and whether they confirm or answer it."""

from datetime import datetime
from typing import Any

from messages.views.circulars import CircularEndingView, CircularView
from office.desk import Desk
from office.matters import kinds, tasks
from office.matters.kinds import ASKS
from office.matters.order_files import FILE, OrderFile
from office.matters.titles import details_of, title_of
from office.plan.model import AnyPlan, Plan
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable
from storage.owed.obligations import ObligationKind

TEXT_AT_MOST = 1500
HOURS_WITHOUT_ANSWER = 24
"""A notice that asks for nothing ends by itself after so long; until then it can be taken back.
No plan fixes it."""
ANSWER = "circular"
"""The kind of what a body owes that is to answer in writing."""


@immutable
class CircularTerms:
    bodies: tuple[str, ...]
    text: str
    file: OrderFile | None = None
    receipts: bool = True
    due_at: datetime | None = None
    """By when each body answers in writing; None where no answer is owed."""

    @property
    def kind(self) -> MatterKind:
        return MatterKind.CIRCULAR

    @property
    def hours(self) -> int | None:
        return None if self.asks else HOURS_WITHOUT_ANSWER

    @property
    def asks(self) -> tuple[str, ...]:
        receipt = (ObligationKind.RECEIPT.value,) if self.receipts else ()
        return (*receipt, *((ANSWER,) if self.due_at else ()))

    @property
    def title(self) -> str:
        return title_of(self.text)

    @classmethod
    def of(cls, order: Order) -> "CircularTerms":
        said = order.says
        due_at, file = said.get("due_at"), said.get(FILE)
        return cls(
            bodies=tuple(said["bodies"]),
            text=said["text"],
            file=OrderFile(**file) if file else None,
            receipts=ObligationKind.RECEIPT in said[ASKS],
            due_at=datetime.fromisoformat(due_at) if due_at else None,
        )

    def as_says(self) -> dict[str, Any]:
        return {
            "bodies": list(self.bodies),
            "title": self.title,
            "text": self.text.strip(),
            ASKS: list(self.asks),
            **({"due_at": self.due_at.isoformat()} if self.due_at else {}),
            **({FILE: self.file.as_says()} if self.file else {}),
        }

    def check(self, plan: AnyPlan, now: datetime) -> None:
        check_bodies(plan, self.bodies)
        check_text(self.text)
        if self.due_at is not None:
            check_answer(plan)
            tasks.check_due(now, self.due_at)


def possible(plan: AnyPlan) -> tuple[str, ...]:
    return tuple(body.id for body in kinds.concerned(plan, kinds.KINDS[MatterKind.CIRCULAR]))


def check_bodies(plan: AnyPlan, bodies: tuple[str, ...]) -> None:
    if not bodies or not set(bodies) <= set(possible(plan)):
        raise Refusal("circular_bodies_missing")


def check_text(text: str) -> None:
    if not states_something(text):
        raise Refusal("circular_text_missing")
    if len(text) > TEXT_AT_MOST:
        raise Refusal("circular_text_too_long", most=TEXT_AT_MOST, length=len(text))


def check_answer(plan: AnyPlan) -> None:
    """A plan of before knows no answer to a notice, and so no ladder for it."""
    if plan.known_owed(ANSWER) is None:
        raise Refusal("circular_answer_not_in_plan")


async def view(
    desk: Desk, plan: Plan, order: Order, _agency: str | None
) -> CircularView | CircularEndingView:
    said = CircularTerms.of(order)
    if kinds.ends(order):
        first = (await store.issued_orders(desk.session, order.matter_id))[0]
        owed = bool(said.asks)
        return CircularEndingView(order.kind, plan.office, first.serial or "", said.title, owed)
    return CircularView(
        office=plan.office,
        serial=order.serial,
        title=said.title,
        text=details_of(said.text),
        file=said.file.name_in(desk.words) if said.file else "",
        receipts=said.receipts,
        due_at=said.due_at,
        bodies=tuple(body.short for body in kinds.addressed(plan, order)),
        is_all=len(said.bodies) == len(possible(plan)),
    )
