"""What everybody reads in whole episodes, written down so that two versions of the code compare.

`python -m tests.transcripts record FOLDER` plays the demo's story and the fault suite's first
seeds, each into a file of its own; `python -m tests.transcripts compare OLD NEW` lists what one
folder says and the other does not. A rebuilding that changes no text leaves the list empty.

A line is one thing that one chat saw: the minute, the message's number, its words and its buttons
with what they send. Within a minute the order of two chats is chance, so each chat has its own
part. Two runs of the same code may differ where a fault met a message that left at the same instant
as another; record the old code twice to know those seeds.
"""

import argparse
import asyncio
import difflib
import logging
import re
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot import logs
from bot.demo.actors_file import OWN, read_actors
from bot.demo.command import BEGINS, PLAN
from bot.demo.house import Production
from bot.demo.story import Story
from bot.demo.theatre import open_theatre
from office.plan.files import read_plan
from sandbox import HANG, Button, Event, Message, World
from sandbox.journal import What
from tests.faults.runner import play
from tests.harness.databases import BACKENDS, start_backend

SEEDS = 60
STORY = "story.txt"
READ = (What.SENT, What.EDITED, What.DELETED, What.PINNED, What.UNPINNED, What.ANSWERED)


@dataclass
class Transcript:
    """Written down as it happens: an edit later takes the words away."""

    chats: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def watch(self, world: World) -> None:
        def note(event: Event) -> None:
            if event.what in READ:
                self.chats[_chat(event)].append(_line(event))

        world.log.listeners.append(note)

    def write(self, path: Path) -> None:
        parts = [f"== {chat}\n" + "\n".join(lines) for chat, lines in sorted(self.chats.items())]
        path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def _chat(event: Event) -> str:
    title = event.subject.chat.title if isinstance(event.subject, Message) else ""
    return f"{event.chat_id} {title}"


def _line(event: Event) -> str:
    said = [f"{event.at:%m-%dT%H:%M} {event.what} {event.who}"]
    message = event.subject
    if isinstance(message, Message):
        answered = f" re {message.reply_to.message_id}" if message.reply_to else ""
        said.append(f"#{message.message_id}{answered}")
        said.append(message.html or message.text)
        said += [
            f"[{one.text}={one.callback_data or one.url or one.copies or ''}]"
            for one in message.buttons()
        ]
    else:
        said.append(event.text)
    return " ".join(said).replace("\n", "⏎")


def _does(button: Button) -> str:
    return button.callback_data or button.url or button.copies or ""


async def record_story(path: Path) -> None:
    transcript, plan = Transcript(), read_plan(PLAN)
    production = Production(
        plan,
        read_actors(OWN, plan),
        datetime.fromisoformat(BEGINS),
        "zh",
        guests=False,
        patience=HANG,
    )
    with tempfile.TemporaryDirectory(prefix="qingkong-story-") as folder:
        async with open_theatre(
            production, Path(folder), watch=lambda house: transcript.watch(house.world)
        ) as theatre:
            house = theatre.house
            await Story(house.cast, house.plan, house.words, house.rehearsal).play()
    transcript.write(path)


def record_episodes(folder: Path, database: str, seeds: range) -> None:
    backend = start_backend(database)
    try:
        for seed in seeds:
            transcript = Transcript()
            with tempfile.TemporaryDirectory(prefix="qingkong-episode-") as room:
                outcome = asyncio.run(play(seed, backend, Path(room), transcript.watch))
            transcript.write(folder / f"seed{seed:03}.txt")
            _say(f"{database} {outcome}")
    finally:
        backend.close()


def compare(old: Path, new: Path) -> int:
    """Print each line that only one of them has; return how many files differ."""
    names = sorted({path.name for folder in (old, new) for path in folder.glob("*.txt")})
    differing = 0
    for name in names:
        lines = list(difflib.unified_diff(_lines(old / name), _lines(new / name), name, name, n=0))
        differing += bool(lines)
        for line in lines:
            _say(line)
    _say(f"{differing} of {len(names)} differ")
    return differing


CHANCE = re.compile(r"#\d+|(?<= re )\d+|(?<=〔2026〕)\d+|(?<=:)\d+(?=[\]:])|\d+:[0-9a-f]{16}")
"""Of agencies that answer at one instant or get slips at one, nobody can tell which comes first."""
EDITED = re.compile(r"\S+ edited .*?#\d+")


def _lines(path: Path) -> list[str]:
    """Sort the lines within a minute, because what is sent side by side comes in any order."""
    parts = path.read_text(encoding="utf-8").split("== ") if path.exists() else []
    return [
        f"{title} {line}"
        for title, *lines in (part.splitlines() for part in parts if part)
        for line in sorted(_without_chance(lines))
    ]


def _without_chance(lines: list[str]) -> list[str]:
    """Keep the last of several edits of a message, and leave out numbers given by chance."""
    last: dict[str, str] = {}
    for line in lines:
        edited = EDITED.match(line)
        last[edited[0] if edited else f"{len(last)} {line}"] = line
    return [CHANCE.sub("", line) for line in last.values()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    recording = commands.add_parser("record")
    recording.add_argument("folder", type=Path)
    recording.add_argument("--seed", type=int, default=1)
    recording.add_argument("--count", type=int, default=SEEDS)
    recording.add_argument("--database", choices=BACKENDS, default="sqlite")
    comparing = commands.add_parser("compare")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    given = parser.parse_args()
    if given.command == "compare":
        sys.exit(min(compare(given.old, given.new), 1))
    logs.configure(as_json=False, level=logging.WARNING)
    given.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(record_story(given.folder / STORY))
    record_episodes(given.folder, given.database, range(given.seed, given.seed + given.count))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
