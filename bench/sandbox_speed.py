"""How many `sendMessage` a second the sandbox answers, without limits and on one core.

The sandbox has one core to itself; the clients, in a process of their own, have another. They keep
their connections open and send one call after the other on each. Two figures are printed: by the
clock on the wall, which other work on the machine spoils, and by the processor time that the
sandbox took, which is what one core can do.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from bench.machine import machine
from sandbox import RealClock, World, serving

TOKEN = "1:benchmark"
TEXT = "<b>重污染天气橙色预警</b>\n请于<b>30分钟</b>内回复收到。编号 2026-012"
KEYBOARD = {"inline_keyboard": [[{"text": "收到", "callback_data": "r:0123456789"}]]}
#: What the sandbox promises to those who measure a bot against it, in messages a second.
WANTED = 2000


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.sandbox_speed", description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000, help="calls a round (%(default)s)")
    parser.add_argument("--connections", type=int, default=16, help="kept open (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="the median counts (%(default)s)")
    return parser.parse_args()


# The sandbox


@dataclass(frozen=True)
class Round:
    """Calls a second."""

    by_wall: float
    by_core: float


async def measure(calls: int, connections: int, clients: ProcessPoolExecutor) -> Round:
    world = World(RealClock())
    bot = world.add_bot(TOKEN, "Bench", "bench_bot")
    alice = world.add_person("Alice")
    group = world.add_supergroup("环保局", [alice])
    world.add_bot_to_group(group, bot, by=alice)
    async with serving(world) as server:
        port = int(server.url.rpartition(":")[2])
        began = time.process_time()
        work = clients.submit(run_clients, port, group.id, calls, connections)
        seconds = await asyncio.wrap_future(work)
        busy = time.process_time() - began
    assert sum(message.sender is bot for message in group.messages) == calls
    return Round(calls / seconds, calls / busy)


# The clients, in the other process


def run_clients(port: int, chat_id: int, calls: int, connections: int) -> float:
    """Make all calls; return how many seconds they took."""
    stay_on(cores()[-1])
    return asyncio.run(_call_all(port, _request(chat_id), calls, connections))


async def _call_all(port: int, request: bytes, calls: int, connections: int) -> float:
    shares = [calls // connections + (index < calls % connections) for index in range(connections)]
    began = time.perf_counter()
    await asyncio.gather(*(_call(port, request, share) for share in shares))
    return time.perf_counter() - began


def _request(chat_id: int) -> bytes:
    given = {"chat_id": chat_id, "text": TEXT, "parse_mode": "HTML", "reply_markup": KEYBOARD}
    body = json.dumps(given).encode()
    head = (
        f"POST /bot{TOKEN}/sendMessage HTTP/1.1\r\n"
        "Host: sandbox\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _call(port: int, request: bytes, times: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(times):
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head))
        assert body.startswith(b'{"ok":true'), body
    writer.close()
    await writer.wait_closed()


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


# The machine


def cores() -> list[int]:
    # Systems that do not tell which cores a process may use share one.
    return sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else [0]


def stay_on(core: int) -> None:
    if sys.platform == "linux":
        os.sched_setaffinity(0, {core})


def main() -> int:
    chosen = arguments()
    shared = len(cores()) == 1
    rounds = []
    # The clients' process begins before this one is tied to a core, which it would inherit.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as clients:
        clients.submit(cores).result()
        stay_on(cores()[0])
        for _ in range(chosen.rounds):
            rounds.append(asyncio.run(measure(chosen.calls, chosen.connections, clients)))
    by_wall = statistics.median(one.by_wall for one in rounds)
    by_core = statistics.median(one.by_core for one in rounds)
    sys.stdout.write(
        f"sendMessage a second on one core: {by_core:,.0f} by processor time, {by_wall:,.0f} by the"
        f" wall's clock; {WANTED:,} wanted\n"
        f"{chosen.connections} connections, {chosen.calls:,} calls a round"
        f"{', clients on the same core' if shared else ''}; {machine()}\n"
    )
    return 0 if by_core >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
