"""The examples in docs/sandbox.md run as they stand, and what it lists is there."""

from __future__ import annotations

import asyncio
import re
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from sandbox import HANG, FaultKind, World

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sandbox.md").read_text("utf-8")
EXAMPLES = [
    (section.partition("\n")[0], code)
    for section in PAGE.split("\n## ")
    for code in re.findall(r"^```python\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
]


def test_both_libraries_have_an_example() -> None:
    assert [title for title, _ in EXAMPLES] == [
        "In a test: python-telegram-bot",
        "In a test: aiogram",
    ]


@pytest.mark.parametrize(("title", "code"), EXAMPLES, ids=[title for title, _ in EXAMPLES])
async def test_the_example_runs(title: str, code: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", "-c", code, cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(HANG):
        _, complaints = await process.communicate()
    assert (process.returncode, complaints.decode()) == (0, "")


def test_every_fault_is_explained() -> None:
    explained = re.findall(r"`([a-z]+_?[a-z_]+)`", PAGE.partition("## Faults")[2])
    assert {kind.value for kind in FaultKind} <= set(explained)


def test_every_deed_of_the_page_exists() -> None:
    deeds = PAGE.partition("What people can do is on `World`:")[2].partition("…")[0]
    for name in re.findall(r"`(\w+)`", deeds):
        assert callable(getattr(World, name))
