"""The workshop's own process: it does what it is asked, one thing after the other, in confinement.

What it reads was written by strangers, and what it makes holds their words. So it has no secrets
(`workshop.py` leaves them out of its environment), reaches neither the network nor other programs,
and may take only so much time and memory. Whatever goes wrong here ends one request.
"""

import importlib
import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import BinaryIO

from bot.workshop import frames
from messages.documents import stages

FORBIDDEN = frozenset(
    {
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.sendto",
        "subprocess.Popen",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.system",
    }
)
LARGEST_FILE = 512 * 1024 * 1024
GRACE = 5
"""Seconds after which a process ends itself that nobody has ended, as its bot is gone."""


def main() -> None:
    # What a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    confine()
    stages.listen(lambda done, total: _write(answers, frames.how_far(done, total)))
    _write(answers, frames.READY)
    while (request := frames.read(sys.stdin.buffer.read)) is not None:
        _write(answers, answer(request))


def confine() -> None:
    sys.addaudithook(_forbid)
    _limit("RLIMIT_FSIZE", LARGEST_FILE)
    _limit("RLIMIT_CORE", 0)


def answer(request: bytes) -> bytes:
    made_by, seconds, megabytes, given = pickle.loads(request)
    signal.alarm(round(seconds) + GRACE)
    _limit("RLIMIT_AS", megabytes * 1024 * 1024)
    try:
        return frames.MADE + _function(made_by)(*given)
    except MemoryError:
        return frames.FAILED + b"MemoryError"
    # Libraries raise errors of every kind over what strangers wrote, and over the words in it.
    except Exception as error:
        return frames.FAILED + type(error).__name__.encode()
    finally:
        signal.alarm(0)


def _function(made_by: str) -> Callable[..., bytes]:
    module, _, name = made_by.partition(":")
    function: Callable[..., bytes] = getattr(importlib.import_module(module), name)
    return function


def _forbid(event: str, _arguments: object) -> None:
    if event in FORBIDDEN:
        raise PermissionError(event)


def _limit(name: str, most: int) -> None:
    # Not every system has each of these limits; the bot's own limit of time holds everywhere.
    try:
        import resource

        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most, hard))
    except (ImportError, AttributeError, ValueError, OSError):
        return


def _write(answers: BinaryIO, message: bytes) -> None:
    answers.write(frames.framed(message))
    answers.flush()


if __name__ == "__main__":
    main()
