"""An order that is being entered: the values so far, what is missing, how the next one is asked."""

from collections.abc import Callable
from dataclasses import asdict, fields, replace
from datetime import datetime, time, timedelta
from typing import Any

from handlers.matters import counties_entry, drill_entry, grounds, lines_entry
from handlers.matters.counties_line import CountiesSaid
from handlers.matters.drill_entry import DRILL
from handlers.matters.order_line import (
    OrderLine,
    read_lasting,
    read_level,
    read_pollutant,
    read_start,
)
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from messages.views.alerts import QuestionView
from office.desk import Desk
from office.matters import added_lines, kinds, order_terms
from office.matters.added_lines import LINES, AddedLine, adds_only
from office.matters.in_effect import takes_effect_at
from office.matters.kinds import ALERT
from office.matters.order_terms import (
    AT_ONCE,
    OPEN_END,
    Lasting,
    Start,
    Terms,
    lasting_of,
    terms_of,
)
from office.plan.model import AnyPlan
from office.refusal import Refusal
from storage.decisions.matters import Order, OrderKind
from storage.immutable import immutable

SET_VERB = "oset"
STOP_VERB = "ostop"
BACK_VERB = "oback"
FIELD = "field"
"""The step that asks which value is to be changed."""
DOCUMENT = "document"
"""The step that asks for the document of the upper office that the grounds refer to."""
COUNTIES = "counties"
VALUES = ("level", "starts_at", "hours", "pollutant", COUNTIES, LINES, "grounds")
HOURS_OFFERED = (24, 48, 72, 96)
USUAL_STARTS = (time(0), time(8))
NOW = "now"
LATER = "later"
"""The choice beside the grounds of a lift that has its hour asked."""
BACK = "back"
"""The choice beside the levels that takes an announced end back."""


