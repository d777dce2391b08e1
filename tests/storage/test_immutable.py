"""How values are shown, compared and kept from change."""

from dataclasses import dataclass, field, replace

import pytest

from storage.immutable import immutable


@immutable
class Shown:
    name: str
    hours: int = 24
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Plain:
    name: str
    hours: int = 24
    secret: str = field(default="", repr=False)


def test_a_value_is_shown_as_a_dataclass_shows_itself() -> None:
    value = Shown("橙色", secret="给谁都不看")
    assert repr(value) == "Shown(name='橙色', hours=24)"
    assert repr(Plain("橙色", secret="给谁都不看")) == repr(value).replace("Shown", "Plain")


def test_equal_values_are_one_key() -> None:
    assert {Shown("橙色"): 1}[Shown("橙色")] == 1
    assert replace(Shown("橙色"), hours=48) == Shown("橙色", 48) != Shown("橙色")


def test_a_value_takes_no_field_that_it_does_not_declare() -> None:
    with pytest.raises(AttributeError):
        Shown("橙色").day = 1  # type: ignore[attr-defined]
