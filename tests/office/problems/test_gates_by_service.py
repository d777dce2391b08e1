"""Gates open by what was served on the body, from then on, and close with what is taken back."""

from datetime import timedelta

import pytest

from office.decisions import drafts
from office.enrolment import reachability
from office.ladder.problem_facts import facts
from office.ladder.standings import ServiceState
from office.matters.bulletins import BulletinTerms
from office.paperwork import bulletin_papers
from office.plan.ladders import Gate
from office.plan.model import Plan
from office.problems import joining_duplicates, listing, naming_problems, problem_lists
from office.upkeep import reconcile
from storage.decisions.approvals import asked_approvals
from storage.decisions.matters import Order, OrderKind
from storage.delivery.outbox import DeliveryKind, DeliveryState
from storage.problems import namings
from storage.supervision.slips import SlipState
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import AGENCY, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.problem_days import (
    THROUGH,
    charged,
    problem_plan,
    rectification,
    sign,
    steps,
)
from tests.office.problems.test_problem_lists import files_one
from tests.office.problems.test_taking_back import assigns
from tests.office.signers import HERE, refused

BOTH = (AGENCY, THROUGH)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await charged(office)


async def names(
    day: LadderDay,
    *,
    named: bool = True,
    hours: int = 24,
    bodies: tuple[str, ...] = BOTH,
    corrects: Order | None = None,
) -> Order:
    """The office issues a bulletin, or corrects one, so that it names the problem or another."""
    async with day.office.desk() as desk:
        known = await naming_problems.nameable(desk, STAFF)
        mine = (await rectification(desk, day)).problem_id
        chosen = tuple(one for one in known if (one.problem_id == mine) is named)
        due_at = desk.now + timedelta(hours=hours)
        terms = BulletinTerms(bodies, chosen, "以下问题尚未整改到位", due_at)
        changing = corrects.matter_id if corrects is not None else None
        draft = await drafts.draft_saying(desk, STAFF, HERE, terms, changing=changing)
        return await drafts.confirm(desk, STAFF, HERE, draft.key)


async def takes_back(day: LadderDay, order: Order) -> Order:
    async with day.office.desk() as desk:
        draft = await drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CANCEL)
        return await drafts.confirm(desk, STAFF, HERE, draft.key)


async def is_reachable(day: LadderDay, reachable: bool) -> None:
    async with day.office.desk() as desk:
        chat = await day.group(desk)
        if reachable:
            await reachability.back(desk, chat)
        else:
            await reachability.lost(desk, chat.chat_id, "kicked")


async def open_gates(day: LadderDay) -> frozenset[Gate]:
    async with day.office.desk() as desk:
        return (await facts(desk, await day.owed(desk))).gates


async def waits_for_signature(day: LadderDay) -> bool:
    async with day.office.desk() as desk:
        return bool(await asked_approvals(desk.session, desk.jurisdiction))


async def words_in(day: LadderDay, chat_id: int, *kinds: str) -> str:
    async with day.office.desk() as desk:
        return "\n".join(row.text or "" for row in await said(desk, chat_id, *kinds))


@pytest.mark.clause("F3", "F4")
async def test_a_bulletin_opens_its_gate_once_the_body_has_it(day: LadderDay) -> None:
    await day.advance_to("12:10")
    await names(day)
    assert await open_gates(day) == frozenset()
    await day.deliver()
    assert await open_gates(day) == {Gate.BULLETIN}
    await day.advance_to("12:00", day=3)
    assert not await waits_for_signature(day), "the time that it names is not over"
    await day.advance_to("12:20", day=3)
    await sign(day)
    assert await steps(day) == ["prompt_slip"]


async def test_whoever_gets_it_late_has_as_long_from_then(day: LadderDay) -> None:
    await day.advance_to("12:10")
    await is_reachable(day, False)
    await names(day)
    await day.advance_to("15:00", day=3)
    assert await open_gates(day) == frozenset()
    await is_reachable(day, True)
    await day.deliver()
    text = await words_in(day, day.group_id, DeliveryKind.ALERT)
    assert "12月4日15时前整改落实到位" in text.rpartition("通报：")[2], "no time that is over"
    assert await open_gates(day) == {Gate.BULLETIN}
    await day.advance_to("14:50", day=4)
    assert not await waits_for_signature(day)
    await day.advance_to("15:20", day=4)
    assert await waits_for_signature(day)