@immutable
class Entry:
    kind: OrderKind
    level: str | None = None
    starts_at: Start | None = None
    hours: Lasting | None = None
    """How long it lasts, when it ends, or that its end is open; None until that is said."""
    pollutant: str | None = None
    grounds: str = ""
    replacing: int | None = None
    """The id of the draft that the changed one will replace."""
    readings: tuple[datetime, ...] = ()
    """The instants that a typed start may mean, until its writer has chosen."""
    grounds_from: str = ""
    """The button that wrote the grounds; such grounds follow the terms until the draft is made."""
    counties: tuple[str, ...] | None = None
    """The counties concerned; None for all, or until they are chosen."""
    marked: tuple[str, ...] = ()
    """The counties that are marked until the choice is done."""
    drill: bool | None = False
    """Whether it is about an exercise; None until somebody has said so."""
    asks_counties: bool = False
    """Whether counties are to be chosen; a whole line on which none stand means all of them."""
    lines: tuple[AddedLine, ...] | None = None
    asks_lines: bool = False
    """Whether lines are to be added; only whoever changes a draft is asked for them."""
    only_lines: bool = False
    """Whether lines are added to the alert as it stands, which gives all other values."""
    takes_back: bool = False
    """Whether an announced end is taken back, and nothing else is changed."""
    end_announced: bool = False
    """Whether there is one to take back."""
    conferred: str = ""
    """Who conferred today and concludes so, as the grounds say it; empty where nobody does."""

    @classmethod
    def of_line(cls, kind: OrderKind, line: OrderLine) -> "Entry":
        entry = cls(kind, line.level, None, line.hours, line.pollutant, line.grounds)
        return entry.with_start(line.starts)

    def concerning(self, said: CountiesSaid) -> "Entry":
        """The entry with the counties that a line named; where one is unknown, they are asked."""
        if said.counties is None:
            return self
        if said.unknown:
            return replace(self, marked=said.counties, asks_counties=True)
        return replace(self, counties=said.counties)

    @classmethod
    def of_draft(cls, draft: Order) -> "Entry":
        said = terms_of(draft)
        return cls(
            kind=OrderKind(draft.kind),
            level=said.level,
            starts_at=said.starts_at,
            hours=said.lasting,
            pollutant=said.pollutant,
            grounds=said.grounds,
            replacing=draft.key,
            counties=said.counties,
            drill=draft.drill,
            lines=added_lines.new_lines(draft) if adds_only(draft) else said.lines,
            only_lines=adds_only(draft),
            takes_back=kinds.takes_back(draft),
        )

    @classmethod
    def of_facts(cls, facts: dict[str, Any]) -> "Entry":
        kept = {field.name: facts[field.name] for field in fields(cls) if field.name in facts}
        starts_at = kept["starts_at"]
        kept["starts_at"] = _start_of(starts_at) if starts_at else None
        kept["hours"] = _lasting_of(kept.get("hours"))
        kept["readings"] = tuple(map(datetime.fromisoformat, kept.get("readings", ())))
        kept["marked"] = tuple(kept.get("marked", ()))
        if kept.get(COUNTIES) is not None:
            kept[COUNTIES] = tuple(kept[COUNTIES])
        if kept.get(LINES) is not None:
            kept[LINES] = added_lines.of_facts(kept[LINES])
        return cls(**{**kept, "kind": OrderKind(kept["kind"])})

    def as_facts(self) -> dict[str, Any]:
        at = self.starts_at
        starts_at = at.isoformat() if isinstance(at, datetime) else at
        readings = [at.isoformat() for at in self.readings]
        said = {"kind": self.kind.value, "starts_at": starts_at, "readings": readings}
        if isinstance(self.hours, datetime):
            said["hours"] = self.hours.isoformat()
        return {**asdict(self), **said}

    @property
    def starts(self) -> tuple[Start, ...]:
        return self.readings or ((self.starts_at,) if self.starts_at else ())

    def with_start(self, readings: tuple[Start, ...]) -> "Entry":
        if len(readings) == 1:
            return replace(self, starts_at=readings[0], readings=())
        instants = tuple(at for at in readings if isinstance(at, datetime))
        return replace(self, starts_at=None, readings=instants)

    def with_value(self, name: str, value: Any) -> "Entry":
        return replace(self, **{name: value})

    def without(self, name: str) -> "Entry":
        if name == "grounds":
            return replace(self, grounds="", grounds_from="")
        if name == COUNTIES:
            return replace(self, counties=None, marked=self.counties or (), asks_counties=True)
        if name == LINES:
            return replace(self, lines=None, asks_lines=True)
        return self.with_value(name, None)

    @property
    def missing(self) -> str | None:
        if self.drill is None:
            return DRILL
        missing = next((name for name in self.wanted if self._wants(name)), None)
        by_order = missing == "grounds" and self.grounds_from == grounds.ORDERED
        return DOCUMENT if by_order else missing

    @property
    def wanted(self) -> tuple[str, ...]:
        if self.kind == OrderKind.LIFT:
            return ("starts_at", "grounds")
        if self.kind in ALERT.ends or self.takes_back:
            return ("grounds",)
        return (LINES, "grounds") if self.only_lines else VALUES

    @property
    def given(self) -> tuple[str, ...]:
        wanted = self.wanted if self.only_lines else VALUES
        return tuple(name for name in wanted if self._says(name))

    def adding_to(self, standing: Order) -> "Entry":
        """The entry with what stands; only the lines and their grounds are asked for."""
        return replace(
            self,
            level=standing.level,
            starts_at=takes_effect_at(standing),
            hours=lasting_of(standing),
            pollutant=standing.pollutant,
            only_lines=True,
            asks_lines=True,
        )

    def _wants(self, name: str) -> bool:
        asked = {COUNTIES: self.asks_counties, LINES: self.asks_lines}
        return not self._says(name) and asked.get(name, True)

    def _says(self, name: str) -> bool:
        # A duration of 0 was given: it will be refused, but it is not missing.
        return getattr(self, name) not in (None, "")

    @property
    def terms(self) -> Terms:
        if self.level is None or self.starts_at is None:
            raise ValueError("the entry is not complete")
        if self.hours is None or self.pollutant is None:
            raise ValueError("the entry is not complete")
        return Terms(
            self.level,
            self.starts_at,
            self.hours,
            self.pollutant,
            self.grounds,
            self.counties,
            self.lines,
        )


