"""Defines what is told of a report field by field."""

from storage.immutable import immutable


@immutable
class FieldSaid:
    name: str
    value: str
    unit: str


@immutable
class Unlikely:
    """A figure that is asked about."""

    said: FieldSaid
    than: FieldSaid
    """The figure beside which it is unlikely."""
    why: str
    """`part` where it is more than the whole, `day_before` where it is many times what it was the
    day before, `above` where it is more than the plan takes for likely."""


@immutable
class PartAlone:
    """A figure that is a part of another one of which nothing is said: 已整改3个."""

    said: FieldSaid
    whole: str
    """What the other one is called."""
    whole_unit: str


@immutable
class FileTold:
    """A file of which something is to be said: it is still being read, or was not read whole."""

    name: str
    told: str
    awaited: bool


@immutable
class CurbSaid:
    """What a report says of those of the list that are to stop, or to be limited."""

    what: str
    """The field that counts them."""
    act: str
    unit: str
    due: int
    said: int | None
    missing: tuple[str, ...]
    """Those of which it says that they did not."""
    differences: tuple[tuple[str, int], ...]
    """These are the differences between its number and the names, each with its size."""


@immutable
class FirmsSaid:
    """What a report says enterprise by enterprise."""

    curbs: tuple[CurbSaid, ...]
    doubts: tuple[str, ...]
    """Names that may be those of the list, each with buttons."""
    unlisted: tuple[str, ...]
    """Names that are like none of those that are to stop or be limited that day."""
    powers: int = 0
    """The number of enterprises of which it says how much power they used."""


@immutable
class UnderstoodView:
    """What was understood of a report that has a form."""

    fields: tuple[FieldSaid, ...]
    left_out: tuple[str, ...]
    doubts: tuple[str, ...]
    """Words that may mean several things, each with buttons."""
    unlikely: tuple[Unlikely, ...]
    unread: tuple[str, ...]
    """Numbers that found no field, with the words around them."""
    below_zero: tuple[str, ...] = ()
    """Figures that were written below zero, with the words around them."""
    files: tuple[FileTold, ...] = ()
    firms: FirmsSaid | None = None
    orally: tuple[str, ...] = ()
    """The items of which the report says nothing, so that what was said at a meeting stands."""
    alone: tuple[PartAlone, ...] = ()
    """They count as they are said, and nothing follows from them for what they are a part of."""
    asks: bool = False
    """Whether the buttons of the doubts stand below it."""


@immutable
class YesterdayView:
    """Yesterday's figures, to be corrected and sent."""

    matter: str
    fields: tuple[FieldSaid, ...]
