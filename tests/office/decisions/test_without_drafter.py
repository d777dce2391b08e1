"""Orders that the program itself drafted: nobody is told that they drafted it; the office is."""

from dataclasses import replace

import pytest

from office.bodies.people import Actor
from office.decisions import approvals, awaited, drafts, lapsing
from office.decisions.order_round import round_of
from office.desk import Desk
from office.signing.signers import seats
from storage.decisions.matters import Order, OrderKind, OrderState
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import (
    COLLEAGUE,
    DEPUTY,
    DIRECTOR,
    EVERYBODY,
    HERE,
    appoint,
    drafted,
    refused,
    said,
    sign,
    terms,
)


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


async def by_nobody(desk: Desk, *, shown: bool = True) -> Order:
    """An alert's draft whose row names no drafter, as a cascade will leave it."""
    draft = await drafted(desk)
    draft.drafted_by = draft.office_chat_id = None
    if not shown:
        draft.draft_delivery_id = None
    desk.session.add(draft)
    await desk.session.flush()
    return draft


async def told(desk: Desk) -> list[str]:
    return [row.text or "" for row in await said(desk, OFFICE_CHAT, "office")]


async def test_anybody_of_the_office_goes_on_with_it(desk: Desk) -> None:
    draft = await by_nobody(desk)
    assert (await drafts.to_change(desk, COLLEAGUE, HERE, draft.key)).key == draft.key
    await drafts.confirm(desk, COLLEAGUE, HERE, draft.key)
    await sign(desk, draft, DIRECTOR, DEPUTY)
    assert draft.state == OrderState.ISSUED


async def test_a_changed_one_takes_its_place(desk: Desk) -> None:
    draft = await by_nobody(desk)
    made = await drafts.draft(
        desk, COLLEAGUE, HERE, OrderKind.ISSUE, terms(desk), replacing=draft.key
    )
    assert made.matter_id == draft.matter_id


async def test_its_texts_name_the_system(desk: Desk) -> None:
    draft = await by_nobody(desk)
    refusal = await refused(
        drafts.draft(desk, COLLEAGUE, HERE, OrderKind.ISSUE, terms(desk)), "draft_is_pending"
    )
    assert desk.words.phrase(refusal.key, **refusal.facts).startswith("系统于")
    await drafts.confirm(desk, COLLEAGUE, HERE, draft.key)
    [asked] = [row for row in await said(desk, DIRECTOR.user_id, "approval")]
    assert "拟稿：系统" in (asked.text or "")


async def test_no_signer_is_barred_at_its_end(desk: Desk) -> None:
    draft = await by_nobody(desk)
    last = (await seats(desk, await round_of(desk, draft)))[-1]
    assert last.people == {DEPUTY.user_id}


async def test_a_return_is_told_to_the_office(desk: Desk) -> None:
    draft = await by_nobody(desk, shown=False)
    await drafts.confirm(desk, COLLEAGUE, HERE, draft.key)
    await approvals.send_back(desk, DIRECTOR, await asked_of(desk, DIRECTOR), "再核实一下")
    [said_there] = [text for text in await told(desk) if "退回了" in text]
    assert "再核实一下" in said_there


async def test_nobody_in_person_is_asked_to_phone(desk: Desk) -> None:
    draft = await by_nobody(desk)
    await drafts.confirm(desk, COLLEAGUE, HERE, draft.key)
    await awaited.phone(desk, await asked_of(desk, DIRECTOR))
    [said_there] = [text for text in await told(desk) if "审签，至今未审签" in text]
    assert said_there.endswith("请值班人员电话联系。")


async def test_whoever_is_on_duty_decides_about_a_lapsed_one(desk: Desk) -> None:
    draft = await by_nobody(desk, shown=False)
    later = replace(desk, now=draft.starts_at.replace(minute=30))
    assert await lapsing.lapse(later, draft.key) == "asked its drafter"
    [said_there] = [text for text in await told(desk) if "尚未发布" in text]
    assert "请值班人员决定" in said_there


async def asked_of(desk: Desk, who: Actor) -> int:
    [step] = await approvals.waiting_for(desk, who)
    return step.row.key
