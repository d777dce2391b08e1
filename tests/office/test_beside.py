"""What may stand beside something owed, and what becomes of each at each change: one table."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from office.bodies.people import actor
from office.decisions import drafts
from office.desk import Desk
from office.matters.bulletins import BulletinTerms
from office.obligations import lifecycle, settling
from office.obligations.settling import Happening, OwedChange
from office.plan.model import Plan
from office.post import Place
from office.problems import accepting, disputing, listing, naming_problems, sealing
from office.reports import extensions, part_done, questioned
from office.reports.message_parts import Incoming
from office.supervision import referrals
from storage.delivery import outbox
from storage.owed import extensions as stored_extensions
from storage.owed import questioned as stored_questioned
from storage.owed.obligations import Obligation
from storage.owed.reports import PartKind
from storage.problems import listings
from storage.problems.listings import ProblemListing
from storage.subjects import Subject
from storage.supervision import slip_batches
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT
from tests.office.ladder_days import AGENCY, DIRECTOR, LIAISON, STAFF, LadderDay
from tests.office.lost_chats import said
from tests.office.problem_days import (
    COMMANDER,
    answers,
    charged,
    newest,
    open_gate,
    problem_plan,
    rectification,
    sign,
)
from tests.office.scenes import scene
from tests.office.signers import HERE, refused

WHY = "设备需要外地厂家检修，两天内到货"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan(listing=[{"by": ["director"]}])


# Each thing as it is put beside what the agency owes.


@scene
async def with_extension(office: Office) -> LadderDay:
    day = await charged(office)
    async with office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        await extensions.ask(desk, who, AGENCY, day.owed_id, WHY)
    return day


@scene
async def with_question(office: Office) -> LadderDay:
    day = await charged(office)
    async with office.desk() as desk:
        item = Incoming(
            chat_id=day.group_id,
            message_id=901,
            sent_by=LIAISON.user_id,
            sent_at=desk.now,
            kind=PartKind.TEXT,
            text="好的",
        )
        owed = await day.owed(desk)
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        await questioned.ask(desk, Place(day.group_id), owed, [item], who, more_time=False)
    return day


@scene
async def with_dispute(office: Office) -> LadderDay:
    day = await charged(office)
    async with office.desk() as desk:
        who, owed = await actor(desk, LIAISON.user_id, LIAISON.name), await day.owed(desk)
        await disputing.dispute(desk, who, AGENCY, owed.order_id, "该企业由教育局监管")
    return day


@scene
async def with_application(office: Office) -> LadderDay:
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        await accepting.apply(desk, who, AGENCY, day.owed_id)
    return day


@scene
async def with_draft(office: Office) -> LadderDay:
    day = await charged(office)
    await open_gate(day, listing=True)
    await day.advance_to("12:10")
    return day


@scene
async def with_slip(office: Office) -> LadderDay:
    day = await with_draft(office)
    await sign(day)
    await day.deliver()
    return day


@scene
async def with_referral(office: Office) -> LadderDay:
    day = await with_slip(office)
    for hour, date in (("18:10", 7), ("18:10", 9)):
        await day.advance_to(hour, date)
        await sign(day, DIRECTOR, *((COMMANDER,) if date == 9 else ()))
    await day.advance_to("18:10", 10)
    return day


@scene
async def with_listing(office: Office) -> LadderDay:
    day = await charged(office)
    async with office.desk() as desk:
        problem_id = (await rectification(desk, day)).problem_id
        await listing.propose(desk, STAFF, problem_id, "王联络 0994-1234567")
    return day


@scene
async def with_bulletin(office: Office) -> LadderDay:
    day = await charged(office)
    async with office.desk() as desk:
        named = tuple(await naming_problems.nameable(desk, STAFF))
        due_at = desk.now + timedelta(days=2)
        terms = BulletinTerms((AGENCY,), named, "请立即整改", due_at)
        await drafts.draft_saying(desk, STAFF, HERE, terms)
    return day


@scene
async def with_part_done(office: Office) -> LadderDay:
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        who, later = await actor(desk, LIAISON.user_id, LIAISON.name), timedelta(hours=48)
        await part_done.say(desk, who, AGENCY, day.owed_id, "设备待安装", desk.now + later)
    return day


@scene
async def with_sealed_paper(office: Office) -> LadderDay:
    day = await charged(office)
    await answers(day, 900)
    async with office.desk() as desk:
        await sealing.note(desk, STAFF, (await rectification(desk, day)).key, "李四")
    return day


# How each stands.


async def extension(desk: Desk, day: LadderDay) -> str:
    (asked,) = await stored_extensions.extensions_of(desk.session, day.owed_id)
    return asked.state


async def question(desk: Desk, day: LadderDay) -> str:
    (reply,) = await stored_questioned.replies_to(desk.session, day.owed_id)
    return reply.state


async def dispute(desk: Desk, day: LadderDay) -> str:
    row = await rectification(desk, day)
    shown = await outbox.deliveries_about(desk.session, Subject.of(await day.owed(desk)))
    card = next(one for one in shown if one.context.get("dispute") and one.keyboard)
    newest_text = [one.text or "" for one in shown if one.target_id == card.key]
    waits = row.disputed_at is not None and row.relieved_at is None
    return "waits" if waits else newest_text[-1].split("</b>")[0].rsplit("：", 1)[-1]


async def application(desk: Desk, day: LadderDay) -> str:
    row = await rectification(desk, day)
    if row.relieved_at is not None:
        return "over"
    return "waits" if row.applied_at is not None else "cleared"


async def part(desk: Desk, day: LadderDay) -> str:
    return "remains" if (await rectification(desk, day)).part_at is not None else "over"


async def sealed(desk: Desk, day: LadderDay) -> str:
    row = await rectification(desk, day)
    return row.responsible if row.sealed_at is not None else "wanted"


async def draft(desk: Desk, day: LadderDay) -> str:
    row = await slip_batches.newest_draft(desk.session, day.owed_id)
    assert row is not None
    return f"{row.state} {row.reason or ''}".strip()


async def slip(desk: Desk, day: LadderDay) -> str:
    return (await day.slips(desk))[0].state


async def referral(desk: Desk, day: LadderDay) -> str:
    return (await newest(desk, day)).state


async def listed(desk: Desk, day: LadderDay) -> str:
    problem_id = (await rectification(desk, day)).problem_id
    rows = await listings.all_of_problem(desk.session, problem_id)
    return rows[-1].state


async def bulletin(desk: Desk, day: LadderDay) -> str:
    del day
    told = [row.text or "" for row in await said(desk, OFFICE_CHAT)]
    return "named wrongly" if any("待发的通报仍列有该问题" in one for one in told) else "stands"


# The changes. What is taken back, sent back or accepted was answered before.


async def answered(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        is_open = (await day.owed(desk)).met_at is None
    if is_open:
        await answers(day, 910)


async def _after_answer(
    day: LadderDay, change: Callable[[Desk, Obligation], Awaitable[None]]
) -> None:
    await answered(day)
    async with day.office.desk() as desk:
        await change(desk, await day.owed(desk))


async def withdrawn(day: LadderDay) -> None:
    happening = Happening(OwedChange.WITHDRAWN, line="↩️")

    async def take_back(desk: Desk, owed: Obligation) -> None:
        later = desk.now + timedelta(hours=8)
        await lifecycle.reopen(desk, owed, later, later, "report", happening)

    await _after_answer(day, take_back)


async def in_part(day: LadderDay) -> None:
    happening = Happening(OwedChange.IN_PART, line="🔶")

    async def remain(desk: Desk, owed: Obligation) -> None:
        await lifecycle.reopen(desk, owed, owed.due_at, owed.due_at, "part", happening)

    await _after_answer(day, remain)


async def returned(day: LadderDay) -> None:
    async def send_back(desk: Desk, owed: Obligation) -> None:
        later = desk.now + timedelta(hours=8)
        await lifecycle.send_back(desk, owed, later, later, "report")

    await _after_answer(day, send_back)


async def accepted(day: LadderDay) -> None:
    async def accept(desk: Desk, owed: Obligation) -> None:
        row = await rectification(desk, day)
        row.accepted_at, row.accepted_by = desk.now, STAFF.user_id
        desk.session.add(row)
        await desk.session.flush()
        await lifecycle.accept(desk, owed, "rectification")

    await _after_answer(day, accept)


def over(change: OwedChange) -> Callable[[LadderDay], Awaitable[None]]:
    async def supersede(day: LadderDay) -> None:
        async with day.office.desk() as desk:
            await lifecycle.supersede(desk, await day.owed(desk), "order", change)

    return supersede


CHANGES = {
    "answered": answered,
    "withdrawn": withdrawn,
    "in_part": in_part,
    "returned": returned,
    "accepted": accepted,
    "relieved": over(OwedChange.RELIEVED),
    "joined": over(OwedChange.JOINED),
    "cancelled": over(OwedChange.CANCELLED),
    "closed": over(OwedChange.CLOSED),
    "replaced": over(OwedChange.REPLACED),
}
THINGS = {
    "extension": (with_extension, extension),
    "question": (with_question, question),
    "dispute": (with_dispute, dispute),
    "application": (with_application, application),
    "part done": (with_part_done, part),
    "sealed paper": (with_sealed_paper, sealed),
    "draft": (with_draft, draft),
    "slip": (with_slip, slip),
    "referral": (with_referral, referral),
    "listing": (with_listing, listed),
    "bulletin": (with_bulletin, bulletin),
}
_OVER = ("relieved", "joined", "cancelled", "closed", "replaced")
_ANSWERED = ("answered", "withdrawn", "in_part", "returned", "accepted")
"""An answer has come in each of them, and what it settles stays settled."""
BECOMES: dict[str, dict[str, str]] = {
    "extension": {**dict.fromkeys(_ANSWERED, "moot"), **dict.fromkeys(_OVER, "lapsed")},
    "question": {**dict.fromkeys(_ANSWERED, "overtaken"), **dict.fromkeys(_OVER, "lapsed")},
    "dispute": {
        **dict.fromkeys(("answered", "withdrawn", "in_part", "accepted"), "waits"),
        "returned": "仍由该单位整改",
        "relieved": "已改派",
        **dict.fromkeys(("joined", "cancelled", "closed", "replaced"), "交办已终止"),
    },
    "application": {
        **dict.fromkeys(("answered", "in_part", "accepted"), "waits"),
        **dict.fromkeys(("withdrawn", "returned"), "cleared"),
        **dict.fromkeys(_OVER, "over"),
    },
    "part done": {
        **dict.fromkeys(("answered", "withdrawn", "in_part", "returned", "accepted"), "over"),
        **dict.fromkeys(_OVER, "remains"),
    },
    "sealed paper": {
        **dict.fromkeys(("answered", "in_part", "accepted", *_OVER), "李四"),
        **dict.fromkeys(("withdrawn", "returned"), "wanted"),
    },
    "draft": {**dict.fromkeys(_ANSWERED, "fallen answered"), **dict.fromkeys(_OVER, "fallen over")},
    "slip": {
        **dict.fromkeys(("answered", "returned", "accepted"), "closed"),
        **dict.fromkeys(("withdrawn", "in_part"), "issued"),
        **dict.fromkeys(("relieved", "cancelled"), "withdrawn"),
        **dict.fromkeys(("joined", "closed", "replaced"), "closed"),
    },
    "referral": {
        **dict.fromkeys(("answered", "returned", "accepted"), "closed"),
        **dict.fromkeys(("withdrawn", "in_part"), "issued"),
        **dict.fromkeys(_OVER, "void"),
    },
    "listing": {
        **dict.fromkeys(("answered", "withdrawn", "in_part", "returned"), "asked"),
        **dict.fromkeys(("accepted", *_OVER), "given_up"),
    },
    "bulletin": {
        **dict.fromkeys(("answered", "withdrawn", "in_part", "returned"), "stands"),
        **dict.fromkeys(("accepted", *_OVER), "named wrongly"),
    },
}


def test_the_table_knows_each_thing_at_each_change() -> None:
    assert set(BECOMES) == set(THINGS)
    assert all(set(row) == set(CHANGES) for row in BECOMES.values())
    quiet = {OwedChange.RECOUNTED, OwedChange.ADDED, OwedChange.UNREGISTERED}
    assert set(CHANGES) == {change.value for change in OwedChange if change not in quiet}


@pytest.mark.parametrize(
    ("thing", "change"), [(one, change) for one in THINGS for change in CHANGES]
)
async def test_what_becomes_of_it(office: Office, thing: str, change: str) -> None:
    put, stands = THINGS[thing]
    day = await put(office)
    await CHANGES[change](day)
    async with day.office.desk() as desk:
        assert await stands(desk, day) == BECOMES[thing][change]


async def test_nothing_is_settled_by_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that forgot to make the rows known says so at the first change."""
    day = await charged(office)
    monkeypatch.setattr(settling, "_known", [])
    with pytest.raises(LookupError):
        await answers(day, 910)


