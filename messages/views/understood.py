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
    yesterday: bool
    """Whether that is the same field a day before."""


@immutable
class FileTold:
    """A file of which something is to be said: it is still being read, or was not read whole."""

    name: str
    told: str
    awaited: bool


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
    files: tuple[FileTold, ...] = ()
    asks: bool = False
    """Whether the buttons of the doubts stand below it."""


@immutable
class YesterdayView:
    """Yesterday's figures, to be corrected and sent."""

    matter: str
    fields: tuple[FieldSaid, ...]
