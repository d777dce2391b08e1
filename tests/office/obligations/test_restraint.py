"""What only reminds is left out where a group would hear too much; whatever else is said goes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.desk import Desk
from office.matters.added_lines import ADDS
from office.matters.kinds import PREVIOUS, TAKES_BACK
from office.matters.outdated import PREVIOUS_END
from office.obligations import late_words, lifecycle, restraint
from office.obligations.lifecycle import Happened, PauseReason
from office.plan.model import Addressee, Plan, Rung
from office.plan.unasked import Unasked
from office.post import Place
from storage.books.audit import AuditEntry
from storage.decisions.matters import Matter, OrderKind
from storage.delivery.outbox import DeliveryKind
from storage.owed import obligations
from storage.owed.obligations import ObligationKind
from storage.subjects import Subject
from tests.harness.plans import small_plan
from tests.office.conftest import AGENCIES, Office
from tests.office.episodes import OFFICE_CHAT, order_of
from tests.office.ladder_days import AGENCY, LadderDay, prompted_day
from tests.office.lost_chats import owed as owed_under
from tests.office.lost_chats import said

LIAISON = Actor(8000, "联络员", agencies=(AGENCY,))
A_DAY = 7


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Asked in the morning, a silent body is reminded and gets four slips until the evening."""
    return small_plan(AGENCIES).model_copy(update={"unasked": Unasked(a_day=A_DAY)})


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def hear(desk: Desk, day: LadderDay, kind: DeliveryKind, *, drill: bool = False) -> None:
    desk.drill = drill
    await post.send(desk, Place.of(await day.group(desk)), kind, Message("一句"))
    desk.drill = False


async def may_remind(desk: Desk, day: LadderDay) -> bool:
    return await restraint.may_remind(desk, await day.owed(desk))


