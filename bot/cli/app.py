"""Declares the command line: all that can be typed, with its types and its help.

Each command imports its work when it is called. Loading all of it takes seconds and 100 MB, and
whoever asks for help, or looks a plan over, needs none or little of it.
"""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.lean import left_out, load_without_docstrings
from bot.settings_error import SettingsError

DEMO_PORT = 8080

# The help comes without rich, which takes longer to load than all the rest.
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
plans = typer.Typer(no_args_is_help=True, help="The office's plan.")
databases = typer.Typer(no_args_is_help=True, help="The database.")
exports = typer.Typer(no_args_is_help=True, help="What the office keeps, as files.")
caps = typer.Typer(no_args_is_help=True, help="Alerts in the form of CAP 1.2.")
forecasts = typer.Typer(no_args_is_help=True, help="Forecasts of the air, and what was measured.")
audits = typer.Typer(no_args_is_help=True, help="The audit log.")

PlanFile = Annotated[Path, typer.Argument(help="The plan, as YAML.")]


def main() -> None:
    try:
        app()
    except SettingsError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


@app.command()
def demo(
    story: Annotated[
        bool, typer.Option("--story", help="Play one whole episode and stop.")
    ] = False,
    region: Annotated[
        bool,
        typer.Option(
            "--region", help="Several offices on one bot, a prefecture's above a county's."
        ),
    ] = False,
    en: Annotated[bool, typer.Option("--en", help="The bot and its people speak English.")] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The page's port on this machine; 0 takes any.")
    ] = DEMO_PORT,
    actors: Annotated[
        Path | None,
        typer.Option("--actors", help="Who answers in the groups, and how; see the file's head."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="An empty folder for the story's files; else a new one."),
    ] = None,
) -> None:
    """A whole command office in a local Telegram, ready to try."""
    from bot.demo import command

    command.play(story=story, region=region, en=en, port=port, actors=actors, out=out)


@app.command()
def run() -> None:
    """Run the bot until it is told to stop."""
    # Nothing that is loaded is rubbish. The collector looks again once all is there.
    gc.disable()
    load_without_docstrings()
    # structlog would load rich, 3 MB, to colour what a bot in service never prints.
    with left_out("click", "rich"):
        from bot.cli import run

    run.run()


@app.command(short_help="Bring a fresh server into service, or say what it lacks.")
def setup(
    docker: Annotated[
        bool | None,
        typer.Option("--docker/--no-docker", help="Whether Docker Compose runs it; else asked."),
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option(help="A file with the token, which is asked for otherwise.")
    ] = None,
    plan: Annotated[
        str | None, typer.Option(help="A shipped plan by its name, or the path of one's own.")
    ] = None,
    database: Annotated[
        str | None, typer.Option(help="sqlite, a path, or postgresql://USER@HOST/NAME.")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="A file with the password of PostgreSQL.")
    ] = None,
    locale: Annotated[str | None, typer.Option(help="zh or en.")] = None,
    api_base: Annotated[str | None, typer.Option(help="Where the Bot API is.")] = None,
    listen: Annotated[
        str | None, typer.Option(help="The port for health and figures, 8080.")
    ] = None,
    webhook_url: Annotated[
        str | None, typer.Option(help="Where Telegram reaches that port; without it we poll.")
    ] = None,
    board_url: Annotated[
        str | None, typer.Option(help="Where people open the command board, https://….")
    ] = None,
    board_listen: Annotated[
        str | None, typer.Option(help="The port of the board alone, 8090.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Replace what stands there; for scripts.")
    ] = False,
) -> None:
    """Ask for what a bot in service needs, try it, and write settings.env and secrets/ here.

    What stands there already is not asked for again and not replaced without a word. Run once more,
    it says what is missing.
    """
    from bot.cli import setup
    from bot.cli.setup_answers import SetupOptions

    setup.set_up(
        SetupOptions(
            docker=docker,
            token_file=token_file,
            plan=plan,
            database=database,
            password_file=password_file,
            locale=locale,
            api_base=api_base,
            listen=listen,
            webhook_url=webhook_url,
            board_url=board_url,
            board_listen=board_listen,
            yes=yes,
        )
    )


@app.command(short_help="Say whether the bot is alive.")
def health() -> None:
    """Exit with 0 when the bot has been alive within the last two minutes."""
    from bot.cli import health

    health.tell()


@app.command(short_help="Find what a bot in service lacks.")
def doctor() -> None:
    """Look at all that a bot in service needs, and say what to do about each problem.

    Exit with 0 where all is well, with 3 where only warnings (⚠) were found, with 1 otherwise.
    """
    from bot.cli import doctor

    doctor.tell()


