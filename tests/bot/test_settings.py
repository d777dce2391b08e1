"""Settings: what is read from where, and the one sentence about what is wrong."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.clock import RealClock, RehearsalClock
from bot.settings import load
from bot.settings_error import SettingsError
from office.keeping import STANDARD, Keeping

TOKEN = "700100:AAHarnessTokenOfTheStoryTests"
OTHER = "700200:AAAnotherTokenOfTheStoryTests"
SECRET = "correct-horse-battery"


def test_a_token_is_enough() -> None:
    settings = load({"QINGKONG_TOKEN": TOKEN})
    assert settings.bots() == (TOKEN, ())
    assert settings.database() == "sqlite:///data/qingkong.db"
    assert settings.setup().paced
    assert settings.setup().keeping == STANDARD
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
    assert settings.bots() == (TOKEN, ())
    assert settings.database() == f"postgresql://q:{SECRET}@db/qingkong"


def test_addresses_of_second_channels_stand_in_a_file(tmp_path: Path) -> None:
    url = f"json://qk:{SECRET}@127.0.0.1/"
    (tmp_path / "channels").write_text(f'changji:\n  office: {{sms: "{url}"}}\n')
    settings = load({"QINGKONG_TOKEN": TOKEN, "QINGKONG_CHANNELS_FILE": str(tmp_path / "channels")})
    assert settings.addresses() == {("changji", "office", "sms"): url}
    assert SECRET not in f"{settings!r}{settings.setup()!r}"
    assert load({"QINGKONG_TOKEN": TOKEN}).addresses() == {}


def test_the_rest_is_read_as_it_is() -> None:
    settings = load(
        {
            "QINGKONG_TOKEN": TOKEN,
            "QINGKONG_API_BASE": "http://127.0.0.1:8081/",
            "QINGKONG_LOCALE": "en",
            "QINGKONG_PACE": "off",
            "QINGKONG_CLOCK": "2026-12-01T07:50+08:00 x600",
            "QINGKONG_DATA_DIR": "/var/lib/qingkong",
            "QINGKONG_KEEP_UPDATES": "7",
            "QINGKONG_KEEP_FILES": "365",
            "QINGKONG_KEEP_EXPORTS": "14",
            "QINGKONG_ANCHOR_AT": "17:30",
        }
    )
    setup = settings.setup()
    assert setup.keeping == Keeping(
        timedelta(days=7), timedelta(days=365), time(17, 30), timedelta(days=14)
    )
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
        ("QINGKONG_CHANNELS", f"changji: {{office: {SECRET}}}"),
        ("QINGKONG_CHANNELS", f"a: b: {SECRET}"),
        ("QINGKONG_KEEP_UPDATES", "1"),
        ("QINGKONG_KEEP_UPDATES", "a month"),
        ("QINGKONG_KEEP_FILES", "0"),
        ("QINGKONG_BACKUP_DAYS", "-1"),
        ("QINGKONG_KEEP_EXPORTS", "0"),
        ("QINGKONG_ANCHOR_AT", "25:00"),
        ("QINGKONG_ANCHOR_AT", "18:00:00+08:00"),
        ("QINGKONG_TOKEN_FILE", "/nowhere/token"),
        ("QINGKONG_TOKENS", SECRET),
        ("QINGKONG_TOKENS", f"{TOKEN}\n{TOKEN} manas"),
        ("QINGKONG_TOKENS", f"{TOKEN} manas\n{OTHER} manas"),
        ("QINGKONG_TOKENS", f"{TOKEN} manas\n{OTHER}"),
        ("QINGKONG_WEBHOOK_URL", "http://qingkong.example"),
        ("QINGKONG_WEBHOOK_SECRET", "short"),
        ("QINGKONG_LISTEN", "somewhere"),
        ("QINGKONG_LISTEN", "80808"),
        ("QINGKONG_BOARD_URL", "http://board.example"),
        ("QINGKONG_BOARD_URL", "https://board.example/path"),
        ("QINGKONG_BOARD_LISTEN", "somewhere"),
        ("QINGKONG_LEASE_SECONDS", "0"),
        ("QINGKONG_PROCESS", "two words"),
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
        load({}).bots()


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="QINGKONG_TOKEN_FILE"):
        load({"QINGKONG_TOKEN": TOKEN, "QINGKONG_TOKEN_FILE": str(tmp_path)})


def test_several_bots_share_the_jurisdictions() -> None:
    settings = load({"QINGKONG_TOKENS": f"{TOKEN}\n\n{OTHER} manas  fukang\n"})
    assert settings.token_of("manas") == OTHER
    assert settings.token_of("changji") == TOKEN
    [(first, rest), (second, named)] = settings.setup().bots
    assert (first, second) == (TOKEN, OTHER)
    assert rest.holds("changji")
    assert not rest.holds("fukang")
    assert named.holds("fukang")
    assert not named.holds("changji")


def test_one_bot_or_several_but_not_both() -> None:
    with pytest.raises(SettingsError, match="QINGKONG_TOKENS"):
        load({"QINGKONG_TOKEN": TOKEN, "QINGKONG_TOKENS": OTHER})


def test_updates_are_pushed_only_where_all_of_it_is_set() -> None:
    pushed = {
        "QINGKONG_TOKEN": TOKEN,
        "QINGKONG_WEBHOOK_URL": "https://qingkong.example/in/",
        "QINGKONG_WEBHOOK_SECRET": SECRET,
        "QINGKONG_LISTEN": "0.0.0.0:8443",
    }
    web = load(pushed).setup().web
    assert web is not None
    assert web.webhook is not None
    assert (web.host, web.port) == ("0.0.0.0", 8443)
    assert web.webhook.address(700100) == "https://qingkong.example/in/telegram/700100"
    for name in ("QINGKONG_WEBHOOK_URL", "QINGKONG_WEBHOOK_SECRET", "QINGKONG_LISTEN"):
        with pytest.raises(SettingsError, match=name) as refused:
            load({key: value for key, value in pushed.items() if key != name})
        assert SECRET not in str(refused.value)


def test_health_and_figures_are_served_to_this_machine_unless_it_is_said() -> None:
    web = load({"QINGKONG_TOKEN": TOKEN, "QINGKONG_LISTEN": "8080"}).setup().web
    assert web is not None
    assert (web.host, web.port, web.webhook) == ("127.0.0.1", 8080, None)


def test_every_process_has_a_name_of_its_own_unless_it_is_said() -> None:
    one, two = (load({"QINGKONG_TOKEN": TOKEN}).setup() for _ in range(2))
    assert one.process != two.process
    named = load({"QINGKONG_TOKEN": TOKEN, "QINGKONG_PROCESS": "bot-0"}).setup()
    assert named.process == "bot-0"


def test_the_board_has_an_address_of_its_own() -> None:
    given = {
        "QINGKONG_TOKEN": TOKEN,
        "QINGKONG_BOARD_URL": "https://board.example/",
        "QINGKONG_BOARD_LISTEN": "0.0.0.0:8090",
    }
    board = load(given).setup().board
    assert board is not None
    assert (board.url, board.host, board.port) == ("https://board.example", "0.0.0.0", 8090)
    for url in ("http://127.0.0.1:8090", "http://localhost:8090/", "https://board.example:8443"):
        assert load({**given, "QINGKONG_BOARD_URL": url}).board() is not None
    with pytest.raises(SettingsError, match="QINGKONG_BOARD_LISTEN"):
        load({**given, "QINGKONG_LISTEN": "8090"})
    assert load({**given, "QINGKONG_LISTEN": "8080"}).setup().board is not None
    for name in ("QINGKONG_BOARD_URL", "QINGKONG_BOARD_LISTEN"):
        with pytest.raises(SettingsError, match=name):
            load({key: value for key, value in given.items() if key != name})
    assert load({"QINGKONG_TOKEN": TOKEN}).setup().board is None
