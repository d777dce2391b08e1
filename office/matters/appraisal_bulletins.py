"""Bulletins of an appraisal 考核通报: bodies are named for praise, or for what was found wanting.

Nobody is ranked, and no points are told: of a body that is named for criticism it says of which
lines something stood against it once it had been asked.
"""

from typing import Any

from messages.views.appraisal_bulletins import AppraisalBulletinView
from office.bodies import agency_names
from office.desk import Desk
from office.matters import kinds
from office.matters.bulletins import HOURS
from office.matters.kinds import NAMED_FOR
from office.matters.order_terms import check_words
from office.plan.appraisal import Naming
from office.plan.model import AnyPlan, Plan
from office.refusal import Refusal
from storage.decisions import matters
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable

MOST = 20
"""The most bodies that one bulletin names."""


@immutable
class NamedMember:
    """A body as a bulletin names it, frozen as it stood."""

    body: str
    lines: tuple[tuple[str, int], ...] = ()
    """How many things stand against it, by the name of the line."""

    def as_says(self) -> dict[str, Any]:
        return {"body": self.body, "lines": [list(one) for one in self.lines]}

    @classmethod
    def of(cls, said: dict[str, Any]) -> "NamedMember":
        return cls(said["body"], tuple((name, count) for name, count in said["lines"]))


@immutable
class AppraisalBulletinTerms:
    named_for: Naming
    appraisal_id: int
    appraisal: str
    """Its number."""
    period: str
    named: tuple[NamedMember, ...]
    text: str
    bodies: tuple[str, ...]

    @property
    def kind(self) -> MatterKind:
        return MatterKind.APPRAISAL_BULLETIN

    @property
    def hours(self) -> int | None:
        return HOURS

    @classmethod
    def of(cls, order: Order) -> "AppraisalBulletinTerms":
        said = order.says
        return cls(
            named_for=Naming(said[NAMED_FOR]),
            appraisal_id=said["appraisal_id"],
            appraisal=said["appraisal"],
            period=said["period"],
            named=tuple(NamedMember.of(one) for one in said["named"]),
            text=said["text"],
            bodies=tuple(said["bodies"]),
        )

    def as_says(self) -> dict[str, Any]:
        return {
            NAMED_FOR: self.named_for,
            "appraisal_id": self.appraisal_id,
            "appraisal": self.appraisal,
            "period": self.period,
            "named": [one.as_says() for one in self.named],
            "text": self.text.strip(),
            "bodies": list(self.bodies),
        }

    def check(self, plan: AnyPlan, _now: object) -> None:
        check_bodies(plan, self.bodies)
        check_number(len(self.named))
        check_words(self.text, of="appraisal_bulletin_text")


def possible(plan: AnyPlan) -> tuple[str, ...]:
    kind = kinds.KINDS[MatterKind.APPRAISAL_BULLETIN]
    return tuple(body.id for body in kinds.concerned(plan, kind))


def check_bodies(plan: AnyPlan, bodies: tuple[str, ...]) -> None:
    if not bodies or not set(bodies) <= set(possible(plan)):
        raise Refusal("appraisal_bulletin_bodies_missing")


def check_number(count: int) -> None:
    if not 0 < count <= MOST:
        raise Refusal("appraisal_bulletin_named_missing", most=MOST)


async def view(desk: Desk, plan: Plan, order: Order, _agency: str | None) -> AppraisalBulletinView:
    said, serial = AppraisalBulletinTerms.of(order), order.serial
    if kinds.ends(order):
        serial = (await matters.issued_orders(desk.session, order.matter_id))[0].serial
    return AppraisalBulletinView(
        office=plan.office,
        serial=serial,
        praise=said.named_for is Naming.PRAISE,
        appraisal=said.appraisal,
        period=said.period,
        text=said.text,
        named=tuple((agency_names.short(desk, one.body), one.lines) for one in said.named),
        bodies=tuple(body.short for body in kinds.addressed(plan, order)),
        is_all=len(said.bodies) == len(possible(plan)),
    )
