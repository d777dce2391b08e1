"""What a document or a workbook might do to the process that makes or reads it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from messages.documents import stages


def echo(view: Any) -> bytes:
    sys.stdout.write("what a library prints stands in no answer")
    sys.stdout.flush()
    return repr(view).encode()


def the_same(_view: Any) -> bytes:
    return b"whatever is asked for"


def in_stages(view: list[int]) -> bytes:
    return bytes(stages.each(view, size=int))


def half_until_there_is(view: str) -> bytes:
    """Half of it is done at once, and the rest once there is such a file."""
    parts = stages.each(range(2))
    next(parts)
    next(parts)
    while not Path(view).exists():
        time.sleep(0.01)
    return b"a ledger"


def table_once_there_is(view: bytes) -> bytes:
    """Read a table that says for which file it waits."""
    while not Path(view.decode()).exists():
        time.sleep(0.01)
    return json.dumps([[["", "12月1日 白班 值班员甲 办公室主任"]], ""]).encode()


def process(_view: Any) -> bytes:
    return str(os.getpid()).encode()


def die(_view: Any) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def die_before_it_reads(asked: Any) -> bytes:
    """The first time it dies, and then it reads the file of a report."""
    # The reader takes a moment to load, and no other trick needs it.
    from bot.workshop.uploads import report_file

    been_here = Path(asked[0]).with_suffix(".died")
    if not been_here.exists():
        been_here.touch()
        die(asked)
    return report_file(asked)


def sleep(_view: Any) -> bytes:
    time.sleep(3600)
    return b""


def swell(_view: Any) -> bytes:
    return b" " * (1024**3)


def over_the_limit(_view: Any) -> bytes:
    return b" " * (51 * 1024**2)


def stumble(_view: Any) -> bytes:
    raise ValueError("the words of a stranger")


def call(address: tuple[str, int]) -> bytes:
    with socket.socket() as telephone:
        telephone.connect(address)
    return b"connected"


def run(_view: Any) -> bytes:
    return subprocess.check_output(["true"])


def secrets(_view: Any) -> bytes:
    return repr(sorted(name for name in os.environ if "QINGKONG" in name)).encode()
