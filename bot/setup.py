"""Holds what a runtime is made from."""

from dataclasses import field
from datetime import timedelta
from pathlib import Path

from bot.second_channels import Addresses
from office.keeping import STANDARD, Keeping
from storage.immutable import immutable
from storage.scope import Scope

LEASE = timedelta(seconds=9)
MINUTE = timedelta(minutes=1)
WEBHOOK_PATH = "/telegram/{bot_id}"


class AddressTaken(Exception):
    """Nobody can listen at this address, which is the error's text."""


def bot_id_of(token: str) -> int:
    """Return the bot's id, with which its token begins."""
    return int(token.partition(":")[0])


@immutable
class MoreBot:
    """A bot that serves some jurisdictions alone; all others are the first bot's."""

    token: str
    jurisdictions: frozenset[str]


@immutable
class Webhook:
    """Where Telegram brings updates to, rather than having them fetched."""

    url: str
    """The address of our server as Telegram sees it; each bot's path follows."""
    secret: str

    def address(self, bot_id: int) -> str:
        return self.url + WEBHOOK_PATH.format(bot_id=bot_id)


@immutable
class Web:
    """Where we listen: for the health and the figures, and for Telegram where it pushes."""

    host: str
    port: int
    webhook: Webhook | None = None


@immutable
class BoardSite:
    """Where the command board is served, and under which address people reach it."""

    url: str
    host: str
    port: int


@immutable
class Setup:
    token: str
    api_base: str
    database_url: str
    data_dir: Path
    locale: str = "zh"
    paced: bool = True
    keeping: Keeping = STANDARD
    more_bots: tuple[MoreBot, ...] = ()
    web: Web | None = None
    board: BoardSite | None = None
    lease: timedelta = LEASE
    prove_every: timedelta = MINUTE
    """How often the reconciler proves that all is in order."""
    heartbeat_url: str | None = None
    """Called after each proof that finds all in order."""
    addresses: Addresses = field(default_factory=dict, repr=False)
    """Where second channels lead."""
    process: str = "one"
    """The process's name: one that starts again under it takes its leases back at once."""

    @property
    def bots(self) -> tuple[tuple[str, Scope], ...]:
        """Each token with what its bot serves."""
        theirs = frozenset[str]().union(*(bot.jurisdictions for bot in self.more_bots))
        return (
            (self.token, Scope(theirs, others=True)),
            *((bot.token, Scope(bot.jurisdictions, others=False)) for bot in self.more_bots),
        )
