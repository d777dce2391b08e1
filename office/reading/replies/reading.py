"""What a form asks for, and what was read of a reply to it.

A plan's form fits `FormAsked` by its shape: this room knows no plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol

from storage.immutable import immutable

Value = int | Decimal | str
"""A count is an int, a number a Decimal; all else is text, a yes or no being `YES` or `NO`."""
YES, NO = "yes", "no"

Values = Mapping[str, Value]
"""Values by the ids of their fields."""


class FieldAsked(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str | None: ...
    @property
    def words(self) -> Sequence[str]: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def unit_en(self) -> str | None: ...
    @property
    def stock(self) -> bool: ...
    @property
    def choices(self) -> Sequence[str]: ...
    @property
    def choices_en(self) -> Sequence[str]: ...


class FormAsked(Protocol):
    @property
    def fields(self) -> Sequence[FieldAsked]: ...


@immutable
class Doubt:
    """Words that a person has to decide about: 约30人次, 3—5家, or one number for two fields."""

    words: str
    readings: tuple[Values, ...]
    """What it may mean. A single one is what it most likely says, to be confirmed."""


@immutable
class Reading:
    values: Values = field(default_factory=lambda: MappingProxyType({}))
    """What was read without doubt. A field in doubt is not here."""
    rest: str = ""
    """What is no field: the free paragraph, as it was written."""
    doubts: tuple[Doubt, ...] = ()
    unread: tuple[str, ...] = ()
    """The numbers that found no field, each with the words around it."""
