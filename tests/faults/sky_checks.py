"""Checks what must hold after an episode of what was known of the air: of the proposals and the
consultation that came of it, of a lift for a later hour, and of what the public was told.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import combinations

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from messages.length import plain
from sandbox import Bot, Message, What
from storage.books.audit import AuditEntry
from storage.decisions.matters import Matter, MatterKind, Order, OrderKind, OrderState
from storage.decisions.public_notices import ONCE_RELEASED, PublicNotice, PublicNoticeState
from storage.delivery.outbox import Action, Delivery, DeliveryKind, DeliveryState
from storage.sky.consultations import Consultation
from storage.sky.proposals import AirProposal
from storage.subjects import Subject
from tests.faults import resent, rules
from tests.faults.checks import none
from tests.faults.episode import LIFTED, Episode
from tests.faults.resent import Resent
from tests.faults.supervision import Sky
from tests.faults.words import is_repeat, original, unmarked

ENDED = LIFTED[1]
SIGNED = ("opinion_signed", "response_ended", "public_notice_published")
"""What is done once for each of what it is about."""


async def check(episode: Episode, sky: Sky) -> None:
    async with episode.stage.database.reading() as session:
        proposals = (await session.exec(select(AirProposal))).all()
        held = (await session.exec(select(Consultation))).all()
        exercised = select(PublicNotice).where(
            PublicNotice.matter_id == Matter.id, col(Matter.drill).is_(True)
        )
        drilled = (await session.exec(exercised)).all()
        notices = (await session.exec(select(PublicNotice))).all()
        deliveries = (await session.exec(select(Delivery).order_by(col(Delivery.id)))).all()
        lifts = (await session.exec(_issued(OrderKind.LIFT))).all()
        done = select(AuditEntry).where(col(AuditEntry.action).in_(SIGNED))
        acts = (await session.exec(done)).all()
        again = await resent.read(session)
        alerts = (await session.exec(select(Matter).where(Matter.kind == MatterKind.ALERT))).all()
    office = [original(it) for it in _said(episode, episode.stage.cast.office.id)]
    posts = _said(episode, sky.informing.channel.id)
    cards = {row.key: row for row in deliveries}
    none("two open proposals", _at_once(proposals))
    none("proposals that nobody read", _unread(proposals, cards))
    none("consultations that the office did not read", _unseen(held, office))
    none("done twice", _done_twice(acts))
    none("public texts of an exercise", (row.key for row in drilled))
    none("posts", _wrong_posts(posts, notices, deliveries, again))
    if not sky.informing.refuses:
        none("never posted", _never_posted(posts, notices, deliveries))
    none("lift", _ended(episode, lifts, alerts))


def _issued(kind: OrderKind) -> SelectOfScalar[Order]:
    return select(Order).where(
        Order.matter_id == Matter.id,
        col(Matter.drill).is_(False),
        Matter.kind == MatterKind.ALERT,
        Order.kind == kind,
        Order.state == OrderState.ISSUED,
    )


def _said(episode: Episode, chat_id: int) -> list[Message]:
    return [
        event.subject
        for event in episode.stage.world.log.of(What.SENT)
        if event.subject.chat.id == chat_id
        and isinstance(event.subject.sender, Bot)
        and not event.subject.is_service
    ]


def _at_once(proposals: Sequence[AirProposal]) -> Iterator[str]:
    for one, other in combinations(proposals, 2):
        same = (one.errand, one.drill) == (other.errand, other.drill)
        overlap = one.starts_at < other.ends_at and other.starts_at < one.ends_at
        if same and overlap and _open_together(one, other):
            yield f"{one.key} and {other.key}: {one.errand} {one.level} {other.level}"


def _open_together(one: AirProposal, other: AirProposal) -> bool:
    first, second = sorted((one, other), key=lambda row: row.made_at)
    return first.settled_at is None or second.made_at < first.settled_at


def _unread(proposals: Sequence[AirProposal], cards: dict[int, Delivery]) -> Iterator[str]:
    for row in proposals:
        card = cards.get(row.card_id or 0)
        if card is None:
            yield f"{row.key} {row.errand} has no message"
        elif card.state != DeliveryState.SENT and row.settled_at is None:
            yield f"{row.key} {row.errand}: its message is {card.state}"


def _unseen(held: Sequence[Consultation], office: list[str]) -> Iterator[str]:
    boards = [text for text in office if "已签发 " in text and not is_repeat(text)]
    if len(boards) < len(held):
        yield f"{len(held)} were opened, {len(boards)} were shown"


def _done_twice(acts: Sequence[AuditEntry]) -> Iterator[str]:
    about = Counter(
        (it.action, it.subject, it.detail.get("box", it.detail.get("body"))) for it in acts
    )
    for what, times in about.items():
        if times > 1:
            yield f"{what} {times} times"


def _wrong_posts(
    posts: list[Message],
    notices: Sequence[PublicNotice],
    deliveries: Sequence[Delivery],
    again: Resent,
) -> Iterator[str]:
    """Nothing but released texts stands in the channel, and twice only if people wanted it so."""
    released = [row for row in notices if row.state in ONCE_RELEASED]
    counted: Counter[int] = Counter()
    for message in posts:
        text = unmarked(original(message))
        found = [row for row in released if _squeezed(row.text_zh) in _squeezed(text)]
        if not found:
            yield f"no public text: {text[:60]}"
        counted.update(row.key for row in found[:1])
    for row in released:
        wanted = _of(row, deliveries)
        allowed = len(wanted) + sum(resent.times(again, it) for it in wanted)
        if counted[row.key] > allowed:
            yield f"{row.key} ({row.occasion}) stands there {counted[row.key]} times"


def _never_posted(
    posts: list[Message], notices: Sequence[PublicNotice], deliveries: Sequence[Delivery]
) -> Iterator[str]:
    said = [_squeezed(original(message)) for message in posts]
    for row in notices:
        known = {DeliveryState.UNCERTAIN, DeliveryState.DEAD}
        told = any(it.state in known for it in _of(row, deliveries))
        # A text that was replaced before its turn came is not posted any more.
        holds = row.state == PublicNoticeState.RELEASED
        if holds and not told and not any(_squeezed(row.text_zh) in text for text in said):
            yield f"{row.key} ({row.occasion})"


def _of(notice: PublicNotice, deliveries: Sequence[Delivery]) -> list[Delivery]:
    return [
        row
        for row in deliveries
        if row.kind == DeliveryKind.CHANNEL_POST
        and row.action == Action.SEND
        and row.subject == Subject.of(notice)
    ]


def _ended(episode: Episode, lifts: Sequence[Order], alerts: Sequence[Matter]) -> Iterator[str]:
    """An announced lift takes effect once, at its hour, if it was not taken back until then."""
    ended_at = {row.key: row.ended_at for row in alerts if not row.drill}
    last = max(lifts, key=lambda row: row.key)
    ahead = last.issued_at is not None and last.starts_at > last.issued_at
    if ended_at[last.matter_id] != last.starts_at:
        yield f"it ended at {ended_at[last.matter_id]}, not at {last.starts_at}"
    told: dict[str, list[datetime]] = {}
    for agency, _, message in rules.said_in_groups(episode):
        first = unmarked(original(message)).partition("\n")[0]
        if ENDED in first and LIFTED[0] not in first and not is_repeat(original(message)):
            told.setdefault(agency, []).append(message.date)
    for agency, at in told.items():
        if len(at) > 1:
            yield f"{agency} read {len(at)} times that it ended"
        if not ahead or min(at) < last.starts_at:
            yield f"{agency} read at {min(at)} that it ended, at {last.starts_at} it did"
    for agency in episode.stage.cast.groups if ahead else ():
        if agency not in told and agency not in episode.away:
            yield f"{agency} never read that it ended"


def _squeezed(text: str) -> str:
    return "".join(plain(text).split())
