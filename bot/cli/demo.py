"""`qingkong demo` on the command line."""

from pathlib import Path
from typing import Annotated

import typer

PORT = 8080

PortOption = Annotated[
    int, typer.Option(min=0, max=65535, help="The page's port on this machine; 0 takes any.")
]
StoryOption = Annotated[bool, typer.Option("--story", help="Play one whole episode and stop.")]
EnglishOption = Annotated[bool, typer.Option("--en", help="The bot and its people speak English.")]
ActorsOption = Annotated[
    Path | None,
    typer.Option("--actors", help="Who answers in the groups, and how; see the file's head."),
]


def demo(
    story: StoryOption = False,
    en: EnglishOption = False,
    port: PortOption = PORT,
    actors: ActorsOption = None,
) -> None:
    """A whole command office in a local Telegram: nothing to configure."""
    # Only now: it brings a whole Telegram with it, for which a bot in service must not wait.
    from bot.demo import command

    command.play(story=story, en=en, port=port, actors=actors)
