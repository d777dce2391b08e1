"""What a body answers to a task: it counts as its receipt too, and the last one is told of."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office.decisions import drafts
from office.desk import Desk
from office.enrolment import reachability
from office.matters.notices import NoticeTerms
from office.matters.tasks import TaskTerms
from office.obligations import owed as what_is_owed
from office.records import overview
from office.reports import taking
from office.reports.message_parts import Incoming
from office.upkeep import reconcile, reconcile_orders
from storage.decisions.matters import Order, OrderKind
from storage.delivery.outbox import DeliveryKind
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.owed.reports import PartKind
from storage.roster.chats import Chat
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import EVERYBODY, HERE, LIAISON, STAFF, appoint, refused, said

TITLE = "排查堆煤场"


@pytest.fixture
async def groups(desk: Desk) -> dict[str, Chat]:
    await appoint(desk, *EVERYBODY)
    return await bind_groups(desk, ["huanjing", "gongan"])


@pytest.fixture
async def task(desk: Desk, groups: dict[str, Chat]) -> Order:
    terms = TaskTerms(tuple(groups), True, TITLE, desk.now + timedelta(hours=10))
    draft = await drafts.draft_saying(desk, STAFF, HERE, terms)
    return await drafts.confirm(desk, STAFF, HERE, draft.key)


async def of(desk: Desk, task: Order, agency: str, kind: ObligationKind) -> Obligation:
    found = await obligations.of_order(desk.session, task.key, kind, agency)
    assert found is not None
    return found


async def answer(desk: Desk, task: Order, agency: str, group: Chat) -> None:
    owing = await of(desk, task, agency, ObligationKind.TASK)
    item = Incoming(
        chat_id=group.chat_id,
        message_id=700,
        sent_by=LIAISON.user_id,
        sent_at=desk.now,
        kind=PartKind.TEXT,
        text="已核查6处，苫盖到位5处。",
    )
    who = replace(LIAISON, agencies=(agency,))
    assert await taking.receive(desk, who, agency, owing.key, [item]) is not None


async def office_was_told(desk: Desk) -> list[str]:
    return [row.text or "" for row in await said(desk, OFFICE_CHAT, "office")]


async def test_an_answer_confirms_the_receipt(
    desk: Desk, task: Order, groups: dict[str, Chat]
) -> None:
    await answer(desk, task, "gongan", groups["gongan"])
    for kind in (ObligationKind.TASK, ObligationKind.RECEIPT):
        assert (await of(desk, task, "gongan", kind)).state == ObligationState.MET
    assert (await of(desk, task, "huanjing", ObligationKind.TASK)).state == ObligationState.OPEN
    # A second answer finds the receipt given.
    row = await of(desk, task, "gongan", ObligationKind.RECEIPT)
    assert row.met_at == desk.now


async def test_the_office_hears_of_the_last_answer(
    desk: Desk, task: Order, groups: dict[str, Chat]
) -> None:
    await answer(desk, task, "gongan", groups["gongan"])
    assert not [text for text in await office_was_told(desk) if "全部答复" in text]
    await answer(desk, task, "huanjing", groups["huanjing"])
    [told] = [row for row in await said(desk, OFFICE_CHAT, "office") if "全部答复" in row.text]
    assert "2家单位" in told.text
    assert [one["label"] for row in told.keyboard or [] for one in row] == ["办结归档"]


async def test_after_its_end_nothing_is_taken(
    desk: Desk, task: Order, groups: dict[str, Chat]
) -> None:
    made = await drafts.draft_end(desk, STAFF, HERE, task.matter_id, OrderKind.CANCEL)
    await drafts.confirm(desk, STAFF, HERE, made.key)
    owing = await of(desk, task, "gongan", ObligationKind.TASK)
    attempt = taking.answerable(desk, "gongan", owing.key)
    await refused(attempt, "task_report_superseded")


async def test_a_group_that_comes_later_gets_the_task(
    desk: Desk, task: Order, groups: dict[str, Chat]
) -> None:
    """It also owes what it owed before, because the order asks for it and not a prompt."""
    second = Chat(
        jurisdiction=desk.jurisdiction,
        chat_id=OFFICE_CHAT - 50,
        role=groups["gongan"].role,
        agency="gongan",
        title="公安局二群",
        bound_at=desk.now,
    )
    desk.session.add(second)
    await desk.session.flush()
    later = replace(desk, now=desk.now + timedelta(hours=11))
    await reachability.let_in(later, second)
    assert len(await said(desk, second.chat_id, DeliveryKind.ALERT)) == 1
    assert await said(desk, second.chat_id, DeliveryKind.PROMPT) == []
    assert (await of(desk, task, "gongan", ObligationKind.TASK)).state == ObligationState.OPEN


async def test_what_was_left_out_is_found(desk: Desk, task: Order) -> None:
    row = await of(desk, task, "gongan", ObligationKind.TASK)
    assert await reconcile_orders.unowed(desk) == []
    row.agency = "jiaoyu"
    desk.session.add(row)
    await desk.session.flush()
    [gap] = await reconcile_orders.unowed(desk)
    assert gap.names == ("gongan",)
    assert await reconcile.mend(desk) == []
    anew = await of(desk, task, "gongan", ObligationKind.TASK)
    assert (anew.due_at, anew.title) == (row.due_at, TITLE)


async def test_the_overview_and_the_list_name_it(desk: Desk, task: Order) -> None:
    notice = await drafts.draft_saying(desk, STAFF, HERE, NoticeTerms(24, "今夜有扬沙天气。"))
    await drafts.confirm(desk, STAFF, HERE, notice.key)
    view = await overview.overview(desk, STAFF)
    lines = view.summary.others
    assert [line.mark for line in lines] == ["📋", "🌫"]
    assert [line.close is not None for line in lines] == [True, False]
    assert view.summary.alerts == ()
    due = await what_is_owed.due(desk, "gongan")
    assert {item.matter for item in due.items} == {
        f"确认收到“{TITLE}”",
        f"“{TITLE}”办理情况",
    }
