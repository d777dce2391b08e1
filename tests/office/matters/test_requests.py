"""What a letter of request says, to whom it goes, and what is refused before it goes."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from office.decisions import drafts
from office.desk import Desk
from office.matters import requests
from office.matters.order_texts import order_text
from office.matters.requests import RequestTerms
from office.plan.model import Plan
from storage.decisions.matters import Order
from storage.owed import obligations
from tests.harness.plans import city, small_plan, with_control
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.lost_chats import said
from tests.office.signers import EVERYBODY, HERE, STAFF, appoint, refused

SNOW = RequestTerms(
    "snow", ("midong", "gaoxin"), 24, "商请协同增雪。", ("midong", "gaoxin"), "增雪"
)
CONTROLS = RequestTerms("controls", ("midong",), 48, "商请同步管控。", ("zhou",), "共同管控")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return with_control(small_plan(AGENCIES))


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    async with office.desk() as opened:
        await appoint(opened, *EVERYBODY)
        await bind_groups(opened, ["midong"])
        yield opened


async def issued(desk: Desk, terms: RequestTerms) -> Order:
    draft = await drafts.draft_saying(desk, STAFF, HERE, terms)
    assert "自发出时起" in await order_text(desk, draft)
    return await drafts.confirm(desk, STAFF, HERE, draft.key)


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"joint": "rain"}, "request_not_in_plan"),
        ({"asked": ()}, "request_bodies_missing"),
        ({"asked": ("zhou",)}, "request_bodies_missing"),
        ({"hours": 0}, "hours_out_of_range"),
        ({"text": "。"}, "request_text_missing"),
        ({"text": "雪" * 501}, "request_text_too_long"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    desk: Desk, changed: dict[str, object], key: str
) -> None:
    wrong = replace(SNOW, **changed)  # type: ignore[arg-type]
    await refused(drafts.draft_saying(desk, STAFF, HERE, wrong), key)


async def test_a_plan_that_asks_nobody_refuses_it(desk: Desk) -> None:
    await refused(ask(replace(desk, plan=city())), "request_not_in_plan")
    requests.check_any(desk.plan)


async def ask(desk: Desk) -> None:
    requests.check_any(desk.plan)


async def test_who_has_no_chat_here_gets_it_from_the_office(desk: Desk) -> None:
    order = await issued(desk, SNOW)
    assert RequestTerms.of(order) == SNOW
    assert set(order.snapshot["recipients"]) == {"midong", "gaoxin"}
    told = [row.text or "" for row in await said(desk, OFFICE_CHAT)]
    [text] = [one for one in told if "请转送" in one]
    assert "未能直接送达高新区" in text
    assert "米东区、高新区：" in text
    assert await obligations.open_in(desk.session, desk.jurisdiction) == []


async def test_another_body_passes_it_on(desk: Desk) -> None:
    order = await issued(desk, CONTROLS)
    assert set(order.snapshot["recipients"]) == {"zhou"}
    text = await order_text(desk, order)
    assert "州指挥部办公室：" in text
    assert "请协助商请米东区支持以下事项。" in text
