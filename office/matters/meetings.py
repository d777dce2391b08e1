"""Meetings 会议: chosen bodies are asked to come at an hour, say whether they do, and are counted.

The daily dispatch meeting at the highest level is one, and a training is one.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from messages.views.meetings import MeetingEndingView, MeetingView
from office.desk import Desk
from office.matters import kinds
from office.plan.model import AnyPlan, Plan
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order, OrderKind
from storage.immutable import immutable

TEXT_AT_MOST = 1500
TITLE_AT_MOST = 30
PLACE_AT_MOST = 120
LEAST_TIME = timedelta(minutes=10)
"""The least time between the notice and the meeting. No plan fixes it."""
DAYS_AHEAD = 90


class Purpose(StrEnum):
    DISPATCH = "dispatch"
    """日调度: its members report what they did that day."""
    TRAINING = "training"
    OTHER = "other"


@immutable
class MeetingTerms:
    bodies: tuple[str, ...]
    purpose: Purpose
    meets_at: datetime
    place: str
    """The room, or the link under which it is held."""
    text: str
    """What it is about; of a dispatch meeting that is known already."""
    title: str
    moved_from: datetime | None = None
    """When it was to be held before the office moved it."""

    @property
    def kind(self) -> MatterKind:
        return MatterKind.MEETING

    @property
    def hours(self) -> int | None:
        return None

    @classmethod
    def of(cls, order: Order) -> "MeetingTerms":
        said = order.says
        before = said.get("moved_from")
        return cls(
            tuple(said["bodies"]),
            Purpose(said["purpose"]),
            datetime.fromisoformat(said["meets_at"]),
            said["place"],
            said["text"],
            said["title"],
            datetime.fromisoformat(before) if before else None,
        )

    def as_says(self) -> dict[str, Any]:
        before = self.moved_from
        return {
            "bodies": list(self.bodies),
            "purpose": self.purpose,
            "meets_at": self.meets_at.isoformat(),
            "place": self.place.strip(),
            "text": self.text.strip(),
            "title": self.title,
            **({"moved_from": before.isoformat()} if before else {}),
        }

    def check(self, plan: AnyPlan, now: datetime) -> None:
        check_bodies(plan, self.bodies)
        check_time(now, self.meets_at)
        check_place(self.place)
        check_text(self.purpose, self.text)


def possible(plan: AnyPlan) -> tuple[str, ...]:
    return tuple(body.id for body in kinds.concerned(plan, kinds.KINDS[MatterKind.MEETING]))


def usual_bodies(plan: AnyPlan) -> tuple[str, ...]:
    """Whom the daily dispatch meeting is for: the members of the command."""
    return tuple(body.id for body in plan.agencies)


def check_bodies(plan: AnyPlan, bodies: tuple[str, ...]) -> None:
    if not bodies or not set(bodies) <= set(possible(plan)):
        raise Refusal("meeting_bodies_missing")


def check_time(now: datetime, meets_at: datetime) -> None:
    if meets_at < now + LEAST_TIME:
        raise Refusal("meeting_time_too_soon", at=meets_at, least=LEAST_TIME)
    if meets_at > now + timedelta(days=DAYS_AHEAD):
        raise Refusal("meeting_time_too_far", at=meets_at, days=DAYS_AHEAD)


def check_place(place: str) -> None:
    if not states_something(place):
        raise Refusal("meeting_place_missing")
    if len(place) > PLACE_AT_MOST:
        raise Refusal("meeting_place_too_long", most=PLACE_AT_MOST, length=len(place))


def check_text(purpose: Purpose, text: str) -> None:
    if purpose is not Purpose.DISPATCH and not states_something(text):
        raise Refusal("meeting_text_missing")
    if len(text) > TEXT_AT_MOST:
        raise Refusal("meeting_text_too_long", most=TEXT_AT_MOST, length=len(text))


def first_line(text: str) -> str:
    """What a meeting is called by what it is about."""
    first = text.strip().splitlines()[0].strip()
    return first if len(first) <= TITLE_AT_MOST else f"{first[: TITLE_AT_MOST - 1]}…"


def details(said: MeetingTerms) -> str:
    """What stands below its title: all of the text, but for a first line that is the title."""
    first, _, rest = said.text.strip().partition("\n")
    return rest.strip() if first.strip() == said.title else said.text.strip()


async def view(
    desk: Desk, plan: Plan, order: Order, _agency: str | None
) -> MeetingView | MeetingEndingView:
    said = MeetingTerms.of(order)
    if kinds.ends(order):
        issued = await store.issued_orders(desk.session, order.matter_id)
        named = [one.serial for one in issued if one.serial]
        return MeetingEndingView(plan.office, named[-1] if named else "", said.title, said.meets_at)
    return MeetingView(
        office=plan.office,
        serial=order.serial,
        title=said.title,
        purpose=said.purpose,
        meets_at=said.meets_at,
        place=said.place,
        text=details(said),
        bodies=tuple(body.short for body in kinds.addressed(plan, order)),
        is_all=set(said.bodies) == set(usual_bodies(plan)),
        moved_from=said.moved_from if order.kind == OrderKind.ADJUST else None,
    )
