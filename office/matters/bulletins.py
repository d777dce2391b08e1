"""Bulletins 通报: chosen bodies read which problems are not put right, and who has to do it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from messages.views.bulletins import BulletinEndingView, BulletinLine, BulletinView
from office.bodies import agency_names
from office.desk import Desk
from office.matters import kinds, tasks
from office.matters.order_terms import check_words
from office.matters.outdated import DUE_AT
from office.plan.model import AnyPlan, Plan
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable
from storage.problems import namings

MOST = 20
"""The most problems that one bulletin names; each takes some two lines of a message."""
HOURS = 30 * 24
"""So long it may be corrected and taken back, and goes to whoever could not be reached. No plan
fixes it."""


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
    due_at: datetime | None = None
    """By when they are to be put right; None where no step of the plan counts from that."""

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
        due_at = said.get(DUE_AT)
        due = datetime.fromisoformat(due_at) if due_at else None
        return cls(tuple(said["bodies"]), named, said["text"], due)

    def as_says(self) -> dict[str, Any]:
        return {
            "bodies": list(self.bodies),
            "problems": [one.as_says() for one in self.problems],
            "text": self.text.strip(),
            **({DUE_AT: self.due_at.isoformat()} if self.due_at else {}),
        }

    def check(self, plan: AnyPlan, now: datetime) -> None:
        check_bodies(plan, self.bodies)
        check_number(len(self.problems))
        check_words(self.text, of="bulletin_text")
        if self.due_at is not None:
            tasks.check_due(now, self.due_at)


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


async def view(
    desk: Desk, plan: Plan, order: Order, agency: str | None
) -> BulletinView | BulletinEndingView:
    if kinds.ends(order):
        last = (await _before(desk, order))[-1]
        return _ending(plan, last, BulletinTerms.of(order))
    return await said(desk, plan, order, agency)


async def said(desk: Desk, plan: Plan, order: Order, agency: str | None) -> BulletinView:
    """What one wording says, to this body where one is given."""
    terms, before = BulletinTerms.of(order), await _before(desk, order)
    return BulletinView(
        office=plan.office,
        serial=order.serial,
        text=terms.text,
        due_at=await _until(desk, order, agency) or terms.due_at,
        lines=tuple(_line(desk, one) for one in terms.problems),
        counts=tuple((agency_names.short(desk, body), n) for body, n in _counted(terms)),
        bodies=tuple(body.short for body in kinds.addressed(plan, order)),
        is_all=len(terms.bodies) == len(possible(plan)),
        corrects=(before[-1].serial or "") if before else "",
        named_no_more=tuple(_line(desk, one) for one in _left_out(terms, before)),
    )


def _ending(plan: Plan, last: Order, said: BulletinTerms) -> BulletinEndingView:
    return BulletinEndingView(
        plan.office, last.serial or "", tuple(one.serial for one in said.problems)
    )


async def _before(desk: Desk, order: Order) -> list[Order]:
    """The wordings that this one corrects or takes back."""
    issued = await store.issued_orders(desk.session, order.matter_id)
    return [one for one in issued if one.key < order.key and not kinds.ends(one)]


async def _until(desk: Desk, order: Order, agency: str | None) -> datetime | None:
    """What this body has read: one that was told later has longer."""
    if agency is None or order.issued_at is None:
        return None
    rows = await namings.of_body(desk.session, order.matter_id, agency)
    return max((row.until for row in rows if row.until is not None), default=None)


def _counted(said: BulletinTerms) -> list[tuple[str, int]]:
    return Counter(body for one in said.problems for body in one.bodies).most_common()


def _left_out(said: BulletinTerms, before: Sequence[Order]) -> list[NamedProblem]:
    """What the last wording named, of bodies that this one does not name with it."""
    if not before:
        return []
    named = {one.problem_id: set(one.bodies) for one in said.problems}
    found = []
    for one in BulletinTerms.of(before[-1]).problems:
        gone = tuple(body for body in one.bodies if body not in named.get(one.problem_id, ()))
        if gone:
            found.append(replace(one, bodies=gone))
    return found


def _line(desk: Desk, one: NamedProblem) -> BulletinLine:
    bodies = tuple(agency_names.short(desk, body) for body in one.bodies)
    return BulletinLine(one.serial, one.where, one.found, bodies)