@pytest.mark.clause("F5")
async def test_a_notice_of_listing_is_served_once_the_group_is_back(day: LadderDay) -> None:
    await day.advance_to("12:10")
    await is_reachable(day, False)
    async with day.office.desk() as desk:
        number = (await rectification(desk, day)).problem_id
        await listing.propose(desk, STAFF, number, "王联络", desk.now + timedelta(hours=24))
    await day.advance_to("09:10", day=4)
    assert await words_in(day, day.group_id, DeliveryKind.LISTING) == ""
    assert await open_gates(day) == frozenset()
    await is_reachable(day, True)
    await day.deliver()
    assert "12月7日12时前整改落实到位" in await words_in(day, day.group_id, DeliveryKind.LISTING)
    assert "已补送住建局" in await words_in(day, OFFICE_CHAT)
    assert await open_gates(day) == {Gate.LISTING}
    await is_reachable(day, False)
    await is_reachable(day, True)
    async with day.office.desk() as desk:
        assert len(await said(desk, day.group_id, DeliveryKind.LISTING)) == 1, "said once"
    await day.advance_to("12:20", day=7)
    await sign(day)
    assert await steps(day) == ["yellow"]


async def test_taken_back_it_closes_where_no_slip_has_gone(day: LadderDay) -> None:
    await day.advance_to("12:10")
    order = await names(day)
    await day.advance_to("12:20", day=3)
    assert await waits_for_signature(day)
    await takes_back(day, order)
    await day.tick()
    assert not await waits_for_signature(day), "nobody signs what rests on nothing"
    assert "已撤回" in await words_in(day, day.group_id, DeliveryKind.ALERT)
    await day.advance_to("18:00", day=4)
    assert await steps(day) == []
    async with day.office.desk() as desk:
        assert await reconcile.look(desk) == []
        detail = await problem_lists.detail(
            desk, STAFF, (await rectification(desk, day)).problem_id
        )
        history = [line.said for line in detail.history]
        assert "列入通报昌污指督通〔2026〕1号" in history
        assert "住建局：通报昌污指督通〔2026〕1号不再列入（撤回）" in history
        assert (await day.owed(desk)).step == "office_told"
    await names(day)
    await day.deliver()
    assert await open_gates(day) == {Gate.BULLETIN}, "another bulletin opens it again"


async def test_what_was_issued_stays_and_the_office_hears_of_it(day: LadderDay) -> None:
    await day.advance_to("12:10")
    order = await names(day)
    await day.advance_to("12:20", day=3)
    await sign(day)
    await takes_back(day, order)
    await day.deliver()
    async with day.office.desk() as desk:
        [slip] = await day.slips(desk)
        assert slip.state == SlipState.ISSUED
    told = await words_in(day, OFFICE_CHAT)
    assert f"住建局 {slip.serial}仍然有效" in told


@pytest.mark.clause("F3")
async def test_a_correction_names_it_no_more_and_tells_all_who_read_it(day: LadderDay) -> None:
    await day.advance_to("12:10")
    async with day.office.desk() as desk:
        await assigns(desk, await files_one(desk), THROUGH)
    first = await names(day)
    await day.deliver()
    assert await open_gates(day) == {Gate.BULLETIN}
    second = await names(day, named=False, corrects=first)
    await day.deliver()
    text = await words_in(day, day.group_id, DeliveryKind.ALERT)
    assert "原通报昌污指督通〔2026〕1号以本通报为准" in text
    assert "不再通报：昌污指问〔2026〕1号（住建局）" in text
    assert await open_gates(day) == frozenset()
    async with day.office.desk() as desk:
        row = await rectification(desk, day)
        [named] = await namings.of_matter(desk.session, first.matter_id)
        assert (named.body, named.problem_id != row.problem_id) == (THROUGH, True)
        detail = await problem_lists.detail(desk, STAFF, row.problem_id)
        ended = "住建局：通报昌污指督通〔2026〕1号不再列入（更正 昌污指督通〔2026〕2号）"
        assert ended in [line.said for line in detail.history]
        of_first = await bulletin_papers.paper_of(desk, STAFF, first.key)
        assert "【已更正】" in str(of_first.view)
        of_second = await bulletin_papers.paper_of(desk, STAFF, second.key)
        assert "以本通报为准" in str(of_second.view)
    await takes_back(day, second)
    async with day.office.desk() as desk:
        assert await namings.of_matter(desk.session, first.matter_id) == []
        of_second = await bulletin_papers.paper_of(desk, STAFF, second.key)
        assert "【已撤回】" in str(of_second.view)
        assert "以本通报为准" not in str(of_second.view)
        await refused(drafts.to_correct(desk, STAFF, first.matter_id), "bulletin_is_over")


