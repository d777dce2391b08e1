"""What one reads while the packages are installed, and what pip said where it fails."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
INSTALL = ROOT / "scripts" / "install.sh"
LOCK = """\
aiohttp==3.14.5 \\
    --hash=sha256:00
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:00
sqlalchemy==2.1.9 \\
    --hash=sha256:00
sqlalchemy[asyncio]==2.1.9 \\
    --hash=sha256:00
"""
PYTHON = """\
#!/bin/sh
[ "$1" = -m ] || {{ echo {library}; exit; }}
{pip}
"""


def install(folder: Path, pip: str) -> tuple[int, list[str]]:
    """Install with a Python that has this for its pip."""
    lock, python, log = folder / "lock.txt", folder / "python", folder / "pip.log"
    library = folder / "library"
    library.mkdir()
    lock.write_text(LOCK)
    python.write_text(PYTHON.format(library=library, pip=pip))
    python.chmod(0o755)
    done = subprocess.run(
        ["sh", INSTALL, python, lock, log], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.replace(f"{folder}/", "").splitlines()


def test_a_package_that_has_an_extra_counts_once(tmp_path: Path) -> None:
    assert install(tmp_path, "exit 0") == (0, ["  lock.txt: all 3 packages are there"])


@pytest.mark.parametrize("code", [1, 2])
def test_where_pip_fails_its_words_and_its_code_are_given(tmp_path: Path, code: int) -> None:
    said = install(tmp_path, f"echo 'ERROR: no such release' >&2; exit {code}")
    assert said == (code, ["ERROR: no such release"])


def test_an_environment_that_is_a_link_is_not_emptied_through_it(tmp_path: Path) -> None:
    """It may be that of another checkout, in which somebody works."""
    shared, checkout = tmp_path / "shared", tmp_path / "checkout"
    shared.mkdir()
    checkout.mkdir()
    (shared / "kept.txt").write_text("kept")
    (checkout / ".venv").symlink_to(shared)
    (checkout / "requirements.txt").write_text(LOCK)
    command = ["make", "--no-print-directory", "-f", str(ROOT / "Makefile"), ".venv/.runtime"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stdout.startswith(".venv is a link,")
    assert [one.name for one in shared.iterdir()] == ["kept.txt"]
