"""Takes a letter at the desk of the office that it is for: one row a kind says what follows."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from office.desk import Desk
from office.matters import clocks
from office.region import (
    above,
    answering_counties,
    aside,
    asking_upper,
    counties,
    filing,
    incoming,
    notes,
    opening,
    reporting,
    urgent_above,
    urgent_receipts,
)
from office.region.letters import LETTER
from storage.region import letters as store
from storage.region.letters import Letter, LetterKind, LetterState
from storage.roster import chats

Taker = Callable[[Desk, Letter], Awaitable[str]]
"""It gets the receiver's desk, and returns what came of the letter."""

TAKEN_BY: dict[LetterKind, Taker] = {
    LetterKind.NOTE: notes.take,
    LetterKind.ALERT: incoming.take,
    LetterKind.FILING: filing.take,
    LetterKind.PROGRESS: counties.take_progress,
    LetterKind.REMINDER: above.remind,
    LetterKind.CONSENT_ASKED: answering_counties.take,
    LetterKind.CONSENT: asking_upper.take_answer,
    LetterKind.REPORT_ASKED: reporting.take_asked,
    LetterKind.URGENT: urgent_above.take,
    LetterKind.URGENT_RECEIVED: urgent_receipts.take,
    LetterKind.OPENED: opening.take,
}

NOBODY_READS = timedelta(minutes=10)
"""An office without a group would read nothing, so its letters are looked at again after this."""


async def take(desk: Desk, letter_id: int, takers: Mapping[LetterKind, Taker] = TAKEN_BY) -> str:
    """Take the letter, after those of the same sender that still wait: a lift follows its issue."""
    letter = await store.letter(desk.session, letter_id)
    if letter is None or letter.to_jurisdiction != desk.jurisdiction:
        raise LookupError(f"letter {letter_id} is not for {desk.jurisdiction}")
    if letter.state == LetterState.TAKEN:
        return "taken before"
    if await chats.office_chat(desk.session, desk.jurisdiction) is None:
        await clocks.on_agenda(desk, LETTER, letter.key, desk.now + NOBODY_READS)
        return "no group to read it"
    came = ""
    for one in await store.waiting_up_to(desk.session, letter):
        came = await _take(desk, one, takers)
    return came


async def _take(desk: Desk, letter_id: int, takers: Mapping[LetterKind, Taker]) -> str:
    try:
        # What a letter that fails had changed is undone, and the letters behind it are taken.
        async with desk.session.begin_nested():
            return await _taken(desk, await store.known(desk.session, letter_id), takers)
    # A database that is away fails again below, and then nothing is taken.
    except Exception as error:
        return await aside.put(desk, await store.known(desk.session, letter_id), error)


async def _taken(desk: Desk, letter: Letter, takers: Mapping[LetterKind, Taker]) -> str:
    was_aside = letter.state == LetterState.ASIDE
    letter.came = await takers[LetterKind(letter.kind)](desk, letter)
    letter.state, letter.taken_at = LetterState.TAKEN, desk.now
    desk.session.add(letter)
    await desk.session.flush()
    await desk.record(
        "letter_taken", f"letter:{letter.key}", sender=letter.jurisdiction, kind=letter.kind
    )
    if was_aside:
        await aside.settle(desk, letter)
    return letter.came
