"""What a proof comes back with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from office.desk import Desk

LOOK_BACK = timedelta(days=2)
"""Each gap is found within a minute: what is older was proved many times when it was new."""

Mend = Callable[[Desk], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that should be there and is not."""

    rule: str
    """Which proof failed; the phrase that says so is named after it."""
    subject: str
    """Such as `revision:3`: with the rule, it tells this gap from all others."""
    names: tuple[str, ...]
    """Whom it concerns, mostly agencies."""
    mend: Mend | None = None
    """What puts it right; nothing where a person has to look."""