@databases.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the tables of this version."""
    from bot.cli import db

    db.upgrade()


@databases.command("backup", short_help="Copy the database and the kept files.")
def db_backup(
    path: Annotated[Path, typer.Argument(help="The new folder; what exists is never replaced.")],
    without_files: Annotated[
        bool,
        typer.Option(
            "--without-files", help="The database alone, as one file; says what is left out."
        ),
    ] = False,
) -> None:
    """Copy the database and all kept files into one new folder, while the bot runs.

    A list of hashes lies in it. Exit with 3 where the database names files that are missing, with 1
    where the audit log is broken or nothing was backed up.
    """
    from bot.cli import db

    db.make_backup(path, with_files=not without_files)


@databases.command("restore", short_help="Fill an empty database from a backup.")
def db_restore(
    source: Annotated[
        Path, typer.Argument(help="The folder that `db backup` wrote, or a file of the database.")
    ],
    incomplete: Annotated[
        bool,
        typer.Option("--incomplete", help="Restore the rest where files in it are damaged."),
    ] = False,
) -> None:
    """Fill the database of the settings, which must be empty, and put the files back.

    All of the backup is proved by its hashes before anything is written. Exit with 3 where files
    are missing.
    """
    from bot.cli import db

    db.restore(source, incomplete=incomplete)


@plans.command("check", short_help="Say whether a plan is sound.")
def plan_check(file: PlanFile) -> None:
    """Say whether a plan is sound, or what is wrong with it, where, and what to do about it."""
    from bot.cli import plan_check

    plan_check.check(file)


@plans.command("renew", short_help="Write an old plan file in today's language.")
def plan_renew(
    file: PlanFile,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be rewritten, and write nothing.")
    ] = False,
) -> None:
    """Write a plan file of the old language in today's, and list what a person has to decide.

    The plan means the same afterwards; comments stay, and the old file is kept beside the new one.
    """
    from bot.cli import plan_renew

    plan_renew.write(file, dry_run=dry_run)


@plans.command("apply", short_help="Put a plan in force.")
def plan_apply(
    file: PlanFile,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")
    ] = False,
) -> None:
    """Show what a plan changes, ask, and put it in force. The same plan again changes nothing."""
    from bot.cli import plan_apply

    plan_apply.apply(file, yes=yes, dry_run=dry_run)


@app.command(short_help="Fresh codes for all that has not joined.")
def enrol(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for scripts.")] = False,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--sheet",
            metavar="FILE",
            help="As a web page with QR codes, to be printed and cut, in a file that only you can"
            " read; - writes it out.",
        ),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            help="One code only: agency:ID, team:ID, county:ID, outside:ID, position:ID"
            " or office:office."
        ),
    ] = None,
    wanted: Annotated[
        str | None, typer.Option("--jurisdiction", help="Needed where there are several.")
    ] = None,
) -> None:
    """A fresh code for everything that has not joined; earlier codes for it become void."""
    from bot.cli import enrol

    enrol.enrol(as_json=as_json, sheet=sheet, only=only, wanted=wanted)


@audits.command("verify", short_help="Prove that nobody has touched it.")
def audit_verify(
    wanted: Annotated[
        str | None, typer.Option("--jurisdiction", help="Only this one; else all.")
    ] = None,
    posted: Annotated[
        list[str] | None,
        typer.Option("--anchor", help="As it stands in the office's group, 128:3f9a…; repeatable."),
    ] = None,
) -> None:
    """Follow the chain of hashes from the first entry; exit with 1 where it is broken.

    With anchors, also compare the log with what was said of it in the office's group.
    """
    from bot.cli import audit

    audit.verify(wanted, posted or [])


OutFile = Annotated[Path, typer.Argument(help="The new file; one that exists is never replaced.")]
OfEpisode = Annotated[int | None, typer.Option(help="Of one episode, by its number.")]
FromDay = Annotated[str | None, typer.Option(help="Or from this day on, 2026-11-01.")]
UpToDay = Annotated[str | None, typer.Option(help="Up to this day.")]
Jurisdiction = Annotated[
    str | None, typer.Option("--jurisdiction", help="Needed where there are several.")
]


@exports.command("ledger", short_help="The ledger, as Excel.")
def export_ledger(
    out: OutFile,
    episode: OfEpisode = None,
    first: FromDay = None,
    last: UpToDay = None,
    wanted: Jurisdiction = None,
) -> None:
    """The ledger of an episode, of days, or else of the season or the year up to now."""
    from bot.cli import export

    export.make("ledger", _scope(episode, first, last), out, wanted)


def _scope(episode: int | None, first: str | None, last: str | None) -> dict[str, int | str | None]:
    if (first is None) != (last is None):
        raise typer.BadParameter("--first and --last go together")
    if episode is not None:
        return {"episode": episode}
    return {"first": first, "last": last} if first else {}


@exports.command("forms", short_help="The signed forms, as Word, in a folder.")
def export_forms(
    folder: Annotated[Path, typer.Argument(help="A new folder, or an empty one.")],
    episode: OfEpisode = None,
    first: FromDay = None,
    last: UpToDay = None,
    wanted: Jurisdiction = None,
) -> None:
    """The office's own forms as they were signed, and the statistics that nobody has signed yet.

    Exit with 1 where the file of a signed form is gone: it is named, and never made anew.
    """
    from bot.cli import export_forms

    export_forms.write(_scope(episode, first, last), folder, wanted)


@exports.command("year", short_help="The report of a year, as Word.")
def export_year(
    year: Annotated[int, typer.Argument(help="The year, 2026.")],
    out: OutFile,
    season: Annotated[
        bool, typer.Option("--season", help="The season begun in it that the plan counts by.")
    ] = False,
    wanted: Jurisdiction = None,
) -> None:
    """What happened in a year, with each member's record and what the plan wants in the next."""
    from bot.cli import export

    asked = {"year": year, "season": True} if season else {"year": year}
    export.make("year", asked, out, wanted)


