"""What modules are like that were loaded without docstrings."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from bot.lean import load_without_docstrings

SOURCE = '''
"""What the module is for."""
from dataclasses import dataclass

def told():
    """What it does."""
    return "told"

def says_its_docstring():
    "the same text"
    return "the same text"

def says(): return "first of all"

first = lambda: "first of all"

def each(them):
    """What it gives."""
    return ["first of all" for _ in them], list("first of all" for _ in them)

async def later():
    """When it is called."""

@dataclass(frozen=True)
class Kept:
    """What is kept."""
    name: str = "kept"

    def told(self):
        """What it says."""
        def inner():
            """What it says inside."""
            return "inside"
        return inner
'''


@pytest.fixture
def lean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    (tmp_path / "made_for_this.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "path_hooks", list(sys.path_hooks))
    load_without_docstrings()
    yield importlib.import_module("made_for_this")
    del sys.modules["made_for_this"]
    sys.path_importer_cache.clear()


def test_nothing_keeps_its_docstring(lean: ModuleType) -> None:
    documented = [lean.told, lean.each, lean.later, lean.Kept, lean.Kept.told, lean.Kept().told()]
    assert [one.__doc__ for one in documented] == [" "] * 6


def test_everything_does_what_it_did(lean: ModuleType) -> None:
    assert lean.told() == "told"
    assert lean.says_its_docstring() == lean.says_its_docstring.__doc__ == "the same text"
    assert lean.says() == lean.first() == "first of all"
    assert lean.each("ab") == (["first of all"] * 2, ["first of all"] * 2)
    assert (lean.Kept(), lean.Kept().told()()) == (lean.Kept("kept"), "inside")
