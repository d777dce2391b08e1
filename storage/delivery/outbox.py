"""Deliveries: one row for each message to each chat, with its final words and what became of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint, bindparam, union
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.columns import OnBoard, json_column, reference, telegram_id
from storage.database import Session
from storage.prepared import every, prepared
from storage.scope import EVERYWHERE, SCOPES, Scope
from storage.subjects import AboutSubject, Subject, SubjectKind
from storage.supervision import slips
from storage.transaction.answers import Alike, Belonging


class DeliveryState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    """It was perhaps sent, and its kind must not be said twice."""
    DROPPED = "dropped"
    """It was no longer true when its turn came."""
    UNREACHABLE = "unreachable"
    DEAD = "dead"
    """Telegram refused the message itself; the office sees it."""


class DeliveryKind(StrEnum):
    """The kinds of message as databases hold them; office/delivery_kinds.py has their rules."""

    ANSWER = "answer"
    ALERT = "alert"
    START = "start"
    ALERT_RELAY = "alert_relay"
    APPROVAL = "approval"
    APPROVAL_REMINDER = "approval_reminder"
    DRAFT = "draft"
    SLIP = "slip"
    SLIP_RELAY = "slip_relay"
    ADDITION = "addition"
    SLIP_IN_PRIVATE = "slip_in_private"
    COPY = "copy"
    WITHDRAWAL = "withdrawal"
    LEADER = "leader"
    PUBLIC = "public"
    PUBLIC_AGAIN = "public_again"
    FOR_INFORMATION = "for_information"
    REFERRAL = "referral"
    SUPPLEMENT = "supplement"
    REFERRAL_NOTE = "referral_note"
    PROMPT = "prompt"
    PROMPT_RELAY = "prompt_relay"
    RETURN = "return"
    LISTING = "listing"
    DECISION = "decision"
    CHASE = "chase"
    NUDGE = "nudge"
    OUTAGE = "outage"
    CLOSURE = "closure"
    URGENT = "urgent"
    SHIFT = "shift"
    ALARM = "alarm"
    CALL_LIST = "call_list"
    CHANNEL_POST = "channel_post"
    CHANNEL_PIN = "channel_pin"
    ANCHOR = "anchor"
    ASIDE = "aside"
    HINT = "hint"
    OFFICE = "office"
    DOCUMENT = "document"
    BRIEF = "brief"
    BOARD = "board"
    WORKBENCH = "workbench"
    PIN = "pin"
    REACTION = "reaction"
    UPDATE = "update"


class Action(StrEnum):
    SEND = "send"
    EDIT = "edit"
    """Replace text and keyboard of the message that `target_id` sent."""
    PIN = "pin"
    """Pin the message that `target_id` sent, without a sound."""
    UNPIN = "unpin"
    REACT = "react"
    """Put an emoji on the message of somebody else that `reply_to` names."""


class Delivery(AboutSubject, table=True):
    AS_SUBJECT: ClassVar[SubjectKind] = SubjectKind.DELIVERY
    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("jurisdiction", "dedupe_key"),
        Index("ix_deliveries_queue", "state", "next_try_at"),
        Index("ix_deliveries_message", "chat_id", "message_id"),
        Index("ix_deliveries_lane", "chat_id", "state", "lane", "id"),
        Index("ix_deliveries_subject", "subject_kind", "subject_id", "kind"),
    )
    ON_BOARD = OnBoard.BEHIND

    kind: str
    lane: int
    """Priority: a smaller number goes first."""
    action: str = Action.SEND
    chat_id: int = telegram_id()
    thread_id: int | None = None
    agency: str | None = None
    text: str
    """The words in Telegram's HTML, as they were when they were queued."""
    keyboard: list[list[dict[str, str]]] | None = json_column(default=None)
    """Rows of {label, data}, {label, data, done}, {label, url}, {label, asks}, {label, copies}."""
    drill: bool = False
    """It is about an exercise: it leaves with a mark before and after its text."""
    ask: str | None = None
    """The placeholder of a ForceReply, by which the message asks for an answer."""
    reply_to: int | None = telegram_id(default=None)
    """The id of the message in the same chat that it answers."""
    target_id: int | None = reference("deliveries.id", default=None)
    """For whatever sends nothing new: the delivery whose message is meant."""
    after_id: int | None = reference("deliveries.id", default=None)
    """The delivery that must be sent before it; if that one never is, this one is dropped."""
    dedupe_key: str | None = None
    coalesce_key: str | None = None
    """A newer waiting row with the same key replaces the older."""
    repeatable: bool = True
    """It is sent at least once (alerts, slips) rather than at most once (answers, board edits)."""
    repeated: bool = False
    """It was sent again after a doubtful try; the reader sees 补发."""

    state: str = DeliveryState.WAITING
    created_at: datetime
    asked_again_at: datetime | None = None
    """When it was put back into the queue after it had been given up."""
    next_try_at: datetime
    attempts: int = 0
    doubts: int = 0
    """How many of the attempts may have put it into the chat without our hearing of it."""
    held: bool = False
    """Telegram said that this chat gets too many messages; it waits until `next_try_at`."""
    claimed_at: datetime | None = None
    closed_at: datetime | None = None
    message_id: int | None = telegram_id(default=None)
    error: str | None = None

    context: dict[str, Any] = json_column(default_factory=dict)
    """Small facts for whoever answers this message, such as {"dialogue": 7}."""


