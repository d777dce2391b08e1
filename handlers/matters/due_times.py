"""A dialogue's step for a deadline: usual ones by button, others as they are typed."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from handlers.matters.drafting import DraftStep, Facts, offer
from messages.keyboards import Keyboard, Press
from office.desk import Desk
from office.matters import tasks
from office.reading import deadlines
from office.refusal import Refusal
from storage.decisions.matters import MatterKind
from storage.immutable import immutable

READINGS = "readings"
"""The key for what a typed time may mean, kept during that step."""
CLOCKS = (time(12), time(18))
SOONEST_OFFERED = timedelta(hours=2)
LAST_INSTANT = 4_000_000_000
"""A forged number may be too large to be an instant."""


@immutable
class DueChoice:
    form: MatterKind
    name: str
    usual: Callable[[Desk, Facts], list[datetime]] | None = None
    """What is offered, where that is not the noons and evenings of the days to come."""
    check: Callable[[Desk, datetime], None] | None = None
    """It refuses what leaves too little time, beside what is refused of every deadline."""

    @property
    def step(self) -> DraftStep:
        return DraftStep(self.name, self._offered, self.typed, self._pressed)

    def typed(self, desk: Desk, facts: Facts, text: str) -> Facts:
        found = readings(desk, text)
        if not found:
            raise Refusal("task_due_unreadable")
        if len(found) > 1:
            return {**facts, self.name: None, READINGS: [at.isoformat() for at in found]}
        return self._with(desk, facts, found[0])

    def _offered(self, desk: Desk, facts: Facts) -> Keyboard:
        offered = [datetime.fromisoformat(one) for one in facts.get(READINGS) or ()]
        label = desk.words.plain
        return tuple(
            (offer(self.form, self.name, label("button_start", start=at), int(at.timestamp())),)
            for at in offered or (self.usual or _usual)(desk, facts)
        )

    def _pressed(self, desk: Desk, facts: Facts, press: Press) -> Facts:
        seconds = press.number(2)
        if seconds is None or seconds > LAST_INSTANT:
            raise Refusal("task_due_unreadable")
        return self._with(desk, facts, datetime.fromtimestamp(seconds, desk.zone))

    def _with(self, desk: Desk, facts: Facts, at: datetime) -> Facts:
        tasks.check_due(desk.now, at)
        if self.check is not None:
            self.check(desk, at)
        return {**facts, self.name: at.isoformat(), READINGS: None}


def readings(desk: Desk, text: str) -> tuple[datetime, ...]:
    return deadlines.read(text, desk.local(desk.now))


def _usual(desk: Desk, _facts: Facts) -> list[datetime]:
    today = desk.local(desk.now).date()
    friday = today + timedelta(days=(4 - today.weekday()) % 7)
    days = [today, today + timedelta(days=1), today + timedelta(days=2)]
    found = [datetime.combine(day, clock, desk.zone) for day in days for clock in CLOCKS]
    found.append(datetime.combine(friday, CLOCKS[-1], desk.zone))
    return sorted({at for at in found if at - desk.now >= SOONEST_OFFERED})
