"""How an order came to each agency: into its groups, to its liaisons, by channels outside."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy
from sqlalchemy import JSON, String, bindparam, cast, literal, null, union_all
from sqlmodel import col

from storage.database import Session
from storage.delivery.calls import Call
from storage.delivery.channels import ChannelMessage, ChannelState
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.subjects import SubjectKind

CALLED = "called"


@dataclass(slots=True)
class Tellings:
    states: dict[str, set[str]] = field(default_factory=dict)
    """What became of the order in each agency's groups; of a split text only the part with the
    button counts, where there is a button."""
    in_private: list[str] = field(default_factory=list)
    """Agencies of which a liaison got it in private."""
    by_channel: list[tuple[str, str]] = field(default_factory=list)
    """Agencies that got it by a channel, with that channel, in the order of these messages."""
    calls: dict[str, str] = field(default_factory=dict)
    """Agencies that were called, each with who took the last call, or with nobody."""


async def of_order(session: Session, order_id: int) -> Tellings:
    """One question for columns: a board asks it often while a thousand agencies answer."""
    told = Tellings()
    rows = (await session.exec(_TELLINGS, params={"order_id": order_id})).all()
    buttons = any(keyboard for *_, keyboard in rows)
    for _, agency, channel, kind, state, keyboard in sorted(rows, key=lambda row: row[0]):
        if kind == CALLED:
            told.calls[agency] = state
        elif channel is not None:
            told.by_channel.append((agency, channel))
        elif agency and kind == DeliveryKind.ALERT_RELAY:
            told.in_private.append(agency)
        elif agency and (keyboard or not buttons):
            told.states.setdefault(agency, set()).add(state)
    return told


def _is_about_it(table: type[Delivery] | type[ChannelMessage]) -> Any:
    of_an_order = col(table.subject_kind) == SubjectKind.ORDER
    return of_an_order & (col(table.subject_id) == bindparam("order_id"))


_IN_GROUPS = col(Delivery.kind) == DeliveryKind.ALERT
_IN_PRIVATE = (col(Delivery.kind) == DeliveryKind.ALERT_RELAY) & (
    col(Delivery.state) == DeliveryState.SENT
)
_BY_TELEGRAM = sqlalchemy.select(
    col(Delivery.id),
    col(Delivery.agency),
    cast(null(), String),
    col(Delivery.kind),
    col(Delivery.state),
    col(Delivery.keyboard),
).where(_is_about_it(Delivery), _IN_GROUPS | _IN_PRIVATE)
_OTHERWISE = sqlalchemy.select(
    col(ChannelMessage.id),
    col(ChannelMessage.recipient),
    col(ChannelMessage.channel),
    col(ChannelMessage.what),
    col(ChannelMessage.state),
    cast(null(), JSON),
).where(
    _is_about_it(ChannelMessage),
    col(ChannelMessage.what) == DeliveryKind.ALERT,
    col(ChannelMessage.state) == ChannelState.SENT,
)
_BY_PHONE = sqlalchemy.select(
    col(Call.id),
    col(Call.agency),
    cast(null(), String),
    literal(CALLED),
    col(Call.answered_by),
    cast(null(), JSON),
).where(col(Call.order_id) == bindparam("order_id"))
_TELLINGS: Any = union_all(_BY_TELEGRAM, _OTHERWISE, _BY_PHONE)
