"""What becomes of messages is stored together, whichever offices they belong to."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.clock import RealClock
from bot.sending import bookkeeper
from bot.sending.bookkeeper import Bookkeeper, Ended
from bot.sending.circuits import Circuits
from bot.telegram.verdicts import Verdict, VerdictKind
from office.desk import Desks
from storage.database import Database, Session
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.upkeep.leases import LeaseLost
from tests.harness.work import counted

NOW = datetime(2026, 12, 1, tzinfo=UTC)
OFFICES = ("changji", "kizilsu", "dengkou")


def under_way(office: str, chat_id: int) -> Delivery:
    return Delivery(
        jurisdiction=office,
        kind=DeliveryKind.ANSWER,
        lane=0,
        chat_id=chat_id,
        text="已收到",
        state=DeliveryState.SENDING,
        created_at=NOW,
        next_try_at=NOW,
    )


async def three_under_way(database: Database) -> list[Delivery]:
    """A message of each office, on its way to Telegram."""
    rows = [under_way(office, 100 + number) for number, office in enumerate(OFFICES)]
    async with database.transaction() as session:
        session.add_all(rows)
    return rows


async def states(database: Database, rows: Sequence[Delivery]) -> list[str]:
    async with database.reading() as session:
        found = await outbox.deliveries(session, [row.key for row in rows])
    return [found[row.key].state for row in rows]


async def test_the_answers_of_several_offices_are_one_commit(database: Database) -> None:
    rows = await three_under_way(database)
    books = Bookkeeper(Desks(database), RealClock(), Circuits())
    sent = Verdict(VerdictKind.SENT)
    with counted() as work:
        await asyncio.gather(*(books.keep(Ended(row, sent, message_id=row.key)) for row in rows))
    assert work.commits == 1, work
    async with database.reading() as session:
        stored = await outbox.deliveries(session, [row.key for row in rows])
    assert {(row.state, row.message_id) for row in stored.values()} == {
        (DeliveryState.SENT, row.key) for row in rows
    }


async def test_what_cannot_be_stored_holds_up_no_other_office(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bookkeeper, "PAUSES", (0.0,))
    rows = await three_under_way(database)
    books = Bookkeeper(Desks(database), RealClock(), Circuits())
    # No column takes such a number, so the transaction that has it is undone.
    ids = [2**70, rows[1].key, rows[2].key]
    sent = Verdict(VerdictKind.SENT)
    ended = [Ended(row, sent, message_id) for row, message_id in zip(rows, ids, strict=True)]
    await asyncio.gather(*map(books.keep, ended))
    assert await states(database, rows) == ["sending", "sent", "sent"]


async def test_who_lost_the_lease_stores_nothing(database: Database) -> None:
    async def lost(_session: Session) -> None:
        raise LeaseLost

    rows = await three_under_way(database)
    books = Bookkeeper(Desks(database).guarded(lost), RealClock(), Circuits())
    await asyncio.gather(*(books.keep(Ended(row, Verdict(VerdictKind.SENT))) for row in rows))
    assert await states(database, rows) == ["sending"] * len(rows)
