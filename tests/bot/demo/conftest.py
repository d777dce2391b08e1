"""A small office as the demo plays it, on a clock that stands until a test moves it.

Enrolling everybody takes longer than most of what is tested: one evening may prove several things.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.theatre import Theatre
from tests.bot.demo.performing import playing


@pytest.fixture
async def theatre(tmp_path: Path) -> AsyncIterator[Theatre]:
    async with playing(tmp_path) as opened:
        yield opened
