"""Works done at once: all are told of, those that died too, and nobody is left behind."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot import event_loop
from tests.winter.side_by_side import Died, do_side_by_side


def die_and_leave_somebody_behind(folder: Path) -> int:
    waits = ["sh", "-c", f"read line < {folder}/line"]
    os.posix_spawn("/bin/sh", waits, os.environ)
    os._exit(3)


def live_until_it_is_ended(folder: Path) -> int:
    return event_loop.run(_live(folder))


async def _live(folder: Path) -> int:
    try:
        with (folder / "lives").open("w") as said:
            said.write("yes")
        await asyncio.Event().wait()
    finally:
        (folder / "tidied").touch()
    return 0


def end_once_the_other_lives(folder: Path) -> int:
    return len((folder / "lives").read_text())


def interrupt(key: int, _: int | Died) -> None:
    assert key == 2
    raise KeyboardInterrupt


def test_each_has_a_process_of_its_own_and_one_that_died_stops_no_other(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "line")
    dying = partial(die_and_leave_somebody_behind, tmp_path)
    works: dict[int, Callable[[], int]] = {1: os.getpid, 2: dying, 3: os.getpid}
    ends: dict[int, int | Died] = {}
    do_side_by_side(works, 1, ends.__setitem__)
    (tmp_path / "line").write_text("go\n")
    assert list(ends) == [1, 2, 3]
    assert ends[2] == Died(3)
    assert len({ends[1], ends[3], os.getpid()}) == 3


def test_an_interrupt_ends_all_and_lets_each_tidy_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lives")
    first, second = live_until_it_is_ended, end_once_the_other_lives
    works: dict[int, Callable[[], int]] = {
        1: partial(first, tmp_path),
        2: partial(second, tmp_path),
        3: os.getpid,
    }
    with pytest.raises(KeyboardInterrupt):
        do_side_by_side(works, 2, interrupt)
    assert (tmp_path / "tidied").exists()
    assert not multiprocessing.active_children()