ENCLOSED = "enclosed"
"""The key in a delivery's context for the file that it brings; its text is then the caption."""
DRAWN, FACTS = "drawn", "facts"
"""The keys in it of a picture that is drawn as it leaves: by which craft, and from what."""
EMOJI = "emoji"
"""The key in the context of a reaction for what is put on the message."""
UNDER_A_FILE = "under_a_file"
"""The key in an edit's context that says that it changes such a caption."""


def is_caption(context: Mapping[str, Any]) -> bool:
    return ENCLOSED in context or UNDER_A_FILE in context


ABOUT = {kind: Belonging(Delivery, by="subject_id", subject_kind=kind) for kind in SubjectKind}
"""By kind of subject: the deliveries about one subject, which the transaction remembers."""

OPEN_STATES = (DeliveryState.WAITING, DeliveryState.SENDING)
"""The message has still to leave, or is leaving."""
NOT_LOST = (*OPEN_STATES, DeliveryState.SENT)
"""The message stands in its chat, or is still expected to stand there."""
NEVER_SENT = tuple(state for state in DeliveryState if state not in NOT_LOST)
GONE_OUT = (DeliveryState.SENDING, DeliveryState.SENT)
"""It is too late to take the message back."""
TRIED = (DeliveryState.SENT, DeliveryState.UNCERTAIN)
"""The last try ended without a refusal."""
MAY_BE_THERE = (*GONE_OUT, DeliveryState.UNCERTAIN)
UNSAID = "not_in_the_exercise"
"""Why a message was dropped that a body would hear of an exercise in which it takes no part."""
NOT_THERE = (DeliveryState.DROPPED, DeliveryState.UNREACHABLE, DeliveryState.DEAD)
"""Nobody can have read the message."""
REFUSED = (DeliveryState.DEAD, DeliveryState.UNCERTAIN)
"""Telegram refused the message, or did not say that it took it."""


async def delivery(session: Session, delivery_id: int) -> Delivery:
    return await session.get_one(Delivery, delivery_id)


async def deliveries(session: Session, ids: Collection[int]) -> dict[int, Delivery]:
    found = await session.exec(_BY_IDS, params={"ids": list(ids)})
    return {row.key: row for row in found.all()}


async def with_targets(session: Session, ids: Collection[int]) -> dict[int, Delivery]:
    """The deliveries by their ids, and those that the edits among them change."""
    found = await session.exec(_WITH_TARGETS, params={"ids": list(ids)})
    return {row.key: row for row in found.all()}


# These statements are built once, because the sender asks them for every handful of messages.
_AMONG = col(Delivery.id).in_(bindparam("ids", expanding=True))
_BY_IDS = select(Delivery).where(_AMONG)
_EDITED = select(Delivery.target_id).where(_AMONG, col(Delivery.target_id).is_not(None))
_WITH_TARGETS = select(Delivery).where(
    col(Delivery.id).in_(union(select(Delivery.id).where(_AMONG), _EDITED))
)


async def by_message(
    session: Session, chat_id: int, message_id: int, scope: Scope = EVERYWHERE
) -> Delivery | None:
    """The delivery that sent this message.

    Each bot numbers the messages of its private chats by itself, so `scope` must be that bot's.
    """
    place = {"chat_id": chat_id, "message_id": message_id}
    return (await session.exec(_by_message(scope), params=place)).first()


@lru_cache(maxsize=SCOPES)
def _by_message(scope: Scope) -> SelectOfScalar[Delivery]:
    return select(Delivery).where(
        Delivery.chat_id == bindparam("chat_id"),
        Delivery.message_id == bindparam("message_id"),
        Delivery.action == Action.SEND,
        scope.clause(Delivery.jurisdiction),
    )


