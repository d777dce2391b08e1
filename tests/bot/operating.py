"""The command line in this very process: as an operator types it, without a second interpreter."""

import asyncio
from dataclasses import dataclass, field

from typer.testing import CliRunner

from bot.cli.app import app
from bot.settings import PREFIX


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Terminal:
    """Remembers the settings."""

    settings: dict[str, str] = field(default_factory=dict)

    async def type(self, *arguments: str, **more: str) -> Outcome:
        """Run the command in a thread, because it starts an event loop of its own."""
        given = {f"{PREFIX}{name.upper()}": value for name, value in (self.settings | more).items()}
        done = await asyncio.to_thread(CliRunner().invoke, app, arguments, env=given)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Outcome(done.exit_code, done.stdout, done.stderr)
