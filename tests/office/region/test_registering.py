"""What came from above on paper makes the same floor and lock, once a second person checked it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from office import enclosing
from office.bodies.people import Actor
from office.desk import Desk
from office.plan.model import Plan
from office.post import Posting
from office.refusal import Refusal
from office.region import floor, registering
from office.region.registering import Agreed, UpperDocument
from storage.decisions.matters import OrderKind
from storage.delivery.outbox import ENCLOSED
from storage.region.upper_orders import CheckState, UpperOrder
from tests.office.conftest import MORNING, Office
from tests.office.region.conftest import BELOW, GROUPS, found_office, lower_plan
from tests.office.region.episodes import exchange, issue, labels, said_in, texts_in

STAFF = Actor(1, "值班员", ("office_staff",))
SECOND = Actor(2, "同事", ("office_staff",))
STRANGER = Actor(9, "路人")
PAPER = UpperDocument(OrderKind.ISSUE, "克重污指预〔2026〕1号", "orange", "全州", MORNING)
LIFTED = replace(PAPER, kind=OrderKind.LIFT, number="克重污指解〔2026〕1号", level=None)
AGREED = Agreed("yellow", "州指挥部办公室 张主任", MORNING, "phone", "")


@pytest.fixture
async def below(above: Office, plan: Plan) -> Office:
    """A county whose plan names the office above; `registered` plays that it is not on this bot."""
    return await found_office(above, lower_plan(plan, name="州重污染天气应急指挥部"))


async def registered(desk: Desk, said: UpperDocument = PAPER) -> UpperOrder:
    desk.plan = desk.plan.model_copy(
        update={
            "outside": tuple(
                it.model_copy(update={"jurisdiction": None}) for it in desk.plan.outside
            )
        }
    )
    return await registering.register(desk, STAFF, said)


async def refused(desk: Desk, kind: OrderKind, level: str | None) -> str | None:
    try:
        await floor.require(desk, kind, level)
    except Refusal as refusal:
        return refusal.key
    return None


async def test_it_binds_once_a_second_person_has_checked_it(below: Office) -> None:
    async with below.desk() as desk:
        row = await registered(desk)
        assert await refused(desk, OrderKind.ISSUE, "yellow") is None
        with pytest.raises(Refusal, match="second_person_checks"):
            await registering.check(desk, STAFF, row.key)
        await registering.check(desk, SECOND, row.key)
        assert await refused(desk, OrderKind.ISSUE, "yellow") == "below_floor_issue"
        assert row.checked_by == SECOND.user_id
    unchecked, card = await said_in(below, GROUPS[BELOW])
    assert "【待复核】" in unchecked.text
    assert labels(unchecked) == ["复核无误", "登记有误"]
    assert "【上级预警】州重污染天气应急指挥部发布橙色预警" in card.text
    assert labels(card) == ["拟稿：橙色预警"]


async def test_what_was_registered_wrong_binds_nobody(below: Office) -> None:
    async with below.desk() as desk:
        row = await registered(desk)
        await registering.reject(desk, STAFF, row.key)
        assert row.state == CheckState.REJECTED
        assert await refused(desk, OrderKind.ISSUE, "yellow") is None
        with pytest.raises(Refusal, match="upper_settled"):
            await registering.check(desk, SECOND, row.key)
        shown = await registering.settled_text(desk, row, STAFF)
        assert "登记有误" in shown.html


async def test_the_lift_above_ends_the_lock(below: Office) -> None:
    async with below.desk() as desk:
        await registering.check(desk, SECOND, (await registered(desk)).key)
        assert await refused(desk, OrderKind.LIFT, None) == "below_floor_lift"
        await registering.check(desk, SECOND, (await registered(desk, LIFTED)).key)
        assert await refused(desk, OrderKind.LIFT, None) is None
    assert "解除橙色预警" in (await texts_in(below, GROUPS[BELOW]))[-1]


async def test_without_a_floor_nothing_can_be_lifted_nor_agreed_to(below: Office) -> None:
    async with below.desk() as desk:
        with pytest.raises(Refusal, match="no_floor"):
            await registered(desk, LIFTED)
        with pytest.raises(Refusal, match="no_floor"):
            await registering.agree(desk, STAFF, AGREED)


@pytest.mark.parametrize(
    ("agreed", "lowering", "lifting"),
    [("yellow", None, "below_floor_lift"), (None, None, None)],
)
async def test_consent_opens_what_it_names_and_no_more(
    below: Office, agreed: str | None, lowering: str | None, lifting: str | None
) -> None:
    async with below.desk() as desk:
        await registering.check(desk, SECOND, (await registered(desk)).key)
        assert await refused(desk, OrderKind.ADJUST, "yellow") == "below_floor_adjust"
        await registering.agree(desk, STAFF, replace(AGREED, level=agreed))
        assert await refused(desk, OrderKind.ADJUST, "yellow") == lowering
        assert await refused(desk, OrderKind.LIFT, None) == lifting
        assert await refused(desk, OrderKind.ISSUE, "yellow") == "below_floor_issue"
    said = (await texts_in(below, GROUPS[BELOW]))[-1]
    assert "已登记上级同意" in said
    assert "张主任" in said
    assert "电话" in said


async def test_consent_is_to_what_held_then(below: Office) -> None:
    async with below.desk() as desk:
        await registering.check(desk, SECOND, (await registered(desk)).key)
        await registering.agree(desk, STAFF, AGREED)
        raised = replace(PAPER, kind=OrderKind.ADJUST, level="red")
        await registering.check(desk, SECOND, (await registered(desk, raised)).key)
        assert await refused(desk, OrderKind.ADJUST, "yellow") == "below_floor_adjust"


async def test_an_office_above_that_is_here_is_not_registered(below: Office) -> None:
    async with below.desk() as desk:
        with pytest.raises(Refusal, match="upper_is_here"):
            await registering.register(desk, STAFF, PAPER)


async def test_a_plan_without_an_office_above_has_none_to_register(above: Office) -> None:
    async with above.desk() as desk:
        with pytest.raises(Refusal, match="no_upper"):
            await registering.register(desk, STAFF, PAPER)


async def test_only_the_office_registers_and_only_its_own(below: Office, above: Office) -> None:
    async with below.desk() as desk:
        row = await registered(desk)
        with pytest.raises(Refusal, match="office_only"):
            await registering.register(desk, STRANGER, PAPER)
    async with above.desk() as desk:
        with pytest.raises(Refusal, match="button_obsolete"):
            await registering.check(desk, SECOND, row.key)


async def test_a_paper_is_told_to_no_office_as_progress(below: Office, above: Office) -> None:
    async with below.desk() as desk:
        await registering.check(desk, SECOND, (await registered(desk)).key)
    below.pass_time(timedelta(hours=1))
    await issue(below)
    assert not any("已启动" in text for text in await texts_in(above, GROUPS["changji"]))


async def test_what_binds_by_a_paper_is_lifted_by_one_even_if_the_office_above_came_since(
    below: Office,
) -> None:
    async with below.desk() as desk:
        here = desk.plan
        await registering.check(desk, SECOND, (await registered(desk)).key)
        desk.plan = here
        with pytest.raises(Refusal, match="upper_is_here"):
            await registering.register(desk, STAFF, PAPER)
        await registering.check(desk, SECOND, (await registering.register(desk, STAFF, LIFTED)).key)
        assert await refused(desk, OrderKind.LIFT, None) is None


async def test_what_binds_by_a_letter_is_lifted_by_no_paper(above: Office, below: Office) -> None:
    await issue(above)
    await exchange(above, below)
    async with below.desk() as desk:
        with pytest.raises(Refusal, match="upper_is_here"):
            await registering.register(desk, STAFF, LIFTED)


@pytest.mark.parametrize(
    ("name", "form"), [(None, enclosing.PHOTO), ("来文.pdf", enclosing.DOCUMENT)]
)
async def test_the_scan_is_shown_with_the_card(below: Office, name: str | None, form: str) -> None:
    async with below.desk() as desk:
        await registered(desk, replace(PAPER, file_id="AgAD", file_name=name))
    scan, card = await said_in(below, GROUPS[BELOW])
    assert scan.context[ENCLOSED] == {"form": form, "file_id": "AgAD"}
    assert PAPER.number in scan.text
    assert "【待复核】" in card.text


async def test_without_a_group_nobody_is_shown_a_scan(below: Office) -> None:
    async with below.desk() as desk:
        desk.jurisdiction = "moon"
        file = enclosing.Enclosure(enclosing.PHOTO, "AgAD")
        await enclosing.tell_office(desk, file, "来文", Posting())
    assert await said_in(below, GROUPS[BELOW]) == []
