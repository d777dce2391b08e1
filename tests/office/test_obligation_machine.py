"""Obligations against a plain model, and the ladder against what it must never do.

Hypothesis makes up what happens and in what order: time, pauses, grants, outages, answers.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from office.desk import Desk, Desks
from office.ladder import service
from office.ladder.rules import LOOK_AGAIN
from office.obligations import lifecycle
from office.obligations.lifecycle import Asking, PauseReason, pause_reasons
from office.plan.ladders import SPOKEN_SLIPS
from office.plan.model import Plan
from office.supervision import known_slips, slip_withdrawals
from office.upkeep import applying, outage
from storage import agenda
from storage.agenda import STEP
from storage.database import Database
from storage.decisions import matters as stored_matters
from storage.decisions.matters import Matter, MatterState
from storage.delivery import outbox
from storage.occasions import Occasion
from storage.owed import obligations as stored
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.supervision import slips as stored_slips
from storage.supervision.slips import Slip, SlipState
from tests.harness.databases import Backend
from tests.office.conftest import MORNING, Office
from tests.office.episodes import alert_in_force
from tests.office.ladder_days import LIAISON, STAFF, LadderDay, prompted_day

T = TypeVar("T")
SETTINGS = settings(
    max_examples=12,
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.too_slow],
)
A_MINUTE = timedelta(minutes=1)
SPANS = {
    "yellow": timedelta(minutes=30),
    "orange": timedelta(hours=2),
    "red": timedelta(hours=2),
    "referral": timedelta(hours=12),
}
"""What an agency has, from the moment that it could read one step, before the next; at least."""
LIFE = 6
"""Rules that end an example wait for so many spans of time, or there would be little to see."""
minutes = st.integers(1, 300).map(lambda count: timedelta(minutes=count))


class Bench:
    """One database and one event loop for all examples; each example has rows of its own."""

    def __init__(self, runner: asyncio.Runner, backend: Backend, plan: Plan) -> None:
        self._runner = runner
        self._backend = backend
        self._plan = plan
        self.office = self.run(self._open())

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(doing)

    def fresh(self) -> Office:
        """Open another database, for checks that must be alone in one."""
        self.run(self.office.desks.database.close())
        self.office = self.run(self._open())
        return self.office

    async def _open(self) -> Office:
        database = Database(await self._backend.fresh())
        async with database.transaction() as session:
            await applying.apply(session, self._plan, now=MORNING, actor="cli:operator")
        return Office(Desks(database), self._plan.jurisdiction, MORNING)


@pytest.fixture
def bench(backend: Backend, plan: Plan) -> Iterator[Bench]:
    with asyncio.Runner() as runner:
        made = Bench(runner, backend, plan)
        yield made
        made.run(made.office.desks.database.close())


@dataclass
class Model:
    """An obligation in the plainest words."""

    due_at: datetime
    step_at: datetime | None
    state: str = ObligationState.OPEN
    reasons: set[PauseReason] = field(default_factory=set)
    stood_since: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state == ObligationState.OPEN

    def pause(self, reason: PauseReason, now: datetime) -> None:
        if self.is_open:
            self.stood_since = self.stood_since or now
            self.reasons.add(reason)

    def resume(self, reason: PauseReason, now: datetime, new: datetime | None = None) -> None:
        if not self.is_open or reason not in self.reasons:
            return
        self.reasons.remove(reason)
        if new is not None:
            self.due_at, self.stood_since = new, now
            self.step_at = max(self.step_at, new) if self.step_at else None
        if not self.reasons and self.stood_since:
            self.move(now - self.stood_since, missed=self.due_at <= self.stood_since)
            self.stood_since = None

    def move(self, by: timedelta, *, missed: bool = False) -> None:
        self.due_at += timedelta() if missed else by
        self.step_at = self.step_at + by if self.step_at else None

    def close(self, state: str) -> None:
        self.state, self.step_at, self.stood_since = state, None, None
        self.reasons = set()

    def wakes_at(self, written_at: datetime) -> datetime | None:
        """When the agenda should have it, if the row was written at this instant."""
        if self.step_at is None:
            return None
        if PauseReason.UNREACHABLE in self.reasons:
            return written_at + LOOK_AGAIN
        return None if self.reasons else self.step_at


class ObligationMachine(RuleBasedStateMachine):
    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.office = bench.office
        self.owed_id = bench.run(self._opened())
        now = self.office.now
        self.model = Model(now + timedelta(hours=4), now + timedelta(hours=3))
        self.written_at = now
        self.age = 0

    async def _opened(self) -> int:
        async with self.office.desk() as desk:
            alert: Matter = await alert_in_force(desk, since=desk.now)
            asking = Asking(
                ObligationKind.CLOSING,
                Occasion.read("1"),
                due_at=desk.now + timedelta(hours=4),
                step_due_at=desk.now + timedelta(hours=3),
            )
            [row] = await lifecycle.open_all(desk, alert.key, 1, asking, ["zhujian"])
            return row.key

    def _do(self, deed: Callable[[Desk, Obligation], Coroutine[Any, Any, None]]) -> None:
        async def done() -> None:
            async with self.office.desk() as desk:
                row = await stored.obligation(desk.session, self.owed_id)
                assert row is not None
                await deed(desk, row)

        self.bench.run(done())

    @rule(by=minutes)
    def pass_time(self, by: timedelta) -> None:
        self.office.pass_time(by)
        self.age += 1

    @rule(reason=st.sampled_from(PauseReason))
    def pause(self, reason: PauseReason) -> None:
        changes = self.model.is_open and reason not in self.model.reasons
        self._do(lambda desk, row: lifecycle.pause(desk, row, reason))
        self.model.pause(reason, self.office.now)
        self._wrote(changes)

    @rule(reason=st.sampled_from(PauseReason))
    def resume(self, reason: PauseReason) -> None:
        changes = reason in self.model.reasons
        self._do(lambda desk, row: lifecycle.resume(desk, row, reason))
        self.model.resume(reason, self.office.now)
        self._wrote(changes)

    @rule(more=minutes)
    def grant(self, more: timedelta) -> None:
        changes = PauseReason.EXTENSION in self.model.reasons
        new = self.office.now + more
        self._do(lambda desk, row: lifecycle.resume(desk, row, new_due_at=new))
        self.model.resume(PauseReason.EXTENSION, self.office.now, new)
        self._wrote(changes)

    @rule(lost=minutes)
    def give_back(self, lost: timedelta) -> None:
        if not self.model.is_open or self.model.reasons:
            return
        self._do(lambda desk, row: lifecycle.shift(desk, row, lost, "outage"))
        self.model.move(lost)
        self._wrote(True)

    @precondition(lambda self: self.age > LIFE)
    @rule()
    def end_ladder(self) -> None:
        if not self.model.is_open:
            return
        changes = self.model.step_at is not None
        self._do(lambda desk, row: lifecycle.end_ladder(desk, row, "lifted"))
        self.model.step_at = None
        self._wrote(changes)

    @precondition(lambda self: self.age > LIFE)
    @rule()
    def meet(self) -> None:
        if not self.model.is_open:
            return
        now, model = self.office.now, self.model
        self._do(lambda desk, row: lifecycle.meet(desk, row, LIAISON))
        if model.stood_since and model.due_at > model.stood_since:
            model.due_at += now - model.stood_since
        model.close(ObligationState.MET if now <= model.due_at else ObligationState.MET_LATE)

    @precondition(lambda self: self.age > LIFE)
    @rule()
    def supersede(self) -> None:
        if self.model.is_open:
            self._do(lambda desk, row: lifecycle.supersede(desk, row, "adjusted"))
            self.model.close(ObligationState.SUPERSEDED)

    def _wrote(self, changes: bool) -> None:
        if changes:
            self.written_at = self.office.now

    @invariant()
    def the_row_says_what_the_model_says(self) -> None:
        row, waiting = self.bench.run(self._read())
        model = self.model
        assert row.state == model.state
        assert row.due_at == model.due_at
        assert row.step_due_at == model.step_at
        assert pause_reasons(row) == model.reasons
        assert row.paused_at == model.stood_since
        wakes_at = model.wakes_at(self.written_at)
        assert waiting == ([wakes_at] if wakes_at else [])

    async def _read(self) -> tuple[Obligation, list[datetime]]:
        async with self.office.desks.database.reading() as session:
            row = await stored.obligation(session, self.owed_id)
            assert row is not None
            waiting = await agenda.waiting(session, self.office.jurisdiction, limit=10_000)
        own = [item for item in waiting if (item.kind, item.subject) == (STEP, row.key)]
        return row, [item.due_at for item in own]


class LadderMachine(RuleBasedStateMachine):
    """The whole ladder with its sender; what must hold whatever happens."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.office = bench.fresh()
        self.day: LadderDay = bench.run(prompted_day(self.office))
        self.age = 0
        self.stands_since: datetime | None = None
        """Since when an extension has been pending."""
        self.stood: list[tuple[datetime, datetime]] = []
        self.over_at: datetime | None = None
        """When it was answered, withdrawn or lifted: no step is earned from then on."""

    @rule(by=minutes, deliver=st.booleans())
    def tick(self, by: timedelta, deliver: bool) -> None:
        self.age += 1
        self.office.pass_time(by)
        verdicts = self.bench.run(self.day.tick(deliver=deliver))
        steps = [verdict for verdict in verdicts if verdict.startswith("take")]
        assert len(steps) <= 1

    @rule()
    def deliver(self) -> None:
        self.bench.run(self.day.deliver())

    @rule(reachable=st.booleans())
    def the_group(self, reachable: bool) -> None:
        self.bench.run(self._set_reachable(reachable))

    @rule()
    def more_time_is_asked(self) -> None:
        reason = PauseReason.EXTENSION
        self.bench.run(self._with_owed(lambda desk, row: lifecycle.pause(desk, row, reason)))
        self.stands_since = self.stands_since or self.office.now

    @rule()
    def more_time_is_refused(self) -> None:
        self.bench.run(self._with_owed(lambda desk, row: lifecycle.resume(desk, row)))
        self._runs_again()

    @rule(more=minutes)
    def more_time_is_granted(self, more: timedelta) -> None:
        new = self.office.now + more
        self.bench.run(
            self._with_owed(lambda desk, row: lifecycle.resume(desk, row, new_due_at=new))
        )
        self._runs_again()

    def _runs_again(self) -> None:
        if self.stands_since is not None:
            self.stood.append((self.stands_since, self.office.now))
        self.stands_since = None

    @rule(lost=minutes)
    def the_bot_is_down(self, lost: timedelta) -> None:
        began = self.office.now
        self.office.pass_time(lost)
        self.bench.run(self._recover(began))

    @precondition(lambda self: self.age > LIFE)
    @rule()
    def the_report_comes(self) -> None:
        self.bench.run(self._with_owed(lambda desk, row: lifecycle.meet(desk, row, LIAISON)))
        self._is_over()

    @precondition(lambda self: self.age > LIFE)
    @rule()
    def the_office_withdraws(self) -> None:
        if self.bench.run(self._withdraw()):
            self._is_over()

    @precondition(lambda self: self.age > LIFE)
    @rule()
    def the_alert_is_lifted(self) -> None:
        self.bench.run(self._lift())
        self._is_over()

    def _is_over(self) -> None:
        self.over_at = self.over_at or self.office.now

    async def _set_reachable(self, reachable: bool) -> None:
        async with self.office.desk() as desk:
            (await self.day.group(desk)).reachable = reachable

    async def _with_owed(
        self, deed: Callable[[Desk, Obligation], Coroutine[Any, Any, None]]
    ) -> None:
        async with self.office.desk() as desk:
            row = await self.day.owed(desk)
            if row.state == ObligationState.OPEN:
                await deed(desk, row)

    async def _recover(self, began: datetime) -> None:
        async with self.office.desk() as desk:
            await outage.recover(desk, began, self.office.now)

    async def _lift(self) -> None:
        async with self.office.desk() as desk:
            alert = await stored_matters.matter(desk.session, (await self.day.owed(desk)).matter_id)
            assert alert is not None
            alert.state, alert.ended_at = MatterState.LIFTED, desk.now

    async def _withdraw(self) -> bool:
        async with self.office.desk() as desk:
            open_ = [row for row in await self.day.slips(desk) if row.state == SlipState.ISSUED]
            if open_:
                await slip_withdrawals.withdraw(desk, STAFF, open_[-1].key, "误发")
            return bool(open_)

    @invariant()
    def what_must_never_bend(self) -> None:
        self.bench.run(self._check())

    async def _check(self) -> None:
        async with self.office.desk() as desk:
            row = await self.day.owed(desk)
            standing = await known_slips.standing_slips(desk, row)
            steps = [slip.step for slip in standing]
            # Step by step, none twice, none skipped.
            assert steps == list(SPOKEN_SLIPS)[: len(steps)]
            for before, after in pairwise(standing):
                served = await self._served_at(desk, before.key)
                assert served is not None
                assert served + SPANS[after.step] - A_MINUTE <= after.issued_at
            for slip in standing:
                self._was_earned(slip)
                await self._leaders_have_no_more_than_the_agency(desk, slip.key)
            items = await agenda.waiting(desk.session, desk.jurisdiction)
            assert len([item for item in items if item.kind == STEP]) <= 1

    def _was_earned(self, slip: Slip) -> None:
        """No slip may come while the office was to decide, nor after the matter was over."""
        at, since = slip.issued_at, self.stands_since
        assert not any(began < at < ended for began, ended in self.stood)
        assert since is None or at <= since
        assert self.over_at is None or at <= self.over_at

    async def _served_at(self, desk: Desk, slip_id: int) -> datetime | None:
        slip = await stored_slips.slip(desk.session, slip_id)
        assert slip is not None
        sent = [row.closed_at for row in await service.servings(desk, slip) if row.message_id]
        return min((at for at in sent if at is not None), default=None)

    async def _leaders_have_no_more_than_the_agency(self, desk: Desk, slip_id: int) -> None:
        served_at = await self._served_at(desk, slip_id)
        for copy in await stored_slips.copies(desk.session, slip_id):
            row = await outbox.delivery(desk.session, copy.delivery_id)
            assert row.message_id is None or served_at is not None


def test_obligations_agree_with_the_model(bench: Bench) -> None:
    class Machine(ObligationMachine):
        def __init__(self) -> None:
            super().__init__(bench)

    run_state_machine_as_test(Machine, settings=SETTINGS)


def test_the_ladder_never_bends(bench: Bench) -> None:
    class Machine(LadderMachine):
        def __init__(self) -> None:
            super().__init__(bench)

    run_state_machine_as_test(Machine, settings=SETTINGS)
