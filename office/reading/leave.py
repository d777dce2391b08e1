"""Reads why somebody is on leave from a meeting, and who comes in their place."""

import re

from storage.immutable import immutable

_BEGINS = re.compile(r"^\s*(?:申请)?请假[\s，,。:：;；]*")
_NAMED = re.compile(
    r"(?:代会人员?|替会人)(?:为|是|[:：])\s*(?P<who>[^，,。;；\n]{2,40})"
    r"|(?:由|请|派|委托)(?P<other>[^，,。;；\n]{2,40}?)"
    r"(?:代会|代为参会|代为参加|代参会|代参加|参会|参加)(?:会议)?"
)
_NOBODY = re.compile(
    r"(?:无|没有|不派|未派)(?:人)?(?:代会|代参会|替会)人?员?|no substitute", re.IGNORECASE
)
_LEFT = " \t\n，,。;；、"


@immutable
class LeaveSaid:
    reason: str
    substitute: str | None
    """Empty where the words say that nobody comes; None where they say nothing of it."""


def read(text: str) -> LeaveSaid:
    said = _BEGINS.sub("", text)
    found = _NAMED.search(said)
    if found is not None:
        who = (found["who"] or found["other"]).strip()
        return LeaveSaid(_without(said, found), who)
    nobody = _NOBODY.search(said)
    if nobody is not None:
        return LeaveSaid(_without(said, nobody), "")
    return LeaveSaid(said.strip(_LEFT), None)


def _without(said: str, found: re.Match[str]) -> str:
    before, after = said[: found.start()].strip(_LEFT), said[found.end() :].strip(_LEFT)
    return "，".join(filter(None, (before, after)))


def read_substitute(text: str) -> str:
    """The name that answers who comes instead; empty where nobody does."""
    said = read(text)
    if said.substitute is not None:
        return said.substitute
    return "" if text.strip(_LEFT) in ("无", "没有", "不派", "none", "no") else said.reason
