"""The head of the audit log, said where nobody can take it back, and compared with it later."""

from datetime import time, timedelta

import pytest
from sqlmodel import select

from office.desk import Desk
from office.keeping import Keeping
from office.records import anchors, day_end
from office.records.anchors import Anchor, AnchorOutcome, AnchorState
from storage import agenda
from storage.books import audit
from storage.books.audit import AuditEntry
from storage.delivery import outbox
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.roster.enrolment import CodeFor
from tests.office.conftest import MORNING, Enrol

OFFICE_CHAT = -1001


@pytest.fixture
async def desk_with_office(desk: Desk, enrol: Enrol) -> Desk:
    await enrol(desk, CodeFor.OFFICE, "office", chat_id=OFFICE_CHAT, user_id=1)
    return desk


async def head(desk: Desk) -> AuditEntry:
    entry = await audit.last_entry(desk.session, desk.jurisdiction)
    assert entry is not None
    return entry


async def test_a_head_is_said_once(desk_with_office: Desk) -> None:
    desk = desk_with_office
    assert await anchors.put_out(desk) is AnchorOutcome.POSTED
    [posted] = [
        row
        for row in await outbox.open_in_chat(desk.session, desk.jurisdiction, OFFICE_CHAT)
        if row.kind == anchors.KIND
    ]
    anchor = anchors.anchor_of(await head(desk))
    assert f"<code>{anchor}</code>" in posted.text
    assert await anchors.put_out(desk) is AnchorOutcome.NOTHING_NEW
    await desk.record("something")
    assert await anchors.put_out(desk) is AnchorOutcome.POSTED


async def test_without_an_office_nothing_is_said(desk: Desk) -> None:
    assert await anchors.put_out(desk) is AnchorOutcome.NO_OFFICE


async def test_a_forged_log_does_not_agree(desk: Desk) -> None:
    """It is whole in itself but another log: it was rewritten, or cut off before the anchor."""
    await desk.record("something")
    entry = await head(desk)
    anchor = anchors.anchor_of(entry)
    place = desk.jurisdiction
    assert await anchors.compare(desk.session, place, anchor) is AnchorState.HELD
    entry.actor = "somebody:else"
    entry.hash = audit.hash_of(entry)
    await desk.session.flush()
    assert await anchors.compare(desk.session, place, anchor) is AnchorState.REWRITTEN
    await desk.session.delete(entry)
    await desk.session.flush()
    assert await anchors.compare(desk.session, place, anchor) is AnchorState.SHORTENED
    assert (await desk.session.exec(select(AuditEntry))).all()


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("128:3f9ac02b71d48e05", Anchor(128, "3f9ac02b71d48e05")),
        (" 128:3F9AC02B71D48E05\n", Anchor(128, "3f9ac02b71d48e05")),
        ("128:3f9a", None),
        ("128", None),
        ("x:3f9ac02b71d48e05", None),
        ("128:3f9ac02b71d48e0z", None),
        ("-1:3f9ac02b71d48e05", None),
    ],
)
def test_an_anchor_is_read_as_it_was_posted(text: str, anchor: Anchor | None) -> None:
    assert anchors.read(text) == anchor


@pytest.mark.parametrize(
    ("at", "hours", "expected"),
    [
        pytest.param(time(18), 0, "12-01 18:00", id="today"),
        pytest.param(time(18), 10, "12-02 18:00", id="its very instant is over"),
        pytest.param(time(18), 11, "12-02 18:00", id="tomorrow"),
        pytest.param(time(23, 30), 0, "12-02 07:00", id="out of the quiet hours"),
    ],
)
def test_when_a_day_ends(desk: Desk, at: time, hours: int, expected: str) -> None:
    after = MORNING + timedelta(hours=hours)
    due_at = day_end.next_at(desk.plan, Keeping(anchor_at=at), after)
    assert f"{desk.local(due_at):%m-%d %H:%M}" == expected


async def test_the_time_that_is_set_now_counts(desk: Desk) -> None:
    """An item that an outage has delayed is not put off for another day."""

    async def due_at(hour: int) -> str:
        await day_end.ensure(desk.session, desk.plan, Keeping(anchor_at=time(hour)), desk.now)
        item = await agenda.waiting_item(
            desk.session, desk.jurisdiction, day_end.DAY_END, day_end.WHOLE
        )
        assert item is not None
        return f"{desk.local(item.due_at):%m-%d %H:%M}"

    assert await due_at(18) == "12-01 18:00"
    assert await due_at(17) == "12-01 17:00"
    desk.now += timedelta(hours=12)
    assert await due_at(18) == "12-01 17:00"


async def test_a_day_that_ends_in_the_quiet_hours_waits(desk: Desk) -> None:
    desk.now += timedelta(hours=18)
    assert await day_end.run(desk, day_end.WHOLE) == "quiet hours"


async def test_an_evening_lets_go_of_what_is_old_before_the_log_is_said(
    desk_with_office: Desk,
) -> None:
    desk = desk_with_office
    stranger = InboxUpdate(
        jurisdiction="",
        bot_id=1,
        update_id=1,
        raw={},
        state=InboxState.DONE,
        received_at=desk.now - timedelta(days=31),
    )
    desk.session.add(stranger)
    desk.now += timedelta(hours=10)
    assert await day_end.run(desk, day_end.WHOLE) == AnchorOutcome.POSTED
    newest = await head(desk)
    [said] = [
        row
        for row in await outbox.open_in_chat(desk.session, desk.jurisdiction, OFFICE_CHAT)
        if row.kind == anchors.KIND
    ]
    assert newest.action == "retention"
    assert str(anchors.anchor_of(newest)) in said.text
    item = await agenda.waiting_item(
        desk.session, desk.jurisdiction, day_end.DAY_END, day_end.WHOLE
    )
    assert item is not None
    assert item.due_at == desk.now + timedelta(days=1)
