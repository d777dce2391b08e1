"""A CAP message that somebody brought: whose it is, what it changes, and what follows from it.

Nothing in it proves who made it. So one of the office above is a document like any other: it binds
once a second person has checked it. A neighbour's informs, as their letters do.
"""

from collections.abc import Sequence

from messages.documents.cap.facts import as_facts, of_facts
from messages.documents.cap.model import CapMessage, MessageType, Status
from messages.render import Message
from messages.views.letters import CapShownView
from office import post
from office.bodies.people import Actor, require_office
from office.cap import incoming as reading
from office.cap import references
from office.desk import Desk
from office.plan.model import OutsideOffice, Relation
from office.post import Posting
from office.reading.workbooks import RawFile
from office.refusal import Refusal
from office.region import filing, floor, incoming, offices, registering
from office.region.alert_news import AlertNews, level_here
from office.region.incoming import NeighbourAlert
from office.region.registering import CapDocument, UpperDocument
from storage.decisions.matters import OrderKind
from storage.immutable import immutable
from storage.region import cap_messages as store
from storage.region.cap_messages import CapOutcome, ReceivedCap
from storage.subjects import Subject

JOIN_VERB = "capjoin"
"""The argument is the received message of the neighbour with whom it was agreed to start."""
LONGEST_SHOWN = 80
_REFUSED_STATUS = (Status.SYSTEM, Status.DRAFT)
_REFUSED_TYPES = (MessageType.ACK, MessageType.ERROR)


@immutable
class BroughtCap:
    message: CapMessage
    file: RawFile


@immutable
class CapArrival:
    row: ReceivedCap
    is_new: bool


async def receive(desk: Desk, who: Actor | None, brought: BroughtCap) -> CapArrival:
    """Take it once; the same message brought again changes nothing."""
    if who is not None:
        require_office(desk, who)
    message = brought.message
    body = await _sender(desk, message)
    known = await _known(desk, message)
    if known is not None:
        return CapArrival(known, is_new=False)
    referred_to = await references.require_sound(desk, message)
    earlier = [row for row in referred_to if _is_of_the_same_kind(row, message)]
    row = await _take(desk, who, brought, body, earlier)
    await desk.record(
        "cap_received",
        f"received_cap:{row.key}",
        sender=row.sender,
        identifier=row.identifier,
        outcome=row.outcome,
        sha256=row.sha256,
    )
    return CapArrival(row, is_new=True)


def _is_of_the_same_kind(row: ReceivedCap, message: CapMessage) -> bool:
    """What was an exercise, or a test of the link, is no alert that could be changed or ended."""
    is_drill = message.status == Status.EXERCISE
    return row.drill == is_drill and row.outcome != CapOutcome.LINK_TEST


async def to_join(desk: Desk, received_id: int) -> AlertNews | None:
    """What a neighbour's message proposes, if it is their newest; a forged id finds nothing."""
    row = await store.received(desk.session, received_id)
    if row is None or row.jurisdiction != desk.jurisdiction or row.outcome != CapOutcome.NEIGHBOUR:
        return None
    of_sender = await store.of_sender(desk.session, desk.jurisdiction, row.sender)
    alerts = [one for one in of_sender if one.outcome == CapOutcome.NEIGHBOUR]
    body = desk.plan.known_body(row.body)
    if alerts[-1] is not row or not isinstance(body, OutsideOffice) or not body.joint:
        return None
    return AlertNews.of_payload(row.news)


async def _sender(desk: Desk, message: CapMessage) -> OutsideOffice:
    """Our own plan says whose messages we take: none can make itself an order."""
    known = {one.cap_sender: one for one in desk.plan.outside if one.cap_sender}
    body = known.get(message.sender)
    if body is None:
        raise Refusal("cap_unknown_sender", sender=message.sender[:LONGEST_SHOWN])
    if body.jurisdiction and await offices.is_here(desk, body.jurisdiction):
        raise Refusal("cap_comes_by_letter", name=body.name)
    if message.status in _REFUSED_STATUS:
        raise Refusal("cap_not_for_us", status=message.status)
    if message.type in _REFUSED_TYPES:
        raise Refusal("cap_is_an_answer")
    return body


async def _known(desk: Desk, message: CapMessage) -> ReceivedCap | None:
    rows = await store.by_identifiers(
        desk.session, desk.jurisdiction, message.sender, [message.identifier]
    )
    if not rows:
        return None
    if rows[0].message != as_facts(message):
        raise Refusal("cap_changed", identifier=message.identifier[:LONGEST_SHOWN])
    return rows[0]