def question(desk: Desk, entry: Entry, step: str) -> Message:
    level = desk.plan.known_level(entry.level or "")
    pollutant = desk.plan.known_pollutant(entry.pollutant or "")
    view = QuestionView(
        kind=entry.kind,
        step=step,
        level=level.name if level else "",
        starts_at=entry.starts_at if isinstance(entry.starts_at, datetime) else None,
        at_once=entry.starts_at is AT_ONCE,
        hours=entry.hours if isinstance(entry.hours, int) else None,
        open_end=entry.hours is OPEN_END,
        ends_at=entry.hours if isinstance(entry.hours, datetime) else None,
        pollutant=pollutant.name if pollutant else "",
        grounds=entry.grounds,
        takes_back=entry.takes_back,
        end_announced=entry.end_announced,
        is_unclear=bool(entry.readings),
        counties=counties_entry.names(desk, entry.counties or entry.marked),
    )
    rows = (*_OFFERS[step](desk, entry), _steering(desk, entry, step))
    return Message(desk.words.text("alert_question", view), rows)


def typed(desk: Desk, entry: Entry, step: str, text: str) -> Entry:
    """The entry with a typed value; refused if the value cannot be accepted."""
    if step == DOCUMENT:
        order_terms.check_grounds(text)
        return _checked(desk, replace(entry, grounds=_by_order(desk, text)), "grounds")
    value = _typed_value(desk, step, text)
    if step == LINES and entry.only_lines and not value:
        raise Refusal("lines_wanted")
    said = entry.with_start(value) if step == "starts_at" else entry.with_value(step, value)
    return said if said.missing == step else _checked(desk, said, step)


def check_given(desk: Desk, entry: Entry) -> None:
    for step in entry.given:
        _checked(desk, entry, step)


def chosen(desk: Desk, entry: Entry, press: Press) -> Entry:
    """The entry with a value that a button gave; it is checked too, as the data may be forged."""
    step = press.word(0)
    if step == FIELD:
        if press.word(1) not in VALUES:
            raise Refusal("dialogue_over")
        return entry.without(press.word(1))
    if step in _CHOICES:
        return _CHOICES[step](desk, entry, press)
    said = entry.with_value(step, _chosen_value(desk, entry, press))
    return _checked(desk, replace(said, readings=()), step)


def _with_chosen_grounds(desk: Desk, entry: Entry, press: Press) -> Entry:
    if press.word(1) == LATER and entry.kind == OrderKind.LIFT:
        return entry.without("starts_at")
    return _with_grounds(desk, entry, press.word(1))


def _with_drill(_desk: Desk, entry: Entry, press: Press) -> Entry:
    return replace(entry, drill=press.word(1) == DRILL)


def _with_level(desk: Desk, entry: Entry, press: Press) -> Entry:
    if press.word(1) == DRILL and entry.kind == OrderKind.ISSUE:
        return replace(entry, drill=not entry.drill)
    if press.word(1) == LINES and entry.kind == OrderKind.ADJUST:
        return replace(entry, only_lines=True)
    if press.word(1) == BACK and entry.kind == OrderKind.ADJUST:
        return replace(entry, takes_back=True)
    return _checked(desk, entry.with_value("level", press.word(1)), "level")


def _without_lines(_desk: Desk, entry: Entry, _press: Press) -> Entry:
    return replace(entry, lines=())


def _with_counties(desk: Desk, entry: Entry, press: Press) -> Entry:
    marked, done = counties_entry.pressed(desk, entry.marked, press.word(1))
    if not done:
        return replace(entry, marked=marked)
    return _checked(desk, replace(entry, counties=marked, marked=()), COUNTIES)


