"""What is about one thing is found by an index, remembered apart, and led back to its place."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from storage.database import Database, Session
from storage.delivery import about, boards, edits, outbox, tallies, tellings
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.occasions import of_order
from storage.subjects import Subject, SubjectKind, columns
from tests.harness.scans import scans
from tests.harness.work import asked, counted

NOW = datetime(2026, 12, 1, tzinfo=UTC)
ORDER, OBLIGATION, SLIP = (
    Subject(kind, 7) for kind in (SubjectKind.ORDER, SubjectKind.OBLIGATION, SubjectKind.SLIP)
)

Question = Callable[[Session], Awaitable[object]]

QUESTIONS: dict[str, Question] = {
    "about a slip": lambda session: outbox.deliveries_about(session, SLIP),
    "about several": lambda session: outbox.ABOUT[SubjectKind.SLIP].read(session, [7, 8]),
    "under an obligation": lambda session: outbox.deliveries_under(session, 7),
    "of a kind": lambda session: outbox.deliveries_of_kind(
        session, ORDER, DeliveryKind.ALERT, agency="gongan"
    ),
    "how it was told": lambda session: tellings.of_order(session, 7),
    "to be sent": lambda session: outbox.with_targets(session, [7, 8]),
    "what brought it": lambda session: outbox.bringing_order(
        session, 7, [DeliveryKind.ALERT, DeliveryKind.ALERT_RELAY], "gongan"
    ),
    "its board": lambda session: boards.standing_of_receipts(session, 7),
    "a board": lambda session: boards.standing(
        session, ORDER, boards.BoardKind.RECEIPTS, of_order(7)
    ),
    "which board it shows": lambda session: boards.board_shown_by(session, delivery(ORDER, id=7)),
    "an edit of it": lambda session: edits.edit_waiting(session, delivery(ORDER, id=7)),
    "how many wait to leave": lambda session: tallies.waiting(session, "here", NOW),
    "its boards": lambda session: boards.boards_of(session, ORDER),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
async def test_no_table_is_read_through_for_it(database: Database, question: Question) -> None:
    async with database.transaction() as session:
        with asked() as statements:
            await question(session)
        assert statements
        assert await scans(database, session, statements) == []


async def test_things_of_two_kinds_with_one_number_are_kept_apart(database: Database) -> None:
    async with database.transaction() as session:
        with counted() as work:
            assert await outbox.deliveries_about(session, SLIP) == []
            assert await outbox.deliveries_about(session, OBLIGATION) == []
            session.add(said := delivery(OBLIGATION))
            assert await outbox.deliveries_about(session, SLIP) == []
            assert await outbox.deliveries_about(session, OBLIGATION) == [said]
            await session.commit()
    # A row about the obligation was written, yet the rows about the slip are not asked for again.
    assert work.total == 4, str(work)


async def test_several_of_one_kind_are_read_at_once(database: Database) -> None:
    async with database.transaction() as session:
        session.add_all([said := delivery(SLIP), delivery(OBLIGATION)])
        await session.flush()
        await outbox.ABOUT[SubjectKind.SLIP].read(session, [7, 8])
        assert await outbox.deliveries_about(session, SLIP) == [said]
        assert await outbox.deliveries_about(session, Subject(SubjectKind.SLIP, 8)) == []


async def test_what_is_about_another_message_was_said_under_the_same_order(
    database: Database,
) -> None:
    async with database.transaction() as session:
        session.add(order := delivery(ORDER))
        await session.flush()
        session.add(refused := delivery(Subject.of(order)))
        await session.flush()
        assert await about.order_id(session, refused.subject) == ORDER.id
        assert await about.order_id(session, Subject.of(refused)) == ORDER.id


async def test_what_leads_nowhere_belongs_to_nothing(database: Database) -> None:
    async with database.transaction() as session:
        for subject in (None, OBLIGATION, SLIP, Subject(SubjectKind.EXTENSION, 7)):
            assert await about.obligation(session, subject) is None
            assert await about.order_id(session, subject) is None
        assert await about.slip(session, OBLIGATION) is None
        assert delivery(None).subject is None


def delivery(subject: Subject | None, **facts: Any) -> Delivery:
    return Delivery(
        jurisdiction="changji",
        lane=0,
        kind=DeliveryKind.PROMPT,
        chat_id=-1001,
        text="请报送",
        created_at=NOW,
        next_try_at=NOW,
        **columns(subject),
        **facts,
    )
