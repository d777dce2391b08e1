"""What becomes of messages is stored together, whichever offices they belong to."""

import asyncio
from datetime import UTC, datetime

from bot.clock import RealClock
from bot.sending.bookkeeper import Bookkeeper, Ended
from bot.sending.circuits import Circuits
from bot.telegram.verdicts import Verdict, VerdictKind
from office.desk import Desks
from storage.database import Database
from storage.delivery import outbox
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
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


async def test_the_answers_of_several_offices_are_one_commit(database: Database) -> None:
    rows = [under_way(office, 100 + number) for number, office in enumerate(OFFICES)]
    async with database.transaction() as session:
        session.add_all(rows)
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
