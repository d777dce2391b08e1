"""The meetings and trainings of a period, and how many of those who were asked were there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from office.desk import Desk
from office.matters.meetings import MeetingTerms, Purpose
from office.matters.orders import recipients_of
from office.records.years.period import YearPeriod
from storage.decisions.matters import Order
from storage.immutable import immutable
from storage.owed import attendees
from storage.owed.attendees import AttendeeAnswer
from storage.supervision import in_period


@immutable
class HeldMeeting:
    """One meeting whose list was ended."""

    purpose: Purpose
    title: str
    day: date
    asked: int
    there: int
    on_leave: int
    """Those who said so and sent nobody."""


@immutable
class MeetingsOfYear:
    """The meetings of one purpose."""

    held: tuple[HeldMeeting, ...]

    @property
    def listed(self) -> tuple[HeldMeeting, ...]:
        """Where nobody was checked in, nobody knows who was there."""
        return tuple(one for one in self.held if one.there)


async def read(desk: Desk, period: YearPeriod) -> list[HeldMeeting]:
    orders = await in_period.meetings(desk.session, period.of(desk.jurisdiction))
    newest = {order.matter_id: order for order in orders}
    found = [await _held(desk, order) for order in newest.values()]
    return [one for one in found if period.first <= one.day <= period.last]


def by_purpose(held: Sequence[HeldMeeting]) -> Mapping[Purpose, MeetingsOfYear]:
    found: dict[Purpose, list[HeldMeeting]] = defaultdict(list)
    for one in held:
        found[one.purpose].append(one)
    return {purpose: MeetingsOfYear(tuple(those)) for purpose, those in found.items()}


async def _held(desk: Desk, order: Order) -> HeldMeeting:
    said, rows = MeetingTerms.of(order), await attendees.of_order(desk.session, order.key)
    there = [row for row in rows.values() if row.arrived_at is not None]
    absent = [row for row in rows.values() if row.arrived_at is None]
    on_leave = [row for row in absent if row.answer == AttendeeAnswer.ON_LEAVE]
    return HeldMeeting(
        purpose=said.purpose,
        title=said.title,
        day=desk.local(said.meets_at).date(),
        asked=len(recipients_of(order)),
        there=len(there),
        on_leave=len([row for row in on_leave if not row.substitute]),
    )
