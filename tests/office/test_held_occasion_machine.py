"""The ladder of a body that misses what most others miss too: the office may answer at any moment.

Everything that may happen to one obligation may happen here as well (`test_obligation_machine.py`).
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from office.desk import Desk
from office.obligations import lifecycle
from office.obligations.lifecycle import Asking
from office.plan.model import Plan
from office.refusal import Refusal
from office.supervision import asking_first
from storage.owed import obligations as stored
from storage.owed.obligations import ObligationKind
from storage.supervision import missed_occasions as store
from storage.supervision.missed_occasions import WAITING, MissedOccasion, MissedState
from storage.supervision.slips import Slip
from tests.harness.databases import Backend
from tests.office.ladder_days import STAFF
from tests.office.missed_by_many import OTHERS, many_plan
from tests.office.test_obligation_machine import A_MINUTE, SETTINGS, Bench, LadderMachine

LEAST_NOTICE = timedelta(hours=2)
Answer = Callable[[Desk], Coroutine[Any, Any, None]]


class HeldMachine(LadderMachine):
    """Two others owe the same and never say a word."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        bench.run(self._others_are_silent())
        self.closed: list[tuple[datetime, datetime]] = []
        """From when to when no slip might go, as the office was asked or held them."""

    async def _others_are_silent(self) -> None:
        async with self.office.desk() as desk:
            owed = await self.day.owed(desk)
            asking = Asking(
                ObligationKind(owed.kind), owed.occasion, owed.due_at, owed.due_at, day=owed.day
            )
            about = owed.matter_id, owed.order_id, asking
            for row in await lifecycle.open_all(desk, *about, OTHERS):
                await lifecycle.rest(desk, row)

    @rule()
    def the_office_lets_slips_go(self) -> None:
        self._answers(lambda desk: asking_first.go_on(desk, STAFF, 1))

    @rule()
    def the_office_holds_them(self) -> None:
        self._answers(lambda desk: asking_first.hold(desk, STAFF, 1))

    @rule(more=st.integers(125, 600).map(lambda count: timedelta(minutes=count)))
    def all_get_more_time(self, more: timedelta) -> None:
        at = self.office.now + more
        self._answers(lambda desk: asking_first.extend(desk, STAFF, 1, at))

    def _answers(self, answer: Answer) -> None:
        before = self.bench.run(self._asked())
        if before is None or before.state not in WAITING:
            return
        try:
            self.bench.run(self._with_desk(answer))
        except Refusal:
            return
        began, now = before.decided_at or before.asked_at, self.office.now
        was_on_hold = before.state == MissedState.ON_HOLD
        # Whoever answers later than the clock answers what has gone on already.
        self.closed.append((began, now if was_on_hold else min(now, before.until)))
        after = self.bench.run(self._asked())
        if after is not None and after.state == MissedState.GOING_ON and was_on_hold:
            self.closed.append((now, now + LEAST_NOTICE))

    async def _with_desk(self, answer: Answer) -> None:
        async with self.office.desk() as desk:
            await answer(desk)

    async def _asked(self) -> MissedOccasion | None:
        async with self.office.desk() as desk:
            return await store.missed_occasion(desk.session, 1)

    async def _check(self) -> None:
        await super()._check()
        async with self.office.desk() as desk:
            row = await store.missed_occasion(desk.session, 1)
            slips = await self.day.slips(desk)
            if slips and (row is None or slips[0].issued_at < row.asked_at):
                await self._others_were_not_late(desk, slips[0])
            for slip in slips:
                self._was_let_go(slip, row)

    async def _others_were_not_late(self, desk: Desk, first: Slip) -> None:
        owed = await self.day.owed(desk)
        about = owed.matter_id, owed.kind, owed.occasion
        others = [
            one
            for one in await stored.of_occasion(desk.session, *about)
            if one.key != owed.key and one.due_at <= first.issued_at
        ]
        assert len(others) < len(OTHERS)

    def _was_let_go(self, slip: Slip, row: MissedOccasion | None) -> None:
        at = slip.issued_at
        if row is None or at < row.asked_at:
            return
        assert not any(began <= at < ended for began, ended in self.closed)
        if row.state == MissedState.ON_HOLD:
            assert at <= (row.decided_at or at)
        if row.state == MissedState.ASKED:
            assert at + A_MINUTE > row.until


@pytest.fixture(scope="module")
def plan() -> Plan:
    return many_plan()


@pytest.fixture
def bench(backend: Backend, plan: Plan) -> Iterator[Bench]:
    with asyncio.Runner() as runner:
        made = Bench(runner, backend, plan)
        yield made
        made.run(made.office.desks.database.close())


def test_no_slip_goes_before_the_office_or_the_clock_lets_it(bench: Bench) -> None:
    class Machine(HeldMachine):
        def __init__(self) -> None:
            super().__init__(bench)

    run_state_machine_as_test(Machine, settings=settings(SETTINGS, max_examples=8))
