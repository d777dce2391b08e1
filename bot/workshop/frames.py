"""How the bot and its workshop talk: each message is its length in eight bytes, then itself."""

from collections.abc import Callable

LENGTH = 8
MADE, FAILED = b"+", b"-"
"""How an answer begins: then come the bytes that were made, or the reason in words."""
READY = b"ready"


def framed(message: bytes) -> bytes:
    return len(message).to_bytes(LENGTH) + message


def read(from_pipe: Callable[[int], bytes]) -> bytes | None:
    """Read the next message; None once the other side has hung up."""
    length = from_pipe(LENGTH)
    if len(length) < LENGTH:
        return None
    message = from_pipe(int.from_bytes(length))
    return message if len(message) == int.from_bytes(length) else None
