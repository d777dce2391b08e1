"""The files around the code agree with one another."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
FOLDERS = (
    "bot",
    "handlers",
    "office",
    "messages",
    "storage",
    "sandbox",
    "plans",
    "tests",
    "docs",
    ".ci",
)
LOCKS = ("requirements.txt", "requirements-dev.txt")

# A developer's checkout or a build machine keeps things there; a product's text never names them.
HOMES = "|".join(("work", "root", "home", "Users", "private"))
MACHINE_PATH = re.compile(rf"(?<![\w.$}}-])/(?:{HOMES})/[\w.-]+")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads(read("pyproject.toml"))["project"]
    return table


def name_of(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].replace("_", "-").lower()


def locked(lock: str) -> list[str]:
    """The lock's entries, each with its hashes on one line."""
    lines = read(lock).replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def our_files() -> Iterator[Path]:
    # In a second work tree .git is a file, with git's own path to the first one.
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".git")
    for folder in FOLDERS:
        yield from (path for path in (ROOT / folder).rglob("*") if path.is_file())


def is_generated(path: Path) -> bool:
    return path.name.startswith(".coverage") or "__pycache__" in path.parts


def readable(path: Path) -> str:
    """The text of a text file, nothing of a picture or a form."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def test_the_version_is_the_newest_in_the_changelog() -> None:
    newest = re.search(r"^## (\d\S*)", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == project()["version"]


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_locked_has_a_version_and_a_hash(lock: str) -> None:
    entries = locked(lock)
    assert entries
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("address", ["://", "--index-url", "--extra-index-url", "--find-links"])
def test_locks_name_no_address(lock: str, address: str) -> None:
    assert address not in read(lock)


def test_locks_hold_what_the_project_asks_for() -> None:
    runtime = {name_of(entry) for entry in locked("requirements.txt")}
    development = {name_of(entry) for entry in locked("requirements-dev.txt")}
    assert {name_of(wanted) for wanted in project()["dependencies"]} <= runtime
    assert {name_of(wanted) for wanted in project()["optional-dependencies"]["dev"]} <= development


def test_development_has_the_very_versions_of_production() -> None:
    assert set(locked("requirements.txt")) <= set(locked("requirements-dev.txt"))


def test_every_test_folder_is_a_package() -> None:
    # Otherwise pytest would take tests/office for the office itself.
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert {folder for folder in folders if not (folder / "__init__.py").exists()} == set()


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in our_files()
        if not is_generated(path)
        for match in MACHINE_PATH.finditer(readable(path))
    }
    assert found == set()


@pytest.mark.parametrize("target", ["demo", "test"])
def test_the_readme_names_what_a_newcomer_types(target: str) -> None:
    assert f"make {target}" in read("README.md")


def test_every_target_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", read("README.md"))) <= targets


def test_make_help_explains_every_target() -> None:
    makefile = read("Makefile")
    public = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert public is not None
    explained = set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))
    assert set(public[1].split()) == explained
