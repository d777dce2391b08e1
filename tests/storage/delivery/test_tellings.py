"""How an order came to each agency."""

from datetime import UTC, datetime

from storage.database import Database
from storage.delivery import tellings
from storage.delivery.channels import ChannelMessage, ChannelState
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.subjects import Subject, SubjectKind, columns

NOW = datetime(2026, 12, 1, tzinfo=UTC)
ORDER, ANOTHER = Subject(SubjectKind.ORDER, 7), Subject(SubjectKind.ORDER, 8)
BUTTON = [[{"label": "收到", "data": "receipt:7"}]]


async def test_each_way_is_told_apart(database: Database) -> None:
    async with database.transaction() as session:
        # Nothing flushes these: whoever asks sees what was decided a moment ago.
        session.add_all(
            [
                delivery("gongan", DeliveryState.WAITING),
                delivery("gongan", DeliveryState.SENT),
                delivery("gongan", DeliveryState.DEAD, keyboard=None),
                delivery("zhujian", DeliveryState.SENT, about=ANOTHER),
                delivery("zhujian", DeliveryState.SENT, DeliveryKind.CHASE),
                delivery("zhujian", DeliveryState.SENT, DeliveryKind.ALERT_RELAY, keyboard=None),
                delivery("zhujian", DeliveryState.WAITING, DeliveryKind.ALERT_RELAY),
                by_channel("zhujian", "sms", ChannelState.SENT),
                by_channel("zhujian", "mail", ChannelState.WAITING),
                by_channel("gongan", "mail", ChannelState.SENT, what=DeliveryKind.PROMPT),
            ]
        )
        told = await tellings.of_order(session, ORDER.id)
    assert told.states == {"gongan": {DeliveryState.WAITING, DeliveryState.SENT}}
    assert told.in_private == ["zhujian"]
    assert told.by_channel == [("zhujian", "sms")]


def delivery(
    agency: str,
    state: DeliveryState,
    kind: DeliveryKind = DeliveryKind.ALERT,
    *,
    about: Subject = ORDER,
    keyboard: list[list[dict[str, str]]] | None = BUTTON,
) -> Delivery:
    return Delivery(
        jurisdiction="changji",
        lane=0,
        kind=kind,
        chat_id=-1001,
        agency=agency,
        text="橙色预警",
        keyboard=keyboard,
        state=state,
        created_at=NOW,
        next_try_at=NOW,
        **columns(about),
    )


def by_channel(
    agency: str, channel: str, state: ChannelState, what: DeliveryKind = DeliveryKind.ALERT
) -> ChannelMessage:
    return ChannelMessage(
        jurisdiction="changji",
        recipient=agency,
        channel=channel,
        title="橙色预警",
        text="橙色预警",
        dedupe_key=f"{agency}:{channel}:{what}",
        what=what,
        state=state,
        created_at=NOW,
        next_try_at=NOW,
        **columns(ORDER),
    )
