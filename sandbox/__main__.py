"""A local Telegram for any bot: point the bot's API address at it, and watch its page."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

from sandbox.clock import Clock, read_clock
from sandbox.markup import NEWEST, Version
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
    parser.add_argument("--supergroup", action="append", default=[], help="the same, upgraded")
    parser.add_argument("--forum", action="append", default=[], help="a supergroup with topics")
    parser.add_argument("--member", action="store_true", help="the bot is no group's administrator")
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's rate limits")
    parser.add_argument(
        "--lenient", action="store_true", help="ignore unknown parameters, as Telegram does"
    )
    parser.add_argument(
        "--bot-api",
        type=_version,
        default=NEWEST,
        metavar="VERSION",
        help=f"play an older server, such as 10.0 ({'.'.join(map(str, NEWEST))})",
    )
    parser.add_argument(
        "--clock",
        type=_clock,
        default="now",
        help="real, now (may be stepped on the page) or a start and a speed such as"
        " '2026-12-01T07:50+08:00 x600' (%(default)s)",
    )
    return parser.parse_args()


def _clock(text: str) -> Clock:
    try:
        return read_clock(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _version(text: str) -> Version:
    major, dot, minor = text.partition(".")
    if not (dot and major.isdecimal() and minor.isdecimal()):
        raise argparse.ArgumentTypeError("a version is expected, such as 10.0")
    return int(major), int(minor)


def make_world(chosen: argparse.Namespace) -> World:
    world = World(chosen.clock, limits=chosen.limits, strict=not chosen.lenient)
    world.version = chosen.bot_api
    bot = world.add_bot(chosen.token, chosen.username, chosen.username)
    people = [world.add_person(name) for name in chosen.person or ["Alice", "Bob"]]
    named = [*chosen.group, *chosen.supergroup, *chosen.forum]
    basic = chosen.group if named else ["Group"]
    groups = [world.add_group(title, people) for title in basic]
    groups += [world.add_supergroup(title, people) for title in chosen.supergroup]
    groups += [world.add_supergroup(title, people, forum=True) for title in chosen.forum]
    for group in groups:
        world.add_bot_to_group(group, bot, by=people[0], admin=not chosen.member)
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
