"""The tables of all errands fit together, and the menus tell of every command."""

from datetime import UTC
from types import ModuleType

import pytest

from handlers.entry import application
from handlers.turns.routes import Command, Errand, Who, by_errand
from handlers.turns.turn import Turn
from messages import LOCALES
from messages.keyboards import DATA_LIMIT_BYTES, STYLES
from messages.render import Words


async def nothing(turn: Turn, args: str) -> None:
    """A command that does nothing."""


def errand(name: str, **offered: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(offered)
    return module


def test_no_two_errands_offer_the_same() -> None:
    tables = application.whole()
    assert len(tables.commands) > 10


def test_a_name_in_two_errands_is_refused() -> None:
    due = Command("due", nothing, Who.AGENCY, Errand.REPORTS)
    twice = (errand("one", COMMANDS=(due,)), errand("two", COMMANDS=(due,)))
    with pytest.raises(ValueError, match="due"):
        application.merge(twice)


def test_every_command_is_one_that_telegram_takes() -> None:
    for name in application.whole().commands:
        assert name.isascii()
        assert name.islower()
        assert len(name) <= 32


def test_verbs_leave_room_for_arguments() -> None:
    for verb in application.whole().buttons:
        assert ":" not in verb
        assert len(verb) <= DATA_LIMIT_BYTES // 4


@pytest.mark.parametrize("locale", LOCALES)
def test_menus_say_what_each_command_does(locale: str) -> None:
    menus = application.menus(application.whole(), Words(locale, UTC))
    shown = {command.command for menu in menus.values() for command in menu}
    assert shown == set(application.whole().commands)
    assert all(3 <= len(one.description) <= 256 for menu in menus.values() for one in menu)


def test_an_agency_sees_no_command_of_the_office() -> None:
    tables = application.whole()
    shown = {one.command for one in application.menus(tables, Words("zh", UTC))["agency"]}
    office = {name for name, one in tables.commands.items() if one.who == Who.OFFICE}
    assert shown & office == set()


def test_commands_stand_under_their_errands_in_one_order() -> None:
    table = by_errand(
        [
            Command("whoami", nothing, Who.ANYONE, Errand.ONESELF),
            Command("slips", nothing, Who.AUDITOR, Errand.SUPERVISION),
            Command("warn", nothing, Who.OFFICE, Errand.WARNING),
            Command("extend", nothing, Who.OFFICE, Errand.SUPERVISION),
        ]
    )
    named = {errand: [one.name for one in those] for errand, those in table.items()}
    assert list(named) == [Errand.WARNING, Errand.SUPERVISION, Errand.ONESELF]
    assert named[Errand.SUPERVISION] == ["slips", "extend"]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_errand_has_a_name_and_the_menu_keeps_their_order(locale: str) -> None:
    words = Words(locale, UTC)
    assert len({words.plain(f"errand_{errand}") for errand in Errand}) == len(Errand)
    tables = application.whole()
    order = list(Errand)
    shown = application.menus(tables, words)["office"]
    places = [order.index(tables.commands[one.command].errand) for one in shown]
    assert places == sorted(places)


def test_each_verb_that_has_a_colour_has_a_handler() -> None:
    assert set(STYLES) <= set(application.whole().buttons)
