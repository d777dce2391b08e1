"""Asks whoever sits at the terminal, until the answer can be used; asks nobody in a script."""

import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import typer

from bot.settings import sentence

T = TypeVar("T")


class Unsuitable(Exception):
    """Why an answer cannot be used: a phrase and its facts."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


class Operator:
    """The person at the terminal, who is there or not, and reads one language."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.is_there = sys.stdin.isatty()

    def tell(self, key: str, **facts: Any) -> None:
        typer.echo(sentence(self.locale, key, **facts))

    def refuse(self, key: str, **facts: Any) -> NoReturn:
        typer.echo(sentence(self.locale, key, **facts), err=True)
        raise typer.Exit(1)

    def ask(self, key: str, usual: str, **facts: Any) -> str:
        """Return the answer, or what is usual where nobody is there or nothing is typed."""
        if not self.is_there:
            return usual
        question = sentence(self.locale, key, **facts)
        return str(typer.prompt(question, default=usual, show_default=bool(usual))).strip()

    def ask_hidden(self, key: str, *, option: str, **facts: Any) -> str:
        """Return what must not be seen on the screen, nor in the list of processes."""
        if not self.is_there:
            self.refuse("setup_needs_option", option=option)
        question = sentence(self.locale, key, **facts)
        return str(typer.prompt(question, default="", show_default=False, hide_input=True)).strip()

    def agrees(self, key: str, *, otherwise: bool = False, **facts: Any) -> bool:
        if not self.is_there:
            return otherwise
        return typer.confirm(sentence(self.locale, key, **facts), default=otherwise)

    def settled(self, given: str | None, ask: Callable[[], str], check: Callable[[str], T]) -> T:
        """What is made of the answer. What an option gave is not asked for a second time."""
        while True:
            try:
                return check(ask() if given is None else given)
            except Unsuitable as why:
                if given is not None or not self.is_there:
                    self.refuse(why.key, **why.facts)
                self.tell(why.key, **why.facts)
