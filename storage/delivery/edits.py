"""Edits that have still to leave."""

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import Session
from storage.delivery.outbox import Action, Delivery, DeliveryState
from storage.prepared import first, prepared


async def waiting_with_coalesce_key(
    session: Session, jurisdiction: str, key: str
) -> Delivery | None:
    return await first(session, _with_coalesce_key(jurisdiction, key))


@prepared
def _with_coalesce_key(jurisdiction: str, key: str) -> SelectOfScalar[Delivery]:
    query = select(Delivery).where(
        Delivery.jurisdiction == jurisdiction,
        Delivery.coalesce_key == key,
        Delivery.state == DeliveryState.WAITING,
    )
    return query.order_by(col(Delivery.id).desc())


async def edit_waiting(session: Session, target: Delivery) -> Delivery | None:
    """The newest edit of a message that has still to leave."""
    return await first(session, _edit_waiting(target.chat_id, target.key))


@prepared
def _edit_waiting(chat_id: int, target_id: int) -> SelectOfScalar[Delivery]:
    # An edit and its message are in one chat anyway; naming the chat lets the index be used.
    query = select(Delivery).where(
        Delivery.chat_id == chat_id,
        Delivery.state == DeliveryState.WAITING,
        Delivery.target_id == target_id,
        Delivery.action == Action.EDIT,
    )
    return query.order_by(col(Delivery.id).desc())


def edit_waiting_for(message: type[Delivery], edit: type[Delivery]) -> ColumnElement[bool]:
    """Joins a message with an edit of it that has still to leave."""
    return (
        (col(edit.chat_id) == col(message.chat_id))
        & (col(edit.state) == DeliveryState.WAITING)
        & (col(edit.target_id) == col(message.id))
    )
