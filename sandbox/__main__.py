"""`python -m sandbox`: a local Telegram for any bot."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

from sandbox.clock import PlayClock, RealClock
from sandbox.server import Server, serving
from sandbox.world import World

DEFAULT_TOKEN = "123456:AAExampleTokenForTheSandbox"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8081, help="port, 0 for any (%(default)s)")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="the bot's token (%(default)s)")
    parser.add_argument("--username", default="local_bot", help="the bot's name (%(default)s)")
    parser.add_argument("--person", action="append", default=[], help="a person; may be repeated")
    parser.add_argument("--group", action="append", default=[], help="a group; may be repeated")
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's rate limits")
    return parser.parse_args()


def make_world(chosen: argparse.Namespace) -> World:
    """Everyone is in every group, and the bot is one of its administrators."""
    world = World(PlayClock(RealClock().now()), limits=chosen.limits)
    bot = world.add_bot(chosen.token, chosen.username, chosen.username)
    people = [world.add_person(name) for name in chosen.person or ["Alice", "Bob"]]
    for title in chosen.group or ["Group"]:
        group = world.add_group(title, people)
        world.add_bot_to_group(group, bot, by=people[0])
    return world


async def run(chosen: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    async with serving(make_world(chosen), host=chosen.host, port=chosen.port) as server:
        announce(server, chosen.token)
        await stopped.wait()


def announce(server: Server, token: str) -> None:
    sys.stdout.write(
        f"page      {server.url}/\n"
        f"base_url  {server.base_url}\n"
        f"files     {server.base_file_url}\n"
        f"token     {token}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(run(arguments()))
