"""Settings from the environment. A wrong one stops the start with a sentence that says which."""

import re
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.clock import Clock, RealClock, read_clock
from bot.runtime import Setup
from messages.render import LOCALES, Words
from storage.database import async_url

PREFIX = "QINGKONG_"
SECRETS = ("token", "database_url", "database_password")
"""May be given as NAME_FILE, the path of a file with the value."""
DATABASE_FILE = "qingkong.db"

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{15,}")


class SettingsError(Exception):
    """One sentence for the operator; it never shows a secret."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    token: SecretStr | None = None
    api_base: str = "https://api.telegram.org"
    database_url: SecretStr | None = None
    database_password: SecretStr | None = None
    locale: Literal["zh", "en"] = "zh"
    pace: Literal["telegram", "off"] = "telegram"
    clock: str | None = None
    data_dir: Path = Path("data")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # `load` reads the environment itself, with the files that it names.
        return (init_settings,)

    @field_validator("token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("not a token")
        return value

    @field_validator("api_base")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/].*", value):
            raise ValueError("not an address")
        return value.rstrip("/")

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

    def database(self) -> str:
        """The whole address, with the password in it: not for logs."""
        if self.database_url is None:
            return f"sqlite:///{self.data_dir / DATABASE_FILE}"
        url = make_url(self.database_url.get_secret_value())
        if self.database_password is not None:
            url = url.set(password=self.database_password.get_secret_value())
        return url.render_as_string(hide_password=False)

    def make_clock(self) -> Clock:
        return read_clock(self.clock) if self.clock else RealClock()

    def require_token(self) -> str:
        if self.token is None:
            raise SettingsError(sentence(self.locale, "setting_missing_token"))
        return self.token.get_secret_value()

    def setup(self) -> Setup:
        return Setup(
            token=self.require_token(),
            api_base=self.api_base,
            database_url=self.database(),
            data_dir=self.data_dir,
            locale=self.locale,
            paced=self.pace == "telegram",
        )


def load(environment: Mapping[str, str]) -> Settings:
    """The settings, or a SettingsError about the first that is wrong."""
    locale = _locale(environment)
    given = _given(environment, locale)
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        name = error.errors()[0]["loc"][0]
        # Not chained: pydantic's text shows what was given.
        raise SettingsError(sentence(locale, f"setting_{name}")) from None
    _check_password(settings)
    return settings


def sentence(locale: str, key: str, **facts: Any) -> str:
    return Words(locale, UTC).plain(key, **facts)


def _given(environment: Mapping[str, str], locale: str) -> dict[str, str]:
    """What is set, by field; an empty variable counts as one that is not set."""
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


def _locale(environment: Mapping[str, str]) -> str:
    """For the sentence itself, which must be said even where the locale is what is wrong."""
    wanted = environment.get(_name("locale"), "")
    return wanted if wanted in LOCALES else LOCALES[0]


def _check_password(settings: Settings) -> None:
    if settings.database_password is None:
        return
    if not async_url(settings.database()).startswith("postgresql"):
        raise SettingsError(sentence(settings.locale, "setting_database_password"))


def _name(field: str) -> str:
    return f"{PREFIX}{field.upper()}"