async def _take(
    desk: Desk,
    who: Actor | None,
    brought: BroughtCap,
    body: OutsideOffice,
    earlier: Sequence[ReceivedCap],
) -> ReceivedCap:
    message = brought.message
    if message.status == Status.TEST:
        row = await _keep(desk, who, brought, body, CapOutcome.LINK_TEST, None)
        await _show(desk, row, "cap_link_test")
        return row
    news = reading.news_of(desk.plan, body, message, _newest(earlier))
    _require_in_time(desk, message, news)
    if message.status == Status.EXERCISE:
        row = await _keep(desk, who, brought, body, CapOutcome.DRILL, news)
        await _show(desk, row, "cap_drill_shown", news)
        return row
    if body.relation is Relation.UPPER:
        await _require_concerned(desk, news, earlier)
        row = await _keep(desk, who, brought, body, CapOutcome.UPPER, news)
        await _register(desk, who, row, news, earlier)
        return row
    row = await _keep(desk, who, brought, body, CapOutcome.NEIGHBOUR, news)
    await _tell_of_neighbour(desk, row, body, news, earlier)
    return row


def _newest(earlier: Sequence[ReceivedCap]) -> AlertNews | None:
    told = [row for row in earlier if row.news]
    return AlertNews.of_payload(told[-1].news) if told else None


def _require_in_time(desk: Desk, message: CapMessage, news: AlertNews) -> None:
    """An end stays true after its message has expired; a level does not."""
    until = reading.expires(message)
    if until is not None and until <= desk.now and not news.ends:
        raise Refusal("cap_expired", at=until)


async def _require_concerned(desk: Desk, news: AlertNews, earlier: Sequence[ReceivedCap]) -> None:
    if not news.concerned and not earlier:
        raise Refusal("cap_not_concerned", area=news.area)
    if news.ends and not earlier and await floor.standing(desk) is None:
        raise Refusal("cap_unknown_reference")


async def _keep(
    desk: Desk,
    who: Actor | None,
    brought: BroughtCap,
    body: OutsideOffice,
    outcome: CapOutcome,
    news: AlertNews | None,
) -> ReceivedCap:
    message, file = brought.message, brought.file
    row = ReceivedCap(
        jurisdiction=desk.jurisdiction,
        sender=message.sender,
        identifier=message.identifier,
        sent_at=message.sent,
        body=body.id,
        drill=outcome is CapOutcome.DRILL,
        outcome=outcome,
        message=as_facts(message),
        news=news.as_payload() if news else {},
        refers_to=[one.identifier for one in message.references],
        sha256=file.sha256,
        file_name=file.name,
        received_at=desk.now,
        received_by=who.user_id if who else None,
    )
    desk.session.add(row)
    await desk.session.flush()
    return row


async def _show(desk: Desk, row: ReceivedCap, template: str, news: AlertNews | None = None) -> None:
    body = desk.plan.known_body(row.body)
    message = of_facts(row.message)
    view = CapShownView(
        sender=body.name if body else row.sender,
        identifier=row.identifier,
        headline=reading.headline(message),
        area=news.area if news else "",
        starts_at=news.starts_at if news else None,
    )
    await post.tell_office(
        desk, Message(desk.words.text(template, view)), await _posting(desk, row)
    )


async def _register(
    desk: Desk,
    who: Actor | None,
    row: ReceivedCap,
    news: AlertNews,
    earlier: Sequence[ReceivedCap],
) -> None:
    """From here on it goes the way of any document of the office above."""
    level = level_here(desk.plan, news)
    before = await references.card_of(desk, earlier)
    document = UpperDocument(
        kind=OrderKind(news.kind) if news.concerned else OrderKind.LIFT,
        number=news.number,
        level=level.id if level else None,
        area=news.area,
        starts_at=news.starts_at,
        hours=news.hours,
        ends_at=news.ends_at,
        pollutant=news.pollutant,
        grounds=news.grounds,
        level_name=news.level_name,
        cap=CapDocument(
            received_id=row.key,
            headline=reading.headline(of_facts(row.message)),
            identifier=row.identifier,
            changes=_changes(desk, row, earlier),
            reply_to=before.message_id if before else None,
        ),
    )
    await registering.register(desk, who, document)


async def _tell_of_neighbour(
    desk: Desk,
    row: ReceivedCap,
    body: OutsideOffice,
    news: AlertNews,
    earlier: Sequence[ReceivedCap],
) -> None:
    told = NeighbourAlert(
        sender=body.name,
        title=filing.title_of(desk, news),
        number=news.number,
        news=news,
        join=(JOIN_VERB, row.key),
        posting=await _posting(desk, row, earlier),
        changes=_changes(desk, row, earlier),
    )
    await incoming.show(desk, body, told)


async def _posting(desk: Desk, row: ReceivedCap, earlier: Sequence[ReceivedCap] = ()) -> Posting:
    before = await references.card_of(desk, earlier)
    reply_to = before.message_id if before else None
    return Posting(Subject.of(row), dedupe_key=references.card_key(row), reply_to=reply_to)


def _changes(desk: Desk, row: ReceivedCap, earlier: Sequence[ReceivedCap]) -> str:
    """Which message it changes: by the number that the office read, or that it never came."""
    if not row.refers_to:
        return ""
    numbers = [AlertNews.of_payload(one.news).number for one in earlier if one.news]
    return numbers[-1] if numbers else desk.words.plain("cap_earlier_missing")
