"""Keeps libraries from loading what a bot in service never needs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_out(*packages: str) -> Iterator[None]:
    """Make these packages appear missing to whoever imports them meanwhile.

    This is for optional packages, which a library loads wherever it finds them. What is loaded
    already stays.
    """
    absent = [package for package in packages if package not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for package in absent:
            del sys.modules[package]
