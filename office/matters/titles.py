"""The title of what somebody wrote: its first line, or as much as can stand in a sentence."""

import re

TITLE_AT_MOST = 30

_CUTS = (re.compile(r"[。；！;!]|\.(?=\s|$)"), re.compile(r"[，：,:]"))
"""Where a single line is cut for a title: after its sentence, or else after its clause."""


def title_of(text: str) -> str:
    first, *more = text.strip().splitlines()
    candidates = [first] if more else [cut.split(first)[0] for cut in _CUTS]
    short = (one.strip() for one in candidates if 0 < len(one.strip()) <= TITLE_AT_MOST)
    return next(short, f"{first.strip()[: TITLE_AT_MOST - 1]}…")


def details_of(text: str) -> str:
    """The lines below the title, or all the text if the title is cut from its only line."""
    text = text.strip()
    title = title_of(text)
    return text.removeprefix(title).strip() if "\n" in text or text == title else text
