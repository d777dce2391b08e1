"""Takes each answer that a server needs, from an option or from the operator, and tries it.

What is set already is not asked for again. Nothing is written here: what is chosen is noted.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import typer

from bot.cli import setup_checks
from bot.cli.setup_checks import SQLITE, CheckedDatabase, CheckedPlan, CheckedToken
from bot.cli.setup_files import ToWrite, holds_secret, secret_file
from bot.cli.setup_operator import Operator
from bot.settings import PREFIX, load
from bot.settings_file import NAME
from messages import LOCALES
from storage.immutable import immutable

HERE = Path()
SHIPPED = Path(__file__).parents[2] / "plans"
DATABASE_OF_COMPOSE = "postgresql://qingkong@db/qingkong"
USUAL_PORT, BOARD_PORT = "8080", "8090"
EVERY_ADDRESS = "0.0.0.0"
"""The bot listens here in a container alone, as Compose says which of its ports others reach."""
TOKEN_SETTINGS = ("TOKEN", "TOKEN_FILE", "TOKENS", "TOKENS_FILE")


@immutable
class SetupOptions:
    """What was said on the command line, so that it need not be asked."""

    docker: bool | None
    token_file: Path | None
    plan: str | None
    database: str | None
    password_file: Path | None
    locale: str | None
    api_base: str | None
    listen: str | None
    webhook_url: str | None
    board_url: str | None
    board_listen: str | None
    yes: bool


@dataclass(slots=True)
class Interview:
    """Who is asked, what is known before, and what is to be written after."""

    operator: Operator
    options: SetupOptions
    known: Mapping[str, str]
    chosen: ToWrite
    by_docker: bool = False
    kept: dict[str, str] = field(default_factory=dict)
    """The secrets that were chosen, by their settings."""

    @property
    def is_new(self) -> bool:
        """Whether it gets its token only now."""
        return "TOKEN" in self.kept

    def is_set(self, *names: str) -> bool:
        return any(self.known.get(f"{PREFIX}{name}") for name in names)

    def note(self, name: str, value: str) -> None:
        self.chosen.settings[f"{PREFIX}{name}"] = value

    def keep_secret(self, file: str, setting: str, content: str) -> None:
        self.chosen.secrets[file], self.kept[setting] = content, content
        # Compose names the files of its secrets itself, as the container sees them.
        if not self.by_docker:
            self.note(f"{setting}_FILE", secret_file(file))

    def would_be(self) -> dict[str, str]:
        """All settings as they would be, with each chosen secret itself in place of its file."""
        whole = {**self.known, **self.chosen.settings}
        if self.by_docker:
            whole[f"{PREFIX}DATABASE_URL"] = DATABASE_OF_COMPOSE
        for setting, content in self.kept.items():
            whole.pop(f"{PREFIX}{setting}_FILE", None)
            whole[f"{PREFIX}{setting}"] = content
        return whole


def take_locale(ask: Interview) -> None:
    locale = ask.options.locale
    # A server that has its bot has its language too, if only the usual one.
    if locale is None and ask.is_set("LOCALE", *TOKEN_SETTINGS):
        return
    if locale is None:
        locale = ask.operator.ask("setup_ask_locale", LOCALES[0])
    if locale in LOCALES:
        ask.operator.locale = locale
    ask.note("LOCALE", locale)


def take_way(ask: Interview) -> None:
    if ask.options.docker is not None:
        ask.by_docker = ask.options.docker
    elif ask.is_set(*TOKEN_SETTINGS):
        # Who names the token in a setting runs without Docker, or is inside a container already.
        ask.by_docker = False
    else:
        ask.by_docker = holds_secret(HERE, "token") or ask.operator.agrees("setup_ask_docker")


def take_token(ask: Interview) -> CheckedToken | None:
    """Return the bot, unless it has its token already."""
    has_one = holds_secret(HERE, "token") if ask.by_docker else ask.is_set(*TOKEN_SETTINGS)
    if has_one and ask.options.token_file is None:
        return None
    base = ask.options.api_base or load(_without_token(ask.known)).api_base
    token = ask.operator.settled(
        _content(ask, ask.options.token_file),
        lambda: ask.operator.ask_hidden("setup_ask_token", option="--token-file"),
        lambda text: setup_checks.token(text, base),
    )
    ask.operator.tell("setup_token", username=token.username)
    if not token.joins_groups:
        ask.operator.tell("setup_joins_no_groups", username=token.username)
    ask.keep_secret("token", "TOKEN", token.token)
    return token


def _without_token(known: Mapping[str, str]) -> dict[str, str]:
    tokens = {f"{PREFIX}{name}" for name in TOKEN_SETTINGS}
    return {name: value for name, value in known.items() if name not in tokens}


def _content(ask: Interview, path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        ask.operator.refuse("setup_unreadable", path=path)


def take_addresses(ask: Interview) -> None:
    for name, value in (("API_BASE", ask.options.api_base), ("LISTEN", ask.options.listen)):
        if value is not None:
            ask.note(name, value)
    if _is_wanted(ask, ask.options.webhook_url, "WEBHOOK_URL"):
        _take_webhook(ask)
    if _is_wanted(ask, ask.options.board_url, "BOARD_URL"):
        _take_board(ask)


def _is_wanted(ask: Interview, given: str | None, setting: str) -> bool:
    """What is not set is asked for again each time, where the settings are kept that we write.

    Within a container they are given from outside, and nothing that is written there stays.
    """
    kept_here = ask.is_new or (HERE / NAME).exists()
    return given is not None or (kept_here and not ask.is_set(setting))


def _take_webhook(ask: Interview) -> None:
    local = (ask.options.api_base or "").startswith("http://")
    url = ask.operator.settled(
        ask.options.webhook_url,
        lambda: ask.operator.ask("setup_ask_webhook", ""),
        lambda text: setup_checks.public_address(text, local=local),
    )
    if not url and ask.options.webhook_url is None:
        return
    ask.note("WEBHOOK_URL", url)
    if not ask.is_set("LISTEN") and ask.options.listen is None:
        ask.note("LISTEN", USUAL_PORT)
    if ask.is_set("WEBHOOK_SECRET", "WEBHOOK_SECRET_FILE"):
        return
    if ask.by_docker:
        # Compose brings three files of secrets into the container, and this is none of them.
        ask.note("WEBHOOK_SECRET", made_up())
    else:
        ask.keep_secret("webhook_secret", "WEBHOOK_SECRET", made_up())


def _take_board(ask: Interview) -> None:
    url = ask.operator.settled(
        ask.options.board_url,
        lambda: ask.operator.ask("setup_ask_board", ""),
        setup_checks.board_address,
    )
    if url:
        port = f"{EVERY_ADDRESS}:{BOARD_PORT}" if ask.by_docker else BOARD_PORT
        ask.note("BOARD_URL", url)
        ask.note("BOARD_LISTEN", ask.options.board_listen or port)
        ask.operator.tell("setup_board_docker" if ask.by_docker else "setup_board", port=BOARD_PORT)


def made_up() -> str:
    return secrets.token_hex(24)


def take_database(ask: Interview) -> None:
    if ask.options.database is None and ask.is_set("DATABASE_URL"):
        return
    found = ask.operator.settled(
        ask.options.database,
        lambda: ask.operator.ask("setup_ask_database", SQLITE, file=setup_checks.USUAL_FILE),
        lambda text: _tried(ask, text),
    )
    ask.operator.tell("setup_database")
    ask.note("DATABASE_URL", found.url)
    if found.password is not None:
        ask.keep_secret("database_password", "DATABASE_PASSWORD", found.password)
    elif ask.is_set("DATABASE_PASSWORD_FILE"):
        # That of the database before; SQLite would not start with one.
        ask.note("DATABASE_PASSWORD_FILE", "")


def _tried(ask: Interview, text: str) -> CheckedDatabase:
    place = setup_checks.place_of(text)
    if place.get_backend_name() != SQLITE and not place.password:
        place = place.set(password=_password(ask) or None)
    return setup_checks.database(place)


def _password(ask: Interview) -> str:
    given = _content(ask, ask.options.password_file)
    if given is not None or not ask.operator.is_there:
        return given or ""
    return ask.operator.ask_hidden("setup_ask_password", option="--password-file")


def take_plan(ask: Interview) -> CheckedPlan | None:
    if ask.options.plan is None and not ask.operator.is_there:
        ask.operator.tell("setup_no_plan")
        return None
    shipped = _shipped()
    if ask.options.plan is None:
        _show_plans(shipped)
    return ask.operator.settled(
        ask.options.plan,
        lambda: ask.operator.ask("setup_ask_plan", ""),
        # An office that will be restored from a backup brings its plan along.
        lambda text: setup_checks.plan(text, shipped) if text else None,
    )


def _shipped() -> dict[str, Path]:
    folder = Path("plans") if Path("plans").is_dir() else SHIPPED
    return {file.stem: file for file in sorted(folder.glob("*.yaml"))}


def _show_plans(shipped: Mapping[str, Path]) -> None:
    for number, (name, file) in enumerate(shipped.items(), 1):
        typer.echo(f"  {number}  {name}  {setup_checks.name_in(file)}")
