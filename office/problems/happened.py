"""What happened to a body's part of a problem is kept with what it owes, and stays there.

The columns of a rectification say how it stands now. An application that fell, or a dispute that
was answered, is in none of them any more.
"""

from office.desk import Desk
from office.obligations import lifecycle
from storage.immutable import immutable
from storage.owed.obligations import Obligation, ObligationEvent

_USER = "user:"


@immutable
class Noted:
    by: int | None
    """Who did it; None for the clock."""
    words: str


async def note(desk: Desk, owed: Obligation, what: str, words: str = "") -> None:
    await lifecycle.event(desk, owed, what, f"{desk.actor} {words}".strip())


def read(event: ObligationEvent) -> Noted:
    actor, _, words = event.detail.partition(" ")
    by = int(actor.removeprefix(_USER)) if actor.startswith(_USER) else None
    return Noted(by, words)
