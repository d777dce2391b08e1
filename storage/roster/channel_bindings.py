"""How a channel became the one in which the public reads, and how it ceased to be: each by two."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select, update

from storage.columns import Row, back_reference, partly_unique, telegram_id
from storage.database import Session


class BindingState(StrEnum):
    PROPOSED = "proposed"
    """One person of the office has chosen it; another one has to confirm."""
    DECLINED = "declined"
    BOUND = "bound"
    RELEASED = "released"


_BOUND = "state = 'bound'"


class ChannelBinding(Row, table=True):
    __tablename__ = "channel_bindings"
    __table_args__ = (
        partly_unique("uq_channel_bindings_chat", "chat_id", where=_BOUND),
        partly_unique("uq_channel_bindings_office", "jurisdiction", where=_BOUND),
    )

    chat_id: int = telegram_id()
    title: str
    username: str | None = None
    members: int | None = None
    """How many read it, as Telegram said when it was chosen, and again when it was confirmed."""
    state: str = BindingState.PROPOSED
    asked_by: int = telegram_id()
    asked_at: datetime
    decided_by: int | None = telegram_id(default=None)
    """Whoever confirmed it, or declined."""
    decided_at: datetime | None = None
    chat_row_id: int | None = back_reference()
    """The row of `chats` that holds while it is bound."""
    release_asked_by: int | None = telegram_id(default=None)
    release_asked_at: datetime | None = None
    released_by: int | None = telegram_id(default=None)
    released_at: datetime | None = None
    card_id: int | None = back_reference()
    """The message in the office that says how it stands."""


async def binding(session: Session, jurisdiction: str, row_id: int) -> ChannelBinding | None:
    query = select(ChannelBinding).where(
        ChannelBinding.jurisdiction == jurisdiction, ChannelBinding.id == row_id
    )
    return (await session.exec(query)).first()


async def of_chat_row(session: Session, chat_row_id: int) -> ChannelBinding | None:
    query = select(ChannelBinding).where(
        ChannelBinding.chat_row_id == chat_row_id, ChannelBinding.state == BindingState.BOUND
    )
    return (await session.exec(query)).first()


async def proposed(session: Session, jurisdiction: str) -> list[ChannelBinding]:
    query = select(ChannelBinding).where(
        ChannelBinding.jurisdiction == jurisdiction,
        ChannelBinding.state == BindingState.PROPOSED,
    )
    return list((await session.exec(query.order_by(col(ChannelBinding.id)))).all())


async def move(session: Session, row_id: int, origin: BindingState, to: BindingState) -> bool:
    """Return False where somebody else moved it first."""
    result = await session.exec(
        update(ChannelBinding)
        .where(col(ChannelBinding.id) == row_id, col(ChannelBinding.state) == origin)
        .values(state=to)
    )
    return result.rowcount == 1


async def ask_release(session: Session, row_id: int, by: int, at: datetime) -> bool:
    """Return False where its release has been asked for already, or it is bound no more."""
    result = await session.exec(
        update(ChannelBinding)
        .where(
            col(ChannelBinding.id) == row_id,
            col(ChannelBinding.state) == BindingState.BOUND,
            col(ChannelBinding.release_asked_by).is_(None),
        )
        .values(release_asked_by=by, release_asked_at=at)
    )
    return result.rowcount == 1


async def keep(session: Session, row_id: int) -> bool:
    result = await session.exec(
        update(ChannelBinding)
        .where(
            col(ChannelBinding.id) == row_id,
            col(ChannelBinding.state) == BindingState.BOUND,
            col(ChannelBinding.release_asked_by).is_not(None),
        )
        .values(release_asked_by=None, release_asked_at=None)
    )
    return result.rowcount == 1