async def test_a_correction_takes_no_time_away(day: LadderDay) -> None:
    await day.advance_to("12:10")
    first = await names(day)
    await names(day, hours=3, corrects=first)
    async with day.office.desk() as desk:
        [named] = await namings.of_matter(desk.session, first.matter_id)
        assert named.until == BulletinTerms.of(first).due_at
        assert (await drafts.to_correct(desk, STAFF, first.matter_id)).kind == OrderKind.ADJUST
        await refused(drafts.to_correct(desk, STAFF, 4711), "button_obsolete")
    async with day.office.desk() as desk:
        problem = (await day.owed(desk)).matter_id
        await refused(drafts.to_correct(desk, STAFF, problem), "button_obsolete")


async def test_the_reconciler_names_what_a_bulletin_says_and_serves_what_was_never_queued(
    day: LadderDay,
) -> None:
    await day.advance_to("12:10")
    order = await names(day)
    async with day.office.desk() as desk:
        number = (await rectification(desk, day)).problem_id
        made = await listing.propose(desk, STAFF, number, "王联络")
        for row in await said(desk, day.group_id, DeliveryKind.LISTING):
            await desk.session.delete(row)
        for named in await namings.of_matter(desk.session, order.matter_id):
            await desk.session.delete(named)
        await desk.session.flush()
    await day.deliver()
    async with day.office.desk() as desk:
        assert [gap.rule for gap in await reconcile.look(desk)] == ["unnamed", "unlisted"]
        assert await reconcile.mend(desk) == []
        assert await reconcile.look(desk) == []
        [named] = await namings.of_matter(desk.session, order.matter_id)
        assert named.body == AGENCY
        [notice] = await said(desk, day.group_id, DeliveryKind.LISTING)
        assert (made.serial or "") in (notice.text or "")


async def test_what_telegram_refused_is_for_the_office_to_send_again(day: LadderDay) -> None:
    await day.advance_to("12:10")
    async with day.office.desk() as desk:
        number = (await rectification(desk, day)).problem_id
        await listing.propose(desk, STAFF, number, "王联络")
        [notice] = await said(desk, day.group_id, DeliveryKind.LISTING)
        notice.state = DeliveryState.DEAD
        desk.session.add(notice)
    await is_reachable(day, False)
    await is_reachable(day, True)
    async with day.office.desk() as desk:
        assert len(await said(desk, day.group_id, DeliveryKind.LISTING)) == 1
        assert await reconcile.look(desk) == []
        found = await facts(desk, await day.owed(desk))
        assert found.unproven == {Gate.LISTING: ServiceState.REFUSED}


async def test_a_notice_leaves_time_and_offers_the_limits_of_the_plan(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        number = (await rectification(desk, day)).problem_id
        soon = desk.now + timedelta(hours=1)
        await refused(listing.propose(desk, STAFF, number, "王联络", soon), "slip_limit_too_soon")
        far = desk.now + timedelta(days=61)
        await refused(listing.propose(desk, STAFF, number, "王联络", far), "slip_limit_too_late")
        assert listing.offered(desk)[0] == desk.now + timedelta(hours=24)


async def test_what_opened_its_gates_goes_on_where_it_is_joined_to_another(day: LadderDay) -> None:
    order = await names(day)
    async with day.office.desk() as desk:
        number = (await rectification(desk, day)).problem_id
        await listing.propose(desk, STAFF, number, "王联络")
        other = await files_one(desk)
        await assigns(desk, other, THROUGH)
    await day.deliver()
    async with day.office.desk() as desk:
        await joining_duplicates.join(desk, STAFF, number, other.key)
        assert (await rectification(desk, day)).problem_id == other.key
        assert await reconcile.look(desk) == []
    assert await open_gates(day) == {Gate.BULLETIN, Gate.LISTING}
    await names(day, corrects=order)
    assert await open_gates(day) == {Gate.BULLETIN, Gate.LISTING}, "the correction names it too"


async def test_a_notice_that_went_before_the_group_was_upgraded_is_missing_nowhere(
    day: LadderDay,
) -> None:
    await day.advance_to("12:10")
    async with day.office.desk() as desk:
        number = (await rectification(desk, day)).problem_id
        await listing.propose(desk, STAFF, number, "王联络")
    await day.deliver()
    async with day.office.desk() as desk:
        await reachability.migrated(desk, day.group_id, UPGRADED)
        assert await said(desk, UPGRADED, DeliveryKind.LISTING) == []
        assert await reconcile.look(desk) == []


UPGRADED = -1009876543210
