"""The fields of what came from above: which are asked for, what buttons offer, how each is read."""

from collections.abc import Callable, Iterable
from datetime import datetime

from handlers.matters.order_line import read_level, read_start
from office.desk import Desk
from office.refusal import Refusal
from office.region.registering import Agreed, UpperDocument
from storage.decisions.matters import OrderKind
from storage.immutable import immutable

ACT, NONE, NOW, LIFT, CONSENT = "act", "-", "now", "lift", "consent"
MOST = 60

Offered = tuple[str, str]
"""What a button says, and the value that it gives."""
GivenValues = dict[str, str]
"""The values so far by the names of their fields."""


@immutable
class UpperField:
    offers: Callable[[Desk], Iterable[Offered]]
    read: Callable[[Desk, str], str]
    """It gives the value of a typed text, or refuses it."""
    show: Callable[[Desk, str], str]


def missing(said: GivenValues) -> str | None:
    """The first field that has no value yet."""
    wanted = (ACT, *ASKED.get(said.get(ACT, ""), ()))
    return next((name for name in wanted if name not in said), None)


def document(said: GivenValues) -> UpperDocument:
    return UpperDocument(
        kind=OrderKind(said[ACT]),
        number=said["number"],
        level=said.get("level"),
        area=said.get("area", ""),
        starts_at=datetime.fromisoformat(said["starts_at"]),
        file_id=said.get("file_id"),
        file_name=said.get("file_name"),
    )


def agreed(said: GivenValues) -> Agreed:
    number = said["agreed_number"]
    return Agreed(
        level=None if said["agreed"] == LIFT else said["agreed"],
        given_by=said["given_by"],
        given_at=datetime.fromisoformat(said["given_at"]),
        way=said["way"],
        number="" if number == NONE else number,
    )


def pressed(desk: Desk, name: str, value: str) -> str:
    """The value of a button; a forged one is refused like any other that was not offered."""
    if value not in [offered for _, offered in FIELDS[name].offers(desk)]:
        raise Refusal("dialogue_over")
    return desk.now.isoformat() if value == NOW else value


def _by_button(_desk: Desk, _text: str) -> str:
    raise Refusal("choose_by_button")


def _text(_desk: Desk, text: str) -> str:
    said = " ".join(text.split())
    if not 1 <= len(said) <= MOST:
        raise Refusal("upper_text_missing")
    return said


def _time(desk: Desk, text: str) -> str:
    found = [one for one in read_start(text, desk.now, desk.zone) if isinstance(one, datetime)]
    if len(found) != 1:
        raise Refusal("upper_time_unclear")
    return found[0].isoformat()


def _scan(_desk: Desk, _text: str) -> str:
    raise Refusal("upper_scan_wanted")


def _nothing(_desk: Desk) -> Iterable[Offered]:
    return ()


def _named(prefix: str, values: Iterable[str]) -> Callable[[Desk], Iterable[Offered]]:
    known = tuple(values)
    return lambda desk: [(desk.words.plain(f"{prefix}_{one}"), one) for one in known]


def _one(key: str, value: str) -> Callable[[Desk], Iterable[Offered]]:
    return lambda desk: [(desk.words.plain(key), value)]


def _levels(desk: Desk) -> Iterable[Offered]:
    plain = desk.words.plain
    return [
        (plain("button_level", colour=it.colour, name=it.name), it.id) for it in desk.plan.levels
    ]


def _lower(desk: Desk) -> Iterable[Offered]:
    plain = desk.words.plain
    lower = [(plain("upper_agree_level", level=it.name), it.id) for it in desk.plan.levels]
    return [(plain("upper_agree_lift"), LIFT), *lower]


def _area(desk: Desk) -> Iterable[Offered]:
    return [(desk.plan.area, desk.plan.area)]


def _as_said(_desk: Desk, value: str) -> str:
    return "" if value == NONE else value


def _label(name: str) -> Callable[[Desk, str], str]:
    def show(desk: Desk, value: str) -> str:
        return next((label for label, one in FIELDS[name].offers(desk) if one == value), value)

    return show


def _instant(desk: Desk, value: str) -> str:
    return desk.words.plain("button_start", start=datetime.fromisoformat(value))


def _level_typed(desk: Desk, text: str) -> str:
    return read_level(text, desk.plan)


FIELDS: dict[str, UpperField] = {
    ACT: UpperField(
        _named("upper_act", ("issue", "adjust", LIFT, CONSENT)), _by_button, _label(ACT)
    ),
    "number": UpperField(_nothing, _text, _as_said),
    "level": UpperField(_levels, _level_typed, _label("level")),
    "area": UpperField(_area, _text, _as_said),
    "starts_at": UpperField(_one("button_upper_now", NOW), _time, _instant),
    "scan": UpperField(_one("button_upper_no_scan", NONE), _scan, _as_said),
    "agreed": UpperField(_lower, _level_typed, _label("agreed")),
    "given_by": UpperField(_nothing, _text, _as_said),
    "given_at": UpperField(_one("button_upper_now", NOW), _time, _instant),
    "way": UpperField(
        _named("upper_way", ("phone", "paper", "meeting")), _by_button, _label("way")
    ),
    "agreed_number": UpperField(_one("button_upper_no_number", NONE), _text, _as_said),
}

_ORDER = ("number", "level", "area", "starts_at", "scan")
ASKED: dict[str, tuple[str, ...]] = {
    "issue": _ORDER,
    "adjust": _ORDER,
    LIFT: ("number", "starts_at", "scan"),
    CONSENT: ("agreed", "given_by", "given_at", "way", "agreed_number"),
}
"""The fields that are asked for, by what came from above."""
