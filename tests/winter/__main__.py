"""`make winter SEED=… N=…`: plays whole winters, and prints a table of each and what was wrong.

As many are played at once as there are processors. Leave the files of the program as they are
meanwhile: each winter reads them as it begins, and a bot in a process of its own at each start.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

from bot.demo.region import COUNTY, PREFECTURE
from tests.harness.databases import BACKENDS, start_backend
from tests.winter.company import OFFICES, Terms
from tests.winter.overall import overall
from tests.winter.playing import Played, play_one
from tests.winter.side_by_side import Died, do_side_by_side, leave, processors

BEGINS, DAYS, EVE = date(2026, 11, 1), 151, 12
SHORT_BEGINS, SHORT_DAYS, SHORT_OFFICES = date(2026, 12, 24), 11, (PREFECTURE, COUNTY)
"""Eleven days about the year's end, of one prefecture and a county below it."""

ONE_IN = 5
"""One of so many winters has its bot in a process of its own."""


def main() -> None:
    given = _arguments()
    # Whoever ends this process ends the winters and the database server with it.
    signal.signal(signal.SIGTERM, leave)
    with (
        closing(start_backend(given.database)) as backend,
        tempfile.TemporaryDirectory(prefix="qingkong-winter-") as folder,
    ):
        works = {
            seed: partial(
                play_one,
                _terms(seed, given),
                backend.of_this_process(),
                Path(folder),
                fair=given.fair,
                out=given.out,
            )
            for seed in range(given.seed, given.seed + given.count)
        }
        ends = _play(works, given.at_once)
    sys.exit(int(any(isinstance(end, Died) or end.wrong > 0 for end in ends.values())))


def _play(works: Mapping[int, Callable[[], Played]], at_once: int) -> dict[int, Played | Died]:
    ends: dict[int, Played | Died] = {}

    def ended(seed: int, end: Played | Died) -> None:
        ends[seed] = end
        _say(end.told if isinstance(end, Played) else f"Winter {seed} has died: exit {end.code}\n")

    if len(works) == 1:
        for seed, work in works.items():
            ended(seed, work())
    else:
        began = time.monotonic()
        do_side_by_side(works, at_once, ended)
        _say(overall(ends, at_once, time.monotonic() - began))
    return ends


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _terms(seed: int, given: argparse.Namespace) -> Terms:
    short = given.short
    return Terms(
        seed,
        given.begins or (SHORT_BEGINS if short else BEGINS),
        given.days or (SHORT_DAYS if short else DAYS),
        given.offices or (SHORT_OFFICES if short else OFFICES),
        0 if short else given.eve,
        given.process or seed % ONE_IN == 0,
        given.only,
    )


def _offices(said: str) -> tuple[str, ...]:
    """Bodies that have an office of their own are told by letter, so that it must be there."""
    named = tuple(said.split(","))
    if (PREFECTURE in named) != (COUNTY in named):
        raise argparse.ArgumentTypeError(f"{PREFECTURE} and {COUNTY} are played together")
    return named


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=processors(), help="how many at a time")
    parser.add_argument("--short", action="store_true", help="eleven days of two offices")
    parser.add_argument("--days", type=int)
    parser.add_argument("--only", type=int, help="play no more than the first days of it")
    parser.add_argument("--eve", type=int, default=EVE, help="days before, with an exercise")
    parser.add_argument("--begins", type=date.fromisoformat)
    parser.add_argument("--offices", type=_offices)
    parser.add_argument("--fair", action="store_true", help="nothing goes wrong")
    parser.add_argument("--process", action="store_true", help="the bot is a process of its own")
    parser.add_argument("--database", choices=BACKENDS, default="sqlite")
    parser.add_argument("--out", type=Path, help="a folder for the chats and the years' reports")
    return parser.parse_args()


if __name__ == "__main__":
    main()
