"""Reads the pages of docs/: what is typed into a terminal, and what is said and pressed in chats.

A block that is fenced as `chat` has one line for each thing that happens:

    officer: /warn orange 2026-12-01T09:00 72h PM2.5     said where this person acts
    officer: [Confirm]                                    a button that stands there
    housing: ↩ Four teams were out.                       a reply to what the bot said last there
    bot → housing: Orange alert                           a piece of what the bot says there
    time: 12-02 08:00                                     the clock goes on to then

A block that is fenced as `sh` is typed into a shell, one as `console` is only looked at, as it
needs what a test has not, such as Docker.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[2] / "docs"
FENCED = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
AFTER = re.compile(r"<!-- after: (?P<page>[\w-]+) -->")
"""A page that goes on where another one ends names it so."""
CHAT_LINE = re.compile(r"(?P<who>[^:：]+?)(?: → (?P<whom>[^:：]+))?[:：]\s*(?P<what>.+)")


class ChatLine(NamedTuple):
    who: str
    whom: str | None
    what: str


def page(name: str, locale: str) -> Path:
    """The page of this name; the Chinese ones lie in a folder of their own."""
    return (DOCS if locale == "en" else DOCS / locale) / f"{name}.md"


def blocks(path: Path, kind: str) -> list[str]:
    found = FENCED.finditer(path.read_text("utf-8"))
    return [match["body"] for match in found if match["kind"] == kind]


def beginning(path: Path) -> str | None:
    """The page on which this one goes on, if it goes on where another ends."""
    before = AFTER.search(path.read_text("utf-8"))
    return before["page"] if before else None


def chat(name: str, locale: str) -> Iterator[ChatLine]:
    """All that happens on the page, after what happens on the page on which it stands."""
    path = page(name, locale)
    before = beginning(path)
    if before is not None:
        yield from chat(before, locale)
    for block in blocks(path, "chat"):
        for line in block.splitlines():
            match = CHAT_LINE.fullmatch(line)
            assert match is not None, f"{path.name}: {line}"
            yield ChatLine(match["who"], match["whom"], match["what"])


def pages() -> list[Path]:
    return sorted([*DOCS.glob("*.md"), *(DOCS / "zh").glob("*.md")])
