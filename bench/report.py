"""Shows what a run measured: a table for whoever waits, JSON for later, a chart for the docs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.figures import Figure, Size

RESULTS = Path(__file__).parent / "results"
MARKS = {True: "[green]✓", False: "[red]✗", None: ""}


@dataclass(frozen=True, slots=True)
class Beside:
    """Another commit that was measured in the same run."""

    revision: str
    values: dict[str, float] = field(default_factory=dict)
    """What was measured there, by the names of the figures."""


@dataclass(frozen=True, slots=True)
class Report:
    machine: str
    load: tuple[float | None, float | None]
    """The machine's load before and after the run.

    A load at the start that is not near one comes from other work.
    """
    size: Size
    began_at: datetime
    sections: Mapping[str, Sequence[Figure]]
    """The figures of each benchmark."""
    beside: Beside | None = None

    @property
    def figures(self) -> dict[str, Figure]:
        return {one.name: one for section in self.sections.values() for one in section}


def show(report: Report) -> None:
    table = Table(box=None, padding=(0, 2))
    table.add_column("Figure")
    table.add_column("Measured", justify="right")
    if report.beside:
        table.add_column(f"At {report.beside.revision}", justify="right")
    table.add_column("Wanted", justify="right")
    table.add_column("")
    for section in report.sections.values():
        for figure in section:
            there = [measured_beside(report.beside, figure)] if report.beside else []
            mark = MARKS[figure.reached]
            table.add_row(figure.title, measured(figure), *there, wanted(figure), mark)
        table.add_section()
    console = Console()
    console.print(table)
    before, after = report.load
    console.print(f"{report.machine}; load {before:.1f} before, {after:.1f} after")


def measured(figure: Figure) -> str:
    return _shown(figure.value, figure.unit)


def measured_beside(other: Beside, figure: Figure) -> str:
    value = other.values.get(figure.name)
    return "–" if value is None else _shown(value, figure.unit)


def wanted(figure: Figure) -> str:
    if figure.at_most is not None:
        return f"≤ {_shown(figure.at_most, figure.unit)}"
    if figure.at_least is not None:
        return f"≥ {_shown(figure.at_least, figure.unit)}"
    return ""


def store(report: Report) -> Path:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{report.began_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{report.size.name}.json"
    facts = {
        "machine": report.machine,
        "load": report.load,
        "began_at": report.began_at.isoformat(),
        "size": asdict(report.size),
        "figures": {
            name: asdict(figure) | {"reached": figure.reached}
            for name, figure in report.figures.items()
        },
        "beside": asdict(report.beside) if report.beside else None,
    }
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _shown(value: float, unit: str) -> str:
    digits = 0 if value == int(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}".rstrip()
