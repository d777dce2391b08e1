"""What a notice to chosen bodies says and asks for, who signs it, and what is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from office.decisions import drafts
from office.desk import Desk
from office.matters import circulars, kinds
from office.matters.circulars import CircularTerms
from office.matters.order_files import OrderFile, file_of
from office.matters.order_texts import order_text
from office.plan.model import ChainStep, Plan
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import MatterKind, Order, OrderKind, OrderState
from storage.delivery import outbox
from storage.delivery.outbox import ENCLOSED, DeliveryKind
from storage.owed import obligations
from tests.office.episodes import bind_groups
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint, refused

TEXT = "报送值班表\n一式两份。"
FILE = OrderFile("photo", "file-1")


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


def terms(desk: Desk, *, hours: float | None = 10, receipts: bool = True) -> CircularTerms:
    due_at = desk.now + timedelta(hours=hours) if hours else None
    return CircularTerms(("gongan",), TEXT, FILE, receipts, due_at)


async def given(desk: Desk, said: CircularTerms) -> Order:
    draft = await drafts.draft_saying(desk, STAFF, HERE, said)
    return await drafts.confirm(desk, STAFF, HERE, draft.key)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"bodies": ()}, "circular_bodies_missing"),
        ({"bodies": ("nobody",)}, "circular_bodies_missing"),
        ({"text": "。"}, "circular_text_missing"),
        ({"text": "煤" * 1501}, "circular_text_too_long"),
    ],
)
async def test_what_cannot_be_sent(desk: Desk, changed: dict[str, Any], key: str) -> None:
    wrong = replace(terms(desk), **changed)
    await refused(drafts.draft_saying(desk, STAFF, HERE, wrong), key)


async def test_an_answer_needs_a_plan_that_knows_one(desk: Desk) -> None:
    owes = tuple(one for one in desk.plan.owes if one.kind != circulars.ANSWER)
    of_before = desk.plan.model_copy(update={"owes": owes})
    with pytest.raises(Refusal) as found:
        terms(desk).check(of_before, desk.now)
    assert found.value.key == "circular_answer_not_in_plan"
    terms(desk, hours=None).check(of_before, desk.now)


@pytest.mark.parametrize(
    ("hours", "receipts", "owed"),
    [(10, True, {"receipt", "circular"}), (None, True, {"receipt"}), (None, False, set())],
)
async def test_it_makes_owed_what_it_asks_for(
    desk: Desk, hours: float | None, receipts: bool, owed: set[str]
) -> None:
    said = terms(desk, hours=hours, receipts=receipts)
    order = await given(desk, said)
    rows = await obligations.open_of_matter(desk.session, order.matter_id)
    assert {row.kind for row in rows} == owed
    assert CircularTerms.of(order) == said
    assert kinds.expires(order) is not bool(owed)


async def test_its_file_goes_along_and_not_with_its_end(desk: Desk) -> None:
    order = await given(desk, terms(desk))
    [told] = await outbox.deliveries_of_order(desk.session, order.key, DeliveryKind.ALERT)
    assert told.context[ENCLOSED] == {"form": "photo", "file_id": "file-1"}
    assert "照片1张" in await order_text(desk, order)
    ending = await drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CANCEL)
    assert file_of(ending) is None


async def test_the_chain_of_the_plan_signs_it_and_not_its_end(desk: Desk, plan: Plan) -> None:
    chains = plan.chains.model_copy(update={"notice": (ChainStep(by=("director",)),)})
    signed = plan.model_copy(update={"chains": chains})
    order = await given(desk, terms(desk))
    assert kinds.chain(plan, order) == ()
    assert kinds.chain(signed, order) == chains.notice
    ending = await drafts.draft_end(desk, STAFF, HERE, order.matter_id, OrderKind.CLOSE)
    assert kinds.chain(signed, ending) == ()
    assert order.state == OrderState.ISSUED
    found = await store.open_matters(desk.session, desk.jurisdiction, MatterKind.CIRCULAR)
    assert [one.key for one in found] == [order.matter_id]
