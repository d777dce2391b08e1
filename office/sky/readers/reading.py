"""Tells which shape a forecast or a measurement comes in, and reads it."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from office.sky.readers import cities, days, hours, providers, tables, words
from office.sky.readers.air import ReadAir, UnreadAir
from storage.immutable import immutable

LONGEST = 200_000


@immutable
class AskedAir:
    """What the readers need beside the text."""

    now: datetime
    zone: tzinfo
    """The plan's, in which hours without a zone are meant."""
    places: Sequence[str]
    """The jurisdiction's names."""


@immutable
class Shape:
    key: str
    sniffs: Callable[[str], bool]
    read: Callable[[str, AskedAir], ReadAir]


SHAPES = (
    Shape("service", providers.sniffs, lambda text, asked: providers.read(text, asked.zone)),
    Shape(
        "cities",
        cities.sniffs,
        lambda text, asked: cities.read(text, asked.zone, asked.places),
    ),
    Shape("table", tables.sniffs, lambda text, asked: tables.read(text, asked.zone)),
    Shape("hours", hours.sniffs, lambda text, asked: hours.read(text, asked.now)),
    Shape("days", days.sniffs, lambda text, asked: days.read(text, asked.now)),
)
"""The stricter ones first: what is a table also has lines that begin with a day."""


def read(text: str, asked: AskedAir) -> tuple[str, ReadAir]:
    """Return the key of its shape and what was read.

    Raise `UnreadAir` for what no shape fits, and for another country's index.
    """
    if len(text) > LONGEST:
        raise UnreadAir("air_too_much_text", most=LONGEST)
    shape = next((one for one in SHAPES if one.sniffs(text)), None)
    if shape is None or (shape.key != "service" and words.FOREIGN.search(text)):
        raise UnreadAir("air_foreign_index" if words.FOREIGN.search(text) else "air_nothing_read")
    return shape.key, shape.read(text, asked)
