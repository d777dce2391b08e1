"""Notices 通知, such as the one on dust: everybody is told, and nobody owes anything for it."""

from datetime import datetime
from typing import Any

from messages.views.notices import NoticeView
from office.desk import Desk
from office.matters.order_terms import check_hours, check_words, validity
from office.plan.model import AnyPlan, Plan
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable

DUST = "dust"
"""The subject of the notice; so far this is the only one."""


@immutable
class NoticeTerms:
    hours: int
    text: str
    """A sentence that says what weather is expected."""
    about: str = DUST

    @property
    def kind(self) -> MatterKind:
        return MatterKind.NOTICE

    @classmethod
    def of(cls, order: Order) -> "NoticeTerms":
        return cls(order.hours or 0, order.says["text"], order.says["about"])

    def as_says(self) -> dict[str, Any]:
        return {"about": self.about, "text": self.text}

    def check(self, _plan: AnyPlan, _now: datetime) -> None:
        check_hours(self.hours)
        check_words(self.text, of="notice_text")


async def view(_desk: Desk, plan: Plan, order: Order, _agency: str | None) -> NoticeView:
    said = NoticeTerms.of(order)
    return NoticeView(
        office=plan.office,
        serial=order.serial,
        area=plan.area,
        text=said.text,
        valid=validity(order),
        hazard=plan.dust.hazard,
        advice=plan.dust.advice,
        control=plan.dust.control,
    )
