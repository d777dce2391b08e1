"""What the page loads beside itself: its style and its scripts, below a folder named by their hash.

A browser may keep them for ever, as another version has another address.
"""

import hashlib
from functools import cache
from pathlib import Path

from storage.immutable import immutable

HERE = Path(__file__).parent / "static"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@immutable
class PageAsset:
    content: bytes
    media_type: str


@cache
def files() -> dict[str, PageAsset]:
    """Return them by name; a module finds another beside itself, so that no file has the hash."""
    return {
        path.name: PageAsset(path.read_bytes(), KINDS[path.suffix])
        for path in sorted(HERE.iterdir())
        if path.suffix in KINDS
    }


def root() -> str:
    """Their folder's address, without a slash at its end."""
    return f"/board/static/{folder()}"


@cache
def folder() -> str:
    whole = hashlib.sha256()
    for name, one in files().items():
        whole.update(f"{name} {len(one.content)} ".encode() + one.content)
    return whole.hexdigest()[:16]
