"""The documents name what there is, and nothing that there is not."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli.app import app
from bot.settings import PREFIX, SECRETS, Settings
from handlers.entry import application
from tests.harness.pages import pages

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
OF_COMMANDS = ("docs/commands.md", "docs/zh/commands.md")
OF_SETTINGS = ("docs/settings.md", "docs/zh/settings.md")

COMMAND = re.compile(r"`/([a-z]+)")
SETTING = re.compile(rf"`({PREFIX}[A-Z_]+)`")
LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", OF_COMMANDS)
def test_every_command_is_told_and_none_that_is_not(name: str) -> None:
    assert set(COMMAND.findall(read(name))) == set(application.whole().commands)


@pytest.mark.parametrize("name", READMES)
def test_a_readme_names_no_command_that_is_not(name: str) -> None:
    assert set(COMMAND.findall(read(name))) <= set(application.whole().commands)


@pytest.mark.parametrize("name", OF_SETTINGS)
def test_every_setting_is_told_and_none_that_is_not(name: str) -> None:
    told = set(SETTING.findall(read(name)))
    fields = {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}
    files = {f"{PREFIX}{field.upper()}_FILE" for field in SECRETS}
    assert fields <= told <= fields | files


@pytest.mark.parametrize("name", READMES)
def test_what_is_typed_into_the_terminal_exists(name: str) -> None:
    programs = set(getattr(get_command(app), "commands"))  # noqa: B009 - click's type is wider
    typed = set(re.findall(r"\bqingkong ([a-z]+)\b", read(name)))
    # The database and its user in the backup line have the program's name too.
    assert typed - {"qingkong"} <= programs


@pytest.mark.parametrize(
    "name", [*READMES, *(page.relative_to(ROOT).as_posix() for page in pages())]
)
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    for target in LINK.findall(read(name)):
        assert (ROOT / name).parent.joinpath(target).exists(), target


ROOMS = ("bot", "handlers", "office", "messages", "storage")
FILE = re.compile(rf"`((?:{'|'.join(ROOMS)})/[a-z_/]+\.py)`")


def test_files_that_documents_and_docstrings_name_exist() -> None:
    code = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    named = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in [*(ROOT / "docs").rglob("*.md"), *code]
        for name in FILE.findall(path.read_text(encoding="utf-8"))
    }
    assert ("docs/how-it-works.md", "messages/drills.py") in named
    assert sorted(one for one in named if not (ROOT / one[1]).is_file()) == []


def test_each_decision_has_a_number_of_its_own_which_its_title_says() -> None:
    told = [(path.name[:4], path.read_text(encoding="utf-8")) for path in decisions()]
    numbers = [number for number, _ in told]
    assert len(numbers) == len(set(numbers))
    assert [title for number, title in told if not title.startswith(f"# {int(number)}. ")] == []


def decisions() -> list[Path]:
    return sorted((ROOT / "docs/adr").glob("*.md"))
