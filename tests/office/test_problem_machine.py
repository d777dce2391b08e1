"""The ladder of a problem against what it must never do: returned answers, gates, asked copies.

Hypothesis makes up what happens and in what order: time, signatures, what signers say of copies,
answers that are sent back, what the director finds poor, a group that is out of reach.
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

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

from office.decisions import approvals
from office.desk import Desk
from office.ladder import slip_drafts
from office.plan.model import Plan
from office.problems import poor_rectification
from office.supervision import slip_batches
from storage.decisions import approvals as signatures
from storage.delivery import outbox
from storage.owed.obligations import ObligationState
from storage.supervision import slip_batches as store
from storage.supervision import slips as stored_slips
from storage.supervision.slips import Copying, Slip, SlipState
from tests.harness.databases import Backend
from tests.office.ladder_days import DIRECTOR, LadderDay
from tests.office.problem_days import (
    COMMANDER,
    answers,
    charged,
    open_gate,
    problem_plan,
    rectification,
    sends_back,
    steps,
)
from tests.office.test_obligation_machine import Bench

SETTINGS = settings(
    max_examples=8,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow],
)
STEPS = ("prompt_slip", "yellow", "orange", "red", "referral")
hours = st.integers(1, 60).map(lambda count: timedelta(hours=count))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


@pytest.fixture
def bench(backend: Backend, plan: Plan) -> Iterator[Bench]:
    with asyncio.Runner() as runner:
        made = Bench(runner, backend, plan)
        yield made
        made.run(made.office.desks.database.close())


class ProblemMachine(RuleBasedStateMachine):
    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.office = bench.fresh()
        self.day: LadderDay = bench.run(charged(self.office))
        self.answered = 0
        self.returned: list[tuple[datetime, datetime]] = []
        """When each answer was sent back, and until when it is owed anew."""
        self.poor_at: list[datetime] = []
        self.copied: set[int] = set()
        """The batches of which a signer said that copies go, newest word."""

    @rule(by=hours)
    def tick(self, by: timedelta) -> None:
        self.office.pass_time(by)
        for _ in range(2):
            before = len(self.bench.run(steps(self.day)))
            self.bench.run(self.day.tick())
            assert len(self.bench.run(steps(self.day))) <= before + 1
            self.office.pass_time(timedelta(minutes=2))

    @rule(bulletin=st.booleans())
    def a_gate_opens(self, bulletin: bool) -> None:
        self.bench.run(open_gate(self.day, bulletin=bulletin, listing=not bulletin))

    @rule(said=st.sampled_from((None, Copying.COPIED, Copying.NOT_COPIED)))
    def a_signer_signs(self, said: Copying | None) -> None:
        self.bench.run(self._sign(said))

    @precondition(lambda self: self.answered < 4)
    @rule(more=st.integers(5, 72))
    def an_answer_is_sent_back(self, more: int) -> None:
        if self.bench.run(self._answerable()):
            self.answered += 1
            self.bench.run(answers(self.day, 900 + self.answered))
            self.returned.append((self.office.now, self.office.now + timedelta(hours=more)))
            self.bench.run(sends_back(self.day, more))

    @rule()
    def the_director_finds_it_poor(self) -> None:
        if self.bench.run(self._find_poor()):
            self.poor_at.append(self.office.now)

    @rule(reachable=st.booleans())
    def the_group(self, reachable: bool) -> None:
        self.bench.run(self._set_reachable(reachable))

    async def _sign(self, said: Copying | None) -> None:
        async with self.office.desk() as desk:
            asked = await signatures.asked_approvals(desk.session, desk.jurisdiction)
            if not asked:
                return
            step = asked[0]
            who = DIRECTOR if step.position == "director" else COMMANDER
            batch = await store.batch(desk.session, step.subject_id)
            if said is not None and batch is not None and batch.asks_for_copies:
                await slip_batches.set_copying(desk, who, step.key, said)
                word = self.copied.add if said is Copying.COPIED else self.copied.discard
                word(batch.key)
            if await slip_drafts.waiting_in(desk, step.subject_id):
                await approvals.approve(desk, who, step.key)
        await self.day.tick()

    async def _answerable(self) -> bool:
        async with self.office.desk() as desk:
            referred = any(slip.is_referral for slip in await self.day.slips(desk))
            owed, group = await self.day.owed(desk), await self.day.group(desk)
            return owed.state == ObligationState.OPEN and group.reachable and not referred

    async def _find_poor(self) -> bool:
        async with self.office.desk() as desk:
            row, owed = await rectification(desk, self.day), await self.day.owed(desk)
            fresh = row.poor_at is None or (owed.returned_at and row.poor_at < owed.returned_at)
            referred = any(slip.is_referral for slip in await self.day.slips(desk))
            if owed.returned_at is None or not fresh or referred:
                return False
            await poor_rectification.mark(desk, DIRECTOR, row.key, "照片为旧照")
            return True

    async def _set_reachable(self, reachable: bool) -> None:
        async with self.office.desk() as desk:
            (await self.day.group(desk)).reachable = reachable

    @invariant()
    def what_must_never_bend(self) -> None:
        self.bench.run(self._check())

    async def _check(self) -> None:
        async with self.office.desk() as desk:
            rows = [slip for slip in await self.day.slips(desk) if slip.state != SlipState.VOID]
            places = [STEPS.index(slip.step) for slip in rows]
            assert places == sorted(set(places)), "no step twice, and none backwards"
            row = await rectification(desk, self.day)
            gates = {"prompt_slip": row.bulletin_at, "yellow": row.listed_at}
            for slip in rows:
                opened = gates.get(slip.step, slip.issued_at)
                assert opened is not None
                assert opened <= slip.issued_at
                self._had_its_time(slip)
                if not slip.is_referral:
                    assert await slip_drafts.signatures(desk, slip), "never without a person"
                    await self._copied_as_said(desk, slip)

    def _had_its_time(self, slip: Slip) -> None:
        """After a return the next step waits for its time, or for the word of the director."""
        before = [one for one in self.returned if one[0] <= slip.issued_at]
        if not before or slip.times_returned != len(self.returned):
            return
        returned_at, due_at = before[-1]
        said_poor = any(returned_at <= at <= slip.issued_at for at in self.poor_at)
        assert slip.issued_at >= due_at or (said_poor and not slip.is_referral)

    async def _copied_as_said(self, desk: Desk, slip: Slip) -> None:
        copies = await stored_slips.copies(desk.session, slip.key)
        drafts = await store.drafts_about(desk.session, slip.obligation_id)
        batches = {one.batch_id for one in drafts if one.step == slip.step}
        assert not copies or batches & self.copied
        served = await outbox.delivery(desk.session, slip.delivery_id or 0)
        for copy in copies:
            sent = await outbox.delivery(desk.session, copy.delivery_id)
            assert sent.message_id is None or served.message_id is not None


def test_the_ladder_of_a_problem_never_bends(bench: Bench) -> None:
    class Machine(ProblemMachine):
        def __init__(self) -> None:
            super().__init__(bench)

    run_state_machine_as_test(Machine, settings=SETTINGS)
