"""并入 after bodies were charged: nobody owes the same twice, and no time is cut or won by it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.bodies.people import actor
from office.desk import Desk
from office.ladder import problem_slips
from office.ladder.problem_facts import facts
from office.plan.ladders import Gate
from office.plan.model import Plan
from office.problems import (
    acceptance_cards,
    accepting,
    assigning,
    filing,
    joining_duplicates,
    listing,
    problem_lists,
)
from office.problems.filing import FoundProblem
from office.reports import extensions
from storage.decisions.matters import Matter, MatterState
from storage.delivery.outbox import DeliveryKind
from storage.owed import extensions as stored_extensions
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.problems import listings, rectifications
from storage.problems.listings import ProblemListing
from storage.problems.problems import FoundBy, Problem, ProblemState
from storage.problems.rectifications import Rectification
from tests.office.conftest import Office
from tests.office.ladder_days import AGENCY, LIAISON, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.problem_days import (
    FOUND,
    THROUGH,
    answers,
    charged,
    open_gate,
    problem_plan,
    rectification,
    sign,
)
from tests.office.problems.test_taking_back import assigns, takes_back
from tests.office.signers import refused


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


async def _second(day: LadderDay, *bodies: str) -> tuple[int, dict[str, int]]:
    """Another problem, charged to these a little later; its id and what each of them owes."""
    async with day.office.desk() as desk:
        row = await filing.file(desk, STAFF, FoundProblem(FOUND))
        await assigns(desk, row, *bodies)
        parts = await rectifications.of_problem(desk.session, row.key)
        return row.key, {part.body: part.obligation_id for part in parts}


async def _first(desk: Desk, day: LadderDay) -> Problem:
    return await desk.session.get_one(Problem, 1)


async def _parts(desk: Desk, problem_id: int) -> dict[str, list[Rectification]]:
    found: dict[str, list[Rectification]] = {}
    for row in await rectifications.of_problem(desk.session, problem_id):
        if row.relieved_at is None:
            found.setdefault(row.body, []).append(row)
    return found


async def test_a_body_of_the_duplicate_alone_goes_on_as_it_was(office: Office) -> None:
    day = await charged(office)
    second, owed = await _second(day, THROUGH)
    async with office.desk() as desk:
        before = (await desk.session.get_one(Obligation, owed[THROUGH])).due_at
        await joining_duplicates.join(desk, STAFF, second, 1)
        parts = await _parts(desk, 1)
        assert set(parts) == {AGENCY, THROUGH}
        theirs = await desk.session.get_one(Obligation, owed[THROUGH])
        assert (theirs.due_at, theirs.state) == (before, ObligationState.OPEN)
        row = await desk.session.get_one(Problem, second)
        assert (row.state, row.joined_to, row.matter_id) == (ProblemState.JOINED, 1, None)
        history = (await problem_lists.detail(desk, STAFF, 1)).history
        assert any("随并入转来" in line.said for line in history)
    # What its own order charged is taken back by its own order, and the other goes on.
    async with office.desk() as desk:
        await takes_back(desk, theirs.matter_id)
        assert set(await _parts(desk, 1)) == {AGENCY}
        assert (await _first(desk, day)).state == ProblemState.ASSIGNED


async def test_both_are_accepted_before_the_problem_is(office: Office) -> None:
    day = await charged(office)
    second, owed = await _second(day, THROUGH)
    async with office.desk() as desk:
        await joining_duplicates.join(desk, STAFF, second, 1)
    for number, (body, key) in enumerate(((AGENCY, day.owed_id), (THROUGH, owed[THROUGH]))):
        await answers(replace(day, owed_id=key), 900 + number, body=body)
        async with office.desk() as desk:
            assert (await _first(desk, day)).state == ProblemState.ASSIGNED
            who = await actor(desk, LIAISON.user_id, LIAISON.name)
            part = await accepting.apply(desk, who, body, key)
            await accepting.accept(desk, STAFF, part.key)
    async with office.desk() as desk:
        assert (await _first(desk, day)).state == ProblemState.ACCEPTED
        for key in (day.owed_id, owed[THROUGH]):
            one = await desk.session.get_one(Obligation, key)
            assert (await desk.session.get_one(Matter, one.matter_id)).state == MatterState.CLOSED


async def _kept(day: LadderDay, second: int) -> int:
    """What the agency owes once the second is joined to the first."""
    async with day.office.desk() as desk:
        await joining_duplicates.join(desk, STAFF, second, 1)
        (part,) = (await _parts(desk, 1))[AGENCY]
        told = [row.text or "" for row in await said(desk, day.group_id)]
        assert sum("为同一问题，已并入" in text for text in told) == 1
        return part.obligation_id


async def test_of_two_that_are_owed_the_later_deadline_holds(office: Office) -> None:
    day = await charged(office)
    second, owed = await _second(day, AGENCY)
    async with office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        await extensions.ask(desk, who, AGENCY, day.owed_id, "设备需要外地厂家检修，两天内到货")
    assert await _kept(day, second) == owed[AGENCY]
    async with office.desk() as desk:
        assert (await day.owed(desk)).state == ObligationState.SUPERSEDED
        (asked,) = await stored_extensions.extensions_of(desk.session, day.owed_id)
        assert asked.state == "lapsed"
        matter_id = (await day.owed(desk)).matter_id
        assert not await obligations.open_of_matter(desk.session, matter_id, ObligationKind.RECEIPT)
        told = [row.text or "" for row in await said(desk, day.group_id)]
        assert any(
            "已并入同一问题，贵单位提出的延期申请一并终结。仍需延期的，请在保留的整改交办下重新申请"
            in text
            for text in told
        ), "it is still owed"
        assert (await _first(desk, day)).state == ProblemState.ASSIGNED


async def test_what_is_answered_is_kept(office: Office) -> None:
    day = await charged(office)
    second, owed = await _second(day, AGENCY)
    await answers(day, 900)
    assert await _kept(day, second) == day.owed_id
    async with office.desk() as desk:
        theirs = await desk.session.get_one(Obligation, owed[AGENCY])
        assert theirs.state == ObligationState.SUPERSEDED
        assert (await desk.session.get_one(Matter, theirs.matter_id)).state == MatterState.CLOSED


async def test_nobody_escapes_a_slip_by_a_duplicate(office: Office) -> None:
    day = await charged(office)
    await open_gate(day, listing=True)
    await day.advance_to("12:10")
    await sign(day)
    second, _ = await _second(day, AGENCY)
    assert await _kept(day, second) == day.owed_id


@pytest.mark.parametrize("joined", [True, False])
async def test_whoever_is_listed_stays_so_and_reads_no_second_notice(
    office: Office, joined: bool
) -> None:
    """Whichever is joined to the other, and though another order is kept."""
    day = await charged(office)
    await open_gate(day, listing=True)
    second, owed = await _second(day, AGENCY)
    async with office.desk() as desk:
        before = len(await said(desk, day.group_id, DeliveryKind.LISTING))
        listed_at = (await rectification(desk, day)).listed_at
        await joining_duplicates.join(desk, STAFF, *((second, 1) if joined else (1, second)))
    async with office.desk() as desk:
        kept = await desk.session.get_one(Obligation, owed[AGENCY])
        assert kept.state == ObligationState.OPEN
        assert Gate.LISTING in (await facts(desk, kept)).gates
        part = await rectifications.of_obligation(desk.session, kept.key)
        assert part is not None
        assert (part.listed_at, part.listed_until) == (listed_at, kept.due_at)
        assert len(await said(desk, day.group_id, DeliveryKind.LISTING)) == before
        about = await problem_slips.of(desk, kept)
        problem = await desk.session.get_one(Problem, 1 if joined else second)
        assert about is not None
        assert about.number == problem.serial, "the one that it was joined to"


async def test_nobody_is_told_again_by_the_listing_of_the_problem_that_it_was_joined_to(
    office: Office,
) -> None:
    day = await charged(office)
    await open_gate(day, listing=True)
    second, _ = await _second(day, THROUGH)
    async with office.desk() as desk:
        first = await listings.of_problem(desk.session, 1)
        assert first is not None
        await listing.reach(desk, await _first(desk, day), [await rectification(desk, day)])
        copied = first.model_dump(exclude={"id", "problem_id"})
        desk.session.add(ProblemListing(**copied, problem_id=second))
        await desk.session.flush()
        await joining_duplicates.join(desk, STAFF, 1, second)
        assert [row.listed_at for row in (await _parts(desk, second))[AGENCY]] != [None]
        assert day.group_id not in {chat.chat_id for _, chat in await listing.unsaid(desk)}


async def test_what_is_accepted_needs_nothing_more(office: Office) -> None:
    day = await charged(office)
    async with office.desk() as desk:
        await takes_back(desk, (await day.owed(desk)).matter_id)
        await assigns(desk, await _first(desk, day), AGENCY, THROUGH)
        (mine,) = (await _parts(desk, 1))[AGENCY]
    await answers(replace(day, owed_id=mine.obligation_id), 900)
    async with office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        await accepting.apply(desk, who, AGENCY, mine.obligation_id)
        await accepting.accept(desk, STAFF, mine.key)
    second, owed = await _second(day, AGENCY)
    async with office.desk() as desk:
        await joining_duplicates.join(desk, STAFF, second, 1)
        theirs = await desk.session.get_one(Obligation, owed[AGENCY])
        assert theirs.state == ObligationState.SUPERSEDED
        told = [row.text or "" for row in await said(desk, day.group_id)]
        assert any("已同意销号，无须再办" in text for text in told)


@pytest.mark.parametrize("joined", [True, False])
async def test_what_is_asked_of_a_duplicate_is_asked_of_both(office: Office, joined: bool) -> None:
    """Consent of the level that found it and a look on site, whichever is joined to the other."""
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        part = await accepting.apply(desk, who, AGENCY, day.owed_id)
        found = await filing.file(desk, STAFF, FoundProblem(FOUND, FoundBy.UPPER))
        await assigning.mark(desk, STAFF, found.key, "on_site")
        if joined:
            await joining_duplicates.join(desk, STAFF, found.key, 1)
        else:
            await assigns(desk, found, THROUGH)
            await joining_duplicates.join(desk, STAFF, 1, found.key)
        gates = (await facts(desk, await day.owed(desk))).gates
        assert gates == {Gate.BULLETIN}, "a higher level found it"
        await refused(accepting.accept(desk, STAFF, part.key), "problem_wants_check")
        await accepting.check_on_site(desk, STAFF, part.key)
        await refused(accepting.accept(desk, STAFF, part.key), "problem_wants_consent")
        card = await acceptance_cards.message(desk, part)
        assert "上级同意销号：须登记后方可销号" in card.html
        await accepting.record_consent(desk, STAFF, part.key, "自治区督导组电话同意")
        await accepting.accept(desk, STAFF, part.key)


async def test_what_may_be_joined_to_what(office: Office) -> None:
    day = await charged(office)
    async with office.desk() as desk:
        filed = await filing.file(desk, STAFF, FoundProblem(FOUND))
        # What is assigned goes on with what is assigned; what is only filed is joined to it.
        await refused(joining_duplicates.candidates(desk, STAFF, 1), "problem_join_none")
        _, others = await joining_duplicates.candidates(desk, STAFF, filed.key)
        assert [one.key for one in others] == [1]
        await joining_duplicates.join(desk, STAFF, filed.key, 1)
        late = joining_duplicates.candidates(desk, STAFF, filed.key)
        await refused(late, "problem_decided")
        row = await rectification(desk, day)
        assert row.problem_id == 1
    second, _ = await _second(day, THROUGH)
    async with office.desk() as desk:
        due_in = (await day.owed(desk)).due_at - desk.now
        assert due_in < timedelta(days=2)
        _, others = await joining_duplicates.candidates(desk, STAFF, second)
        assert [one.key for one in others] == [1]
        await refused(joining_duplicates.candidates(desk, STAFF, 4711), "button_obsolete")
