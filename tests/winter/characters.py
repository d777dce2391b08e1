"""Says how the people of bodies are: one row a character, drawn for each body from the seed."""

import random
from dataclasses import dataclass

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Character:
    name: str
    share: int
    """How many of a hundred bodies have such a liaison."""
    receipt: Span | None = (2, 12)
    """Minutes until the receipt is pressed; None: only when asked again."""
    report: Span | None = (0.05, 0.5)
    """The part of the time given after which a report is written; over 1 is late, None never."""
    when_chased: float = 0.8
    """How likely a reminder or a slip moves whoever has not answered."""
    asks: bool = False
    """Asks for more time shortly before the deadline."""
    corrects: bool = False
    """Writes wrong figures at first, and edits them."""
    by: str = "words"
    """What the report is: words, a photo or a document."""


CHARACTERS = (
    Character("punctual", 44),
    Character("busy", 14, receipt=(8, 26), report=(0.7, 0.97)),
    Character("late", 8, receipt=(20, 50), report=(1.02, 1.5)),
    Character("forgetful", 8, receipt=None, report=None, when_chased=0.7),
    Character("silent", 3, receipt=None, report=None, when_chased=0.15),
    Character("corrects", 8, corrects=True),
    Character("photographs", 6, by="photo"),
    Character("by letter", 4, report=(0.3, 0.9), by="document"),
    Character("asks for time", 5, report=(1.1, 1.4), asks=True),
)
PUNCTUAL = CHARACTERS[0]


def drawn(chance: random.Random) -> Character:
    return chance.choices(CHARACTERS, [one.share for one in CHARACTERS])[0]


def of_today(usual: Character, chance: random.Random) -> Character:
    """Everybody has another day now and then."""
    return drawn(chance) if chance.random() < 0.1 else usual
