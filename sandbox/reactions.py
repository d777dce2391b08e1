"""Reads the reactions that bots may give."""

from __future__ import annotations

from typing import Any

from sandbox.errors import bad_request
from sandbox.parameters import bot_api

#: Clients and libraries add this to hearts and the like, and it changes nothing.
_AS_PICTURE = "\ufe0f"


def read_reactions(wanted: list[Any]) -> list[str]:
    if not all(isinstance(one, dict) for one in wanted):
        raise bad_request("can't parse reaction: expected an Object")
    if any(one.get("type") not in ("emoji", "custom_emoji", "paid") for one in wanted):
        raise bad_request("can't parse reaction: invalid reaction type specified")
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [str(one.get("emoji", "")).replace(_AS_PICTURE, "") for one in wanted]
    if not _allowed().issuperset(emoji):
        raise bad_request("REACTION_INVALID")
    return emoji


def _allowed() -> frozenset[str]:
    listed: str = bot_api()["reactions"]
    return frozenset(listed.split())
