"""The locks leave pip nothing to choose, whatever is released after them."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
ENTRY = re.compile(r"^[a-z].*(?:\n +.*)*", re.MULTILINE)

Wanted = tuple[str, frozenset[str]]


def locked(lock: str) -> list[Requirement]:
    entries = ENTRY.findall((ROOT / lock).read_text("utf-8"))
    return [Requirement(re.sub(r"[\\\s]+--hash=\S+", "", entry)) for entry in entries]


def wanted(requirement: Requirement) -> Wanted:
    return canonicalize_name(requirement.name), frozenset(requirement.extras)


def asked_for(by: Requirement) -> set[Wanted]:
    """The requirements of a locked package that is installed here."""
    try:
        lines = requires(by.name) or []
    except PackageNotFoundError:
        return set()  # The lock serves other systems as well.
    asked = [Requirement(line) for line in lines]
    extras = by.extras or {""}
    return {
        wanted(one)
        for one in asked
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras)
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_whatever_a_locked_package_asks_for_is_locked_with_the_extras_it_names(lock: str) -> None:
    entries = locked(lock)
    held = {wanted(entry) for entry in entries}
    missing = {one for entry in entries for one in asked_for(entry)} - held
    assert missing == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_locked_with_extras_is_locked_without_them_too(lock: str) -> None:
    """An older pip takes the two for two things, and would choose the newest of the other."""
    versions = {(one.name, str(one.specifier)) for one in locked(lock) if not one.extras}
    with_extras = {(one.name, str(one.specifier)) for one in locked(lock) if one.extras}
    assert with_extras
    assert with_extras <= versions


def test_the_project_itself_asks_for_nothing_that_is_not_locked() -> None:
    held = {wanted(entry) for entry in locked("requirements.txt")}
    assert asked_for(Requirement("qingkong")) <= held
