"""Measures another commit with its own benchmarks, in turns with this one.

What was gained since then is then seen in one run on one machine. The other commit is unpacked into
a folder of its own and gets the environment that its own locks name.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.figures import SHORT, Size

ENVIRONMENT = (".venv/.project", ".venv/.dev")
"""The targets of its Makefile that make an environment."""


@dataclass(frozen=True, slots=True)
class Commit:
    revision: str
    folder: Path

    def values(self, benchmark: str, size: Size) -> dict[str, float]:
        """Return its figures by their names; none where it fails there or does not exist yet."""
        command = [str(self.folder / ".venv/bin/python"), "-m", "bench", "--only", benchmark]
        asked = [*command, "--short"] if size is SHORT else command
        ran = subprocess.run(asked, cwd=self.folder, stdout=subprocess.DEVNULL)
        if ran.returncode:
            sys.stderr.write(f"{benchmark} at {self.revision} ended with {ran.returncode}\n")
            return {}
        newest = max((self.folder / "bench" / "results").glob("*.json"))
        figures = json.loads(newest.read_text(encoding="utf-8"))["figures"]
        return {name: figure["value"] for name, figure in figures.items()}


@contextmanager
def unpacked(revision: str) -> Iterator[Commit]:
    """Unpack the commit and make its environment, which takes a minute or two."""
    with tempfile.TemporaryDirectory(prefix="qingkong-bench-") as name:
        folder = Path(name)
        packed = folder / "commit.tar"
        subprocess.run(["git", "archive", "--output", packed, revision], check=True)
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        subprocess.run(["make", *ENVIRONMENT], cwd=folder, check=True, stdout=sys.stderr)
        yield Commit(revision, folder)