@exports.command("drill", short_help="The report of an exercise, as Word.")
def export_drill(
    out: OutFile,
    exercise: Annotated[
        int | None, typer.Option(help="The number of the exercise; else the newest that began.")
    ] = None,
    wanted: Jurisdiction = None,
) -> None:
    """How an exercise went, beside what the plan wants: published, carried out, inspected."""
    from bot.cli import export

    export.make("drill_report", {"exercise": exercise}, out, wanted)


@exports.command("evidence", short_help="The record of one slip or of one alert, as a zip.")
def export_evidence(
    out: OutFile,
    slip: Annotated[
        int | None, typer.Option(help="The number of the slip in the database.")
    ] = None,
    alert: Annotated[int | None, typer.Option(help="Or of the alert: its number.")] = None,
    wanted: Jurisdiction = None,
) -> None:
    """All that was said about a slip or an alert, its files, its audit chain, how to verify it."""
    from bot.cli import export

    if (slip is None) == (alert is None):
        raise typer.BadParameter("name either --slip or --alert")
    export.make("evidence", {"slip": slip} if slip is not None else {"alert": alert}, out, wanted)


@caps.command("export", short_help="The office's alerts, one file a message.")
def cap_export(
    folder: Annotated[Path, typer.Option("--to", help="A folder; what lies there stays.")],
    alert: Annotated[
        str | None,
        typer.Option(help="One alert, by the serial number of any of its orders; else the newest."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Or every alert.")] = False,
    drill: Annotated[
        bool, typer.Option("--drill", help="Exercises alone, which say so; else none of them.")
    ] = False,
    wanted: Jurisdiction = None,
) -> None:
    """Write the messages that the alert's orders make up to now, each proved against the schema.

    A message that lies in the folder is left as it is, as one that went out is never changed.
    """
    from bot.cli import cap_export

    if every and alert is not None:
        raise typer.BadParameter("name either --alert or --all")
    cap_export.write(cap_export.CapAsked(alert, every, drill), folder, wanted)


@caps.command("import", short_help="Another office's alert.")
def cap_import(
    file: Annotated[Path, typer.Argument(help="One CAP message, as XML.")],
    wanted: Jurisdiction = None,
) -> None:
    """Bring a message of the office above or of a neighbour before the office.

    The plan says by `cap_sender` whose messages are taken. The same message again changes nothing.
    """
    from bot.cli import cap_import

    cap_import.take(file, wanted)


@forecasts.command("import", short_help="One file, for the office to confirm.")
def forecast_import(
    file: Annotated[Path, typer.Argument(help="A table or JSON, as `/forecast` takes it.")],
    observed: Annotated[
        bool, typer.Option("--observed", help="It was measured, and is no forecast.")
    ] = False,
    wanted: Jurisdiction = None,
) -> None:
    """Read a forecast, print it as it was read, and lay it before the office.

    It counts once somebody there confirms it by the button: a script cannot say whether it was read
    well. A later file takes the place of one that nobody has confirmed.
    """
    from bot.cli import forecast_import

    forecast_import.take(file, wanted, observed=observed)


app.add_typer(exports, name="export")
app.add_typer(forecasts, name="forecast")
app.add_typer(caps, name="cap")
app.add_typer(databases, name="db")
app.add_typer(plans, name="plan")
app.add_typer(audits, name="audit")
