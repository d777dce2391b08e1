"""考核通报: nobody is named before they were asked, before the signatures, or in an exercise."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from office.decisions import approvals, drafts
from office.desk import Desk
from office.matters.appraisal_bulletins import AppraisalBulletinTerms, NamedMember
from office.paperwork.appraisals import bulletin_papers, cards, checking, naming, signing
from office.plan.appraisal import Naming
from office.plan.model import Plan
from office.refusal import Refusal
from storage.decisions.matters import Order, OrderState
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryState
from storage.supervision import appraisals as store
from storage.supervision.appraisals import DrawnAppraisal, ObjectionState
from tests.office.episodes import OFFICE_CHAT
from tests.office.paperwork.appraisal_days import (
    GOOD,
    HOUR,
    LATE,
    LIAISON,
    LOST,
    WHY,
    appraising_plan,
    bound_groups,
    drawn_up,
    objected,
    sent_out,
    sign,
)
from tests.office.signers import COMMANDER, DIRECTOR, HERE, STAFF, refused, said

PRAISE, CRITICISM = Naming.PRAISE, Naming.CRITICISM
ALL = (GOOD, LATE, LOST)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return appraising_plan()


@pytest.fixture
async def made(desk: Desk) -> DrawnAppraisal:
    await bound_groups(desk)
    return await drawn_up(desk)


async def confirms(desk: Desk, made: DrawnAppraisal) -> None:
    await checking.confirm(desk, LIAISON, LATE, made)


async def objects_and_is_refused(desk: Desk, made: DrawnAppraisal) -> None:
    filed = await objected(desk, made)
    await checking.decide(desk, STAFF, filed.key, ObjectionState.REFUSED, WHY)


async def objects_and_is_right(desk: Desk, made: DrawnAppraisal) -> None:
    filed = await objected(desk, made)
    await checking.decide(desk, STAFF, filed.key, ObjectionState.ACCEPTED, WHY)


async def is_silent(desk: Desk, made: DrawnAppraisal) -> None:
    await arrives(desk, made, DeliveryState.SENT)


async def never_read_it(desk: Desk, made: DrawnAppraisal) -> None:
    await arrives(desk, made, DeliveryState.DEAD)


async def arrives(desk: Desk, made: DrawnAppraisal, state: DeliveryState) -> None:
    reply = await store.reply_of(desk.session, made.key, LATE)
    assert reply is not None
    assert reply.delivery_id is not None
    row = await outbox.delivery(desk.session, reply.delivery_id)
    row.state = state
    desk.session.add(row)
    await desk.session.flush()


async def signed_after(
    desk: Desk, made: DrawnAppraisal, does: Callable[[Desk, DrawnAppraisal], Awaitable[None]]
) -> None:
    """One body does this, the other confirms, and the time is over; then it is signed."""
    await sent_out(desk, made)
    await checking.confirm(desk, LIAISON, GOOD, made)
    await does(desk, made)
    assert made.object_by is not None
    desk.now = made.object_by
    await checking.time_up(desk, made.key)
    await signing.put_up(desk, STAFF, HERE, made)
    await sign(desk, DIRECTOR, COMMANDER)


@pytest.mark.clause("F12")
@pytest.mark.parametrize(
    ("does", "praised", "criticised"),
    [
        (confirms, (GOOD, LATE), (LATE,)),
        (objects_and_is_refused, (GOOD, LATE), (LATE,)),
        (objects_and_is_right, (GOOD, LATE), ()),
        (is_silent, (GOOD, LATE), (LATE,)),
        (never_read_it, (GOOD,), ()),
    ],
)
async def test_only_whoever_was_asked_is_named(
    desk: Desk,
    made: DrawnAppraisal,
    does: Callable[[Desk, DrawnAppraisal], Awaitable[None]],
    praised: tuple[str, ...],
    criticised: tuple[str, ...],
) -> None:
    """Whoever had no chat when all were asked is named for nothing."""
    await signed_after(desk, made, does)
    named = await naming.nameable(desk, STAFF, made, PRAISE)
    assert named == tuple(NamedMember(body) for body in praised)
    if criticised:
        [one] = await naming.nameable(desk, STAFF, made, CRITICISM)
        assert (one.body, one.lines) == (LATE, (("接收确认", 1),))
    else:
        none = naming.nameable(desk, STAFF, made, CRITICISM)
        await refused(none, "appraisal_bulletin_nobody")


async def test_nobody_is_named_before_it_is_signed_and_the_time_is_over(
    desk: Desk, made: DrawnAppraisal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await refused(naming.nameable(desk, STAFF, made, PRAISE), "appraisal_bulletin_not_signed")
    await signed_after(desk, made, confirms)
    await refused(naming.nameable(desk, LIAISON, made, PRAISE), "office_only")
    labels = [one.label for row in cards.keyboard(desk, made) for one in row]
    assert labels[-2:] == ["通报表扬", "通报批评"]
    desk.now -= HOUR
    await refused(naming.nameable(desk, STAFF, made, PRAISE), "appraisal_bulletin_early")
    desk.now += HOUR
    assert desk.plan.appraisal is not None
    monkeypatch.delitem(desk.plan.appraisal.bulletins, PRAISE)
    assert naming.offered(desk, made) == (CRITICISM,)
    await refused(naming.nameable(desk, STAFF, made, PRAISE), "appraisal_bulletin_none")


async def drafted(
    desk: Desk, made: DrawnAppraisal, *, drill: bool = False, named: tuple[NamedMember, ...] = ()
) -> Order:
    found = named or await naming.nameable(desk, STAFF, made, CRITICISM)
    terms = AppraisalBulletinTerms(
        CRITICISM, made.key, "昌污指考〔2026〕1号", made.title, found, "现予通报批评。", ALL
    )
    draft = await drafts.draft_saying(desk, STAFF, HERE, terms, drill=drill)
    await drafts.confirm(desk, STAFF, HERE, draft.key)
    return draft


async def signs(desk: Desk) -> object:
    [step] = await approvals.waiting_for(desk, DIRECTOR)
    return await approvals.approve(desk, DIRECTOR, step.row.key)


async def test_it_is_signed_told_and_printed(desk: Desk, made: DrawnAppraisal) -> None:
    await signed_after(desk, made, confirms)
    draft = await drafted(desk, made)
    await refused(bulletin_papers.paper_of(desk, STAFF, draft.key), "button_obsolete")
    await refused(bulletin_papers.paper_of(desk, STAFF, 999), "button_obsolete")
    await signs(desk)
    await desk.session.refresh(draft)
    assert (draft.state, draft.serial) == (OrderState.ISSUED, "昌污指考通〔2026〕1号")
    letter = (await bulletin_papers.paper_of(desk, STAFF, draft.key)).view
    assert "1. 公安局：接收确认1项未达要求。" in str(letter["sections"])
    assert "不作排名" in str(letter["sections"])
    told = [row.text for row in await said(desk, OFFICE_CHAT)]
    assert any("考核通报昌污指考通〔2026〕1号已发布" in text for text in told)


@pytest.mark.parametrize(
    ("drill", "named", "why"),
    [
        (True, (), "appraisal_bulletin_no_drill"),
        (False, (NamedMember(LOST, (("接收确认", 2),)),), "appraisal_bulletin_gone"),
        (False, (NamedMember(LATE, (("接收确认", 2),)),), "appraisal_bulletin_gone"),
    ],
)
async def test_what_may_not_be_named_is_not_issued(
    desk: Desk, made: DrawnAppraisal, drill: bool, named: tuple[NamedMember, ...], why: str
) -> None:
    await signed_after(desk, made, confirms)
    desk.now += timedelta(minutes=1)
    await drafted(desk, made, drill=drill, named=named)
    await refused(signs(desk), why)


@pytest.mark.parametrize(
    ("named", "bodies", "text", "why"),
    [
        ((), ALL, "现予通报表扬。", "appraisal_bulletin_named_missing"),
        ((NamedMember(GOOD),) * 21, ALL, "现予通报表扬。", "appraisal_bulletin_named_missing"),
        ((NamedMember(GOOD),), (), "现予通报表扬。", "appraisal_bulletin_bodies_missing"),
        ((NamedMember(GOOD),), ("mars",), "现予通报表扬。", "appraisal_bulletin_bodies_missing"),
        ((NamedMember(GOOD),), ALL, "", "appraisal_bulletin_text_missing"),
    ],
)
def test_what_a_bulletin_needs(
    plan: Plan, named: tuple[NamedMember, ...], bodies: tuple[str, ...], text: str, why: str
) -> None:
    terms = AppraisalBulletinTerms(PRAISE, 1, "考1号", "2026年度", named, text, bodies)
    with pytest.raises(Refusal, match=why):
        terms.check(plan, None)
