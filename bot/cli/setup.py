"""`qingkong setup` brings a fresh server into service, and says of one that runs what it lacks."""

import asyncio
import os
from collections.abc import Iterable, Mapping
from contextlib import aclosing
from pathlib import Path

import typer

from bot.cli import doctor, plan_apply, setup_answers, setup_files
from bot.cli.doctor_findings import Finding
from bot.cli.reaching import reason_of
from bot.cli.setup_answers import HERE, Interview, SetupOptions, made_up
from bot.cli.setup_checks import CheckedPlan
from bot.cli.setup_files import ToWrite, holds_secret, secret_file
from bot.cli.setup_operator import Operator
from bot.settings import Settings, load, locale_of, sentence
from bot.settings_file import in_folder, load_here
from messages import LOCALES
from storage.books import plans
from storage.database import Database

PLANS = Path("plans")
"""The only plans that the containers see."""
ENROLMENT = {
    "no_office",
    "vacant_signers",
    "vacant",
    "no_group",
    "no_group_team",
    "no_group_county",
    "no_group_outside",
}
"""What the doctor finds where somebody has not enrolled."""


def set_up(options: SetupOptions) -> None:
    known = in_folder(os.environ, HERE)
    ask = Interview(Operator(_spoken(options, known)), options, known, ToWrite())
    try:
        with setup_files.alone(HERE):
            _ask_and_write(ask)
    except setup_files.AnotherIsThere:
        ask.operator.refuse("setup_at_once", path=HERE.resolve())


def _ask_and_write(ask: Interview) -> None:
    setup_answers.take_locale(ask)
    setup_answers.take_way(ask)
    if ask.by_docker:
        _with_docker(ask)
    else:
        _on_this_machine(ask)


def _spoken(options: SetupOptions, known: Mapping[str, str]) -> str:
    return options.locale if options.locale in LOCALES else locale_of(known)


def _with_docker(ask: Interview) -> None:
    token = setup_answers.take_token(ask)
    setup_answers.take_addresses(ask)
    # Which plan is in force stands in a database that only the containers reach.
    plan = setup_answers.take_plan(ask) if token or ask.options.plan else None
    if plan is not None and plan.file.resolve().parent != PLANS.resolve():
        ask.operator.refuse("setup_plan_elsewhere", path=plan.file)
    _note_files_of_compose(ask)
    _write(ask)
    _tell_next(ask.operator, "setup_docker", ("start", "plan", "enrol", "groups", "doctor"), plan)


def _note_files_of_compose(ask: Interview) -> None:
    """Compose starts nothing where one of the files that it names is missing."""
    if not holds_secret(HERE, "database_password"):
        ask.keep_secret("database_password", "DATABASE_PASSWORD", made_up())
    if not (HERE / secret_file("channels.yaml")).exists():
        ask.chosen.secrets["channels.yaml"] = ""


def _on_this_machine(ask: Interview) -> None:
    setup_answers.take_token(ask)
    setup_answers.take_addresses(ask)
    setup_answers.take_database(ask)
    _write(ask)
    settings = load_here()
    if ask.options.plan is not None or not asyncio.run(_has_plan(settings)):
        plan = setup_answers.take_plan(ask)
        if plan is not None:
            plan_apply.apply(plan.file, yes=ask.options.yes, dry_run=False)
    _tell_missing(ask.operator, asyncio.run(_unwell(settings)))


def _write(ask: Interview) -> None:
    operator, chosen = ask.operator, ask.chosen
    # A setting that would stop the start is told before it is written.
    load(ask.would_be())
    replaced = setup_files.replaced(HERE, chosen)
    if replaced and not (ask.options.yes or operator.agrees("setup_ask_replace", names=replaced)):
        operator.refuse("setup_nothing_written", names=replaced)
    if chosen.settings or chosen.secrets:
        try:
            written = setup_files.write(HERE, chosen, for_containers=ask.by_docker)
        except OSError as error:
            operator.refuse("setup_folder_shut", path=HERE.resolve(), reason=reason_of(error))
        operator.tell("setup_written", names=written)


async def _has_plan(settings: Settings) -> bool:
    # Tables of another version are brought up to date when a plan is applied, and not before.
    if not (await doctor.database_of(settings)).ok:
        return False
    database = Database(settings.database())
    try:
        async with database.reading() as session:
            return bool(await plans.jurisdictions(session))
    finally:
        await database.close()


async def _unwell(settings: Settings) -> list[Finding]:
    async with aclosing(doctor.examine(settings, settings.make_clock().now)) as findings:
        return [one async for one in findings if not one.ok]


def _tell_missing(operator: Operator, missing: list[Finding]) -> None:
    operator.tell("setup_missing" if missing else "setup_ready")
    for one in missing:
        said = sentence(operator.locale, f"doctor_{one.key}", **one.facts)
        typer.echo(f"{one.grade.value} {said}")
    if any(one.key in ENROLMENT for one in missing):
        _tell_next(operator, "setup", ("start", "enrol", "groups", "doctor"), None)


def _tell_next(
    operator: Operator, way: str, steps: Iterable[str], plan: CheckedPlan | None
) -> None:
    operator.tell("setup_next")
    file = PLANS / (plan.file.name if plan else "changji.yaml")
    for step in steps:
        operator.tell(f"{way}_{step}", plan=file)