async def test_what_is_still_to_come_has_its_place(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        assert await may_remind(desk, day)
        await hear(desk, day, DeliveryKind.BRIEF)
        assert not await may_remind(desk, day)
        assert await restraint.with_room(desk, AGENCIES) == [
            one for one in AGENCIES if one != AGENCY
        ]


@pytest.mark.parametrize("kind", [DeliveryKind.ANSWER, DeliveryKind.ALERT, DeliveryKind.DOCUMENT])
async def test_answers_and_orders_do_not_count(day: LadderDay, kind: DeliveryKind) -> None:
    async with day.office.desk() as desk:
        await hear(desk, day, kind)
        assert await may_remind(desk, day)


async def test_what_was_said_in_an_exercise_or_the_day_before_does_not_count(
    day: LadderDay,
) -> None:
    async with day.office.desk() as desk:
        await hear(desk, day, DeliveryKind.CHASE, drill=True)
        desk.now -= timedelta(days=1)
        await hear(desk, day, DeliveryKind.BRIEF)
        desk.now += timedelta(days=1)
        assert await may_remind(desk, day)


async def test_what_is_held_back_until_the_next_day_does_not_count(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        place = Place.of(await day.group(desk))
        held = await post.send(desk, place, DeliveryKind.BRIEF, Message("一句"))
        assert not await may_remind(desk, day)
        held.next_try_at = desk.now + timedelta(days=1)
        desk.session.add(held)
        await desk.session.flush()
        assert await may_remind(desk, day)


async def test_who_was_left_out_is_in_the_audit_log(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        about = Subject.of(await day.owed(desk))
        assert await restraint.reminded(desk, AGENCIES, about, "brief") == [*AGENCIES]
        await hear(desk, day, DeliveryKind.BRIEF)
        assert AGENCY not in await restraint.reminded(desk, AGENCIES, about, "brief")
        query = select(AuditEntry).where(AuditEntry.action == "not_reminded")
        [entry] = (await desk.session.exec(query)).all()
        assert (entry.subject, entry.detail) == (
            f"obligation:{about.id}",
            {"what": "brief", "bodies": [AGENCY]},
        )


async def test_what_other_topics_of_one_forum_hear_does_not_count(day: LadderDay) -> None:
    """The prompt came before the group was a topic."""
    async with day.office.desk() as desk:
        group = await day.group(desk)
        group.thread_id = 5
        desk.session.add(group)
        await desk.session.flush()
        for _ in range(A_DAY):
            await post.send(desk, Place(group.chat_id, 6), DeliveryKind.BRIEF, Message("一句"))
        assert await may_remind(desk, day)
        for _ in range(2):
            await post.send(desk, Place.of(group), DeliveryKind.BRIEF, Message("一句"))
        assert not await may_remind(desk, day)


async def test_once_it_is_answered_or_stands_still_nothing_is_to_come(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await hear(desk, day, DeliveryKind.BRIEF)
        await lifecycle.pause(desk, await day.owed(desk), PauseReason.EXTENSION)
        assert await may_remind(desk, day)
        await lifecycle.resume(desk, await day.owed(desk), PauseReason.EXTENSION)
        assert not await may_remind(desk, day)
        await lifecycle.meet(desk, await day.owed(desk), LIAISON)
        assert await may_remind(desk, day)


async def test_the_ladder_goes_on_without_the_reminder(day: LadderDay) -> None:
    async with day.office.desk() as desk:
        await hear(desk, day, DeliveryKind.BRIEF)
        await hear(desk, day, DeliveryKind.DECISION)
    await day.deliver()
    assert "take: nudge" in await day.advance_to("11:00")
    assert await day.advance_to("12:30") == ["take: reminder", "take: yellow"]
    async with day.office.desk() as desk:
        assert await said(desk, day.group_id, DeliveryKind.NUDGE) == []
        assert len(await said(desk, day.group_id, DeliveryKind.SLIP)) == 2


async def test_a_word_that_is_left_out_stands_in_the_history_and_goes_to_the_office(
    day: LadderDay,
) -> None:
    word = Rung(
        step="overdue",
        slip=False,
        addressees=(Addressee.BODY, Addressee.OFFICE),
        after=timedelta(),
    )
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        desk.now = owed.due_at
        for _ in range(A_DAY):
            await hear(desk, day, DeliveryKind.BRIEF)
        await late_words.say(desk, owed, word)
        assert await said(desk, day.group_id, DeliveryKind.CHASE) == []
        [told] = await said(desk, OFFICE_CHAT, DeliveryKind.OFFICE)
        assert "逾期未报" in told.text
        [*_, last] = await obligations.events(desk.session, owed.key)
        assert last.event == Happened.NOT_REMINDED


@pytest.mark.parametrize(
    ("said_in_it", "is_asked"),
    [
        ({PREVIOUS: "yellow"}, True),
        ({PREVIOUS_END: "2026-12-04T00:00:00+00:00"}, False),
        ({PREVIOUS_END: None}, False),
        ({ADDS: 0}, False),
        ({PREVIOUS_END: "2026-12-04T00:00:00+00:00", TAKES_BACK: True}, True),
    ],
    ids=["level", "end", "an end is named", "lines", "an end is taken back"],
)
async def test_a_new_level_that_nobody_confirms_is_asked_about_in_any_case(
    day: LadderDay, said_in_it: dict[str, Any], *, is_asked: bool
) -> None:
    async with day.office.desk() as desk:
        for _ in range(A_DAY):
            await hear(desk, day, DeliveryKind.BRIEF)
        alert = await desk.session.get_one(Matter, (await day.owed(desk)).matter_id)
        order = await order_of(desk, alert, OrderKind.ADJUST, at=desk.now)
        order.snapshot = {**order.snapshot, **said_in_it}
        receipt = await owed_under(desk, alert, ObligationKind.RECEIPT)
        assert receipt.order_id == order.key
        assert await restraint.may_remind(desk, receipt) is is_asked
        assert not await may_remind(desk, day)


async def test_an_exercise_is_not_restrained(office: Office) -> None:
    day = await prompted_day(office, drill=True)
    async with office.desk() as desk:
        for _ in range(A_DAY):
            await hear(desk, day, DeliveryKind.BRIEF)
        assert await may_remind(desk, day)
