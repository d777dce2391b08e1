"""`make winter SEED=… N=…`: plays whole winters, and prints a table of each and what was wrong."""

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

from bot import event_loop
from bot.demo.region import COUNTY, PREFECTURE
from tests.harness.databases import BACKENDS, start_backend
from tests.winter.company import OFFICES, Terms
from tests.winter.season import play
from tests.winter.telling import tell, tell_week, write_chats, write_reports

BEGINS, DAYS, EVE = date(2026, 11, 1), 151, 12
SHORT_BEGINS, SHORT_DAYS, SHORT_OFFICES = date(2026, 12, 24), 11, (PREFECTURE, COUNTY)
"""Eleven days about the year's end, of one prefecture and a county below it."""

ONE_IN = 5
"""One of so many winters has its bot in a process of its own."""


def main() -> None:
    given = _arguments()
    backend, failed = start_backend(given.database), False
    try:
        with tempfile.TemporaryDirectory(prefix="qingkong-winter-") as folder:
            for seed in range(given.seed, given.seed + given.count):
                terms = _terms(seed, given)
                room = Path(folder) / f"winter{seed}"
                room.mkdir()
                season = event_loop.run(play(terms, backend, room, tell_week, fair=given.fair))
                tell(season)
                if given.out is not None:
                    write_chats(season, given.out / f"winter{seed}")
                    write_reports(season, given.out / f"winter{seed}")
                failed |= bool(season.wrong)
    finally:
        backend.close()
    sys.exit(int(failed))


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
