"""Runs one thing in a process of its own, so that no contestant inherits another one's state."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def apart(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    with started(work, *args, **kwargs) as running:
        return running.result()


@contextmanager
def started(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Iterator[Future[T]]:
    # A fresh interpreter is started, not a fork, and whoever began it can look on meanwhile.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        yield process.submit(work, *args, **kwargs)
