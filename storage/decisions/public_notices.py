"""What the public is told of an alert: each text in its versions, and who has published it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import col, select, update

from storage.columns import Row, back_reference, json_column, reference, telegram_id
from storage.database import Session
from storage.subjects import SubjectKind


class PublicOccasion(StrEnum):
    """What brings a text about."""

    ISSUE = "issue"
    ADJUST = "adjust"
    START = "start"
    LIFT = "lift"
    CANCEL = "cancel"
    REPEAT = "repeat"
    """It is said again while the response lasts."""
    CORRECTION = "correction"


class PublicNoticeState(StrEnum):
    DRAFTED = "drafted"
    """Its order is drafted, and nobody outside the office knows of it."""
    UNDER_REVIEW = "under_review"
    RELEASED = "released"
    ENDED = "ended"
    """A newer text has taken its place."""
    CORRECTED = "corrected"
    """It was wrong, and a newer text says so."""
    DROPPED = "dropped"
    """It was never released: its order was given up, or a newer text came first."""


NOT_RELEASED = (PublicNoticeState.DRAFTED, PublicNoticeState.UNDER_REVIEW)
ONCE_RELEASED = (
    PublicNoticeState.RELEASED,
    PublicNoticeState.ENDED,
    PublicNoticeState.CORRECTED,
)


class PublicNotice(Row, table=True):
    """A text for the public about a real alert; no exercise has any."""

    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.PUBLIC_NOTICE
    __tablename__: ClassVar[str] = "public_notices"
    __table_args__ = (Index("ix_public_notices_state", "jurisdiction", "state"),)

    matter_id: int = reference("matters.id", index=True)
    order_id: int = reference("orders.id", index=True)
    """The order whose facts it tells."""
    occasion: str
    state: str = PublicNoticeState.DRAFTED
    text_zh: str = ""
    text_en: str = ""
    short: str = ""
    """At most 70 characters for text messages; empty where the facts do not fit into them."""
    broadcast: str = ""
    """As it is read out."""
    own_words: dict[str, Any] = json_column(default_factory=dict)
    """What the office says in words of its own; the facts are always the order's."""
    made_at: datetime
    suggested: dict[str, Any] = json_column(default_factory=dict)
    """What its reviewer would have said otherwise, until the office has decided on it."""
    reviewed_by: int | None = telegram_id(default=None)
    reviewed_at: datetime | None = None
    released_at: datetime | None = None
    ended_at: datetime | None = None
    corrects_id: int | None = back_reference()
    """The notice whose wrong text it puts right."""
    card_id: int | None = back_reference()
    """The message in the office that says how it stands."""


class Publication(Row, table=True):
    """One body is to publish a notice, and says when it has."""

    __tablename__: ClassVar[str] = "publications"
    __table_args__ = (UniqueConstraint("notice_id", "body"),)

    notice_id: int = reference("public_notices.id", index=True)
    body: str
    asked_at: datetime
    asked_again: int = 0
    published_by: int | None = telegram_id(default=None)
    published_at: datetime | None = None
    published_where: str = ""
    cards: list[int] = json_column(default_factory=list)
    """The messages by which it was asked for, with the button 已发布."""


async def notice(session: Session, notice_id: int) -> PublicNotice | None:
    return await session.get(PublicNotice, notice_id)


async def of_order(
    session: Session, order_id: int, *states: PublicNoticeState
) -> list[PublicNotice]:
    query = select(PublicNotice).where(
        PublicNotice.order_id == order_id, col(PublicNotice.state).in_(states)
    )
    return list((await session.exec(query.order_by(col(PublicNotice.id)))).all())


async def of_matter(
    session: Session, matter_id: int, *states: PublicNoticeState
) -> list[PublicNotice]:
    """The oldest first."""
    query = select(PublicNotice).where(
        PublicNotice.matter_id == matter_id, col(PublicNotice.state).in_(states)
    )
    return list((await session.exec(query.order_by(col(PublicNotice.id)))).all())


async def last_told(session: Session, order_id: int) -> PublicNotice | None:
    """The one whose words hold: a correction may have been made before what it puts right."""
    return newest(
        await of_order(session, order_id, PublicNoticeState.RELEASED, PublicNoticeState.ENDED)
    )


def newest(told: Iterable[PublicNotice]) -> PublicNotice | None:
    """The one that was released last."""
    return max(told, key=lambda one: (one.released_at or one.made_at, one.key), default=None)


async def newest_released(
    session: Session, jurisdiction: str, limit: int = 1
) -> list[PublicNotice]:
    """The newest first."""
    query = (
        select(PublicNotice)
        .where(
            PublicNotice.jurisdiction == jurisdiction,
            col(PublicNotice.state).in_(ONCE_RELEASED),
        )
        .order_by(col(PublicNotice.released_at).desc(), col(PublicNotice.id).desc())
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def move(
    session: Session,
    notice_id: int,
    origins: Sequence[PublicNoticeState],
    to: PublicNoticeState,
) -> bool:
    """Return False where somebody else moved it first."""
    result = await session.exec(
        update(PublicNotice)
        .where(col(PublicNotice.id) == notice_id, col(PublicNotice.state).in_(origins))
        .values(state=to)
    )
    return result.rowcount == 1


async def publication(session: Session, publication_id: int) -> Publication | None:
    return await session.get(Publication, publication_id)


async def publications(session: Session, notice_ids: Sequence[int]) -> list[Publication]:
    query = select(Publication).where(col(Publication.notice_id).in_(notice_ids))
    return list((await session.exec(query.order_by(col(Publication.id)))).all())


async def publish(session: Session, publication_id: int, by: int, at: datetime) -> bool:
    """Return False where somebody else has said so first."""
    result = await session.exec(
        update(Publication)
        .where(col(Publication.id) == publication_id, col(Publication.published_at).is_(None))
        .values(published_by=by, published_at=at)
    )
    return result.rowcount == 1
