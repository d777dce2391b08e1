"""Letters of request 商请函: bodies outside the command are asked to do something as well.

Whoever is asked confirms nothing and is not chased. Where the plan says so, the letter goes to a
body that passes it on, such as the office above.
"""

from datetime import datetime
from typing import Any

from messages.views.requests import RequestLetterView
from office.desk import Desk
from office.matters.order_terms import check_hours, check_words, validity
from office.plan.model import AnyPlan, Joint, Plan
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable


@immutable
class RequestTerms:
    joint: str
    """The plan's id of what is asked for."""
    asked: tuple[str, ...]
    hours: int
    text: str
    bodies: tuple[str, ...]
    """Whom the letter goes to: those who are asked, or whoever passes it on."""
    title: str
    """What is asked for, as the plan called it."""

    @property
    def kind(self) -> MatterKind:
        return MatterKind.REQUEST

    @classmethod
    def of(cls, order: Order) -> "RequestTerms":
        said = order.says
        return cls(
            said["joint"],
            tuple(said["asked"]),
            order.hours or 0,
            said["text"],
            tuple(said["bodies"]),
            said["title"],
        )

    def as_says(self) -> dict[str, Any]:
        return {
            "joint": self.joint,
            "asked": list(self.asked),
            "text": self.text.strip(),
            "bodies": list(self.bodies),
            "title": self.title,
        }

    def check(self, plan: AnyPlan, _now: datetime) -> None:
        check_asked(plan, self.joint, self.asked)
        check_hours(self.hours)
        check_words(self.text, of="request_text")


def known(plan: AnyPlan, joint: str) -> Joint:
    found = plan.joint_named(joint)
    if found is None:
        raise Refusal("request_not_in_plan")
    return found


def check_any(plan: AnyPlan) -> None:
    if not plan.joint:
        raise Refusal("request_not_in_plan")


def check_asked(plan: AnyPlan, joint: str, asked: tuple[str, ...]) -> None:
    if not asked or not set(asked) <= set(known(plan, joint).asked):
        raise Refusal("request_bodies_missing")


async def view(_desk: Desk, plan: Plan, order: Order, _agency: str | None) -> RequestLetterView:
    said = RequestTerms.of(order)
    return RequestLetterView(
        office=plan.office,
        serial=order.serial,
        title=said.title,
        to=tuple(plan.body(one).name for one in said.bodies),
        asked=tuple(plan.body(one).name for one in said.asked),
        is_passed_on=said.bodies != said.asked,
        text=said.text,
        valid=validity(order),
    )
