"""What stands beside something owed, and what becomes of it as that is answered, moved or ended.

Each thing says so in one row. The rows are in `office/beside.py`, because most of them are of rooms
that stand on this one; whoever composes the program makes them known here before anything happens.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import field
from enum import StrEnum

from office.bodies.people import Actor
from office.desk import Desk
from office.plan.owed_kinds import Answer, OwedKind, kind_of
from storage.immutable import immutable
from storage.owed.obligations import Obligation


class OwedChange(StrEnum):
    """What may happen to something owed that concerns what stands beside it."""

    ANSWERED = "answered"
    RECOUNTED = "recounted"
    """Its answer counts from another time now."""
    ADDED = "added"
    """Something was added to its answer, or changed in it."""
    WITHDRAWN = "withdrawn"
    """Whoever answered took the answer back."""
    UNREGISTERED = "unregistered"
    """The office took back what it had registered as the answer."""
    IN_PART = "in_part"
    """Whoever answered says that a part remains to be done; the answer stands."""
    RETURNED = "returned"
    """The office sent the answer back."""
    ACCEPTED = "accepted"
    RELIEVED = "relieved"
    """改派: another body owes it instead."""
    JOINED = "joined"
    """并入: the body owes the same under another order, which is kept."""
    CANCELLED = "cancelled"
    """The order that asked for it was taken back."""
    CLOSED = "closed"
    """The matter under which it was owed has ended."""
    REPLACED = "replaced"
    """Another order asks for it, or it is asked of this body no more."""

    def said(self, desk: Desk) -> str:
        """Why it is owed no more, as people read it."""
        return desk.words.plain(f"owed_no_more_{self}")


OWED_NO_MORE = (
    OwedChange.RELIEVED,
    OwedChange.JOINED,
    OwedChange.CANCELLED,
    OwedChange.CLOSED,
    OwedChange.REPLACED,
)
WRONGLY_ASKED = (OwedChange.RELIEVED, OwedChange.CANCELLED)
"""The office says that the body should not have been asked, so nothing of it is held against it."""
OWED_AGAIN = (OwedChange.WITHDRAWN, OwedChange.UNREGISTERED, OwedChange.RETURNED)


@immutable
class Happening:
    change: OwedChange
    who: Actor | None = None
    """Whoever answered, where somebody did."""
    line: str = ""
    """What is said below messages that told of an answer which is taken back."""


TAKEN_BACK = Happening(OwedChange.WITHDRAWN)

Becoming = Callable[[Desk, Obligation, Happening], Awaitable[None]]
Forbid = Callable[[Desk, Obligation], Awaitable[None]]
"""It refuses the change."""


def is_reported(kind: OwedKind) -> bool:
    """For a receipt no slip is issued, and nobody asks for more time."""
    return kind.answer is Answer.REPORT


def is_accepted(kind: OwedKind) -> bool:
    return kind.is_accepted


def is_any(_kind: OwedKind) -> bool:
    return True


@immutable
class Beside:
    name: str
    becomes: Mapping[OwedChange, Becoming]
    """What happens to it at each change; one that is not named leaves it as it is."""
    forbids: Mapping[OwedChange, Forbid] = field(default_factory=dict)
    stands_by: Callable[[OwedKind], bool] = is_reported
    """Which kinds of what is owed may have it beside them."""


_known: list[Beside] = []


def know(rows: Collection[Beside]) -> None:
    _known[:] = rows


def of(obligation: Obligation) -> list[Beside]:
    if not _known:
        raise LookupError("what stands beside something owed is not known: settling.know(BESIDE)")
    kind = kind_of(obligation)
    return [row for row in _known if row.stands_by(kind)]


async def settle(desk: Desk, obligation: Obligation, happening: Happening) -> None:
    for row in of(obligation):
        becomes = row.becomes.get(happening.change)
        if becomes is not None:
            await becomes(desk, obligation, happening)


async def require(desk: Desk, obligation: Obligation, change: OwedChange) -> None:
    """Refuse the change where something beside it stands against it."""
    for row in of(obligation):
        forbids = row.forbids.get(change)
        if forbids is not None:
            await forbids(desk, obligation)
