"""By when slips may be complied with that nobody has sent yet: what the office may choose."""

from datetime import datetime, time, timedelta

from messages.keyboards import Keyboard, button
from messages.views.slips import LimitView
from office.bodies.people import name_of
from office.desk import Desk
from office.ladder import rules, slip_drafts
from office.ladder.policies import policy_of
from office.ladder.standings import Policy
from storage.immutable import immutable
from storage.owed.obligations import Obligation
from storage.supervision.slip_batches import BatchState, SlipBatch

SET_VERB, TYPE_VERB = "sliplimit", "sliplimittype"

_CLOCKS = (time(12), time(18))
_WORKING_DAYS = (1, 3)
_OFFERED = 4
_NOT_AFTER = timedelta(days=60)
"""The plan's own deadlines reach no further."""


@immutable
class OpenLimit:
    """What the plan says of the step whose slips wait."""

    policy: Policy
    step: str
    quiet_exempt: bool

    def earliest(self, now: datetime) -> datetime:
        return rules.earliest_limit(self.policy, self.step, now, quiet_exempt=self.quiet_exempt)

    def latest(self, now: datetime) -> datetime:
        return now + _NOT_AFTER

    def of_plan(self, at: datetime) -> datetime:
        """What holds for a slip that goes at this instant if nobody sets another."""
        return rules.limit_from(self.policy, self.step, at, quiet_exempt=self.quiet_exempt)

    def offered(self, now: datetime) -> list[datetime]:
        """The plan's choices; without any, noons and evenings of the days to come."""
        spans = self._spans
        if spans:
            return sorted({max(self.by_day(now + one), self.earliest(now)) for one in spans})
        calendar, today = self.policy.calendar, self.policy.calendar.day_of(now)
        days = [today + timedelta(days=after) for after in range(3)]
        found = [datetime.combine(day, clock, calendar.zone) for day in days for clock in _CLOCKS]
        evenings = [calendar.working_day_after(today, count) for count in _WORKING_DAYS]
        found += [datetime.combine(day, _CLOCKS[-1], calendar.zone) for day in evenings]
        return sorted({at for at in found if at >= self.earliest(now)})[:_OFFERED]

    @property
    def _spans(self) -> tuple[timedelta, ...]:
        rung = self.policy.ladder.rung(self.step)
        return rung.limit_choices if rung is not None else ()

    def by_day(self, at: datetime) -> datetime:
        """The next full hour in which an office works, or the noon of the next working day."""
        calendar, quiet = self.policy.calendar, self.policy.quiet_hours
        local = (at + timedelta(hours=1, microseconds=-1)).astimezone(calendar.zone)
        hour = local.replace(minute=0, second=0, microsecond=0)
        if calendar.works_on(hour.date()) and not quiet.covers(hour.time()):
            return hour
        early = calendar.works_on(hour.date()) and hour.time() < _CLOCKS[0]
        day = hour.date() if early else calendar.working_day_after(hour.date(), 1)
        return datetime.combine(day, _CLOCKS[0], calendar.zone)


async def limits(desk: Desk, batch: SlipBatch) -> OpenLimit | None:
    """None where nothing of it waits any more."""
    waiting = await slip_drafts.waiting_in(desk, batch.key)
    if not waiting:
        return None
    owed = await desk.session.get_one(Obligation, waiting[0].obligation_id)
    return OpenLimit(await policy_of(desk, owed), waiting[0].step, batch.by_night)


async def view(desk: Desk, batch: SlipBatch) -> LimitView | None:
    if not batch.asks_for_limit:
        return None
    found = await limits(desk, batch)
    goes_at = desk.now if batch.is_signed else batch.limit_until
    return LimitView(
        at=batch.limit_at,
        person=await name_of(desk, batch.limit_by) if batch.limit_by is not None else "",
        until=None if batch.is_signed else batch.limit_until,
        otherwise=found.of_plan(goes_at) if found and goes_at else None,
    )


async def keyboard(desk: Desk, batch: SlipBatch) -> Keyboard:
    found = await limits(desk, batch) if is_open(batch) else None
    if found is None:
        return ()
    label = desk.words.plain
    times = tuple(
        (button(label("button_slip_limit", at=at), SET_VERB, batch.key, int(at.timestamp())),)
        for at in found.offered(desk.now)
    )
    return (*times, (button(label("button_slip_limit_other"), TYPE_VERB, batch.key),))


def is_open(batch: SlipBatch) -> bool:
    return batch.asks_for_limit and batch.state == BatchState.ASKED and batch.limit_at is None
