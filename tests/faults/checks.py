"""Checks what must hold after every episode, whatever went wrong in it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

import telegram.error
from sqlmodel import col, select

from bot.logs import TOKEN as TOKEN_PATTERN
from messages.length import plain
from office.delivery_kinds import rules_of
from office.matters import kinds
from sandbox import Message, What
from storage.books.audit import AuditEntry
from storage.decisions.matters import Matter, MatterKind, Order, OrderState
from storage.delivery.outbox import Action, Delivery, DeliveryState
from storage.owed.questioned import QuestionedReply
from storage.owed.reports import ReportPart
from storage.receiving.inbox import InboxUpdate
from tests.faults import resent, rules
from tests.faults.episode import Episode
from tests.faults.resent import Resent
from tests.faults.words import is_repeat, of_drill, original, unmarked
from tests.harness import invariants

MENDED = select(AuditEntry.action).where(col(AuditEntry.action).startswith("reconciled."))
OF_ALERTS = (
    select(Order)
    .where(
        col(Order.matter_id) == col(Matter.id),
        Matter.kind == MatterKind.ALERT,
        col(Matter.drill).is_(False),
    )
    .order_by(col(Order.id))
)
REFERRAL = "昌污指移〔"
"""The number of each referral begins so."""
SOON = timedelta(minutes=30)


async def check(episode: Episode, log: str) -> None:
    """Check everything; the first thing that does not hold says what it found."""
    stage = episode.stage
    await invariants.check(stage)
    none("unearned slips", rules.unearned(episode))
    none("agencies left alone", rules.never_chased(episode))
    none("referrals read by others", _referrals_told_to_others(episode))
    async with stage.database.reading() as session:
        orders = list((await session.exec(OF_ALERTS)).all())
        deliveries = list((await session.exec(select(Delivery).order_by(col(Delivery.id)))).all())
        parts = list((await session.exec(select(ReportPart))).all())
        replies = list((await session.exec(select(QuestionedReply))).all())
        updates = list((await session.exec(select(InboxUpdate))).all())
        mended = list((await session.exec(MENDED)).all())
        again = await resent.read(session)
    issued = [order for order in orders if order.state == OrderState.ISSUED]
    assert [order.kind for order in issued][:1] == ["issue"], "the alert was never issued"
    assert kinds.ends(issued[-1]), "the alert was never lifted"
    none("untold", _untold(episode, issued))
    none("lost reports", _lost_reports(episode, parts))
    none("replies that state nothing", _taken_wrongly(episode, parts, replies))
    none("lost updates", _unstored(episode, updates))
    none("unexpected messages", _unexpected(episode, deliveries, again))
    none("never said", _never_said(episode, deliveries))
    none("given up", _given_up(deliveries))
    none("out of order", _out_of_order(deliveries))
    refused = (event.text for event in stage.world.log.of(What.REFUSED))
    none("over the limits", (text for text in refused if "Too Many" in text))
    none("mended by the reconciler", mended)
    assert TOKEN_PATTERN.search(log) is None, "a token stands in the log"
    assert stage.setup.token.partition(":")[2] not in log


def none(what: str, found: Iterable[object]) -> None:
    listed = list(found)
    if listed:
        raise AssertionError(f"{what}: {listed}")


def _referrals_told_to_others(episode: Episode) -> Iterator[str]:
    # A message counts in any wording that it ever had.
    cast = episode.stage.cast
    concerned = (cast.director, cast.commander, cast.discipline_commission)
    theirs = {cast.private(person).id for person in concerned}
    for message in rules.said_by_the_bot(episode):
        texts = [message.text, *(edit.text for edit in message.edits)]
        if message.chat.id not in theirs and any(REFERRAL in text for text in texts):
            yield f"{message.chat.title}: {message.text[:60]}"


def _untold(episode: Episode, issued: list[Order]) -> Iterator[str]:
    """Yield agencies that lack a copy of an order, or have the orders in another order."""
    first: dict[str, dict[str, int]] = {agency: {} for agency in episode.stage.cast.groups}
    for agency, number, message in rules.said_in_groups(episode):
        for serial in (order.serial for order in issued):
            if serial is not None and _is_order(message, serial):
                first[agency].setdefault(serial, number)
    for agency, told in first.items():
        for place, order in enumerate(issued):
            if order.serial not in told and not _was_spared(episode, agency, issued, place):
                yield f"{agency} has no copy of {order.serial}"
        numbers = [told[order.serial] for order in issued if order.serial in told]
        if numbers != sorted(numbers):
            yield f"{agency} has the orders in another order"


def _is_order(message: Message, serial: str) -> bool:
    # The order itself bears its number in one of its first lines.
    return f"文号：{serial}" in unmarked(original(message)).splitlines()[:4]


def _was_spared(episode: Episode, agency: str, issued: list[Order], place: int) -> bool:
    """Return whether the agency was out of reach from this order until the next one."""
    at, following = issued[place].issued_at, issued[place + 1 : place + 2]
    replaced_at = following[0].issued_at if following else None
    return (
        at is not None
        and replaced_at is not None
        and any(
            span.began - SOON <= replaced_at and at <= span.ended + SOON
            for span in episode.away.get(agency, [])
        )
    )


def _lost_reports(episode: Episode, parts: list[ReportPart]) -> Iterator[str]:
    """Yield reports that Telegram handed over and that are not in the record exactly once.

    What a report became by an edit counts.
    """
    heard, edited = rules.heard_at(episode), rules.heard_at(episode, "edited_message")
    kept = Counter((part.chat_id, part.message_id, part.version) for part in parts)
    counts = {(part.chat_id, part.message_id): part.text for part in sorted(parts, key=_version)}
    for said in episode.reports:
        where = (said.message.chat.id, said.message.message_id)
        if where in heard and kept[(*where, 1)] != 1:
            yield f"{said.agency}: {said.text} is in the record {kept[(*where, 1)]} times"
        if where in heard and where in edited and kept[(*where, 2)] != 1:
            yield f"{said.agency}: the edit of {said.text} is in it {kept[(*where, 2)]} times"
        if where in edited and counts.get(where) != said.message.text:
            yield f"{said.agency}: of {said.text} counts {counts.get(where)}"


def _taken_wrongly(
    episode: Episode, parts: list[ReportPart], replies: list[QuestionedReply]
) -> Iterator[str]:
    """Yield replies that are not kept exactly once, or of which a report was made."""
    heard = rules.heard_at(episode)
    kept = Counter((reply.chat_id, reply.message_id) for reply in replies)
    reported = {(part.chat_id, part.message_id) for part in parts}
    for said in episode.stalled:
        where = (said.message.chat.id, said.message.message_id)
        if where in reported:
            yield f"{said.agency}: {said.text} is a report"
        if where in heard and kept[where] != 1:
            yield f"{said.agency}: {said.text} is kept {kept[where]} times"


def _version(part: ReportPart) -> int:
    return part.version


def _unstored(episode: Episode, updates: list[InboxUpdate]) -> Iterator[str]:
    stored = {row.update_id for row in updates}
    for event in episode.stage.world.log.of(What.CONFIRMED):
        if event.subject.id not in stored:
            yield f"update {event.subject.id} was confirmed and is not stored"


def _unexpected(episode: Episode, deliveries: list[Delivery], again: Resent) -> Iterator[str]:
    """Yield what was not decided, and what was said twice without saying so.

    What was on its way when its group moved may have been said before, and is addressed anew.
    """
    moved = rules.moved(episode)
    decided: Counter[tuple[int, str]] = Counter()
    for row in deliveries:
        if row.action == Action.SEND and row.text and row.attempts:
            key = moved.get(row.chat_id, row.chat_id), _squeezed(plain(row.text))
            # What the office had sent again to the public, as often as it did, bears no mark of it.
            for_the_public = rules_of(row.kind).for_the_public
            decided[key] += 1 + (resent.times(again, row) if for_the_public else 0)
    said: Counter[tuple[int, str]] = Counter()
    marked: Counter[tuple[int, str]] = Counter()
    for message in rules.said_by_the_bot(episode):
        text = of_drill(original(message))
        kind = marked if is_repeat(text) else said
        home = moved.get(message.chat.id, message.chat.id)
        kind[(home, _squeezed(unmarked(text)))] += 1
    for key, count in said.items():
        if count > decided[key]:
            yield f"said {count} times, decided {decided[key]} times: {key[1][:60]}"
    for key in marked:
        if not decided[key]:
            yield f"repeated, never decided: {key[1][:60]}"


def _never_said(episode: Episode, deliveries: list[Delivery]) -> Iterator[str]:
    """Yield what the books hold to be sent and what is not in the chat in the same words."""
    said = {
        (message.chat.id, message.message_id): _squeezed(unmarked(of_drill(original(message))))
        for message in rules.said_by_the_bot(episode)
    }
    for row in deliveries:
        # The text of a one-time code is forgotten once it was sent.
        if row.action != Action.SEND or row.state != DeliveryState.SENT or not row.text:
            continue
        if said.get((row.chat_id, row.message_id or 0)) != _squeezed(plain(row.text)):
            yield f"delivery {row.key} ({row.kind}) as {row.message_id} in {row.chat_id}"


def _given_up(deliveries: list[Delivery]) -> Iterator[str]:
    # What must arrive is dropped for a reason of the office's, never for an error of a call. What
    # may not be said twice waits all the same while Telegram says that it was not said.
    for row in deliveries:
        error = (row.error or "").partition(":")[0]
        failed = row.state == DeliveryState.DROPPED and hasattr(telegram.error, error)
        lost = failed or row.state == DeliveryState.UNCERTAIN
        if row.action == Action.SEND and lost and (row.repeatable or error == "RetryAfter"):
            yield f"delivery {row.key} ({row.kind}) is {row.state}: {row.error}"


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _out_of_order(deliveries: list[Delivery]) -> Iterator[str]:
    """Yield what is out of order: in one chat, equally urgent messages stand as they were decided.

    What waits for another message, and what is said again, takes a later place.
    """
    last: dict[tuple[int, int], int] = {}
    for row in deliveries:
        counts = row.action == Action.SEND and row.after_id is None and row.asked_again_at is None
        if not counts or row.state != DeliveryState.SENT or row.message_id is None:
            continue
        if row.message_id < last.get((row.chat_id, row.lane), 0):
            yield f"delivery {row.key} ({row.kind}) in {row.chat_id}"
        last[(row.chat_id, row.lane)] = row.message_id
