"""`make faults N=… SEED=… KEPT=1`: one line an episode; a seed that fails can be played again.

On both databases means in turn: even seeds on one, odd seeds on the other, side by side. Those
that once failed are played on the database on which they did.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.faults.runner import play
from tests.faults.seeds import kept_on
from tests.harness.databases import BACKENDS, start_backend


def main() -> None:
    arguments = _arguments()
    if arguments.database == "both":
        sys.exit(_side_by_side(arguments.seed, arguments.count, kept=arguments.kept))
    new = range(arguments.seed, arguments.seed + arguments.count * arguments.step, arguments.step)
    kept = kept_on(arguments.database) if arguments.kept else ()
    # Each seed is played once, even if a kept one is among the new ones.
    seeds = list(dict.fromkeys([*kept, *new]))
    with tempfile.TemporaryDirectory(prefix="qingkong-faults-") as folder:
        sys.exit(_play_on(arguments.database, seeds, Path(folder)))


def _side_by_side(seed: int, count: int, *, kept: bool) -> int:
    """Run a process for each database; return whether any episode failed."""
    halves = [(count + 1) // 2, count // 2]
    running = [
        subprocess.Popen(_command(name, seed + place, half, kept=kept))
        for place, (name, half) in enumerate(zip(BACKENDS, halves, strict=True))
    ]
    return max([process.wait() for process in running])


def _command(database: str, seed: int, count: int, *, kept: bool) -> list[str]:
    numbers = {"--seed": seed, "--count": count, "--step": len(BACKENDS)}
    given = [text for name, number in numbers.items() for text in (name, str(number))]
    too = ["--kept"] if kept else []
    return [sys.executable, "-m", "tests.faults", "--database", database, *given, *too]


def _play_on(name: str, seeds: Sequence[int], folder: Path) -> int:
    backend, failed = start_backend(name), False
    try:
        for seed in seeds:
            room = folder / f"episode{seed}"
            room.mkdir()
            outcome = asyncio.run(play(seed, backend, room))
            _say(f"{name} {outcome}")
            if outcome.error is not None:
                failed = True
                _say(f"{outcome.error}\nagain: make faults N=1 SEED={seed} DATABASE={name}")
    finally:
        backend.close()
    return int(failed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--database", choices=[*BACKENDS, "both"], default="both")
    parser.add_argument("--kept", action="store_true", help="first those that once failed")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