def step_before(entry: Entry, step: str) -> str | None:
    """The value that was given last, which 上一步 asks for again; None for a draft's values.

    The document is asked for by the choice of grounds, so that choice comes before it.
    """
    if step == DOCUMENT:
        return "grounds"
    if entry.replacing is not None or step not in VALUES or entry.kind in ALERT.ends:
        return None
    before = [name for name in entry.given if VALUES.index(name) < VALUES.index(step)]
    return before[-1] if before else None


def stepped_back(entry: Entry, step: str) -> tuple[Entry, str]:
    before = step_before(entry, step)
    if before is None:
        raise Refusal("dialogue_over")
    return replace(entry.without(before), readings=()), before


def standard(desk: Desk, entry: Entry) -> Entry:
    return _with_grounds(desk, entry, grounds.STANDARD)


def of_draft(desk: Desk, draft: Order, conferred: str) -> Entry:
    """The entry of a draft that is to be changed.

    Grounds that a button wrote are written again for the new terms. A start that has passed is
    asked for as well, whichever value is to be changed.
    """
    entry = Entry.of_draft(draft)
    entry = replace(entry, grounds_from=_source(desk, entry, conferred))
    if entry.only_lines or entry.takes_back:
        return entry
    gone = entry.starts_at is not None and order_terms.has_passed(entry.starts_at, desk.now)
    return entry.without("starts_at") if gone else entry


def _source(desk: Desk, entry: Entry, conferred: str) -> str:
    """The button that wrote the grounds, before somebody concluded so or after."""
    keys = (grounds.STANDARD, *grounds.offered(desk, entry.kind, entry.level))
    for said in ("", conferred):
        one = replace(entry, conferred=said)
        found = next((key for key in keys if _written(desk, one, key) == entry.grounds), "")
        if found:
            return found
    return ""


def rewritten(desk: Desk, entry: Entry) -> Entry:
    """The entry with grounds that are true to its terms, or without grounds if there are none."""
    if entry.missing or entry.grounds_from in ("", grounds.ORDERED):
        return entry
    text = _written(desk, entry, entry.grounds_from)
    return entry.with_value("grounds", text) if text else entry.without("grounds")


def _written(desk: Desk, entry: Entry, key: str) -> str | None:
    terms = (entry.level, entry.starts_at, entry.hours)
    return grounds.written(desk, key, *terms, entry.conferred)


def _with_grounds(desk: Desk, entry: Entry, key: str) -> Entry:
    if key == grounds.ORDERED:
        return replace(entry, grounds="", grounds_from=key)
    text = _written(desk, entry, key)
    if text is None:
        raise Refusal("grounds_missing")
    return _checked(desk, replace(entry, grounds=text, grounds_from=key), "grounds")


def _by_order(desk: Desk, document: str) -> str:
    return desk.words.plain("grounds_ordered", document=document.strip())


def still_known(plan: AnyPlan, entry: Entry) -> Entry:
    """The entry without values that the plan lacks; another plan may be in force by now."""
    if entry.level and plan.known_level(entry.level) is None:
        entry = entry.without("level")
    if entry.pollutant and plan.known_pollutant(entry.pollutant) is None:
        entry = entry.without("pollutant")
    known = {county.id for county in plan.counties_told}
    if entry.counties and not known.issuperset(entry.counties):
        entry = entry.without(COUNTIES)
    return entry


def asking_counties(plan: AnyPlan, entry: Entry) -> Entry:
    """A new alert that is entered step by step has its counties chosen, where the plan has any."""
    is_whole = entry.missing in (None, "grounds")
    asks = entry.kind == OrderKind.ISSUE and bool(plan.counties_told) and not is_whole
    return replace(entry, asks_counties=asks or entry.asks_counties)


def _steering(desk: Desk, entry: Entry, step: str) -> tuple[Button, ...]:
    stop = button(desk.words.plain("button_stop"), STOP_VERB)
    if step_before(entry, step) is None:
        return (stop,)
    return (button(desk.words.plain("button_step_back"), BACK_VERB), stop)


