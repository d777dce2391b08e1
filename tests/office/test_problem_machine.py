"""The ladder of a problem against what it must never do, whatever people make of the problem.

Hypothesis makes up what happens and in what order: time, signatures, what signers say of copies,
answers that come, are withdrawn, sent back and accepted, disputes, requests for more time, orders
that are taken back or given to another body, listing, and a group that is out of reach.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from office.bodies.people import Actor
from office.decisions import approvals
from office.desk import Desk
from office.ladder import slip_drafts
from office.obligations.lifecycle import PauseReason
from office.obligations.rectifying import ANSWERED_STATES
from office.plan.model import Plan
from office.supervision import slip_batches
from storage.decisions import approvals as signatures
from storage.delivery import outbox
from storage.owed import reports
from storage.owed.obligations import ObligationState
from storage.problems.problems import Problem, ProblemState
from storage.supervision import confirmations
from storage.supervision import slip_batches as store
from storage.supervision import slips as stored_slips
from storage.supervision.slips import Copying, Slip, SlipState
from tests.harness.databases import Backend
from tests.office import problem_deeds as deeds
from tests.office.ladder_days import AGENCY, DIRECTOR, LadderDay
from tests.office.problem_days import (
    COMMANDER,
    THROUGH,
    answers,
    charged,
    gates_opened,
    open_gate,
    problem_plan,
    rectification,
    sends_back,
)
from tests.office.problem_deeds import Standing
from tests.office.test_obligation_machine import Bench

FEWER = 4
"""Each example plays for weeks, so we take one where a property of another kind takes so many."""
STEPS = ("prompt_slip", "yellow", "orange", "red", "referral")
ENOUGH = 6
"""What ends a body's part waits for so many deeds, or there would be little to see."""
MOST = 3
hours = st.integers(1, 60).map(lambda count: timedelta(hours=count))
COPYING = (None, Copying.COPIED, Copying.NOT_COPIED)
BODY: dict[str, Callable[[LadderDay], Coroutine[Any, Any, bool]]] = {
    "apply": deeds.applies,
    "withdraw": deeds.withdraws,
    "dispute": deeds.disputes,
    "time": deeds.asks_for_time,
}


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
        self.days = [self.day]
        """Each part that a body was charged with; the newest is the one that people act on."""
        self.deeds = 0
        self.done: Counter[str] = Counter()
        """How often somebody did what would fill an example by itself, since this part began."""
        self.said = 900
        self.returned: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        """When each answer was sent back, and until when it is owed anew."""
        self.poor_at: dict[int, list[datetime]] = defaultdict(list)
        self.copied: set[int] = set()
        """The batches of which a signer said that copies go, newest word."""
        self.accepted: set[int] = set()
        self.confirmed: dict[int, set[int]] = defaultdict(set)
        """Who confirmed the referral of each part."""
        self.seen: set[int] = set()
        self.before = {self.day.owed_id: self._now()}
        """How each part stood when we looked last."""

    @initialize(listed=st.booleans())
    def begins(self, listed: bool) -> None:
        if listed:
            self.bench.run(deeds.lists(self.day))

    @rule(by=hours, decided=st.booleans(), signed=st.booleans(), said=st.sampled_from(COPYING))
    def tick(self, by: timedelta, decided: bool, signed: bool, said: Copying | None) -> None:
        """Time passes; whatever waits for the office may be decided before, a slip signed after."""
        if decided:
            self.bench.run(deeds.decides_on_time(self.day, None))
            self.bench.run(deeds.upholds(self.day))
        self.deeds += 1
        self.office.pass_time(by)
        for _ in range(2):
            before, stood = self.bench.run(self._count()), self._now()
            self.bench.run(self.day.tick())
            assert all(now <= then + 1 for now, then in self._pairs(before))
            if stood.is_last and not stood.paused_for | self._now().paused_for:
                assert self._now().due_at == stood.due_at, "time alone gives no time"
            self.office.pass_time(timedelta(minutes=2))
        self._look()
        if signed:
            self.bench.run(self._sign(said))

    @precondition(lambda self: self.done["gates"] < 2)
    @rule(bulletin=st.booleans())
    def a_gate_opens(self, bulletin: bool) -> None:
        self.done["gates"] += 1
        if bulletin and not self.at.relieved:
            self.bench.run(open_gate(self.day, bulletin=True))
        else:
            self.bench.run(deeds.lists(self.day))

    @precondition(lambda self: self.at.awaits_signature)
    @rule(said=st.sampled_from(COPYING))
    def a_signer_signs(self, said: Copying | None) -> None:
        self.bench.run(self._sign(said))

    @precondition(lambda self: self.at.is_open and self.at.reachable and not self.at.referral)
    @precondition(lambda self: self.done["answers"] < MOST)
    @rule(more=st.none() | st.integers(5, 72))
    def an_answer_comes(self, more: int | None) -> None:
        """And the office sends it back with a new time, or leaves it as it is."""
        self.said += 1
        self.done["answers"] += 1
        self.bench.run(self._answers())
        if more is not None:
            self._sent_back(more)

    @precondition(lambda self: self.at.is_answered and not self.at.is_over and self.at.reachable)
    @rule(more=st.integers(5, 72))
    def the_office_sends_it_back(self, more: int) -> None:
        if not self.at.referral:
            self._sent_back(more)

    def _sent_back(self, more: int) -> None:
        owed_until = self.office.now + timedelta(hours=more)
        self.returned[self.day.owed_id].append((self.office.now, owed_until))
        self.bench.run(sends_back(self.day, more))

    @precondition(lambda self: self.done["words"] < 2 * MOST)
    @rule(word=st.sampled_from(sorted(BODY)))
    def the_body_says(self, word: str) -> None:
        self.done["words"] += 1
        stood, slips = self.at, self.bench.run(self._slips(self.day))
        taken, now = self.bench.run(BODY[word](self.day)), self._now()
        if not taken or stood.is_last:
            assert now.due_at == stood.due_at
            assert word == "withdraw" or now.time == stood.time, "no word of a body moves the time"
        if taken and word == "dispute":
            assert stood.state == ObligationState.OPEN
            assert not slips
            assert not stood.disputed
        if taken and word == "withdraw":
            assert stood.state == ObligationState.MET
            assert not stood.accepted

    @precondition(lambda self: self.at.asked)
    @rule(more=st.none() | st.integers(1, 48))
    def the_office_decides_on_time(self, more: int | None) -> None:
        self.bench.run(deeds.decides_on_time(self.day, more))

    @precondition(lambda self: self.at.disputed)
    @rule()
    def the_office_upholds(self) -> None:
        assert self.bench.run(deeds.upholds(self.day))

    @precondition(lambda self: self.deeds >= ENOUGH and self.at.is_answered)
    @rule()
    def the_office_accepts(self) -> None:
        stood = self.at
        if self.bench.run(deeds.accepts(self.day)):
            assert stood.is_answered
            self.accepted.add(self.day.owed_id)

    @precondition(lambda self: self.deeds >= ENOUGH or self.at.disputed)
    @rule(back=st.booleans())
    def the_order_ends(self, back: bool) -> None:
        """It is taken back and given anew, or given to the other body, if that was disputed."""
        other = THROUGH if self.bench.run(self._body()) == AGENCY else AGENCY
        if back and self.bench.run(deeds.takes_back(self.day)):
            made = self.bench.run(deeds.charges(self.day, AGENCY))
        else:
            made = self.bench.run(deeds.charges(self.day, other, instead=True))
        if made is not None:
            assert self._now().is_over
            self.bench.run(made.deliver())
            self._look()
            self.day, self.deeds, self.done = made, 0, Counter()
            self.days.append(made)

    @precondition(lambda self: len(self.returned[self.day.owed_id]) > self.done["poor"])
    @rule(twice=st.booleans())
    def the_director_finds_it_poor(self, twice: bool) -> None:
        self.done["poor"] += 1
        for _ in range(1 + twice):
            if self.bench.run(deeds.finds_poor(self.day)):
                assert self.poor_at[self.day.owed_id][-1:] != [self.office.now]
                self.poor_at[self.day.owed_id].append(self.office.now)

    @precondition(lambda self: self.at.referral)
    @rule(who=st.sampled_from((DIRECTOR, COMMANDER)))
    def somebody_confirms(self, who: Actor) -> None:
        stood = self.at
        if self.bench.run(deeds.confirms(self.day, who)):
            assert stood.referral == SlipState.PROPOSED
            assert not stood.relieved
            self.confirmed[self.day.owed_id].add(who.user_id)

    @precondition(lambda self: self.done["group"] < MOST or not self.at.reachable)
    @rule()
    def the_group_goes_or_comes_back(self) -> None:
        self.done["group"] += 1
        self.bench.run(self._set_reachable(not self.at.reachable))

    @property
    def at(self) -> Standing:
        """How the part that people act on stood when we looked last."""
        return self.before[self.day.owed_id]

    def _now(self) -> Standing:
        return self.bench.run(deeds.standing(self.day))

    def _pairs(self, before: list[int]) -> list[tuple[int, int]]:
        return list(zip(self.bench.run(self._count()), before, strict=True))

    async def _count(self) -> list[int]:
        return [len(await self._slips(day)) for day in self.days]

    async def _slips(self, day: LadderDay) -> list[Slip]:
        async with self.office.desk() as desk:
            return [slip for slip in await day.slips(desk) if slip.state != SlipState.VOID]

    async def _body(self) -> str:
        async with self.office.desk() as desk:
            return (await self.day.owed(desk)).agency

    async def _answers(self) -> None:
        await answers(self.day, self.said, body=await self._body())

    async def _set_reachable(self, reachable: bool) -> None:
        async with self.office.desk() as desk:
            (await self.day.group(desk)).reachable = reachable

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

    @invariant()
    def what_must_never_bend(self) -> None:
        self._look()

    def _look(self) -> None:
        for day in self.days:
            self.bench.run(self._check(day))
            self.before[day.owed_id] = self.bench.run(deeds.standing(day))

    async def _check(self, day: LadderDay) -> None:
        async with self.office.desk() as desk:
            rows = [slip for slip in await day.slips(desk) if slip.state != SlipState.VOID]
            places = [STEPS.index(slip.step) for slip in rows]
            assert places == sorted(set(places)), "no step twice, and none backwards"
            gates = await gates_opened(desk, day)
            for slip in rows:
                opened = gates.get(slip.step, slip.issued_at)
                assert opened is not None
                assert opened <= slip.issued_at
                self._was_owed(slip)
                self._had_its_time(slip)
                if slip.is_referral:
                    await self._two_decided(desk, slip)
                else:
                    assert await slip_drafts.signatures(desk, slip), "never without a person"
                    await self._copied_as_said(desk, slip)
            await self._accepted_as_said(desk, day)

    def _was_owed(self, slip: Slip) -> None:
        """A slip is about what was owed, and about which the office had nothing to decide."""
        if slip.key in self.seen:
            return
        self.seen.add(slip.key)
        stood = self.before[slip.obligation_id]
        assert stood.state == ObligationState.OPEN
        assert not any((stood.disputed, stood.accepted, stood.relieved))
        assert not stood.paused_for & {PauseReason.DISPUTE, PauseReason.EXTENSION}

    def _had_its_time(self, slip: Slip) -> None:
        """After a return the next step waits for its time, or for the word of the director."""
        returned = self.returned[slip.obligation_id]
        before = [one for one in returned if one[0] <= slip.issued_at]
        if not before or slip.times_returned != len(returned):
            return
        returned_at, due_at = before[-1]
        poor_at = self.poor_at[slip.obligation_id]
        said_poor = any(returned_at <= at <= slip.issued_at for at in poor_at)
        assert slip.issued_at >= due_at or (said_poor and not slip.is_referral)

    async def _two_decided(self, desk: Desk, slip: Slip) -> None:
        given = {row.confirmed_by for row in await confirmations.of_slip(desk.session, slip.key)}
        assert given == self.confirmed[slip.obligation_id]
        both = {DIRECTOR.user_id, COMMANDER.user_id}
        assert (given == both) == (slip.state == SlipState.ISSUED)

    async def _copied_as_said(self, desk: Desk, slip: Slip) -> None:
        copies = await stored_slips.copies(desk.session, slip.key)
        drafts = await store.drafts_about(desk.session, slip.obligation_id)
        batches = {one.batch_id for one in drafts if one.step == slip.step}
        assert not copies or batches & self.copied
        served = await outbox.delivery(desk.session, slip.delivery_id or 0)
        for copy in copies:
            sent = await outbox.delivery(desk.session, copy.delivery_id)
            assert sent.message_id is None or served.message_id is not None

    async def _accepted_as_said(self, desk: Desk, day: LadderDay) -> None:
        """Nothing is accepted but by the office, and what was accepted keeps its answer."""
        row, owed = await rectification(desk, day), await day.owed(desk)
        assert (row.accepted_at is not None) == (day.owed_id in self.accepted)
        problem = await desk.session.get_one(Problem, row.problem_id)
        if row.accepted_at is not None:
            report = await reports.report_of(desk.session, day.owed_id)
            assert owed.state in ANSWERED_STATES
            assert row.applied_at is not None
            assert report is not None
            assert report.withdrawn_at is None
        if row.relieved_at is not None:
            assert owed.state != ObligationState.OPEN
            assert not owed.awaits_signature
        is_over = self.days[-1].owed_id in self.accepted
        assert (problem.state == ProblemState.ACCEPTED) == is_over


def test_the_ladder_of_a_problem_never_bends(bench: Bench) -> None:
    class Machine(ProblemMachine):
        def __init__(self) -> None:
            super().__init__(bench)

    # As `settings()` says what the profile says, the brief one takes fewer.
    examples = settings().max_examples // FEWER
    chosen = settings(
        max_examples=examples,
        stateful_step_count=30,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(Machine, settings=chosen)
