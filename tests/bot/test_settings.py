"""Settings: what is read from where, and the one sentence about what is wrong."""

from pathlib import Path

import pytest

from bot.clock import RealClock, RehearsalClock
from bot.settings import SettingsError, load

TOKEN = "700100:AAHarnessTokenOfTheStoryTests"
SECRET = "correct-horse-battery"


def test_a_token_is_enough() -> None:
    settings = load({"QINGKONG_TOKEN": TOKEN})
    assert settings.require_token() == TOKEN
    assert settings.database() == "sqlite:///data/qingkong.db"
    assert settings.setup().paced
    assert isinstance(settings.make_clock(), RealClock)


def test_nothing_is_shown_of_a_secret() -> None:
    url = f"postgresql://q:{SECRET}@db/qingkong"
    settings = load({"QINGKONG_TOKEN": TOKEN, "QINGKONG_DATABASE_URL": url})
    assert TOKEN not in repr(settings)
    assert SECRET not in repr(settings)


def test_secrets_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    (tmp_path / "password").write_text(f"{SECRET}\n")
    settings = load(
        {
            "QINGKONG_TOKEN_FILE": str(tmp_path / "token"),
            "QINGKONG_DATABASE_URL": "postgresql://q@db/qingkong",
            "QINGKONG_DATABASE_PASSWORD_FILE": str(tmp_path / "password"),
        }
    )
    assert settings.require_token() == TOKEN
    assert settings.database() == f"postgresql://q:{SECRET}@db/qingkong"


def test_the_rest_is_read_as_it_is() -> None:
    settings = load(
        {
            "QINGKONG_TOKEN": TOKEN,
            "QINGKONG_API_BASE": "http://127.0.0.1:8081/",
            "QINGKONG_LOCALE": "en",
            "QINGKONG_PACE": "off",
            "QINGKONG_CLOCK": "2026-12-01T07:50+08:00 x600",
            "QINGKONG_DATA_DIR": "/var/lib/qingkong",
        }
    )
    setup = settings.setup()
    assert (setup.api_base, setup.locale, setup.paced) == ("http://127.0.0.1:8081", "en", False)
    assert setup.database_url == "sqlite:////var/lib/qingkong/qingkong.db"
    assert isinstance(settings.make_clock(), RehearsalClock)


def test_an_empty_variable_is_not_set() -> None:
    assert load({"QINGKONG_LOCALE": ""}).locale == "zh"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QINGKONG_TOKEN", SECRET),
        ("QINGKONG_API_BASE", "api.telegram.org"),
        ("QINGKONG_DATABASE_URL", f"mysql://q:{SECRET}@db/x"),
        ("QINGKONG_DATABASE_URL", "a file"),
        ("QINGKONG_DATABASE_PASSWORD", SECRET),
        ("QINGKONG_LOCALE", "fr"),
        ("QINGKONG_PACE", "fast"),
        ("QINGKONG_CLOCK", "tomorrow"),
        ("QINGKONG_TOKEN_FILE", "/nowhere/token"),
    ],
)
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_what_is_wrong_is_named_and_never_shown(locale: str, name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load({"QINGKONG_LOCALE": locale, name: value})
    said = str(refused.value)
    assert name in said
    assert SECRET not in said


def test_a_missing_token_is_named() -> None:
    with pytest.raises(SettingsError, match="QINGKONG_TOKEN_FILE"):
        load({}).require_token()


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="QINGKONG_TOKEN_FILE"):
        load({"QINGKONG_TOKEN": TOKEN, "QINGKONG_TOKEN_FILE": str(tmp_path)})