# Who reads of it, and what its buttons say.


async def test_whoever_asked_for_time_is_told_once_that_nobody_decides(office: Office) -> None:
    day = await with_extension(office)
    await over(OwedChange.RELIEVED)(day)
    await over(OwedChange.RELIEVED)(day)
    async with day.office.desk() as desk:
        read = [row.text or "" for row in await said(desk, day.group_id)]
        (told,) = [text for text in read if "延期申请一并终结" in text]
        assert "已改派其他单位" in told
        (asked,) = await stored_extensions.extensions_of(desk.session, day.owed_id)
        rows = await outbox.deliveries_about(desk.session, Subject.of(asked))
        assert "已改派其他单位" in (rows[-1].text or "")
        assert "已报送" not in (rows[-1].text or "")
        assert not rows[-1].keyboard
        later = desk.now + timedelta(hours=5)
        await refused(extensions.grant(desk, STAFF, asked.key, later), "extension_lapsed")
        await refused(extensions.refuse(desk, STAFF, asked.key), "extension_lapsed")
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        again = extensions.ask(desk, who, AGENCY, day.owed_id, WHY)
        await refused(again, "problem_report_superseded")


async def test_no_button_of_what_is_over_acts(office: Office) -> None:
    day = await with_dispute(office)
    await over(OwedChange.CANCELLED)(day)
    async with day.office.desk() as desk:
        row, owed = await rectification(desk, day), await day.owed(desk)
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        await refused(disputing.to_decide(desk, STAFF, row.key), "dispute_decided")
        await refused(disputing.disputable(desk, AGENCY, owed.order_id), "dispute_late")
        applying = accepting.apply(desk, who, AGENCY, day.owed_id)
        await refused(applying, "problem_not_answered")


async def test_a_referral_of_what_is_owed_no_more_is_decided_by_nobody(office: Office) -> None:
    day = await with_referral(office)
    await over(OwedChange.CANCELLED)(day)
    async with day.office.desk() as desk:
        key = (await newest(desk, day)).key
        await refused(referrals.to_confirm(desk, DIRECTOR, key), "referral_decided")
        told = await said(desk, DIRECTOR.user_id)
        assert any("交办已撤回" in (row.text or "") for row in told)
        # The colours are withdrawn wherever they went, and the body is asked for nothing more.
        body = [row.text or "" for row in await said(desk, day.group_id)]
        assert sum("撤回" in text and "督办单" in text for text in body) >= 1
        assert not any("仍请尽快报送" in text for text in body)


async def test_a_listing_that_is_given_up_is_signed_by_nobody(office: Office) -> None:
    day = await with_listing(office)
    await over(OwedChange.CANCELLED)(day)
    async with day.office.desk() as desk:
        rows: list[ProblemListing] = await listings.all_of_problem(
            desk.session, (await rectification(desk, day)).problem_id
        )
        assert len(rows) == 1
        assert await listings.of_problem(desk.session, rows[0].problem_id) is None