async def said_in_doubt(
    session: Session, chat_id: int, scope: Scope = EVERYWHERE, limit: int = 50
) -> list[Delivery]:
    """Messages of which a copy whose id we do not know may stand in the chat, the newest first."""
    query = (
        select(Delivery)
        .where(
            Delivery.chat_id == chat_id,
            Delivery.action == Action.SEND,
            col(Delivery.repeated).is_(True) | (col(Delivery.state) == DeliveryState.UNCERTAIN),
            scope.clause(Delivery.jurisdiction),
        )
        .order_by(col(Delivery.id).desc())
        .limit(limit)
    )
    return list((await session.exec(query)).all())


async def by_dedupe_key(session: Session, jurisdiction: str, key: str) -> Delivery | None:
    return (await by_dedupe_keys(session, jurisdiction, [key])).get(key)


async def by_dedupe_keys(
    session: Session, jurisdiction: str, keys: Collection[str]
) -> dict[str, Delivery]:
    if not keys:
        return {}
    facts = {"jurisdiction": jurisdiction, "keys": list(keys)}
    found = (await session.exec(_BY_DEDUPE_KEYS, params=facts)).all()
    return {row.dedupe_key: row for row in found if row.dedupe_key is not None}


_BY_DEDUPE_KEYS = select(Delivery).where(
    Delivery.jurisdiction == bindparam("jurisdiction"),
    col(Delivery.dedupe_key).in_(bindparam("keys", expanding=True)),
)


async def deliveries_about(session: Session, subject: Subject) -> list[Delivery]:
    return await ABOUT[subject.kind].to(session, subject.id)


async def deliveries_of_kind(
    session: Session, subject: Subject, *kinds: DeliveryKind, agency: str | None = None
) -> list[Delivery]:
    if agency is None:
        return await every(session, _of_kinds(subject.kind, subject.id, kinds))
    return await every(session, _of_kinds_to(subject.kind, subject.id, kinds, agency))


@prepared
def _of_kinds(
    subject_kind: str, subject_id: int, kinds: tuple[DeliveryKind, ...]
) -> SelectOfScalar[Delivery]:
    query = select(Delivery).where(
        Delivery.subject_kind == subject_kind,
        Delivery.subject_id == subject_id,
        col(Delivery.kind).in_(kinds),
    )
    return query.order_by(col(Delivery.id))


@prepared
def _of_kinds_to(
    subject_kind: str, subject_id: int, kinds: tuple[DeliveryKind, ...], agency: str
) -> SelectOfScalar[Delivery]:
    query = select(Delivery).where(
        Delivery.subject_kind == subject_kind,
        Delivery.subject_id == subject_id,
        col(Delivery.kind).in_(kinds),
        Delivery.agency == agency,
    )
    return query.order_by(col(Delivery.id))


async def deliveries_of_order(
    session: Session, order_id: int, *kinds: DeliveryKind, agency: str | None = None
) -> list[Delivery]:
    order = Subject(SubjectKind.ORDER, order_id)
    return await deliveries_of_kind(session, order, *kinds, agency=agency)


async def bringing_order(
    session: Session, order_id: int, kinds: Collection[DeliveryKind], agency: str
) -> list[tuple[Delivery, Delivery | None]]:
    """What brought an order to an agency, each with the edit of it that has still to leave."""
    rows = await _TO_AGENCY.those(session, SubjectKind.ORDER, order_id, agency)
    # An edit is about what its message is about. Of several edits the newest comes last.
    edits = {row.target_id: row for row in rows if row.state == DeliveryState.WAITING}
    return [(row, edits.get(row.key)) for row in rows if row.kind in kinds]


async def read_to_agencies(session: Session, order_id: int, agencies: Collection[str]) -> None:
    """Read at once what several agencies were sent about an order, and the edits of it."""
    await _TO_AGENCY.read(session, agencies, SubjectKind.ORDER, order_id)


_TO_AGENCY = Alike(Delivery, "subject_kind", "subject_id", "agency")


async def deliveries_under(session: Session, obligation_id: int) -> list[Delivery]:
    led_to = [slip.key for slip in await slips.slips_of(session, obligation_id)]
    await ABOUT[SubjectKind.SLIP].read(session, led_to)
    rows = await ABOUT[SubjectKind.OBLIGATION].to(session, obligation_id)
    for slip_id in led_to:
        rows += await ABOUT[SubjectKind.SLIP].to(session, slip_id)
    return sorted(rows, key=lambda row: row.key)


async def open_in_chat(session: Session, jurisdiction: str, chat_id: int) -> list[Delivery]:
    query = select(Delivery).where(
        Delivery.jurisdiction == jurisdiction,
        Delivery.chat_id == chat_id,
        col(Delivery.state).in_(OPEN_STATES),
    )
    return list((await session.exec(query.order_by(col(Delivery.id)))).all())