def _typed_value(desk: Desk, step: str, text: str) -> Any:
    readers: dict[str, Callable[[str], Any]] = {
        "level": lambda said: read_level(said, desk.plan),
        "starts_at": lambda said: read_start(said, desk.now, desk.zone),
        "hours": lambda said: read_lasting(said, desk.now, desk.zone),
        "pollutant": lambda said: read_pollutant(said, desk.plan),
        COUNTIES: lambda said: counties_entry.typed(desk, said),
        LINES: lambda said: lines_entry.typed(desk.plan, said),
        "grounds": str.strip,
    }
    if step not in readers:
        raise Refusal("choose_by_button")
    return readers[step](text)


def _chosen_value(desk: Desk, entry: Entry, press: Press) -> Any:
    step, value = press.word(0), press.word(1)
    if step == "starts_at":
        return _chosen_start(desk, press)
    if step == "hours":
        return OPEN_END if value == OPEN_END else press.number(1) or 0
    return value


def _chosen_start(desk: Desk, press: Press) -> Start:
    if press.word(1) == NOW:
        return AT_ONCE
    seconds = press.number(1)
    # A forged number may be too large to be an instant.
    if seconds is None or seconds > 4_000_000_000:
        raise Refusal("start_unreadable")
    return datetime.fromtimestamp(seconds, desk.zone)


def _checked(desk: Desk, entry: Entry, step: str) -> Entry:
    """Refuse a bad value at its own step, while the dialogue can still take a better one."""
    checks: dict[str, Callable[[], None]] = {
        "level": lambda: order_terms.check_level(desk.plan, entry.level or ""),
        "starts_at": lambda: order_terms.check_start(
            desk.now,
            entry.starts_at or desk.now,
            of="lift" if entry.kind == OrderKind.LIFT else "start",
        ),
        "hours": lambda: order_terms.check_lasting(desk.now, entry.starts_at, entry.hours or 0),
        "pollutant": lambda: order_terms.check_pollutant(desk.plan, entry.pollutant or ""),
        COUNTIES: lambda: order_terms.check_counties(desk.plan, entry.counties),
        LINES: lambda: added_lines.check(desk.plan, entry.lines),
        "grounds": lambda: order_terms.check_grounds(entry.grounds),
    }
    checks[step]()
    return entry


def _start_of(kept: str) -> Start:
    return AT_ONCE if kept == AT_ONCE else datetime.fromisoformat(kept)


def _lasting_of(kept: int | str | None) -> Lasting | None:
    if kept is None or isinstance(kept, int):
        return kept
    return OPEN_END if kept == OPEN_END else datetime.fromisoformat(kept)


def _offer(label: str, step: str, value: int | str) -> Button:
    return button(label, SET_VERB, step, value)


def _levels(desk: Desk, entry: Entry) -> Keyboard:
    plain = desk.words.plain
    levels = tuple(
        (_offer(plain("button_level", colour=it.colour, name=it.name), "level", it.id),)
        for it in desk.plan.levels
    )
    if entry.replacing is not None:
        return levels
    if entry.kind == OrderKind.ADJUST:
        take_back = (_offer(plain("button_take_lift_back"), "level", BACK),)
        only_lines = (_offer(plain("button_only_lines"), "level", LINES),)
        # Lines alone are refused until an announced end is taken back.
        return (take_back, *levels) if entry.end_announced else (*levels, only_lines)
    other = drill_entry.other(desk, drill=bool(entry.drill))
    return (*levels, (_offer(other, "level", DRILL),))


def _drill_or_real(desk: Desk, entry: Entry) -> Keyboard:
    offered = drill_entry.offered(desk, is_new=entry.kind == OrderKind.ISSUE)
    return tuple((_offer(label, DRILL, value),) for label, value in offered)


def _starts(desk: Desk, entry: Entry) -> Keyboard:
    offered = tuple(
        (_offer(_start_label(desk, start, entry), "starts_at", int(start.timestamp())),)
        for start in entry.readings or _starts_offered(desk, entry)
    )
    if entry.readings:
        return offered
    return (*offered, (_offer(desk.words.plain("button_start_now"), "starts_at", NOW),))


