"""The command board's page is compiled before somebody opens it."""

from collections.abc import Iterator
from typing import Any

import pytest
from jinja2 import Environment

from messages.pages.board import page
from messages.render import Words, words_in
from tests.harness import command_boards as boards


@pytest.fixture
def words() -> Iterator[Words]:
    """Words of a zone in which nobody else has said anything yet."""
    words_in.cache_clear()
    yield words_in("zh", "Asia/Shanghai")
    words_in.cache_clear()


@pytest.mark.parametrize("reader", ["office", "wall"])
def test_what_was_loaded_ahead_is_compiled_no_more(
    words: Words, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.load_ahead(words)
    compiled: list[object] = []
    compiling: Any = Environment.compile

    def counted(self: Environment, source: object, *rest: object, **more: object) -> object:
        compiled.append(source)
        return compiling(self, source, *rest, **more)

    monkeypatch.setattr(Environment, "compile", counted)
    assert page.render(words, boards.example(reader), page.PageState(1))
    assert compiled == []
