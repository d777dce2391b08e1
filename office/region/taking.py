"""Takes a letter at the desk of the office that it is for: one row a kind says what follows."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from office.desk import Desk
from office.matters import clocks
from office.region import above, counties, filing, incoming, notes
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
}

NOBODY_READS = timedelta(minutes=10)
"""An office without a group would read nothing, so its letters are looked at again after this."""


async def take(desk: Desk, letter_id: int) -> str:
    """Take the letter, after those of the same sender that still wait: a lift follows its issue."""
    letter = await store.letter(desk.session, letter_id)
    if letter is None or letter.to_jurisdiction != desk.jurisdiction:
        raise LookupError(f"letter {letter_id} is not for {desk.jurisdiction}")
    if letter.state == LetterState.TAKEN:
        return "taken before"
    if await chats.office_chat(desk.session, desk.jurisdiction) is None:
        await clocks.on_agenda(desk, LETTER, letter.key, desk.now + NOBODY_READS)
        return "no group to read it"
    for one in await store.waiting_up_to(desk.session, letter):
        await _take(desk, one)
    return letter.came


async def _take(desk: Desk, letter: Letter) -> None:
    letter.came = await TAKEN_BY[LetterKind(letter.kind)](desk, letter)
    letter.state, letter.taken_at = LetterState.TAKEN, desk.now
    desk.session.add(letter)
    await desk.session.flush()
    await desk.record(
        "letter_taken", f"letter:{letter.key}", sender=letter.jurisdiction, kind=letter.kind
    )
