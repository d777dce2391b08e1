"""Writing a letter: its row and the item on the other office's agenda are one decision of ours."""

from typing import Any

from office.desk import Desk
from storage import agenda
from storage.region import letters as store
from storage.region.letters import Letter, LetterKind
from storage.subjects import Subject, columns

LETTER = "letter"
"""The kind of agenda item; its subject is the letter, its jurisdiction that of the receiver."""


async def write(
    desk: Desk,
    to: str,
    kind: LetterKind,
    title: str,
    *,
    key: str,
    number: str = "",
    about: Subject | None = None,
    answers: Letter | None = None,
    **payload: Any,
) -> Letter:
    """Write to an office on this bot; a second call with the same key writes nothing new.

    The receiver's desk takes it in a transaction of its own, in whichever process ticks.
    """
    known = await store.by_dedupe_key(desk.session, desk.jurisdiction, key)
    if known is not None:
        return known
    written = Letter(
        jurisdiction=desk.jurisdiction,
        to_jurisdiction=to,
        kind=kind,
        title=title,
        number=number,
        payload=payload,
        answers_id=answers.key if answers else None,
        dedupe_key=key,
        written_at=desk.now,
        **columns(about),
    )
    desk.session.add(written)
    await desk.session.flush()
    await agenda.schedule(
        desk.session, jurisdiction=to, kind=LETTER, subject=written.key, due_at=desk.now
    )
    await desk.record("letter_written", f"letter:{written.key}", to=to, kind=kind, number=number)
    return written
