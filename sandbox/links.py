"""Completes addresses of links the way Telegram shows them."""

from __future__ import annotations

import re

_OTHER_SCHEMES = re.compile(r"(?i)(tg|ton|mailto|tel):\S")
_WEB_ADDRESS = re.compile(
    r"(?i)(?P<scheme>https?://)?(?P<host>[\w-]+(\.[\w-]+)+(:\d+)?)(?P<rest>[/?#]\S*)?$"
)


def checked_link(target: str) -> str | None:
    """Return the address; None when it is none, and the link is then no link."""
    if _OTHER_SCHEMES.match(target):
        return target
    found = _WEB_ADDRESS.match(target)
    if found is None:
        return None
    rest = found["rest"] or "/"
    slash = "" if rest.startswith("/") else "/"
    return f"{(found['scheme'] or 'http://').lower()}{found['host']}{slash}{rest}"
