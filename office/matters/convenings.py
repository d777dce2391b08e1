"""Convening a joint inspection 督导帮扶: its members are told what is inspected, under one alert.

It lasts until the alert ends or leaves the levels that call for it, or until the office ends it.
"""

from datetime import datetime, time
from typing import Any

from messages.views.convenings import ConvenedTeam, ConveningEndingView, ConveningView
from office.bodies.people import position_name
from office.desk import Desk
from office.matters import kinds
from office.plan.model import AnyPlan, Inspection, Plan
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable

OWED = "inspection"
"""The kind of what its teams sum up each day."""
TEXT_AT_MOST = 500


@immutable
class ConveningTerms:
    alert: int
    """The alert under which it is convened."""
    called_by: int
    """The order of that alert by which it was called for."""
    bodies: tuple[str, ...]
    text: str = ""
    """What the office adds to what the plan says."""

    @property
    def kind(self) -> MatterKind:
        return MatterKind.CONVENING

    @property
    def hours(self) -> int | None:
        return None

    @classmethod
    def of(cls, order: Order) -> "ConveningTerms":
        said = order.says
        return cls(said["alert"], said["called_by"], tuple(said["bodies"]), said["text"])

    def as_says(self) -> dict[str, Any]:
        return {
            "alert": self.alert,
            "called_by": self.called_by,
            "bodies": list(self.bodies),
            "text": self.text.strip(),
        }

    def check(self, plan: AnyPlan, _now: datetime) -> None:
        check_bodies(plan, self.bodies)
        check_text(self.text)


def known(plan: AnyPlan) -> Inspection:
    if plan.inspection is None:
        raise Refusal("convening_not_in_plan")
    return plan.inspection


def possible(plan: AnyPlan) -> tuple[str, ...]:
    """The members of the group that organises it, and the teams that are formed for it."""
    said = known(plan)
    wanted = {*_members(plan, said.group), *said.teams}
    concerned = kinds.concerned(plan, kinds.KINDS[MatterKind.CONVENING])
    return tuple(body.id for body in concerned if body.id in wanted)


def check_bodies(plan: AnyPlan, bodies: tuple[str, ...]) -> None:
    if not bodies or not set(bodies) <= set(possible(plan)):
        raise Refusal("convening_bodies_missing")


def check_text(text: str) -> None:
    if len(text) > TEXT_AT_MOST:
        raise Refusal("convening_text_too_long", most=TEXT_AT_MOST, length=len(text))


async def view(
    desk: Desk, plan: Plan, order: Order, _agency: str | None
) -> ConveningView | ConveningEndingView:
    if kinds.ends(order):
        first = (await store.issued_orders(desk.session, order.matter_id))[0]
        return ConveningEndingView(plan.office, first.serial or "")
    said, rules = ConveningTerms.of(order), known(plan)
    called_by = await store.order(desk.session, said.called_by)
    level = kinds.level_named(plan, called_by) if called_by is not None else None
    head = kinds.headed_team(plan, rules.group)
    letter = plan.joint_named(rules.joint) if rules.joint else None
    return ConveningView(
        office=plan.office,
        serial=order.serial,
        rules=plan.supervision_rules or "",
        level=level.name if level else "",
        alert=(called_by.serial or "") if called_by is not None else "",
        group=plan.body(rules.group).name,
        head=position_name(desk, head.headed_by) if head and head.headed_by else "",
        deputy=position_name(desk, rules.deputy) if rules.deputy else "",
        members=_shorts(plan, [one for one in said.bodies if one not in rules.teams]),
        teams=_teams(plan, [one for one in rules.teams if one in said.bodies]),
        each_sends=rules.each_sends.text if rules.each_sends else "",
        has_liaison=rules.liaison is not None,
        topics=tuple(one.text for one in rules.topics),
        lines=tuple(one.text for one in rules.lines),
        neighbours=_shorts(plan, letter.asked) if letter is not None else (),
        text=said.text,
        report_by=_reported_by(plan),
    )


def _teams(plan: Plan, convened: list[str]) -> tuple[ConvenedTeam, ...]:
    return tuple(
        ConvenedTeam(plan.body(one).name, _shorts(plan, _members(plan, one))) for one in convened
    )


def _members(plan: AnyPlan, team_id: str) -> tuple[str, ...]:
    return next((team.members for team in plan.teams if team.id == team_id), ())


def _shorts(plan: AnyPlan, bodies: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(body.short for body in plan.bodies if body.id in bodies)


def _reported_by(plan: Plan) -> time | None:
    owed = plan.known_owed(OWED)
    return owed.due_at if owed else None
