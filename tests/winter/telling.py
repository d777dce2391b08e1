"""Tells of a winter that was played: a table an office, and what was wrong."""

import resource
import sys
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.winter.company import Office
from tests.winter.liaisons import ZONE
from tests.winter.season import Season

HOUR = timedelta(hours=1)
SHOWN = 40


def told(season: Season) -> str:
    console = Console(width=150)
    with console.capture() as said:
        _tell(season, console)
    return said.get()


def _tell(season: Season, console: Console) -> None:
    terms = season.company.terms
    last = season.company.stage.clock.now() - terms.began_at
    table = Table(title=f"Winter {terms.seed}: {terms.first}, {last.days} days")
    for name in ("office", "bodies", "spells", "alerts", "hours", "reports", "told"):
        table.add_column(name, justify="left" if name == "office" else "right")
    for office in season.company.offices:
        table.add_row(*_row(season, office))
    console.print(table)
    total = sum(season.seconds.values())
    slowest = max(season.seconds.items(), key=lambda one: one[1], default=None)
    events, stage = len(season.company.stage.world.log), season.company.stage
    console.print(
        f"{total:.0f} s ({season.processor:.0f} s of the processor), {peak()} MB, "
        f"{events} events, {stage.deaths} deaths, {_kept_up(season)}"
        f"{_came_and_went(season)}{season.tape.compared} sums held against the reports, "
        f"{sum(one.exercising.held for one in season.company.offices)} exercises"
    )
    console.print(season.played)
    if slowest is not None:
        console.print(f"the slowest day: {slowest[0]}, {slowest[1]:.1f} s")
    for line in season.wrong[:SHOWN]:
        console.print(f"[red]✗[/red] {line}", markup=True, highlight=False)
    if len(season.wrong) > SHOWN:
        console.print(f"… and {len(season.wrong) - SHOWN} more")


def tell_week(season: Season, day: date) -> None:
    """Say how far a winter is, which takes minutes, and what was found since the last week."""
    number = (day - season.company.terms.first).days + 1
    if number % 7 == 0:
        took = sum(season.seconds.values())
        what = f"{day}: {took:.0f} s, {peak()} MB, {len(season.wrong)} things wrong"
        lines = [f"winter {season.company.terms.seed}, {what}"]
        lines += [f"  ✗ {line}" for line in season.wrong[season.told :][:SHOWN]]
        # Written at once, so that no line of a winter beside it comes between.
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()
        season.told = len(season.wrong)


def peak() -> int:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _kept_up(season: Season) -> str:
    upkeep = season.upkeep
    if upkeep is None:
        return ""
    older = (
        f" ({len(upkeep.upgraded)} from {'、'.join(upkeep.upgraded)})" if upkeep.upgraded else ""
    )
    return f"{upkeep.renewed} plans renewed, {upkeep.moved} moves{older}, "


def _came_and_went(season: Season) -> str:
    comings = season.comings
    return f"{comings.left} new liaisons, {comings.moved} new groups, " if comings else ""


def _row(season: Season, office: Office) -> list[str]:
    courses = season.tape.courses[office.home]
    hours = sum(
        ((one.ended_at - one.began_at) // HOUR for one in courses if one.ended_at is not None), 0
    )
    reports = sum(one.home == office.home for one in season.company.written)
    levels = [level for one in courses for _, level in one.levels]
    return [
        office.plan.name,
        str(len(office.cast.groups)),
        ", ".join(one.kind.name for one in office.sky.spells),
        f"{len(courses)} ({'、'.join(levels)})",
        str(hours),
        str(reports),
        str(season.tape.said[office.home]),
    ]


def write_reports(season: Season, folder: Path) -> None:
    for report in season.reports:
        (folder / f"{report.home} {report.name}").write_bytes(report.content)


def write_chats(season: Season, folder: Path) -> None:
    """Write each chat as a text of its own, to read what happened."""
    folder.mkdir(parents=True, exist_ok=True)
    for chat in season.company.stage.world.chats():
        lines = [
            f"── {one.date.astimezone(ZONE):%m-%d %H:%M} {one.sender.name}"
            f"{' (edited)' if one.edits else ''}\n{one.text}\n"
            + "".join(f"[{button.text}] " for button in one.buttons())
            for one in chat.messages
            if not one.is_service
        ]
        (folder / f"{chat.title.replace('/', '_')}{chat.id}.txt").write_text("\n".join(lines))
