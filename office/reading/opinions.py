"""Reads an opinion as somebody writes it: the opinion, its remarks, and who signs it."""

import re
from collections.abc import Iterator

from office.reading.typed import seen
from storage.immutable import immutable

_REMARKS = re.compile(r"^\s*(?:备注|remarks?)\s*[:：]\s*(.*)$", re.IGNORECASE)
_SIGNER = re.compile(r"^\s*(?:签发人?|signed(?: by)?)\s*[:：]\s*(.*)$", re.IGNORECASE)
_OPINION = re.compile(
    r"^\s*(?:会商)?(?:意见|建议)\s*[:：]\s*|^\s*opinion\s*[:：]\s*", re.IGNORECASE
)
_NAME = re.compile(r"[\s　]+")
_HOUR = re.compile(r"\d.*$")

_SPEAKS_OF_AIR = re.compile(
    "会商|意见|建议|预计|预报|扩散|静稳|气压|冷空气|污染|空气质量|AQI|PM|无异议|forecast|opinion|pollution",
    re.IGNORECASE,
)


@immutable
class ReadOpinion:
    text: str
    remarks: str = ""
    signer: str = ""
    """The name behind 签发; empty where whoever presses the button signs."""


def read(text: str) -> ReadOpinion:
    """Lines behind 备注 are remarks until 签发 names the signer; all else is the opinion."""
    parts: dict[str, list[str]] = {"text": [], "remarks": [], "signer": []}
    for part, line in _parted(seen(text).strip().splitlines()):
        parts[part].append(line)
    said = {part: "\n".join(lines).strip() for part, lines in parts.items()}
    return ReadOpinion(_OPINION.sub("", said["text"], count=1), said["remarks"], said["signer"])


def may_be_one(text: str) -> bool:
    """Whether words that reply to nothing speak of what a consultation is about."""
    return _SPEAKS_OF_AIR.search(text) is not None


def _parted(lines: list[str]) -> Iterator[tuple[str, str]]:
    part = "text"
    for line in lines:
        if found := _REMARKS.match(line):
            part = "remarks"
            yield part, found[1]
        elif found := _SIGNER.match(line):
            # The hour behind a name is the form's; when it was signed the press says.
            yield "signer", _NAME.sub("", _HOUR.sub("", found[1]))
        else:
            yield part, line
