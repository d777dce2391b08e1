"""One word for one thing: the glossary names what exists, and no name is taken twice."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.harness.sources import tree_of

ROOT = Path(__file__).parents[1]
PRODUCT = ("bot", "handlers", "office", "messages", "storage")
# A type alias is written like a class, a constant is not, and a name with a leading underscore
# stays in its file.
TYPE_NAME = re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
ROW = re.compile(
    r"\| (?P<word>\w+) \| (?P<chinese>[^|]+) \| (?P<meaning>[^|]+) "
    r"\| (?:(?P<what>table|module) )?`(?P<path>[^`]+)` \|"
)


class Term(NamedTuple):
    word: str
    chinese: str
    meaning: str
    what: str
    path: str


def terms() -> list[Term]:
    lines = (ROOT / "docs/glossary.md").read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ")][1:]
    found = [ROW.fullmatch(row) for row in rows]
    assert [row for row, match in zip(rows, found, strict=True) if match is None] == []
    return [Term(*(match[name] or "" for name in Term._fields)) for match in found if match]


@cache
def tree_in(path: Path) -> ast.Module:
    return tree_of(path.read_text("utf-8"))


def types_in(tree: ast.Module) -> set[str]:
    """The names of the classes of a module, and of the types that it gives a name to."""
    classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    targets = [target for node in tree.body for target in _assigned(node)]
    return classes | {target for target in targets if TYPE_NAME.fullmatch(target)}


def _assigned(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def tables_in(tree: ast.Module) -> set[str]:
    return {
        str(node.value.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and _assigned(node) == ["__tablename__"]
        and isinstance(node.value, ast.Constant)
    }


def homes(files: dict[str, ast.Module]) -> dict[str, list[str]]:
    """Each public name of a type with the files that define it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, tree in files.items():
        for name in types_in(tree):
            if not name.startswith("_"):
                found[name].append(path)
    return found


def doubles(files: dict[str, ast.Module]) -> dict[str, list[str]]:
    return {name: sorted(paths) for name, paths in homes(files).items() if len(paths) > 1}


def product() -> dict[str, ast.Module]:
    paths = [path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py")]
    return {str(path.relative_to(ROOT)): tree_in(path) for path in paths}


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.word)
def test_what_the_glossary_names_is_where_it_says(term: Term) -> None:
    path = ROOT / term.path
    assert path.is_file()
    if term.what == "module":
        assert path.stem == term.word
    elif term.what == "table":
        assert term.word in tables_in(tree_in(path))
    else:
        assert term.word in types_in(tree_in(path))


def test_no_word_and_no_chinese_term_stands_twice() -> None:
    known = terms()
    assert len({term.word.lower() for term in known}) == len(known)
    assert len({term.chinese for term in known}) == len(known)


def test_no_two_types_of_the_product_share_a_name() -> None:
    assert doubles(product()) == {}


def test_a_second_type_of_the_same_name_is_found() -> None:
    files = {
        "office/a.py": tree_of("class Line: ..."),
        "office/b.py": tree_of("Line = tuple[int, str]\nLIMIT = 3\n_Own = int"),
        "office/c.py": tree_of("class _Own: ...\nLIMIT = 4\nLine: TypeAlias = str"),
    }
    assert doubles(files) == {"Line": ["office/a.py", "office/b.py", "office/c.py"]}


def test_no_name_in_code_calls_a_shift_a_duty() -> None:
    """A duty is what a plan charges somebody with; other types do not hold the word."""
    named = {name for name in homes(product()) if "Duty" in name or "Duties" in name}
    assert named == {"Duty", "DutyLine", "DutiesView", "CommandDutiesView"}
