"""Reads settings from the environment. A wrong one stops the start with a sentence about it."""

import re
import secrets
import socket
from collections.abc import Mapping
from datetime import UTC, time, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.clock import Clock, RealClock, read_clock
from bot.second_channels import Addresses, read_addresses
from bot.settings_error import SettingsError
from bot.settings_web import (
    TOKEN,
    check_board_url,
    check_webhook_secret,
    check_webhook_url,
    read_listen,
    read_tokens,
)
from bot.setup import LEASE, BoardSite, MoreBot, Setup, Web, Webhook
from messages import LOCALES
from office.keeping import Keeping
from storage.database import async_url

PREFIX = "QINGKONG_"
SECRETS = (
    "token",
    "tokens",
    "database_url",
    "database_password",
    "webhook_secret",
    "heartbeat_url",
    "channels",
)
"""Settings that may be given as NAME_FILE, the path of a file with the value."""
DATABASE_FILE = "qingkong.db"


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True)

    token: SecretStr | None = None
    tokens: SecretStr | None = None
    api_base: str = "https://api.telegram.org"
    database_url: SecretStr | None = None
    database_password: SecretStr | None = None
    locale: Literal["zh", "en"] = "zh"
    pace: Literal["telegram", "off"] = "telegram"
    clock: str | None = None
    data_dir: Path = Path("data")
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    listen: str | None = None
    board_url: str | None = None
    board_listen: str | None = None
    lease_seconds: float = Field(default=LEASE.total_seconds(), ge=1, le=60)
    process: str | None = None
    heartbeat_url: SecretStr | None = None
    channels: SecretStr | None = None
    keep_updates: int = Field(default=30, ge=2, le=3650)
    keep_files: int | None = Field(default=None, ge=1, le=36500)
    keep_exports: int = Field(default=30, ge=1, le=36500)
    anchor_at: time = time(18)
    backup_days: int = Field(default=2, ge=0, le=365)

    @field_validator("token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("not a token")
        return value

    @field_validator("tokens")
    @classmethod
    def _look_like_tokens(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            read_tokens(value.get_secret_value())
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            check_webhook_secret(value.get_secret_value())
        return value

    @field_validator("webhook_url")
    @classmethod
    def _is_reached_by_telegram(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        local = str(info.data.get("api_base", "")).startswith("http://")
        return check_webhook_url(value, local=local)

    @field_validator("board_url")
    @classmethod
    def _is_reached_by_people(cls, value: str | None) -> str | None:
        return check_board_url(value) if value is not None else None

    @field_validator("listen", "board_listen")
    @classmethod
    def _is_a_place_to_listen(cls, value: str | None) -> str | None:
        if value is not None:
            read_listen(value)
        return value

    @field_validator("api_base")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/].*", value):
            raise ValueError("not an address")
        return value.rstrip("/")

    @field_validator("heartbeat_url")
    @classmethod
    def _is_an_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"https?://\S+", value.get_secret_value()):
            raise ValueError("not an address")
        return value

    @field_validator("process")
    @classmethod
    def _is_a_name(cls, value: str | None) -> str | None:
        # We check this ourselves: pydantic's engine keeps 6 MB of tables for all scripts.
        if value is not None and not re.fullmatch(r"[\w.:-]{1,100}", value):
            raise ValueError("not a name")
        return value

    @field_validator("channels")
    @classmethod
    def _are_addresses(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            read_addresses(value.get_secret_value())
        return value

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        try:
            async_url(value.get_secret_value())
        except ArgumentError:
            raise ValueError("not a database") from None
        return value

    @field_validator("clock")
    @classmethod
    def _is_a_clock(cls, value: str | None) -> str | None:
        if value is not None:
            read_clock(value)
        return value

    @field_validator("anchor_at", mode="before")
    @classmethod
    def _is_a_time_of_day(cls, value: str | time) -> str | time:
        if isinstance(value, str) and not re.fullmatch(r"\d{2}:\d{2}", value):
            raise ValueError("not a time of day")
        return value

    def keeping(self) -> Keeping:
        return Keeping(
            updates_for=timedelta(days=self.keep_updates),
            files_for=timedelta(days=self.keep_files) if self.keep_files else None,
            anchor_at=self.anchor_at,
            exports_for=timedelta(days=self.keep_exports),
        )

    def database(self) -> str:
        """The whole address, with the password in it: it is not for logs."""
        if self.database_url is None:
            return f"sqlite:///{self.data_dir / DATABASE_FILE}"
        url = make_url(self.database_url.get_secret_value())
        if self.database_password is not None:
            url = url.set(password=self.database_password.get_secret_value())
        return url.render_as_string(hide_password=False)

    def make_clock(self) -> Clock:
        return read_clock(self.clock) if self.clock else RealClock()

    def bots(self) -> tuple[str, tuple[MoreBot, ...]]:
        """The first bot's token, and the others with what they serve."""
        if self.tokens is not None:
            return read_tokens(self.tokens.get_secret_value())
        if self.token is None:
            raise SettingsError(sentence(self.locale, "setting_missing_token"))
        return self.token.get_secret_value(), ()

    def token_of(self, jurisdiction: str) -> str:
        first, more = self.bots()
        return next((bot.token for bot in more if jurisdiction in bot.jurisdictions), first)

    def addresses(self) -> Addresses:
        return read_addresses(self.channels.get_secret_value()) if self.channels else {}

    def web(self) -> Web | None:
        if self.listen is None:
            return None
        host, port = read_listen(self.listen)
        if self.webhook_url is None or self.webhook_secret is None:
            return Web(host, port)
        return Web(host, port, Webhook(self.webhook_url, self.webhook_secret.get_secret_value()))

    def board(self) -> BoardSite | None:
        if self.board_url is None or self.board_listen is None:
            return None
        return BoardSite(self.board_url, *read_listen(self.board_listen))

    def setup(self) -> Setup:
        token, more_bots = self.bots()
        return Setup(
            token=token,
            more_bots=more_bots,
            web=self.web(),
            board=self.board(),
            lease=timedelta(seconds=self.lease_seconds),
            # The random part sets this process apart, unless the setting names it.
            process=self.process or f"{socket.gethostname()}:{secrets.token_hex(4)}",
            api_base=self.api_base,
            database_url=self.database(),
            data_dir=self.data_dir,
            locale=self.locale,
            paced=self.pace == "telegram",
            keeping=self.keeping(),
            addresses=self.addresses(),
            heartbeat_url=self.heartbeat_url.get_secret_value() if self.heartbeat_url else None,
        )


def load(environment: Mapping[str, str]) -> Settings:
    """Return the settings, or raise a SettingsError about the first that is wrong."""
    locale = locale_of(environment)
    given = _given(environment, locale)
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        name = error.errors()[0]["loc"][0]
        # It is not chained, because pydantic's text shows what was given.
        raise SettingsError(sentence(locale, f"setting_{name}")) from None
    _check_password(settings)
    _check_bots(settings)
    _check_webhook(settings)
    _check_board(settings)
    return settings


def sentence(locale: str, key: str, **facts: Any) -> str:
    # Words load the templates' engine, and where all settings are right nothing is said.
    from messages.render import Words

    return Words(locale, UTC).plain(key, **facts)


def _given(environment: Mapping[str, str], locale: str) -> dict[str, str]:
    # An empty variable counts as one that is not set.
    given = {
        field: environment[_name(field)]
        for field in Settings.model_fields
        if environment.get(_name(field))
    }
    for field in SECRETS:
        path = environment.get(f"{_name(field)}_FILE")
        if not path:
            continue
        if field in given:
            raise SettingsError(sentence(locale, "setting_twice", name=_name(field)))
        given[field] = _read(path, f"{_name(field)}_FILE", locale)
    return given


def _read(path: str, name: str, locale: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        unreadable = sentence(locale, "setting_unreadable_file", name=name, path=path)
        raise SettingsError(unreadable) from None


def locale_of(environment: Mapping[str, str]) -> str:
    # The sentence must be said even where the locale itself is what is wrong.
    wanted = environment.get(_name("locale"), "")
    return wanted if wanted in LOCALES else LOCALES[0]


def _check_password(settings: Settings) -> None:
    if settings.database_password is None:
        return
    if not async_url(settings.database()).startswith("postgresql"):
        raise SettingsError(sentence(settings.locale, "setting_database_password"))


def _check_bots(settings: Settings) -> None:
    if settings.token is not None and settings.tokens is not None:
        raise SettingsError(sentence(settings.locale, "setting_token_and_tokens"))


def _check_webhook(settings: Settings) -> None:
    # All three settings are needed: pushing without a secret would let anybody speak as anybody.
    if settings.webhook_url is None and settings.webhook_secret is None:
        return
    needed = {
        "webhook_url": settings.webhook_url,
        "webhook_secret": settings.webhook_secret,
        "listen": settings.listen,
    }
    missing = [_name(field) for field, value in needed.items() if value is None]
    if missing:
        raise SettingsError(sentence(settings.locale, "setting_webhook_lacks", missing=missing))


def _check_board(settings: Settings) -> None:
    needed = {"board_url": settings.board_url, "board_listen": settings.board_listen}
    missing = [_name(field) for field, value in needed.items() if value is None]
    if len(missing) == 1:
        raise SettingsError(sentence(settings.locale, "setting_board_lacks", missing=missing))
    if settings.listen is None or settings.board_listen is None:
        return
    _, port = read_listen(settings.board_listen)
    # Port 0 is any free one, so that two of them are two ports.
    if port and port == read_listen(settings.listen)[1]:
        raise SettingsError(sentence(settings.locale, "setting_board_own_listen"))


def _name(field: str) -> str:
    return f"{PREFIX}{field.upper()}"
