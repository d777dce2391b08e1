"""CONTRIBUTING.md lists the files to touch; the lists are true for what there is so far."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from handlers.decisions import drafts
from handlers.entry import application
from handlers.matters import notices
from messages import LOCALES
from messages.render import words_in
from office.matters.kinds import KINDS, KindOfMatter
from office.matters.order_texts import VIEWS
from office.obligations import board_texts
from office.plan import owed_kinds
from office.plan.serials import USUAL_SERIALS, SerialKind
from storage.decisions.matters import MatterKind, OrderKind
from storage.delivery.boards import BoardKind
from tests.harness.plans import city, packs
from tests.harness.sources import tree_of

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
HEADING = re.compile(r"^## Files to touch for a new (.+)$", re.MULTILINE)
LINE = re.compile(r"^- (?P<paths>`[^`]+`(?:, `[^`]+`)*)(?: \((?P<if>[^)]+)\))?: (?P<what>.+)$")
PATH = re.compile(r"`([^`]+)`")

OF_NOTICE = {form.kind for form in notices.OFFERED}
# It is begun under the card of what it tells of.
OF_A_CARD = {MatterKind.APPRAISAL_BULLETIN}
WITHOUT_COMMAND = (OF_NOTICE - {MatterKind.NOTICE}) | OF_A_CARD
SHORTER = {MatterKind.CONSULTATION: "consult"}
"""Commands that are shorter than the name of their kind."""

CONDITIONS: dict[str, Callable[[KindOfMatter], bool]] = {
    "if an order ends it": lambda row: bool(row.ends),
    "if receipts are owed": lambda row: row.receipts,
    "if it has no command of its own": lambda row: row.id in WITHOUT_COMMAND,
}
DAY = date(2026, 12, 1)
WITHOUT_LEVELS = [row for row in KINDS.values() if not row.has_level]
BY_ID = pytest.mark.parametrize("row", KINDS.values(), ids=lambda row: row.id)


class Listed(NamedTuple):
    path: str
    condition: str | None


def sections() -> dict[str, str]:
    parts = HEADING.split(TEXT)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def listed(section: str) -> list[Listed]:
    lines = [line for line in sections()[section].splitlines() if line.startswith("- ")]
    found = [LINE.match(line) for line in lines]
    assert [line for line, match in zip(lines, found, strict=True) if match is None] == []
    return [
        Listed(path, match["if"])
        for match in found
        if match
        for path in PATH.findall(match["paths"])
    ]


def filled(path: str, **names: str) -> Iterator[str]:
    """The text in each language, with these names in their places."""
    for name, value in names.items():
        path = path.replace(f"<{name}>", value)
    if "<language>" in path:
        yield from (path.replace("<language>", language) for language in LOCALES)
    else:
        yield path


def missing(paths: Iterator[str]) -> list[str]:
    return [path for path in paths if not (ROOT / path).is_file()]


def test_the_lists() -> None:
    assert list(sections()) == [
        "duty",
        "form",
        "kind of file that is read",
        "paper as Word",
        "kind of matter",
        "subject of signatures",
        "table",
        "alarm",
        "city",
    ]


@pytest.mark.parametrize(
    "section",
    [
        "duty",
        "form",
        "kind of file that is read",
        "paper as Word",
        "subject of signatures",
        "table",
        "alarm",
        "city",
    ],
)
def test_every_listed_file_exists(section: str) -> None:
    for one in listed(section):
        assert missing(filled(one.path, city="changji", board=BoardKind.REPORTS)) == []


@BY_ID
def test_every_kind_of_matter_has_all_its_files(row: KindOfMatter) -> None:
    wanted = [
        one
        for one in listed("kind of matter")
        if one.condition is None or CONDITIONS[one.condition](row)
    ]
    assert len(wanted) > 10
    assert [path for one in wanted for path in missing(filled(one.path, kind=row.id))] == []


@BY_ID
def test_every_kind_of_matter_is_where_the_list_says(row: KindOfMatter) -> None:
    assert row.id in VIEWS
    assert MatterKind(row.id) in drafts.REOPENED
    assert (row.receipts or bool(row.concluded_by)) == (row.id in board_texts._OF_ORDERS)
    assert row.serials[OrderKind.ISSUE] in SerialKind
    assert f"| {row.name} |" in (ROOT / "docs/glossary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", WITHOUT_LEVELS, ids=lambda row: row.id)
@pytest.mark.parametrize("language", LOCALES)
def test_a_kind_without_levels_has_a_form_words_and_a_serial(
    row: KindOfMatter, language: str
) -> None:
    [form] = [form for form in drafts.FORMS if form.kind == row.id]
    assert row.serials[OrderKind.ISSUE] in USUAL_SERIALS
    words = words_in(language, "Asia/Shanghai")
    if row.id in OF_NOTICE:
        assert words.plain(f"notice_button_{row.id}")
    if row.id not in WITHOUT_COMMAND:
        # A command that lists what there is has the plural for its name.
        named = {row.id, f"{row.id}s", SHORTER.get(row.id, row.id)}
        [command] = named & set(application.whole().commands)
        assert words.plain(f"menu_{command}")
    for step in form.steps:
        assert words.plain(row.key(f"field_{step.name}"))


@pytest.mark.parametrize("kind", sorted(owed_kinds.KINDS.keys() - owed_kinds.FORMER))
def test_every_duty_is_where_the_list_says(kind: str) -> None:
    row = owed_kinds.KINDS[kind]
    assert any(plan.known_owed(kind) for plan in (city(), *packs()))
    for language in LOCALES:
        words = words_in(language, "Asia/Shanghai")
        assert words.plain(f"matter_{kind}", day=DAY, title="")
        assert words.plain(f"reconcile_unowed_{kind}", count=2, names="")
        board = (f"board_{row.board}",) if row.board else ()
        for template in (row.prompt, row.nudge, *board):
            assert (ROOT / f"messages/templates/{language}/{template}.html.j2").is_file()


@pytest.mark.parametrize("plan", sorted(path.stem for path in (ROOT / "plans").glob("*.yaml")))
def test_every_city_has_its_test(plan: str) -> None:
    for one in listed("city"):
        assert missing(filled(one.path, city=plan)) == []


def test_migrations_know_every_table() -> None:
    tree = tree_of((ROOT / "storage/upkeep/tables.py").read_text("utf-8"))
    known = {
        f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    with_tables = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "storage").rglob("*.py")
        if ", table=True):" in path.read_text("utf-8")
    }
    assert with_tables <= known
    assert with_tables
