"""Fails when a lock cannot be installed tomorrow, with the oldest pip that may meet it.

A lock is written today and installed for years, with whatever pip a Python brings along. By then
there are newer releases of everything, and a pip that finds one of them where the lock left it a
choice stops: what it chose has no hash. So each lock is resolved here by the first pip of this
Python, beside a folder of made-up releases that are newer than everything locked. Nothing of what
is resolved gets installed; the locked files are fetched, and their hashes compared.
"""

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from zipfile import ZipFile

LOCKS = ("requirements.txt", "requirements-dev.txt")
FIRST_PIP = {(3, 11): "22.3", (3, 12): "23.2.1", (3, 13): "24.2", (3, 14): "25.2"}
"""What ensurepip brings with the first release of each Python that is supported."""
TOMORROW = "99999"
ERRORS_ONLY = ("--quiet", "--quiet")
ENTRY = re.compile(r"^([\w.-]+)(?:\[([^]]*)\])?==", re.MULTILINE)


def main(*locks: str) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pip = _first_pip(folder / "pip")
        venv.create(folder / "fresh", with_pip=False)
        python = folder / "fresh" / "bin" / "python"
        return max(_try(python, pip, Path(lock), folder / Path(lock).stem) for lock in locks)


def _try(python: Path, pip: Path, lock: Path, newer: Path) -> int:
    count = _make_up(newer, lock.read_text("utf-8"))
    resolve = ("install", "--dry-run", *ERRORS_ONLY, "--no-input", "--disable-pip-version-check")
    given = ("--require-hashes", "--requirement", lock, "--find-links", newer)
    tried = subprocess.run(
        [python, pip / "pip", *resolve, *given],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if tried.returncode:
        _say(f"{tried.stdout}{lock}: {_named(pip)} cannot install it beside newer releases")
        return 1
    _say(f"{lock}: {_named(pip)} takes all {count} entries beside newer releases of each")
    return 0


def _make_up(folder: Path, lock: str) -> int:
    """A newer release of everything in the lock, with the extras that the lock names."""
    folder.mkdir()
    entries = ENTRY.findall(lock)
    for name, extras in entries:
        release = f"{re.sub('[-_.]+', '_', name)}-{TOMORROW}"
        provided = "".join(f"Provides-Extra: {extra}\n" for extra in extras.split(",") if extra)
        head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {TOMORROW}\n{provided}"
        about = f"{release}.dist-info"
        with ZipFile(folder / f"{release}-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{about}/METADATA", head)
            wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{about}/RECORD", "")
    return len(entries)


def _first_pip(folder: Path) -> Path:
    """Its wheel: pip runs from there as it is."""
    wanted = FIRST_PIP.get(sys.version_info[:2], max(FIRST_PIP.items())[1])
    fetch = (sys.executable, "-m", "pip", "download", *ERRORS_ONLY, "--no-deps", "--dest", folder)
    subprocess.run([*fetch, f"pip=={wanted}"], check=True)
    return next(folder.iterdir())


def _named(wheel: Path) -> str:
    return " ".join(wheel.name.split("-")[:2])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or LOCKS)))
