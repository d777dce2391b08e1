"""Declares immutable values: objects that are made once and changed by nobody."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(cls: type[T]) -> type[T]:
    """Make the class a dataclass whose fields the type checker lets nobody set.

    `dataclass(frozen=True)` would have Python watch over them as well, by two more functions for
    each of 400 classes, and by a detour at each field of each object that is made.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
