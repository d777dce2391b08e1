"""Reads a problem as it is written on site: place, unit, what the plan asks, what was found."""

import re

from office.reading.typed import plain
from storage.immutable import immutable

LABELS: dict[str, str] = {
    "地点": "place",
    "位置": "place",
    "地址": "place",
    "place": "place",
    "where": "place",
    "单位": "unit",
    "企业": "unit",
    "工地": "unit",
    "点位": "unit",
    "责任单位": "unit",
    "unit": "unit",
    "site": "unit",
    "要求": "requirement",
    "依据": "requirement",
    "应落实": "requirement",
    "requirement": "requirement",
    "问题": "found",
    "发现": "found",
    "发现问题": "found",
    "情况": "found",
    "found": "found",
    "problem": "found",
}
"""What may stand before a colon, and what follows it then."""

_PIECES = re.compile(r"[\n；;]+")
_LABELLED = re.compile(r"\s*(?P<label>[^：:\s]{1,12})\s*[：:]\s*(?P<said>.*)", re.DOTALL)


@immutable
class ProblemText:
    place: str = ""
    unit: str = ""
    requirement: str = ""
    found: str = ""


def read(text: str) -> ProblemText:
    """A piece with a label goes where its label says; all others say what was found."""
    said: dict[str, list[str]] = {"place": [], "unit": [], "requirement": [], "found": []}
    for piece in filter(None, map(str.strip, _PIECES.split(text))):
        field, words = _labelled(piece)
        said[field].append(words)
    return ProblemText(**{field: "；".join(filter(None, words)) for field, words in said.items()})


def has_labels(text: str) -> bool:
    return any(_labelled(piece)[1] != piece for piece in map(str.strip, _PIECES.split(text)))


def _labelled(piece: str) -> tuple[str, str]:
    found = _LABELLED.fullmatch(piece)
    field = LABELS.get(plain(found["label"]).casefold()) if found else None
    return (field, found["said"].strip()) if found and field else ("found", piece)
