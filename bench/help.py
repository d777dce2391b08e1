"""Measures how long `qingkong --help` takes, beside the least program that Typer can make."""

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.databases import Databases
from bench.figures import Figure, Size
from bench.telegram import Telegram

HELP_WITHIN = 0.5
BARE = """
import typer
app = typer.Typer(rich_markup_mode=None, add_completion=False)
@app.command()
def nothing() -> None: ...
app()
"""


@dataclass(frozen=True, slots=True)
class Help:
    """How many seconds each of them takes."""

    ours: float
    typer: float
    python: float

    def figures(self) -> Sequence[Figure]:
        return (
            Figure("help", "qingkong --help", self.ours, "s", at_most=HELP_WITHIN),
            Figure("help_typer", "  the least program of Typer", self.typer, "s"),
            Figure("help_python", "  python -c pass", self.python, "s"),
            Figure("help_ratio", "  --help ÷ the least of Typer", self.ours / self.typer, "×"),
        )


def measure(_telegram: Telegram, _databases: Databases, size: Size) -> Help:
    programs = (["-m", "bot", "--help"], ["-c", BARE, "--help"], ["-c", "pass"])
    # The programs take turns, so that what else the machine does meets all of them alike.
    rounds = [[_seconds(program) for program in programs] for _ in range(size.helps)]
    return Help(*(statistics.median(of_one) for of_one in zip(*rounds, strict=True)))


def _seconds(program: Sequence[str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *program], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began
