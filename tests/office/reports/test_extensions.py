"""More time: asked once, decided once, and the clock stands in between."""

from datetime import UTC, date, datetime, timedelta

import pytest

from office.bodies.people import Actor
from office.desk import Desk
from office.obligations import extension_cards, lifecycle, prompts
from office.obligations.lifecycle import PauseReason, pause_reasons
from office.post import Place
from office.refusal import Refusal
from office.reports import extensions, taking
from office.reports.message_parts import Incoming
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery
from storage.occasions import of_day
from storage.owed import extensions as stored
from storage.owed import obligations as stored_obligations
from storage.owed.extensions import Extension, ExtensionState
from storage.owed.obligations import Obligation, ObligationKind
from storage.owed.reports import PartKind
from storage.roster import chats
from storage.subjects import Subject
from tests.office.conftest import Office
from tests.office.episodes import OFFICE_CHAT, alert_in_force, bind_groups

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
LIAISON = Actor(5001, "李某")
STRANGER = Actor(5002, "路人")
GROUP = OFFICE_CHAT - 1
REASON = "现场核查未结束 <b>&"


@pytest.fixture
def officer() -> Actor:
    return Actor(7001, "王某", positions=("office_staff",))


@pytest.fixture
async def owed(office: Office) -> Obligation:
    """A report that is due at 12:00; it is 08:00."""
    office.pass_time(timedelta(days=1))
    async with office.desk() as desk:
        alert = await alert_in_force(desk, since=START)
        await bind_groups(desk, [desk.plan.agencies[0].id])
        await prompts.send_daily(desk, alert.key)
        rows = await stored_obligations.of_occasion(
            desk.session, alert.key, ObligationKind.DAILY, of_day(date(2026, 12, 1))
        )
        return rows[0]


async def ask(office: Office, owed: Obligation) -> Extension:
    async with office.desk() as desk:
        return await extensions.ask(desk, LIAISON, owed.agency, owed.key, REASON)


async def now_owed(desk: Desk, owed: Obligation) -> Obligation:
    row = await stored_obligations.obligation(desk.session, owed.key)
    assert row is not None
    return row


async def queued(desk: Desk, chat_id: int, kind: str) -> list[Delivery]:
    rows = await outbox.open_in_chat(desk.session, desk.jurisdiction, chat_id)
    return [row for row in rows if row.kind == kind]


def verbs(row: Delivery) -> list[str]:
    return [
        key["data"].partition(":")[0]
        for line in row.keyboard or ()
        for key in line
        if "data" in key
    ]


async def test_the_clock_stands_while_the_office_decides(office: Office, owed: Obligation) -> None:
    await ask(office, owed)
    async with office.desk() as desk:
        row = await now_owed(desk, owed)
        card = (await queued(desk, OFFICE_CHAT, "office"))[-1]
    assert pause_reasons(row) == {PauseReason.EXTENSION}
    assert "现场核查未结束 &lt;b&gt;&amp;" in card.text
    assert verbs(card) == ["extgrant", "extrefuse"]


async def test_refused_the_deadline_moves_by_the_wait(
    office: Office, owed: Obligation, officer: Actor
) -> None:
    asked = await ask(office, owed)
    office.pass_time(timedelta(minutes=40))
    async with office.desk() as desk:
        await extensions.refuse(desk, officer, asked.key)
        row = await now_owed(desk, owed)
        [told] = await queued(desk, GROUP, "decision")
    assert row.due_at == owed.due_at + timedelta(minutes=40)
    assert row.step_due_at == datetime(2026, 12, 2, 3, 40, tzinfo=UTC)
    assert pause_reasons(row) == set()
    assert "不同意延期" in told.text
    assert "12月2日12:40" in told.text
    assert told.subject == Subject.of(owed)


async def test_refused_after_the_deadline(office: Office, owed: Obligation, officer: Actor) -> None:
    office.pass_time(timedelta(hours=4, minutes=10))
    asked = await ask(office, owed)
    async with office.desk() as desk:
        await extensions.refuse(desk, officer, asked.key)
        [told] = await queued(desk, GROUP, "decision")
    assert "请立即报送" in told.text


async def test_granted_the_new_time_holds(office: Office, owed: Obligation, officer: Actor) -> None:
    asked = await ask(office, owed)
    until = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
    async with office.desk() as desk:
        await extensions.grant(desk, officer, asked.key, until)
        row = await now_owed(desk, owed)
        [told] = await queued(desk, GROUP, "decision")
        edits = await queued(desk, OFFICE_CHAT, "answer")
    assert row.due_at == until
    assert row.step_due_at == until
    assert "12月2日18:00" in told.text
    assert [edit.action for edit in edits] == [Action.EDIT]
    assert "已同意延期" in edits[0].text
    assert verbs(edits[0]) == []


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        pytest.param(timedelta(hours=4), "extension_not_later", id="the deadline it has"),
        pytest.param(timedelta(hours=-1), "extension_not_later", id="past"),
        pytest.param(timedelta(days=7, minutes=1), "extension_too_far", id="too far"),
    ],
)
async def test_a_time_that_cannot_be(
    office: Office, owed: Obligation, officer: Actor, until: timedelta, reason: str
) -> None:
    asked = await ask(office, owed)
    async with office.desk() as desk:
        with pytest.raises(Refusal, match=reason):
            await extensions.grant(desk, officer, asked.key, office.now + until)
        assert pause_reasons(await now_owed(desk, owed)) == {PauseReason.EXTENSION}


async def test_only_the_office_decides(office: Office, owed: Obligation) -> None:
    asked = await ask(office, owed)
    async with office.desk() as desk:
        for who in (LIAISON, STRANGER):
            with pytest.raises(Refusal, match="office_only"):
                await extensions.refuse(desk, who, asked.key)


