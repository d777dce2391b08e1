"""A winter that was played is told of in a few words only."""

from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from tests.winter.season import Season
from tests.winter.tape import Tape


def test_nobody_makes_a_text_of_a_whole_winter() -> None:
    """The runner of asyncio does so with what it returns, and took five gigabytes for it."""
    company = SimpleNamespace(words="晴空" * 10_000)
    assert len(repr(Season(cast("Any", company), Tape(ZoneInfo("Asia/Shanghai"))))) < 100
