"""Has the threads of a bot in service share the memory that glibc keeps for them."""

import ctypes
import os
import platform

_ARENA_MAX = -8
"""The number of this option in glibc's malloc.h."""
_ARENAS = 2


def share_arenas() -> None:
    """Give all threads but the main one a single arena; call this before the first of them starts.

    Each connection to SQLite has its thread, glibc gives each thread an arena of its own, and what
    is free in one is of no use to the others. Whoever has set `MALLOC_ARENA_MAX` keeps that.
    """
    if platform.libc_ver()[0] == "glibc" and "MALLOC_ARENA_MAX" not in os.environ:
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)
