"""Writes a plan file of the old language in today's; every other line stays as it is.

The text is cut into the blocks of its outermost keys, so that comments and the order of keys stay.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from office.plan.former import FORMER, with_ladders, with_owes
from office.plan.model import STORED, Plan
from office.plan.texts import PlanPart
from office.plan.yaml_lines import load

_KEY = re.compile(r"([A-Za-z_][\w-]*):(.*)")
_COMMENT = re.compile(r"""(?:[^'"#]|(?<=\S)#|'[^']*'|"(?:\\.|[^"\\])*")*?(?:^|(?<=\s))(#.*)""")
_TIME = re.compile(r": '?([0-2][0-9]:[0-5][0-9])'?$", re.MULTILINE)


class Block(NamedTuple):
    """A key of the outermost level with the comments above it; the head of a file has no key."""

    key: str
    lines: tuple[str, ...]


class Renewed(NamedTuple):
    text: str
    rewritten: tuple[tuple[str, str], ...]
    """Each key that is gone, with the one that says the same today."""


class Unrenewable(Exception):
    """Cut by its lines, the file would say something else or keep an old key; it is not written."""


def renew(text: str) -> Renewed:
    old = load(text).content
    facts = with_owes(with_ladders(old))
    rows = [row for row in _ROWS if row.former in old and row.now not in old and row.now in facts]
    blocks = list(_blocks(text))
    for row in rows:
        blocks = list(row.rewrite(blocks, facts))
    renewed = "".join(line for block in blocks for line in block.lines)
    content = load(renewed).content
    if any(row.former in content for row in rows) or not _same(content, old):
        raise Unrenewable
    return Renewed(renewed, tuple((row.said, row.now) for row in rows))


def _same(new: Any, old: Any) -> bool:
    wanted = Plan.model_validate(old, context=STORED)
    try:
        return Plan.model_validate(new, context=STORED) == wanted
    except ValidationError:
        return False


def _blocks(text: str) -> Iterator[Block]:
    key, lines, above = "", list[str](), list[str]()
    for line in text.splitlines(keepends=True):
        found = _KEY.match(line)
        if found:
            yield Block(key, tuple(lines))
            key, lines, above = found[1], [*above, line], []
        elif line.startswith("#"):
            above.append(line)
        else:
            # A comment that no key follows at once belongs to the block before it.
            lines, above = [*lines, *above, line], []
    yield Block(key, (*lines, *above))


def _ladders(blocks: list[Block], facts: Mapping[str, Any]) -> Iterator[Block]:
    for block in blocks:
        yield _as_report_ladder(block, facts) if block.key == "ladder" else block


def _as_report_ladder(block: Block, facts: Mapping[str, Any]) -> Block:
    ladders = {name: list(map(_plain, rungs)) for name, rungs in facts["ladders"].items()}
    written = load("".join(block.lines)).content["ladder"]
    above, beside, inside = _parted(block)
    above = [*above, *_comments(block.lines[len(above) : len(above) + 1])]
    if beside or written != ladders["report"]:
        # It is written anew, so what was said inside stands above it.
        return Block("ladders", (*above, *_comments(inside), _dumped({"ladders": ladders}), "\n"))
    others = {name: rungs for name, rungs in ladders.items() if name != "report"}
    indented = (f"  {line}" if line.strip() else line for line in inside)
    return Block("ladders", (*above, _dumped({"ladders": others}), "  report:\n", *indented))


def _parted(block: Block) -> tuple[list[str], str, list[str]]:
    """The comments above a key, the value on its line, and what stands under it."""
    keys = [(place, found) for place, line in enumerate(block.lines) if (found := _KEY.match(line))]
    at, found = keys[0]
    value = found[2].partition("#")[0].strip()
    return list(block.lines[:at]), value, list(block.lines[at + 1 :])


def _owes(blocks: list[Block], facts: Mapping[str, Any]) -> Iterator[Block]:
    former = [block for block in blocks if block.key in FORMER]
    comments = dict.fromkeys(one for block in former for one in _comments(block.lines))
    owes = _dumped({"owes": [_plain(one) for one in facts["owes"]]})
    for block in blocks:
        if block in former[:1]:
            yield Block("owes", (*comments, owes, "\n"))
        elif block.key not in FORMER:
            yield block


def _comments(lines: Iterable[str]) -> list[str]:
    """What is said after `#`, on a line of its own or after a value, each on its own line."""
    return [f"{found[1].rstrip()}\n" for line in lines if (found := _COMMENT.match(line))]


def _plain(part: Any) -> Any:
    """A part as a file writes it, without what it does not say."""
    facts = part.model_dump(mode="json") if isinstance(part, PlanPart) else part
    usual = {
        "slip": True,
        "addressees": ["body"],
        "copies_when": "always",
        "limit": "fixed",
        "least_notice": "0m",
    }
    return {
        key: value
        for key, value in facts.items()
        if value not in (None, [], {}, ()) and usual.get(key) != value
    }


def _dumped(value: Any) -> str:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)
    return _TIME.sub(r': "\1"', text)


class _Row(NamedTuple):
    former: str
    now: str
    said: str
    rewrite: Callable[[list[Block], Mapping[str, Any]], Iterator[Block]]


_ROWS = (
    _Row("ladder", "ladders", "ladder", _ladders),
    _Row("reporting", "owes", "receipt、reporting", _owes),
)
