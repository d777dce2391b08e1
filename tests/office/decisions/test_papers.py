"""Papers are asked for by the office, at a response's start, on their day, and by their owners."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from office import agenda as clock
from office.bodies.people import Actor
from office.decisions import drafts, papers
from office.desk import Desk
from office.enclosing import Enclosure
from office.matters import alerts
from office.matters.order_texts import order_text
from office.matters.registers import Cause, RegisterTerms
from office.obligations import lifecycle
from office.plan.model import Plan
from office.records import papers as records
from office.reports import taking
from office.reports.message_parts import Incoming, IncomingFile
from storage import agenda
from storage.decisions import matters as store
from storage.decisions.matters import Matter, MatterState, Order, OrderKind
from storage.delivery.boards import Board
from storage.owed import papers as stored
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import PartKind
from tests.harness.plans import city, small_plan, with_papers
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import bind_groups
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint, refused

OWNER = Actor(6, "联络员", (), ("huanjing",))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_papers(small_plan(AGENCIES))


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, ["huanjing", "gongan", "zhujian"])
        yield opened


async def asked(desk: Desk) -> list[tuple[str, str, str]]:
    """What was asked for, of whom, and why."""
    rows = await stored.asked(desk.session, desk.jurisdiction)
    return [(order.says["paper"], owed.agency, order.says["cause"]) for order, owed in rows]


async def owed(desk: Desk) -> list[Obligation]:
    return [row for _, row in await stored.asked(desk.session, desk.jurisdiction)]


def terms(desk: Desk, **changed: object) -> RegisterTerms:
    due_at = desk.now + timedelta(hours=10)
    return replace(RegisterTerms("cuts", ("huanjing",), due_at, "减排清单"), **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"paper": "nothing"}, "register_unknown"),
        ({"bodies": ()}, "register_bodies_missing"),
        ({"bodies": ("gongan",)}, "register_bodies_missing"),
    ],
)
async def test_what_cannot_be_asked_for_is_refused(
    desk: Desk, changed: dict[str, object], key: str
) -> None:
    await refused(drafts.draft_saying(desk, STAFF, HERE, terms(desk, **changed)), key)


async def test_a_plan_without_any_says_so(desk: Desk) -> None:
    without = replace(desk, plan=city())
    assert (await records.of_all(without)).papers == ()
    await refused(records.of_body(desk, "jiaoyu"), "register_none_of_yours")


async def by_hand(desk: Desk) -> Order:
    draft = await drafts.draft_saying(desk, STAFF, HERE, terms(desk))
    return await drafts.confirm(desk, STAFF, HERE, draft.key)


async def test_by_hand_the_order_names_the_deadline_and_no_board_is_shown(desk: Desk) -> None:
    order = await by_hand(desk)
    [row] = await owed(desk)
    assert (row.agency, row.due_at) == ("huanjing", desk.now + timedelta(hours=10))
    assert "预案未定期限" in await order_text(desk, order)
    boards = await desk.session.exec(select(Board))
    assert boards.all() == []


async def test_the_last_answer_ends_it(desk: Desk) -> None:
    order = await by_hand(desk)
    [row] = await owed(desk)
    await lifecycle.meet(desk, row, OWNER)
    matter = await store.matter(desk.session, order.matter_id)
    assert matter is not None
    assert (matter.state, matter.ended_at) == (MatterState.CLOSED, desk.now)


async def test_what_came_is_listed_with_its_sender_and_its_file(desk: Desk) -> None:
    await by_hand(desk)
    [row] = await owed(desk)
    item = Incoming(
        chat_id=-1001,
        message_id=900,
        sent_by=OWNER.user_id,
        sent_at=desk.now,
        kind=PartKind.DOCUMENT,
        file=IncomingFile(file_id="1", file_unique_id="1", name="清单.xlsx"),
    )
    assert await taking.receive(desk, OWNER, "huanjing", row.key, [item])
    [line] = (await records.of_body(desk, "huanjing")).papers[0].owners
    assert (line.at, line.by, line.files, line.due_at) == (
        desk.now,
        OWNER.name,
        ("清单.xlsx",),
        None,
    )
    assert "昌污报〔2026〕1号" in line.report
    paper = records.papers_of(desk, "huanjing")[0]
    assert await records.with_files(desk, [(paper, ("zhujian",))]) == {}
    [file] = (await records.with_files(desk, [(paper, ("huanjing",))]))[paper.id]
    assert file.file == Enclosure("document", "1")
    assert (file.at, file.report) == (desk.now, line.report)


async def test_the_office_may_end_it_first(desk: Desk) -> None:
    order = await by_hand(desk)
    made = await drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CLOSE)
    assert "“减排清单”报送要求已办结" in await order_text(desk, made)
    await drafts.confirm(desk, STAFF, HERE, made.key)
    [row] = await owed(desk)
    assert row.state == ObligationState.SUPERSEDED
    view = await records.of_body(desk, "huanjing")
    assert view.papers[0].owners[0].due_at is None


async def test_a_response_asks_once_for_what_the_plan_ties_to_it(desk: Desk, alert: Matter) -> None:
    [order] = await store.issued_orders(desk.session, alert.key)
    alert.started_at = None
    await alerts.take_effect(desk, alert, order)
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, alerts.PAPERS, order.key)
    assert item is not None
    assert await papers.at_start(desk, order.key) == "asked"
    assert await asked(desk) == [("sites", "zhujian", Cause.START)]
    [row] = await owed(desk)
    assert row.due_at == desk.now + timedelta(days=1)
    # Who is asked already is not asked again by the next start.
    await papers.at_start(desk, order.key)
    assert len(await asked(desk)) == 1
    assert await papers.at_start(desk, 999) == "no such order"


async def test_a_day_of_the_year_asks_by_itself(desk: Desk) -> None:
    # It is the first of December; the filing is asked for on the second and due on the fifth.
    await papers.expect(desk)
    item = await agenda.waiting_item(desk.session, desk.jurisdiction, papers.ON_DAY, 20261202)
    assert item is not None
    day = replace(desk, now=item.due_at)
    assert desk.local(item.due_at).time() == desk.plan.quiet_hours.end
    assert await papers.on_day(day, 20261202) == "asked"
    assert await asked(desk) == [
        ("schemes", "huanjing", Cause.DATE),
        ("schemes", "gongan", Cause.DATE),
    ]
    rows = await owed(desk)
    assert {f"{desk.local(row.due_at):%m-%d %H:%M}" for row in rows} == {"12-05 18:00"}
    [(order, _), _] = await stored.asked(desk.session, desk.jurisdiction)
    text = await order_text(desk, order, "gongan")
    assert "请报送备案：实施方案" in text
    assert "预案未定期限" not in text
    assert "发送文件；" in text


async def test_a_day_that_was_asked_about_is_not_expected_again(desk: Desk) -> None:
    day = replace(desk, now=desk.now + timedelta(days=1))
    await taken_on_its_day(day)
    await papers.expect(day)
    waiting = await agenda.waiting_item(desk.session, desk.jurisdiction, papers.ON_DAY, 20261202)
    assert waiting is None
    assert await papers.on_day(day, 20261203) == "nothing to ask for"


async def test_who_was_waited_for_on_that_day_is_not_asked_in_its_evening(desk: Desk) -> None:
    for owner in ("huanjing", "gongan"):
        await papers.update(desk, replace(OWNER, agencies=(owner,)), owner, "schemes")
    day = replace(desk, now=desk.now + timedelta(days=1))
    assert await papers.on_day(day, 20261202) == "nothing to ask for"
    for row in await owed(desk):
        await lifecycle.meet(day, row, replace(OWNER, agencies=(row.agency,)))
    assert {cause for _, _, cause in await asked(desk)} == {Cause.OWNER}
    await papers.expect(day)
    waiting = await agenda.waiting_item(desk.session, desk.jurisdiction, papers.ON_DAY, 20261202)
    assert waiting is None


async def taken_on_its_day(desk: Desk) -> None:
    """The tick takes the item of this day."""
    await papers.expect(desk)
    due = [one for one in await clock.due(desk.session, desk.now, 50) if one.kind == papers.ON_DAY]
    assert list((await clock.run(desk, due)).values()) == ["asked"]


async def test_an_owner_sends_what_is_new_of_itself(desk: Desk) -> None:
    order = await papers.update(desk, OWNER, "huanjing", "cuts")
    assert "请“回复”本条消息" in await order_text(desk, order)
    assert await asked(desk) == [("cuts", "huanjing", Cause.OWNER)]
    again = papers.update(desk, OWNER, "huanjing", "cuts")
    await refused(again, "register_is_asked_for")
    await refused(papers.update(desk, OWNER, "gongan", "cuts"), "register_bodies_missing")
    await refused(papers.update(desk, OWNER, "gongan", "nothing"), "register_unknown")


async def test_the_list_tells_whose_and_until_when(desk: Desk) -> None:
    await by_hand(desk)
    later = replace(desk, now=desk.now + timedelta(hours=11))
    view = await records.of_all(later)
    sites, cuts, schemes, firms = view.papers
    assert (sites.asked_at_start, sites.to, sites.rhythm.day) == (True, "办公室", None)
    [owner] = cuts.owners
    assert (owner.at, owner.due_at, owner.is_late) == (None, desk.now + timedelta(hours=10), True)
    assert [one.owner for one in schemes.owners] == ["生态环境", "公安局"]
    assert schemes.rhythm.day is not None
    assert f"{schemes.rhythm.day:%m-%d}" == "12-05"
    assert (firms.owners, firms.who_else) == ((), "涉气企业")
    told = desk.words.text("registers", view)
    assert "每年12月5日前" in told
    assert "涉气企业：不在本系统接入范围" in told
