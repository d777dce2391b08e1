"""Working groups 工作组 that are sent to counties: who leads, who is in them, and from which day.

The body that leads reports for the group each day while an alert lasts, where the plan asks for it.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from messages.views.working_groups import WorkingGroupEndingView, WorkingGroupView
from office.desk import Desk
from office.matters import kinds
from office.matters.kinds import FIRST_DAY, OWING
from office.matters.order_terms import DAYS_AHEAD, GROUNDS_AT_MOST
from office.plan.model import AnyPlan, BodyKind, Plan
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable

OWED = "working_group"
"""The kind of what a group reports each day, where the plan asks for it."""


@immutable
class WorkingGroupTerms:
    counties: tuple[str, ...]
    lead: str
    members: tuple[str, ...]
    first_day: date
    text: str
    title: str = ""
    """Where it goes, as it is called so in a sentence."""

    @property
    def kind(self) -> MatterKind:
        return MatterKind.WORKING_GROUP

    @property
    def hours(self) -> int | None:
        return None

    @classmethod
    def of(cls, order: Order) -> "WorkingGroupTerms":
        said = order.says
        first_day = date.fromisoformat(said[FIRST_DAY])
        counties, members = tuple(said["sent_to"]), tuple(said["members"])
        return cls(counties, said["lead"], members, first_day, said["text"], said["title"])

    def as_says(self) -> dict[str, Any]:
        return {
            "bodies": [*self.counties, self.lead, *self.members],
            "sent_to": list(self.counties),
            "lead": self.lead,
            "members": list(self.members),
            "text": self.text.strip(),
            "title": self.title,
            FIRST_DAY: self.first_day.isoformat(),
            OWING: [self.lead],
        }

    def check(self, plan: AnyPlan, now: datetime) -> None:
        check_counties(plan, self.counties)
        check_lead(plan, self.lead)
        check_members(plan, self.lead, self.members)
        check_day(now.astimezone(plan.tz).date(), self.first_day)
        check_text(self.text)


def counties_of(plan: AnyPlan) -> tuple[str, ...]:
    return tuple(body.id for body in _possible(plan) if body.body_kind is BodyKind.COUNTY)


def senders_of(plan: AnyPlan) -> tuple[str, ...]:
    """The bodies that may lead a group or be in it."""
    return tuple(body.id for body in _possible(plan) if body.body_kind is not BodyKind.COUNTY)


def _possible(plan: AnyPlan) -> tuple[Any, ...]:
    return kinds.concerned(plan, kinds.KINDS[MatterKind.WORKING_GROUP])


def require_counties(plan: AnyPlan) -> None:
    if not counties_of(plan):
        raise Refusal("working_group_no_counties")


def check_counties(plan: AnyPlan, counties: tuple[str, ...]) -> None:
    require_counties(plan)
    if not counties or not set(counties) <= set(counties_of(plan)):
        raise Refusal("working_group_counties_missing")


def check_lead(plan: AnyPlan, lead: str) -> None:
    if lead not in senders_of(plan):
        raise Refusal("working_group_lead_missing")


def check_members(plan: AnyPlan, lead: str, members: tuple[str, ...]) -> None:
    if not set(members) <= set(senders_of(plan)) - {lead}:
        raise Refusal("working_group_members_unfit")


def check_day(today: date, first_day: date) -> None:
    if not today <= first_day <= today + timedelta(days=DAYS_AHEAD):
        raise Refusal("working_group_day_unfit", day=first_day, days=DAYS_AHEAD)


def check_text(text: str) -> None:
    if not states_something(text):
        raise Refusal("working_group_text_missing")
    if len(text) > GROUNDS_AT_MOST:
        raise Refusal("working_group_text_too_long", most=GROUNDS_AT_MOST, length=len(text))


async def view(
    desk: Desk, plan: Plan, order: Order, agency: str | None
) -> WorkingGroupView | WorkingGroupEndingView:
    said = WorkingGroupTerms.of(order)
    if kinds.ends(order):
        first = (await store.issued_orders(desk.session, order.matter_id))[0]
        return WorkingGroupEndingView(order.kind, plan.office, first.serial or "", said.title)
    return WorkingGroupView(
        office=plan.office,
        serial=order.serial,
        title=said.title,
        counties=tuple(plan.body(one).short for one in said.counties),
        lead=plan.body(said.lead).name,
        members=tuple(plan.body(one).short for one in said.members),
        first_day=said.first_day,
        text=said.text,
        is_county=agency in said.counties,
        report_by=_reported_by(plan),
    )


def _reported_by(plan: Plan) -> time | None:
    owed = plan.known_owed(OWED)
    return owed.due_at if owed else None
