"""What the schema lets pass and receivers refuse or show badly."""

import re
from collections.abc import Callable

from messages.documents.cap.model import CapMessage, Info, MessageType, Status

LONGEST_HEADLINE = 140
_FORBIDDEN = re.compile(r"[\s,<&]")


def faults(message: CapMessage) -> list[str]:
    """Return keys of phrases, one for each rule that the message breaks."""
    return [key for key, breaks in _OF_MESSAGE if breaks(message)] + [
        key for key, breaks in _OF_INFO if any(map(breaks, message.infos))
    ]


def _changes(message: CapMessage) -> bool:
    return message.type in (MessageType.UPDATE, MessageType.CANCEL)


def _differ(message: CapMessage) -> bool:
    said = {(info.categories, info.event_codes) for info in message.infos}
    return len(said) > 1


def _wrong_dates(info: Info) -> bool:
    ends = [at for at in (info.effective, info.expires) if at]
    return ends != sorted(ends)


def _no_place(info: Info) -> bool:
    return any(not (one.geocodes or one.polygons or one.circles) for one in info.areas)


def _says_twice(info: Info) -> bool:
    said = [one for one in (info.headline, info.description, info.instruction) if one]
    return len(set(said)) < len(said)


_OF_MESSAGE: tuple[tuple[str, Callable[[CapMessage], bool]], ...] = (
    ("cap_bad_identifier", lambda one: bool(_FORBIDDEN.search(one.identifier))),
    ("cap_bad_sender", lambda one: bool(_FORBIDDEN.search(one.sender))),
    ("cap_no_reference", lambda one: _changes(one) and not one.references),
    ("cap_needless_reference", lambda one: one.type == MessageType.ALERT and bool(one.references)),
    ("cap_exercise_without_note", lambda one: one.status == Status.EXERCISE and not one.note),
    ("cap_without_info", lambda one: one.type != MessageType.CANCEL and not one.infos),
    ("cap_infos_differ", _differ),
)
_OF_INFO: tuple[tuple[str, Callable[[Info], bool]], ...] = (
    ("cap_no_expiry", lambda one: one.expires is None),
    ("cap_wrong_dates", _wrong_dates),
    ("cap_no_area", lambda one: not one.areas),
    ("cap_no_place", _no_place),
    ("cap_no_description", lambda one: not one.description),
    ("cap_no_instruction", lambda one: not one.instruction),
    ("cap_no_sender_name", lambda one: not one.sender_name),
    ("cap_no_response", lambda one: not one.responses),
    ("cap_long_headline", lambda one: not 0 < len(one.headline) < LONGEST_HEADLINE),
    ("cap_says_twice", _says_twice),
)
