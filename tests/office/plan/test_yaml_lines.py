"""libyaml reads a plan as Python's own reader does, and what is wrong is told in one way."""

from pathlib import Path

import pytest

from office.plan.yaml_lines import BadYaml, load, load_precisely
from tests.harness.plans import CITY, PACKS

FILES = (CITY, *sorted(PACKS.glob("*.yaml")))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_plan_is_read_with_the_same_lines(path: Path) -> None:
    text = path.read_text("utf-8")
    assert load(text) == load_precisely(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "at: 22:00\nday: 2026-12-01\nyes: no\nwide: 0x10\nfew: 3\nnone:\n",
        "once: &it {a: 1}\nagain: {<<: *it, b: 2}\n",
        "twice: 1\ntwice: 2\n",
        "blocks: |\n  第一行\n  第二行\nfolded: >-\n  甲\n  乙\n",
    ],
)
def test_words_are_read_alike(text: str) -> None:
    assert load(text) == load_precisely(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("一: [1\n二: 2", 2),
        ("一: 1\n二: '没有结束", 2),
        ("一: 1\n二: \x07", 2),
        ("一: 1\n\t二: 2", 2),
        ("一: !!python/object:os.x {}", 1),
        ("一: *nowhere", 1),
    ],
)
def test_what_is_wrong_is_told_in_one_way(text: str, line: int) -> None:
    with pytest.raises(BadYaml) as fast:
        load(text)
    with pytest.raises(BadYaml) as precise:
        load_precisely(text)
    assert (fast.value.reason, fast.value.line) == (precise.value.reason, precise.value.line)
    assert fast.value.line == line
