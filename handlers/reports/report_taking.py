"""Takes messages as a report, or keeps them until somebody says which report they are."""

from collections.abc import Iterable, Sequence

import telegram

from handlers.reports import opinions, report_wordings
from handlers.reports.report_messages import incoming, is_from_anonymous_admin
from handlers.turns.turn import Turn
from office.bodies import agency_names
from office.conversation import finding_messages
from office.forecasts import telling
from office.ladder import joint
from office.obligations.receipts import Tap
from office.reading import substance
from office.reading.substance import Meaning, Substance
from office.reading.workbooks import Sheet
from office.reports import (
    acknowledging,
    drafts,
    holding,
    oral_reports,
    outlooks,
    questioned,
    taking,
)
from office.reports.message_parts import Incoming
from office.reports.taking import Taken
from storage.delivery.outbox import Delivery
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import PartKind
from storage.receiving import inbox

RECEIVED = frozenset({"收到", "收到了", "已收到"})
"""Written under an alert, these are as good as the button's press."""


async def take(turn: Turn, obligation_id: int, items: list[Incoming]) -> None:
    owing = await taking.answerable(turn.desk, turn.agency, obligation_id)
    if await opinions.taken(turn, owing, items):
        return
    if owing.state == ObligationState.OPEN and not await _answers(turn, owing, items):
        await _question(turn, owing, items)
        return
    if turn.actor is None and is_from_anonymous_admin(turn.message):
        await hold(turn, items, [owing], "report_who")
        return
    made_so = (item.reported_at for item in items if item.reported_at is not None)
    sent_at = max(made_so, default=turn.message.date)
    taken = await taking.receive(
        turn.desk, turn.person, turn.agency, obligation_id, items, sent_at=sent_at
    )
    if taken is not None:
        if taken.is_first and await _answers_draft(turn):
            await drafts.fill(turn.desk, taken)
        else:
            await oral_reports.fill(turn.desk, taken)
        for edit in await report_wordings.later_edits(turn, items):
            await taking.revise(turn.desk, turn.agency, edit)
        await acknowledging.acknowledge(turn.desk, turn.place, taken)
        await _read_as_forecast(turn, taken, items)


async def _read_as_forecast(turn: Turn, taken: Taken, items: Sequence[Incoming]) -> None:
    """Show how an answer that looks ahead reads as a forecast, which its sender may let count."""
    typed = tuple(Sheet("", one.text) for one in items if one.kind == PartKind.TEXT)
    sheets, file = turn.enclosed.sheets or typed, turn.enclosed.raw
    row = await outlooks.read_answer(turn.desk, turn.person, taken, sheets, file)
    if row is not None:
        told = await telling.preview(turn.desk, row)
        await turn.say(told.message, told.drawn(turn.posting))


async def _answers_draft(turn: Turn) -> bool:
    if turn.message.reply_to_message is None:
        return False
    asked = await asked_by(turn, turn.message)
    return asked is not None and drafts.IS_DRAFT in asked.context


async def hold(
    turn: Turn,
    items: Sequence[Incoming],
    owed: Sequence[Obligation],
    key: str,
    *,
    loose: bool = False,
    tap: Tap | None = None,
    label: str = "button_take",
) -> None:
    await holding.hold(turn.desk, turn.place, items, owed, key, loose=loose, tap=tap, label=label)
    for edit in await report_wordings.later_edits(turn, items):
        await holding.reword(turn.desk, edit)


async def whole(turn: Turn, item: Incoming) -> list[Incoming]:
    """Return the message, and those of its album that came before it without the reply."""
    if item.media_group_id is None:
        return [item]
    rows = await inbox.album_siblings(turn.desk.session, item.chat_id, item.media_group_id)
    found = {item.message_id: item}
    for row in rows:
        message = telegram.Update.de_json(row.raw).message
        sibling = incoming(message) if message else None
        if sibling is not None:
            found.setdefault(sibling.message_id, sibling)
    return [found[message_id] for message_id in sorted(found)]


async def asked_by(turn: Turn, message: telegram.Message) -> Delivery | None:
    """Return the message of ours that this one replies to."""
    replied = message.reply_to_message
    if replied is None:
        return None
    author = replied.from_user
    ours = author is not None and author.username == turn.desk.bot_username
    words = replied.text if ours else None
    return await finding_messages.said(turn.desk, message.chat_id, replied.message_id, words)


async def answers(turn: Turn, asked: Delivery | None) -> int | None:
    """What a reply answers; of several things on a slip the first that is still owed."""
    owed = await several_answered(turn, asked)
    return owed[0].key if owed else await finding_messages.obligation_answered(turn.desk, asked)


async def several_answered(turn: Turn, asked: Delivery | None) -> list[Obligation]:
    """What is still owed of what a slip lists, where that is more than one thing."""
    slip = await finding_messages.slip_answered(turn.desk, asked)
    return await joint.still_owed(turn.desk, slip) if slip is not None else []


def has_sender(turn: Turn) -> bool:
    # Whoever speaks as a channel cannot be asked; an anonymous admin can.
    return turn.actor is not None or is_from_anonymous_admin(turn.message)


def reading(turn: Turn, item: Incoming) -> Substance:
    """Read a text; a file, a picture or a place reports whatever stands under it."""
    if item.kind != PartKind.TEXT:
        return Substance(states=True, counts=True)
    return substance.read(item.text, _names(turn))


async def _answers(turn: Turn, owing: Obligation, items: Sequence[Incoming]) -> bool:
    if not says_nothing(turn, items):
        return True
    return any([await outlooks.looks_ahead(turn.desk, owing, one.text) for one in items])


def says_nothing(turn: Turn, items: Iterable[Incoming]) -> bool:
    return all(reading(turn, item).meaning is not Meaning.REPORT for item in items)


async def _question(turn: Turn, owing: Obligation, items: Sequence[Incoming]) -> None:
    who = None if is_from_anonymous_admin(turn.message) else turn.person
    more_time = any(reading(turn, item).asks_for_time for item in items)
    await questioned.ask(turn.desk, turn.place, owing, items, who, more_time=more_time)


def _names(turn: Turn) -> list[str]:
    # People sign with these names, which say nothing of the matter.
    agency = turn.agency
    own = [turn.actor.name, *turn.actor.name.split()] if turn.actor else []
    return [agency_names.name(turn.desk, agency), agency_names.short(turn.desk, agency), *own]


def bare(item: Incoming) -> str:
    return item.text.strip(" 。.！!～~\n") if item.kind == PartKind.TEXT else ""