async def test_a_second_decision_is_told_of_the_first(
    office: Office, owed: Obligation, officer: Actor
) -> None:
    asked = await ask(office, owed)
    async with office.desk() as desk:
        await extensions.refuse(desk, officer, asked.key)
        with pytest.raises(Refusal, match="extension_decided") as refusal:
            await extensions.grant(desk, officer, asked.key, office.now + timedelta(hours=9))
    assert refusal.value.facts == {"by": "王某", "granted": False}


async def test_forged_ids_find_nothing(office: Office, owed: Obligation, officer: Actor) -> None:
    async with office.desk() as desk:
        with pytest.raises(Refusal, match="button_obsolete"):
            await extensions.refuse(desk, officer, 404)
        with pytest.raises(Refusal, match="report_not_yours"):
            await extensions.ask(desk, LIAISON, desk.plan.agencies[1].id, owed.key, REASON)


async def test_one_at_a_time(office: Office, owed: Obligation) -> None:
    await ask(office, owed)
    with pytest.raises(Refusal, match="extension_pending"):
        await ask(office, owed)


async def test_after_a_refusal_only_once_the_ladder_went_on(
    office: Office, owed: Obligation, officer: Actor
) -> None:
    asked = await ask(office, owed)
    async with office.desk() as desk:
        await extensions.refuse(desk, officer, asked.key)
    with pytest.raises(Refusal, match="extension_refused_before"):
        await ask(office, owed)
    async with office.desk() as desk:
        (await now_owed(desk, owed)).step = "reminder"
    again = await ask(office, owed)
    async with office.desk() as desk:
        cards = await outbox.deliveries_about(desk.session, Subject.of(again))
    assert "第2次" in cards[0].text


async def test_what_was_reported_needs_no_time(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await lifecycle.meet(desk, await now_owed(desk, owed), LIAISON)
    with pytest.raises(Refusal, match="extension_not_open"):
        await ask(office, owed)


async def test_what_is_not_chased_needs_no_time(office: Office, owed: Obligation) -> None:
    async with office.desk() as desk:
        await lifecycle.end_ladder(desk, await now_owed(desk, owed), "lifted")
    with pytest.raises(Refusal, match="extension_not_needed"):
        await ask(office, owed)


@pytest.mark.parametrize(
    ("reason", "key"),
    [("  ", "extension_reason_missing"), ("久" * 501, "extension_reason_too_long")],
)
async def test_a_reason_of_a_sensible_length(
    office: Office, owed: Obligation, reason: str, key: str
) -> None:
    async with office.desk() as desk:
        with pytest.raises(Refusal, match=key):
            await extensions.ask(desk, LIAISON, owed.agency, owed.key, reason)


async def test_a_report_makes_it_moot(office: Office, owed: Obligation, officer: Actor) -> None:
    asked = await ask(office, owed)
    item = Incoming(
        chat_id=GROUP,
        message_id=1,
        sent_by=1,
        sent_at=office.now,
        kind=PartKind.TEXT,
        text="已落实",
    )
    async with office.desk() as desk:
        await taking.receive(desk, LIAISON, owed.agency, owed.key, [item])
        known = await stored.extension(desk.session, asked.key)
        with pytest.raises(Refusal, match="extension_moot"):
            await extensions.refuse(desk, officer, asked.key)
    assert known is not None
    assert known.state == ExtensionState.MOOT


async def test_what_is_pending_is_listed_with_its_buttons(
    office: Office, owed: Obligation, officer: Actor
) -> None:
    place = Place(7001)
    async with office.desk() as desk:
        assert await extensions.waiting(desk, officer) == []
    asked = await ask(office, owed)
    async with office.desk() as desk:
        assert await extensions.waiting(desk, officer, "nobody") == []
        [waiting] = await extensions.waiting(desk, officer, owed.agency)
        await extensions.show(desk, [waiting], place)
        [card] = await queued(desk, 7001, "office")
        await extensions.refuse(desk, officer, asked.key)
        [edit] = await queued(desk, 7001, "answer")
    assert verbs(card) == ["extgrant", "extrefuse"]
    assert "不同意延期" in edit.text


async def test_the_office_chooses_among_times(
    office: Office, owed: Obligation, officer: Actor
) -> None:
    asked = await ask(office, owed)
    async with office.desk() as desk:
        row = await now_owed(desk, owed)
        await extension_cards.show(desk, asked, row, choosing=True)
        [edit] = await queued(desk, OFFICE_CHAT, "answer")
        offered = verbs(edit)
        assert offered[-2:] == ["exttype", "extback"]
        assert set(offered[:-2]) == {"extset"}
        await extension_cards.show(desk, asked, row)
        assert verbs(edit) == ["extgrant", "extrefuse"]


async def test_a_group_that_is_lost_hears_nothing_of_the_decision(
    office: Office, owed: Obligation, officer: Actor
) -> None:
    asked = await ask(office, owed)
    async with office.desk() as desk:
        chat = await chats.chat_at(desk.session, GROUP)
        assert chat is not None
        chat.reachable = False
        await extensions.refuse(desk, officer, asked.key)
        assert await queued(desk, GROUP, "decision") == []


async def test_a_report_leaves_a_decided_extension_alone(
    office: Office, owed: Obligation, officer: Actor
) -> None:
    asked = await ask(office, owed)
    async with office.desk() as desk:
        await extensions.refuse(desk, officer, asked.key)
        await lifecycle.meet(desk, await now_owed(desk, owed), LIAISON)
        known = await stored.extension(desk.session, asked.key)
    assert known is not None
    assert known.state == ExtensionState.REFUSED
