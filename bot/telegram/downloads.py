"""Fetches a file from Telegram in pieces, onto the disk, and no further than the limit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

PIECE = 64 * 1024
PATIENCE = 30.0
LONGEST = 600.0
# What is packed could unpack to any size in one piece, so nothing packed is asked for.
UNPACKED = {"Accept-Encoding": "identity"}


class FileTooLarge(Exception):
    """The file is over the limit."""


class NotFetched(Exception):
    """Says why without the address, because the token is a part of it."""


async def fetch(address: str, path: Path, limit: int) -> int:
    """Fetch into this new file; return its size, whatever was said of it beforehand."""
    async with _answer(address) as answer:
        return await _write(answer, path, limit)


async def read(address: str, limit: int) -> bytes:
    """Fetch what is small enough to be read at once."""
    content = bytearray()
    async with _answer(address) as answer:
        async for piece in answer.aiter_bytes(PIECE):
            content += piece
            if len(content) > limit:
                raise FileTooLarge
    return bytes(content)


@asynccontextmanager
async def _answer(address: str) -> AsyncIterator[httpx.Response]:
    # Without TLS there is nothing to verify, and reading the certificates takes longest of all.
    client = httpx.AsyncClient(
        headers=UNPACKED, timeout=PATIENCE, verify=not address.startswith("http://")
    )
    try:
        async with asyncio.timeout(LONGEST), client, client.stream("GET", address) as answer:
            if answer.status_code != httpx.codes.OK:
                raise NotFetched(f"HTTP {answer.status_code}")
            yield answer
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise NotFetched(type(error).__name__) from None


async def _write(answer: httpx.Response, path: Path, limit: int) -> int:
    size = 0
    file = await asyncio.to_thread(path.open, "xb")
    try:
        async for piece in answer.aiter_bytes(PIECE):
            size += len(piece)
            if size > limit:
                raise FileTooLarge
            await asyncio.to_thread(file.write, piece)
    finally:
        await asyncio.to_thread(file.close)
    return size
