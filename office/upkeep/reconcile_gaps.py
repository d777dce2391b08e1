"""Defines what a proof returns."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from office.desk import Desk
from storage.immutable import immutable

LOOK_BACK = timedelta(days=2)
"""Each gap is found within a minute; what is older was proved many times when it was new."""

Mend = Callable[[Desk], Awaitable[None]]


@immutable
class Gap:
    """Something that should be there and is not."""

    rule: str
    """The proof that failed; the phrase that tells of it has this name."""
    subject: str
    """A key such as `revision:3`; together with the rule it tells this gap from all others."""
    names: tuple[str, ...]
    """Those whom it concerns, mostly agencies."""
    mend: Mend | None = None
    """What closes the gap; None where a person has to look."""
