"""How the bot and its workshop talk: each message is its length in eight bytes, then itself."""

from collections.abc import Callable

LENGTH = 8
MADE, FAILED = b"+", b"-"
"""How an answer begins: then come the bytes that were made, or the reason in words."""
READY = b"ready"
DONE = b"~"
"""How it begins where more comes before the answer: how much is done, and of how much."""


def how_far(done: int, total: int) -> bytes:
    return DONE + f"{done}/{total}".encode()


def read_how_far(message: bytes) -> tuple[int, int] | None:
    """Return None where the message is the answer itself."""
    if not message.startswith(DONE):
        return None
    done, _, total = message.removeprefix(DONE).partition(b"/")
    return int(done), int(total)


def framed(message: bytes) -> bytes:
    return len(message).to_bytes(LENGTH) + message


def read(from_pipe: Callable[[int], bytes]) -> bytes | None:
    """Read the next message; None once the other side has hung up."""
    length = from_pipe(LENGTH)
    if len(length) < LENGTH:
        return None
    message = from_pipe(int.from_bytes(length))
    return message if len(message) == int.from_bytes(length) else None