def _start_label(desk: Desk, start: datetime, entry: Entry) -> str:
    """The hour that is offered for its notice alone is an odd one, and says why it is there."""
    notice = desk.plan.notice.issue_ahead
    if entry.readings or entry.kind == OrderKind.LIFT or not notice or start != _full_notice(desk):
        return desk.words.plain("button_start", start=start)
    return desk.words.plain("button_start_full", start=start, notice=notice)


def _starts_offered(desk: Desk, entry: Entry) -> list[datetime]:
    """The full notice, rounded up to the hour, and the usual hours of today and tomorrow.

    An end is announced without such a notice.
    """
    now, full = desk.local(desk.now), _full_notice(desk)
    days = (now.date(), now.date() + timedelta(days=1))
    usual = [datetime.combine(day, hour, desk.zone) for day in days for hour in USUAL_STARTS]
    ahead = {start for start in usual if start > now}
    return sorted(ahead if entry.kind == OrderKind.LIFT else {full, *ahead})


def _full_notice(desk: Desk) -> datetime:
    notice = desk.local(desk.now + desk.plan.notice.issue_ahead)
    rounded = notice.replace(minute=0, second=0, microsecond=0)
    return rounded if rounded == notice else rounded + timedelta(hours=1)


def _hours(desk: Desk, _entry: Entry) -> Keyboard:
    plain = desk.words.plain
    return (
        tuple(
            _offer(plain("button_hours", hours=hours), "hours", hours) for hours in HOURS_OFFERED
        ),
        (_offer(plain("open_end"), "hours", OPEN_END),),
    )


def _pollutants(desk: Desk, _entry: Entry) -> Keyboard:
    offered = tuple(_offer(it.name, "pollutant", it.id) for it in desk.plan.pollutants)
    return tuple(offered[start : start + 3] for start in range(0, len(offered), 3))


def _grounds(desk: Desk, entry: Entry) -> Keyboard:
    if entry.takes_back:
        return ()
    offered = tuple(
        (_offer(grounds.label(desk, key, entry.level, entry.conferred), "grounds", key),)
        for key in grounds.offered(desk, entry.kind, entry.level)
    )
    if entry.kind != OrderKind.LIFT:
        return offered
    return (*offered, (_offer(desk.words.plain("button_lift_later"), "grounds", LATER),))


def _nothing(_desk: Desk, _entry: Entry) -> Keyboard:
    return ()


def _values(desk: Desk, entry: Entry) -> Keyboard:
    named = [name for name in entry.wanted if name != COUNTIES or desk.plan.counties_told]
    return tuple((_offer(desk.words.plain(f"field_{name}"), FIELD, name),) for name in named)


def _lines(desk: Desk, entry: Entry) -> Keyboard:
    if entry.only_lines:
        return ()
    return ((_offer(desk.words.plain("button_no_lines"), LINES, lines_entry.NONE),),)


def _counties(desk: Desk, entry: Entry) -> Keyboard:
    return tuple(
        tuple(_offer(label, COUNTIES, value) for label, value in row)
        for row in counties_entry.offered(desk, entry.marked)
    )


_OFFERS: dict[str, Callable[[Desk, Entry], Keyboard]] = {
    "level": _levels,
    "starts_at": _starts,
    "hours": _hours,
    "pollutant": _pollutants,
    COUNTIES: _counties,
    LINES: _lines,
    "grounds": _grounds,
    DOCUMENT: _nothing,
    FIELD: _values,
    DRILL: _drill_or_real,
}

_CHOICES: dict[str, Callable[[Desk, Entry, Press], Entry]] = {
    "level": _with_level,
    COUNTIES: _with_counties,
    LINES: _without_lines,
    "grounds": _with_chosen_grounds,
    DRILL: _with_drill,
}
"""The steps at which a button says more than a value that is stored as it stands."""
