"""Measures what the design promises, all in one run on one machine, and shows it as a table.

The whole run takes about a quarter of an hour; `--short` shows within a minute that everything
still runs, with figures that mean nothing.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime

from bench import (
    beside,
    board_page,
    broadcast,
    chart,
    exports,
    flood,
    help,
    interactive,
    papers,
    pictures,
    province,
    receipts,
    report,
    start,
    throughput,
    ticks,
    viewers,
    watched,
)
from bench.databases import Databases, databases
from bench.figures import FULL, SHORT, Result, Size
from bench.machine import load, machine
from bench.telegram import Telegram, telegram

Benchmark = Callable[[Telegram, Databases, Size], Result]
BENCHMARKS: Mapping[str, Benchmark] = {
    "throughput": throughput.measure,
    "broadcast": broadcast.measure,
    "interactive": interactive.measure,
    "flood": flood.measure,
    "receipts": receipts.measure,
    "province": province.measure,
    "ticks": ticks.measure,
    "viewers": viewers.measure,
    "watched": watched.measure,
    "start": start.measure,
    "help": help.measure,
    "papers": papers.measure,
    "exports": exports.measure,
    "pictures": pictures.measure,
    "board_page": board_page.measure,
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="only show that everything runs")
    parser.add_argument("--only", choices=BENCHMARKS, action="append", help="may be repeated")
    parser.add_argument("--chart", action="store_true", help=f"draw {chart.CHART.name} anew")
    parser.add_argument(
        "--beside", metavar="COMMIT", help="measure this commit as well, each figure beside ours"
    )
    return parser.parse_args()


def main() -> None:
    chosen = arguments()
    size, names = SHORT if chosen.short else FULL, chosen.only or list(BENCHMARKS)
    began_at, before = datetime.now(UTC), load()
    sections = {}
    other = beside.unpacked(chosen.beside) if chosen.beside else nullcontext()
    with other as commit, telegram() as sandbox, databases() as prepared:
        there = report.Beside(chosen.beside) if chosen.beside else None
        for name in names:
            sys.stderr.write(f"{name} ...\n")
            if commit and there:
                there.values.update(commit.values(name, size))
            sections[name] = BENCHMARKS[name](sandbox, prepared, size).figures()
    made = report.Report(machine(), (before, load()), size, began_at, sections, there)
    report.show(made)
    sys.stderr.write(f"{report.store(made)}\n")
    if chosen.chart:
        chart.CHART.write_text(chart.draw(made.figures), encoding="utf-8")


if __name__ == "__main__":
    main()
