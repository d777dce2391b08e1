"""What a ladder with slips will still tell a body, if nothing comes. It only computes."""

from collections.abc import Iterator
from datetime import datetime

from office.ladder.rules import APART, limit_from
from office.ladder.standings import Policy
from office.plan.ladders import NOTHING_YET, Rung
from office.plan.quiet import quiet_until
from storage.immutable import immutable

Steps = list[tuple[str, datetime]]
"""Steps that tell the body something, each with its instant."""


@immutable
class Foresight:
    """A slip that a person has to open the gate for is not foreseen, nor is one that is decided."""

    policy: Policy
    until: datetime
    quiet_exempt: bool
    """Slips go at night as well."""

    def steps(self, step: str, due_at: datetime, step_due_at: datetime) -> Steps:
        policy = self.policy
        if not policy.ladder.has_slips:
            return []
        found: Steps = []
        is_asked_again = step == NOTHING_YET and policy.remind_before is not None
        if is_asked_again and step_due_at < min(due_at, self.until):
            found.append((policy.asks_again, step_due_at))
        rung = policy.ladder.after(step)
        at = step_due_at if rung is None else max(step_due_at, due_at + rung.after)
        return [*found, *self._slips(rung, at)]

    def joined(self, step: str, at: datetime) -> Steps:
        """The steps of what is added to a slip that has reached this step, and goes on from it."""
        following = self.policy.ladder.after(step)
        later = self._slips(following, self._then(step, following, at)) if following else ()
        return [(step, at), *later]

    def _slips(self, rung: Rung | None, at: datetime) -> Iterator[tuple[str, datetime]]:
        while rung is not None and not rung.is_decided and rung.needs is None:
            at = self._by_day(at) if rung.slip else at
            if at >= self.until:
                return
            if rung.slip:
                yield rung.step, at
            following = self.policy.ladder.after(rung.step)
            at = self._then(rung.step, following, at) if following is not None else at
            rung = following

    def _by_day(self, at: datetime) -> datetime:
        if self.quiet_exempt:
            return at
        return quiet_until(self.policy.quiet_hours, self.policy.calendar.zone, at) or at

    def _then(self, step: str, following: Rung, at: datetime) -> datetime:
        complied_by = limit_from(self.policy, step, at, quiet_exempt=True)
        return max(complied_by + following.after, at + APART)
