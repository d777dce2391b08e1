"""Declares immutable values: objects that are made once and changed by nobody."""

from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def immutable(cls: type[T]) -> type[T]:
    """Make the class a dataclass whose fields the type checker lets nobody set.

    `dataclass(frozen=True)` would have Python watch over them as well, by two more functions for
    each of 400 classes, and by a detour at each field of each object that is made.
    """
    made = dataclass(slots=True, unsafe_hash=True, repr=False)(cls)
    # One function shows them all; a dataclass would write one for each class.
    made.__repr__ = _shown  # type: ignore[method-assign]
    return made


def _shown(value: Any) -> str:
    said = (f"{one.name}={getattr(value, one.name)!r}" for one in fields(value) if one.repr)
    return f"{type(value).__qualname__}({', '.join(said)})"
