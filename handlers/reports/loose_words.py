"""Handles what liaisons send in reply to nothing: in their agency's group, or to the bot alone.

People also talk in an agency's group. Only what looks like a report is asked about, once, and what
the same person adds within a short while goes with it; whoever asks for more time is offered the
button for it. Chatter is never answered.
"""

import re
from datetime import timedelta

from handlers.reports import report_taking, which_body
from handlers.reports.report_messages import incoming
from handlers.turns.turn import Turn
from office.bodies import agency_names
from office.conversation.which_body import said as said_which_body
from office.delivery import together
from office.obligations import receipts
from office.obligations.owed import open_to_its_knowledge
from office.reading import opinions, substance
from office.reading.substance import Meaning
from office.reports import early, holding, reactions, taking, time_wanted
from office.reports.message_parts import Incoming
from storage.delivery import outbox
from storage.owed.obligations import ObligationKind
from storage.owed.reports import PartKind
from storage.receiving import dialogues
from storage.roster import chats

JOINED_WITHIN = timedelta(minutes=15)
"""Within this time the same person is taken to be still sending the same report."""
ASKED_WITHIN = timedelta(days=1)
"""A question in another chat that was left longer than this is not brought up again."""

_SAYS_RECEIVED = re.compile("收到|收悉|签收|知悉|received", re.IGNORECASE)
"""Only these words speak of a receipt; 好的 may be said to anybody."""
PICTURES = (PartKind.PHOTO, PartKind.VIDEO, PartKind.VIDEO_NOTE, PartKind.DOCUMENT)
"""Only these kinds look like a report; a voice message or a place is more often talk."""


async def in_group(turn: Turn, item: Incoming) -> None:
    """Join a message to what its sender is reporting, or ask whether it is a report."""
    if item.sent_by is None:
        return
    reading = report_taking.reading(turn, item)
    if reading.meaning is Meaning.RECEIPT and _SAYS_RECEIVED.search(item.text):
        await _offer_receipt(turn, item)
        return
    if reading.meaning is Meaning.MORE_TIME:
        await time_wanted.offer(turn.desk, turn.place, turn.agency, item)
        return
    says_something = item.kind in PICTURES or (
        item.kind == PartKind.TEXT and reading.meaning is Meaning.REPORT
    )
    if says_something and await holding.add(turn.desk, item, JOINED_WITHIN):
        await reactions.seen(turn.desk, turn.place, item)
        return
    looks_so = item.kind in PICTURES or reading.counts
    if not says_something or not (looks_so or await _may_be_opinion(turn, item)):
        return
    going_on = await taking.being_sent(turn.desk, turn.agency, item, JOINED_WITHIN)
    if going_on is not None:
        await report_taking.take(turn, going_on, await report_taking.whole(turn, item))
    elif item.kind in PICTURES or not await holding.is_asked(turn.desk, item):
        await _offer(turn, item)


async def _may_be_opinion(turn: Turn, item: Incoming) -> bool:
    if not opinions.may_be_one(item.text):
        return False
    desk = turn.desk
    return bool(await open_to_its_knowledge(desk, turn.agency, ObligationKind.OPINION))


async def _offer_receipt(turn: Turn, item: Incoming) -> None:
    desk, agency = turn.desk, turn.agency
    for owing in await open_to_its_knowledge(desk, agency, ObligationKind.RECEIPT):
        # 收到 without a reply may mean the alert: each person is offered one tap.
        await receipts.offer(
            desk, turn.place, agency, owing.order_id, item.message_id, item.sent_by
        )


async def _offer(turn: Turn, item: Incoming) -> None:
    if await taking.open_reports(turn.desk, turn.agency):
        rows = await early.reportable(turn.desk, turn.agency)
        items = await report_taking.whole(turn, item)
        await report_taking.hold(turn, items, rows, "report_meant", loose=True)


async def in_private(turn: Turn) -> bool:
    """Help a liaison who writes to the bot alone; return False where there is nothing to say."""
    if await _asked_elsewhere(turn):
        return True
    item = incoming(turn.message)
    if turn.actor is None or item is None or not turn.actor.agencies:
        return False
    if bodies := await _answers_several(turn):
        await which_body.ask(turn, bodies)
        return True
    owing = [one for one in turn.actor.agencies if await taking.open_reports(turn.desk, one)]
    lost = [agency for agency in owing if not await _is_reachable(turn, agency)]
    meant = await _meant(turn, lost)
    if meant is not None and await _offer_in_private(turn, meant, item):
        return True
    if len(lost) > 1 and _reports_something(item):
        await which_body.ask(turn, lost)
        return True
    if owing:
        key = "report_under_relay" if lost else "report_in_group"
        names = [agency_names.name(turn.desk, agency) for agency in lost or owing]
        await turn.answer(key, names=names)
    return bool(owing)


async def _answers_several(turn: Turn) -> list[str]:
    """The bodies that one message is for, where it is replied to and nobody said for which."""
    replied_to = turn.message.reply_to_message
    if replied_to is None:
        return []
    place, message_id = turn.place.chat_id, replied_to.message_id
    sent = await outbox.by_message(turn.desk.session, place, message_id, turn.desk.scope)
    bodies = together.bodies_of(sent) if sent is not None else ()
    return [body for body in bodies if body in turn.person.agencies]


async def _meant(turn: Turn, lost: list[str]) -> str | None:
    """It is of the only one whose group is lost, or of the one that was said just now."""
    if len(lost) == 1:
        return lost[0]
    return await said_which_body(turn.desk, turn.person, lost)


def _reports_something(item: Incoming) -> bool:
    # A picture or a file reports whatever stands under it.
    return item.kind != PartKind.TEXT or substance.read(item.text).meaning is Meaning.REPORT


async def _offer_in_private(turn: Turn, agency: str, item: Incoming) -> bool:
    turn.speaks_for = agency
    rows = await early.reportable(turn.desk, agency)
    if report_taking.reading(turn, item).meaning is not Meaning.REPORT:
        return False
    if await holding.add(turn.desk, item, JOINED_WITHIN):
        await reactions.seen(turn.desk, turn.place, item)
    else:
        items = await report_taking.whole(turn, item)
        await report_taking.hold(turn, items, rows, "report_meant", loose=True)
    return True


async def _asked_elsewhere(turn: Turn) -> bool:
    if turn.actor is None:
        return False
    desk = turn.desk
    asked = await dialogues.newest_elsewhere(
        desk.session,
        desk.jurisdiction,
        turn.place.chat_id,
        turn.actor.user_id,
        desk.now - ASKED_WITHIN,
    )
    where = await chats.chat_at(desk.session, asked.chat_id) if asked is not None else None
    if where is None:
        return False
    await turn.answer("question_elsewhere", title=where.title)
    return True


async def _is_reachable(turn: Turn, agency: str) -> bool:
    desk = turn.desk
    bound = await chats.chats_of_agency(desk.session, desk.jurisdiction, agency)
    return any(chat.reachable for chat in bound)
