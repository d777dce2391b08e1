"""What a county owes above is asked of its own office by letter, and comes back by letter."""

from datetime import timedelta
from typing import Any

import pytest

from office.bodies.people import Actor
from office.plan.model import Plan
from office.refusal import Refusal
from office.region import letters, reporting
from storage.decisions.matters import OrderKind
from storage.owed import obligations, reports
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from storage.region import letters as store
from storage.region.letters import Letter, LetterKind
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.region.conftest import (
    ABOVE,
    BELOW,
    GROUPS,
    found_office,
    lower_plan,
    upper_plan,
)
from tests.office.region.episodes import (
    exchange,
    issue,
    labels,
    pass_time,
    said_in,
    take_due,
    texts_in,
)

STAFF = Actor(1, "县值班员", ("office_staff",))
STRANGER = Actor(9, "路人")
A_WEEK = timedelta(days=7)


@pytest.fixture(scope="session")
def plan() -> Plan:
    """The counties alone owe the closing report, as in Kizilsu."""
    facts = small_plan(AGENCIES).model_dump()
    for owed in facts["owes"]:
        if owed["kind"] == ObligationKind.CLOSING:
            owed["who"] = ("wuqia", "aheqi")
    counties = upper_plan(small_plan(AGENCIES)).model_dump()
    return Plan.model_validate({**counties, "owes": facts["owes"]})


@pytest.fixture
async def below(above: Office) -> Office:
    return await found_office(above, lower_plan(small_plan(AGENCIES)))


def item(number: int = 7, text: str = "预警48小时，减排措施全部落实") -> dict[str, Any]:
    return {
        "chat_id": GROUPS[BELOW],
        "message_id": number,
        "sent_by": STAFF.user_id,
        "sent_at": "2026-12-03T02:00:00+00:00",
        "kind": "text",
        "text": text,
    }


@pytest.fixture
async def lifted(above: Office, below: Office) -> Letter:
    """The alert is over, and the county's office has been asked for its closing report."""
    await issue(above)
    await exchange(above, below)
    pass_time(timedelta(hours=2), above, below)
    await issue(above, OrderKind.LIFT)
    assert await take_due(above, reporting.ASK) == ["asked"]
    await exchange(above, below)
    async with above.desk() as desk:
        letter = await store.newest(desk.session, ABOVE, BELOW, LetterKind.REPORT_ASKED)
    assert letter is not None
    return letter


async def owed_by(above: Office, body: str = "wuqia") -> Obligation:
    async with above.desk() as desk:
        rows = await obligations.open_of_agency(desk.session, ABOVE, body, ObligationKind.CLOSING)
        if rows:
            return rows[0]
        letter = await store.newest(desk.session, ABOVE, BELOW, LetterKind.REPORT_ASKED)
        assert letter is not None
        found = await obligations.obligation(desk.session, letter.subject_id or 0)
        assert found is not None
        return found


async def send(below: Office, letter: Letter, said: dict[str, Any]) -> Letter:
    async with below.desk() as desk:
        return await reporting.send(desk, STAFF, letter.key, said)


async def test_the_countys_office_is_asked_with_what_it_should_say(
    below: Office, lifted: Letter
) -> None:
    card = (await said_in(below, GROUPS[BELOW]))[-1]
    assert "【上级要求报送】州指挥部" in card.text
    assert "报送时限" in card.text
    assert labels(card) == ["报送"]


async def test_what_it_sends_is_its_report(above: Office, below: Office, lifted: Letter) -> None:
    owed = await owed_by(above)
    await send(below, lifted, item())
    assert await exchange(above, below) == ["reported"]
    told = (await texts_in(above, GROUPS[ABOVE]))[-1]
    assert "【来函】乌恰县报送" in told
    assert "减排措施全部落实" in told
    async with above.desk() as desk:
        row = await obligations.obligation(desk.session, owed.key)
        assert row is not None
        assert row.state == ObligationState.MET
        report = await reports.report_of(desk.session, owed.key)
        assert report is not None
        assert [one.text for one in await reports.parts(desk.session, report.key)] == [
            "预警48小时，减排措施全部落实"
        ]
    # The ladder's own time finds nothing left to ask for.
    pass_time(A_WEEK, above, below)
    assert await take_due(above, reporting.LATE) == ["no longer owed"]


async def test_what_it_adds_is_kept_and_nothing_twice(
    above: Office, below: Office, lifted: Letter
) -> None:
    await send(below, lifted, item())
    await send(below, lifted, item())
    file = {"file_id": "A", "file_unique_id": "a", "name": "总结.docx"}
    await send(below, lifted, {**item(8, ""), "kind": "document", "file": file})
    assert await exchange(above, below) == ["reported", "added"]
    assert "附件：总结.docx" in (await texts_in(above, GROUPS[ABOVE]))[-1]


async def test_who_is_late_is_asked_again_and_named_above(
    above: Office, below: Office, lifted: Letter
) -> None:
    pass_time(A_WEEK, above, below)
    assert await take_due(above, reporting.LATE) == ["asked again"]
    assert "乌恰县逾期未报" in (await texts_in(above, GROUPS[ABOVE]))[-1]
    await exchange(above, below)
    assert "【催报】" in (await texts_in(below, GROUPS[BELOW]))[-1]
    await send(below, lifted, item())
    assert await exchange(above, below) == ["reported"]
    assert "（逾期）" in (await texts_in(above, GROUPS[ABOVE]))[-1]
    assert (await owed_by(above)).state == ObligationState.MET_LATE


async def test_a_county_without_an_office_is_asked_as_before(above: Office, lifted: Letter) -> None:
    owed = await owed_by(above, "aheqi")
    async with above.desk() as desk:
        assert await reporting.ask(desk, owed.key) == "no office to ask"
        assert await reporting.ask(desk, 999) == "no longer owed"


@pytest.mark.parametrize("what", ["stranger", "another", "moon"])
async def test_a_forged_press_finds_nothing(
    above: Office, below: Office, lifted: Letter, what: str
) -> None:
    async with below.desk() as desk:
        alert = await store.newest(desk.session, ABOVE, BELOW, LetterKind.ALERT)
        assert alert is not None
        key = {"stranger": lifted.key, "another": alert.key, "moon": 999}[what]
        with pytest.raises(Refusal):
            await reporting.asked(desk, STRANGER if what == "stranger" else STAFF, key)


async def test_what_nobody_asked_for_is_no_report(
    above: Office, below: Office, lifted: Letter
) -> None:
    async with below.desk() as desk:
        own = await letters.write(desk, ABOVE, LetterKind.NOTE, "来函", key="note", text="请阅")
        await letters.write(
            desk,
            ABOVE,
            LetterKind.REPORT,
            "报告",
            key="x",
            answers=own,
            item=item(),
            by="",
            user_id=1,
        )
    assert "nothing was asked" in await exchange(above, below)


async def test_a_report_that_is_wanted_no_more_is_not_taken(
    above: Office, below: Office, lifted: Letter
) -> None:
    owed = await owed_by(above)
    async with above.desk() as desk:
        row = await obligations.obligation(desk.session, owed.key)
        assert row is not None
        row.state = ObligationState.SUPERSEDED
        desk.session.add(row)
    await send(below, lifted, item())
    assert await exchange(above, below) == ["no longer owed"]
