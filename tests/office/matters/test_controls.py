"""What a control dispatch says, whom it is for, and what is refused before it goes."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from messages.render import Message
from office.decisions import drafts
from office.desk import Desk
from office.matters import alerts, controls
from office.matters.controls import ControlTerms
from office.matters.order_texts import order_text
from office.obligations import board_texts, coming_today, levels
from office.plan.chains import Act, Chains, ChainStep
from office.plan.model import Plan
from office.reports import early
from office.upkeep import applying, reconcile, reconcile_clocks
from storage import agenda
from storage.database import Database
from storage.decisions import matters as store
from storage.decisions.matters import MatterState, Order, OrderKind, OrderState
from storage.delivery import outbox
from storage.delivery.boards import BoardKind
from storage.delivery.outbox import DeliveryKind
from storage.occasions import of_order
from storage.owed import obligations
from storage.owed.obligations import ObligationKind, ObligationState
from tests.harness.plans import city, small_plan, with_control
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import alert_in_force, bind_groups
from tests.office.signers import DIRECTOR, EVERYBODY, HERE, STAFF, appoint, refused, sign

CHAINS = Chains(control=(ChainStep(by=("director",), act=Act.APPROVE),))
TERMS = ControlTerms(("huanjing", "gongan"), "市政府会议要求", "预计轻度污染。", "强化管控通知")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_control(small_plan(AGENCIES))


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, ["huanjing", "gongan", "gaoxin"])
        yield opened


async def drafted(desk: Desk, terms: ControlTerms = TERMS) -> Order:
    return await drafts.draft_saying(desk, STAFF, HERE, terms)


async def issued(desk: Desk) -> Order:
    return await drafts.confirm(desk, STAFF, HERE, (await drafted(desk)).key)


async def test_a_day_under_an_alert_is_reported_on_as_that_asks(desk: Desk) -> None:
    control = await store.matter(desk.session, (await issued(desk)).matter_id)
    assert control is not None
    planned = desk.plan.known_owed("control")
    assert planned is not None
    owed = planned.model_copy(update={"unless_alert": True})
    first = desk.local(desk.now).date()
    desk.now += timedelta(days=1)
    await alert_in_force(desk, since=desk.now)
    desk.now += timedelta(hours=1)
    asked = [
        await levels.asks_on(desk, control, owed, day) for day in (first, first + timedelta(days=1))
    ]
    assert asked == [True, False]


async def test_the_mornings_asking_has_its_place_in_the_day(desk: Desk) -> None:
    await issued(desk)
    desk.now += timedelta(hours=24)
    # Its ladder has no slips, so that nothing follows but a word to the office.
    assert await coming_today.counted(desk, ["huanjing", "zhujian"]) == {"huanjing": 1}
    desk.now += timedelta(hours=1)
    assert await coming_today.counted(desk, ["huanjing"]) == {}


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"bodies": ()}, "control_bodies_missing"),
        ({"bodies": ("gaoxin",)}, "control_bodies_missing"),
        ({"basis": "。"}, "control_basis_missing"),
        ({"basis": "会" * 201}, "control_basis_too_long"),
        ({"text": ""}, "control_text_missing"),
        ({"text": "污" * 501}, "control_text_too_long"),
    ],
)
async def test_what_cannot_be_issued_is_refused(
    desk: Desk, changed: dict[str, object], key: str
) -> None:
    wrong = replace(TERMS, **changed)  # type: ignore[arg-type]
    await refused(drafts.draft_saying(desk, STAFF, HERE, wrong), key)


async def test_a_plan_that_knows_none_refuses_it(desk: Desk) -> None:
    without = replace(desk, plan=city())
    await refused(drafts.draft_saying(without, STAFF, HERE, TERMS), "control_not_in_plan")


async def test_a_draft_names_its_bodies_and_copies_but_no_lines(desk: Desk) -> None:
    text = await order_text(desk, await drafted(desk))
    assert "执行单位：生态环境、公安局" in text
    assert "依据：市政府会议要求" in text
    assert "抄送：高新区" in text
    assert "各单位所见不同" in text
    assert "每日11:00前报送" in text


async def test_each_reads_its_own_lines_and_a_copy_none(desk: Desk) -> None:
    order = await issued(desk)
    assert "2. 逐小时研判" in await order_text(desk, order, "huanjing")
    assert "逐小时研判" not in await order_text(desk, order, "gongan")
    copy = await order_text(desk, order, "gaoxin")
    assert copy.startswith("🛡 <b>抄送：强化管控通知</b>")
    assert "加强管控" not in copy


async def test_to_all_no_names_are_listed(desk: Desk) -> None:
    everybody = replace(TERMS, bodies=controls.possible(desk.plan))
    assert "执行单位：全部成员单位" in await order_text(desk, await drafted(desk, everybody))


async def test_the_chosen_owe_a_receipt_and_the_copied_owe_nothing(desk: Desk) -> None:
    order = await issued(desk)
    rows = await obligations.open_in(desk.session, desk.jurisdiction)
    assert {(row.agency, row.kind) for row in rows} == {
        ("huanjing", ObligationKind.RECEIPT),
        ("gongan", ObligationKind.RECEIPT),
    }
    [copy] = await outbox.deliveries_of_order(desk.session, order.key, DeliveryKind.FOR_INFORMATION)
    assert copy.agency == "gaoxin"
    assert "gaoxin" not in order.snapshot["recipients"]


async def test_each_day_is_asked_about_from_the_next_morning_on(desk: Desk) -> None:
    order = await issued(desk)
    assert await first_prompt(desk, order) == desk.local(desk.now).replace(hour=9) + timedelta(1)


async def first_prompt(desk: Desk, order: Order) -> object:
    item = await agenda.waiting_item(
        desk.session, desk.jurisdiction, alerts.DAILY_PROMPTS, order.matter_id
    )
    return desk.local(item.due_at) if item else None


async def test_mornings_that_were_forgotten_are_put_on_the_agenda(desk: Desk) -> None:
    order = await issued(desk)
    due = await first_prompt(desk, order)
    assert await reconcile_clocks.unprompted(desk) == []
    await agenda.cancel(
        desk.session,
        jurisdiction=desk.jurisdiction,
        kind=alerts.DAILY_PROMPTS,
        subject=order.matter_id,
        at=desk.now,
    )
    [gap] = await reconcile_clocks.unprompted(desk)
    assert gap.subject == f"control:{order.matter_id}"
    assert await reconcile.mend(desk) == []
    assert await first_prompt(desk, order) == due


async def test_a_day_may_be_reported_on_before_it_is_asked_for(desk: Desk) -> None:
    await issued(desk)
    assert await early.open_before_prompt(desk, "huanjing") is None
    evening = replace(desk, now=desk.now + timedelta(hours=13))
    owed = await early.open_before_prompt(evening, "huanjing")
    assert owed is not None
    assert (owed.kind, owed.day) == ("control", desk.local(desk.now).date())
    # It was not for these.
    assert await early.open_before_prompt(evening, "zhujian") is None


async def test_one_is_open_at_a_time(desk: Desk) -> None:
    first, second = await drafted(desk), replace(TERMS, bodies=("gongan",))
    await refused(drafts.draft_saying(desk, STAFF, HERE, second), "draft_is_pending")
    await drafts.confirm(desk, STAFF, HERE, first.key)
    why = await refused(drafts.draft_saying(desk, STAFF, HERE, second), "control_is_open")
    assert why.facts == {"serial": first.serial}


async def test_its_end_is_told_and_leaves_the_board_without_buttons(desk: Desk) -> None:
    order = await issued(desk)
    board = await board_of(desk, order)
    assert "强化管控通知 收到 0/2" in board.html
    assert [button.label for row in board.keyboard for button in row] == ["结束强化管控"]
    made = await drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CLOSE)
    await drafts.confirm(desk, STAFF, HERE, made.key)
    matter = await store.matter(desk.session, order.matter_id)
    assert matter is not None
    assert matter.state == MatterState.CLOSED
    rows = await obligations.of_occasion(
        desk.session, order.matter_id, ObligationKind.RECEIPT, of_order(order.key)
    )
    assert {row.state for row in rows} == {ObligationState.SUPERSEDED}
    board = await board_of(desk, order)
    assert "强化管控已结束" in board.html
    assert board.keyboard == ()
    assert "抄送：强化管控结束" in await order_text(desk, made, "gaoxin")
    assert await first_prompt(desk, order) is None


async def board_of(desk: Desk, order: Order) -> Message:
    return await board_texts.message(desk, order.matter_id, BoardKind.RECEIPTS, of_order(order.key))


async def test_where_the_plan_names_a_chain_it_is_signed(
    office: Office, plan: Plan, database: Database
) -> None:
    chained = plan.model_copy(update={"chains": CHAINS})
    async with database.transaction() as session:
        await applying.apply(session, chained, now=office.now, actor="cli:operator")
    async with office.desk() as desk:
        await appoint(desk, *EVERYBODY)
        await bind_groups(desk, ["huanjing", "gongan"])
        draft = await drafted(desk)
        await drafts.confirm(desk, STAFF, HERE, draft.key)
        assert draft.state == OrderState.APPROVING
        await sign(desk, draft, DIRECTOR)
        assert draft.state == OrderState.ISSUED
        # Its end is the office's own, as a task's is.
        made = await drafts.draft_end(desk, STAFF, HERE, draft.matter_id, OrderKind.CLOSE)
        await drafts.confirm(desk, STAFF, HERE, made.key)
        assert made.state == OrderState.ISSUED
