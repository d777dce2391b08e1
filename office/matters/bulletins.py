"""Bulletins 通报: chosen bodies read which problems are not put right, and who has to do it."""

from collections import Counter
from typing import Any

from messages.views.bulletins import BulletinLine, BulletinView
from office.bodies import agency_names
from office.desk import Desk
from office.matters import kinds
from office.matters.order_terms import check_words
from office.plan.model import AnyPlan, Plan
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable

MOST = 20
"""The most problems that one bulletin names; each takes some two lines of a message."""
HOURS = 72
"""A bulletin is confirmed within that time or never. No plan fixes it."""


@immutable
class NamedProblem:
    """A problem as a bulletin names it, frozen as it stood."""

    problem_id: int
    serial: str
    where: str
    found: str
    bodies: tuple[str, ...]
    """Those that have not put it right."""

    def as_says(self) -> dict[str, Any]:
        return {
            "problem_id": self.problem_id,
            "serial": self.serial,
            "where": self.where,
            "found": self.found,
            "bodies": list(self.bodies),
        }

    @classmethod
    def of(cls, said: dict[str, Any]) -> "NamedProblem":
        return cls(**{**said, "bodies": tuple(said["bodies"])})


@immutable
class BulletinTerms:
    bodies: tuple[str, ...]
    problems: tuple[NamedProblem, ...]
    text: str
    """What it says before the problems."""

    @property
    def kind(self) -> MatterKind:
        return MatterKind.BULLETIN

    @property
    def hours(self) -> int | None:
        return HOURS

    @classmethod
    def of(cls, order: Order) -> "BulletinTerms":
        said = order.says
        named = tuple(NamedProblem.of(one) for one in said["problems"])
        return cls(tuple(said["bodies"]), named, said["text"])

    def as_says(self) -> dict[str, Any]:
        return {
            "bodies": list(self.bodies),
            "problems": [one.as_says() for one in self.problems],
            "text": self.text.strip(),
        }

    def check(self, plan: AnyPlan, _now: object) -> None:
        check_bodies(plan, self.bodies)
        check_number(len(self.problems))
        check_words(self.text, of="bulletin_text")


def possible(plan: AnyPlan) -> tuple[str, ...]:
    return tuple(body.id for body in kinds.concerned(plan, kinds.KINDS[MatterKind.BULLETIN]))


def check_bodies(plan: AnyPlan, bodies: tuple[str, ...]) -> None:
    if not bodies or not set(bodies) <= set(possible(plan)):
        raise Refusal("bulletin_bodies_missing")


def check_number(count: int) -> None:
    if not count:
        raise Refusal("bulletin_problems_missing")
    if count > MOST:
        raise Refusal("bulletin_too_many", most=MOST, count=count)


async def view(desk: Desk, plan: Plan, order: Order, _agency: str | None) -> BulletinView:
    said = BulletinTerms.of(order)
    counted = Counter(body for one in said.problems for body in one.bodies)
    return BulletinView(
        office=plan.office,
        serial=order.serial,
        text=said.text,
        lines=tuple(
            BulletinLine(
                one.serial,
                one.where,
                one.found,
                tuple(agency_names.short(desk, body) for body in one.bodies),
            )
            for one in said.problems
        ),
        counts=tuple((agency_names.short(desk, body), n) for body, n in counted.most_common()),
        bodies=tuple(body.short for body in kinds.addressed(plan, order)),
        is_all=len(said.bodies) == len(possible(plan)),
    )
