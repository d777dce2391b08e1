"""Handles what an agency answers to an alert, or to what chases its receipt.

The answer may be words, a photo or a sticker. 收到 by itself is as good as the press. For anything
else its sender is asked what it means: the report, where it says something and one is owed, or the
receipt, where that is owed. Where nothing is owed it is left alone. An order of a kind without
receipts, such as a notice, is answered alike, but 收到 under it gets one sentence that says so.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from handlers.matters import meetings
from handlers.reports import opinions, report_taking
from handlers.reports.loose_words import JOINED_WITHIN
from handlers.reports.report_messages import sender
from handlers.turns.turn import Turn
from office.delivery_kinds import rules_of
from office.matters import kinds
from office.matters.kinds import ReceiptButton
from office.matters.outdated import MEETS_AT
from office.obligations import receipts
from office.plan.owed_kinds import answers_to_order, kind_of
from office.reading.substance import Meaning
from office.reports import early, holding, reactions
from office.reports.message_parts import Incoming
from storage.decisions import matters
from storage.delivery.outbox import Delivery
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationKind
from storage.subjects import SubjectKind


async def order_answered(turn: Turn, asked: Delivery | None) -> int | None:
    """Return the order of the alert, or of the chase, that is replied to, if any."""
    if asked is None:
        return None
    if rules_of(asked.kind).brings_order:
        return asked.is_about(SubjectKind.ORDER)
    owed_id = await report_taking.answers(turn, asked)
    owing = await obligations.obligation(turn.desk.session, owed_id) if owed_id else None
    if owing is None or owing.kind != ObligationKind.RECEIPT:
        return None
    return owing.order_id


def is_receipt(item: Incoming) -> bool:
    return report_taking.bare(item) in report_taking.RECEIVED


async def answered(turn: Turn, order_id: int, item: Incoming) -> None:
    owing = await _asked_by_order(turn, order_id)
    typed = await _button_typed(turn, order_id, item)
    if typed is not None:
        await TYPED[typed.verb](turn, order_id)
    elif is_receipt(item):
        # It was received, which does not say whether anybody comes.
        if not await needs_none(turn, order_id):
            await offer_receipt(turn, order_id)
    elif owing is not None:
        await _take_answer(turn, order_id, owing, item)
    elif not await _is_put_as_report(turn, order_id, item):
        await offer_receipt(turn, order_id)


async def _button_typed(turn: Turn, order_id: int, item: Incoming) -> ReceiptButton | None:
    """The button that these words are as good as; an order without receipts is answered alike."""
    order = await matters.order(turn.desk.session, order_id)
    offered = kinds.of_order(order).answered_by if order is not None else (kinds.RECEIVED,)
    bare = report_taking.bare(item)
    return next((one for one in offered if one.is_typed(item.text, bare)), None)


async def _asked_by_order(turn: Turn, order_id: int) -> Obligation | None:
    """What the order itself asks of this agency, so that a reply to it is the answer."""
    for kind in answers_to_order():
        found = await obligations.of_order(turn.desk.session, order_id, kind, turn.agency)
        if found is not None:
            return found
    return None


async def opinion_asked(turn: Turn, asked: Delivery | None) -> int | None:
    """What is owed under the notice replied to, where its answer is signed after it was read."""
    order_id = await order_answered(turn, asked)
    owing = await _asked_by_order(turn, order_id) if order_id is not None else None
    return owing.key if owing is not None and kind_of(owing).is_signed else None


async def _take_answer(turn: Turn, order_id: int, owing: Obligation, item: Incoming) -> None:
    """好的 may mean 收到; whatever else says nothing is asked about as any answer is."""
    means_receipt = report_taking.reading(turn, item).meaning is Meaning.RECEIPT
    if means_receipt and not kind_of(owing).is_signed:
        await offer_receipt(turn, order_id)
        return
    await report_taking.take(turn, owing.key, await report_taking.whole(turn, item))


async def offer_receipt(turn: Turn, order_id: int) -> None:
    message = turn.message
    await receipts.offer(
        turn.desk, turn.place, turn.agency, order_id, message.message_id, sender(message)
    )


async def needs_none(turn: Turn, order_id: int) -> bool:
    """Return whether the order asks nobody for 收到; then the sender is told so."""
    message = turn.message
    return await receipts.say_none_is_owed(
        turn.desk, turn.place, order_id, message.message_id, sender(message)
    )


async def _confirm(turn: Turn, order_id: int) -> None:
    if await needs_none(turn, order_id):
        return
    pressed, person, at = await receipts.press(
        turn.desk, turn.agency, turn.person, order_id, in_private=turn.is_private
    )
    await turn.answer(pressed, person=person, at=at)


async def _is_put_as_report(turn: Turn, order_id: int, item: Incoming) -> bool:
    if report_taking.says_nothing(turn, [item]):
        return False
    rows = await early.reportable(turn.desk, turn.agency)
    if not rows:
        return False
    # One question offers both, unless its sender was asked about the receipt before.
    tap = await receipts.tap(turn.desk, turn.place, turn.agency, order_id, item.sent_by)
    if tap is not None or not await _goes_with_what_is_asked(turn, item):
        await _ask(turn, order_id, item, rows, tap)
    return True


async def _goes_with_what_is_asked(turn: Turn, item: Incoming) -> bool:
    # Several people may speak in the group's name, so nobody knows who said what.
    if item.sent_by is None or not await holding.add(turn.desk, item, JOINED_WITHIN):
        return False
    await reactions.seen(turn.desk, turn.place, item)
    return True


async def _ask(
    turn: Turn, order_id: int, item: Incoming, rows: list[Obligation], tap: receipts.Tap | None
) -> None:
    items = await report_taking.whole(turn, item)
    todays = await _of_the_meeting(turn, order_id, rows)
    if todays:
        key = "meeting_report_meant"
        await report_taking.hold(
            turn, items, todays, key, loose=True, tap=tap, label="button_as_daily"
        )
        return
    key = "report_meant" if tap is None else "report_or_receipt_meant"
    await report_taking.hold(turn, items, rows, key, loose=True, tap=tap)


async def _of_the_meeting(turn: Turn, order_id: int, rows: list[Obligation]) -> list[Obligation]:
    """The day's report, where what is answered is the notice of the meeting about that day."""
    order = await matters.order(turn.desk.session, order_id)
    if order is None or not kinds.of_order(order).gathers:
        return []
    meets_at = datetime.fromisoformat(order.says[MEETS_AT])
    day = turn.desk.local(meets_at).date()
    return [row for row in rows if row.day == day and row.drill is order.drill]


TYPED: dict[str, Callable[[Turn, int], Awaitable[None]]] = {
    kinds.RECEIVED.verb: _confirm,
    kinds.COMING.verb: meetings.coming_typed,
    kinds.ON_LEAVE.verb: meetings.leave_typed,
    kinds.AGREEMENT.verb: opinions.agreed_typed,
}
"""What is done where the words of a button are typed in reply to an order, by its verb."""
