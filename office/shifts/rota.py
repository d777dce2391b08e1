"""The rota: entered as a table, looked up by the hour, with its gaps and unknown names."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from office.bodies.people import Actor
from office.desk import Desk
from office.plan.durations import format_time
from office.plan.shifts import ShiftOfDay
from office.reading import rota as table
from office.reading.rota_lines import RotaLine, ShiftNames, UnreadLine
from office.reading.typed import compact
from office.refusal import Refusal
from storage import agenda
from storage.immutable import immutable
from storage.roster import people
from storage.roster.people import IN_BODIES
from storage.rota import shifts as store
from storage.rota.shifts import Shift

REMINDER, START = "shift_reminder", "shift_start"
LOOK_AHEAD = timedelta(days=7)


@immutable
class PlannedShift:
    turn: ShiftOfDay
    officer: str
    leader: str
    others: tuple[tuple[str, str], ...] = ()


@immutable
class RotaReading:
    shifts: tuple[PlannedShift, ...]
    unread: tuple[UnreadLine, ...]


async def on_duty(desk: Desk) -> Shift | None:
    """The shift of this hour; None for an office that has no rota, or a gap in it."""
    return await store.at(desk.session, desk.jurisdiction, desk.now)


async def following(desk: Desk) -> Shift | None:
    ahead = await store.between(desk.session, desk.jurisdiction, desk.now, desk.now + LOOK_AHEAD)
    return next((row for row in ahead if row.starts_at > desk.now), None)


# Entering a table


def read(desk: Desk, text: str) -> RotaReading:
    times = desk.plan.shifts.times
    names = ShiftNames([one.name for one in times], [format_time(one.start) for one in times])
    lines, unread = table.read(text, names, desk.local(desk.now).date())
    planned: dict[datetime, PlannedShift] = {}
    for line in lines:
        fault = _place(desk, line, planned)
        unread += [fault] if fault else []
    unread.sort(key=lambda one: one.number)
    return RotaReading(tuple(planned[at] for at in sorted(planned)), tuple(unread))


def _place(desk: Desk, line: RotaLine, planned: dict[datetime, PlannedShift]) -> UnreadLine | None:
    turns = [one for one in _turns_of(desk, line) if one.ends_at > desk.now]
    if not turns:
        return UnreadLine(line.number, line.text, "rota_over")
    if any(one.starts_at in planned for one in turns):
        return UnreadLine(line.number, line.text, "rota_twice")
    people = (line.officer, line.leader, line.others)
    planned |= {one.starts_at: PlannedShift(one, *people) for one in turns}
    return None


def _turns_of(desk: Desk, line: RotaLine) -> Sequence[ShiftOfDay]:
    turns = desk.plan.shifts.turns_of(line.day, desk.zone)
    return turns if line.shift is None else [turns[line.shift]]


async def enter(desk: Desk, who: Actor, planned: Sequence[PlannedShift]) -> int:
    """Put these shifts into the rota; return how many of them are new or changed."""
    if not planned:
        raise Refusal("rota_nothing_read")
    known = _Names(desk)
    changed = [await _put(desk, who, one, known) for one in planned]
    await desk.record("rota.entered", shifts=len(planned), changed=sum(changed))
    return sum(changed)


async def _put(desk: Desk, who: Actor, one: PlannedShift, known: "_Names") -> bool:
    turn = one.turn
    old = await store.between(desk.session, desk.jurisdiction, turn.starts_at, turn.ends_at)
    others = [list(other) for other in one.others]
    if [(row.starts_at, row.officer, row.leader, row.others) for row in old] == [
        (turn.starts_at, one.officer, one.leader, others)
    ]:
        return False
    await _replace(desk, old)
    row = Shift(
        jurisdiction=desk.jurisdiction,
        name=turn.name,
        starts_at=turn.starts_at,
        ends_at=turn.ends_at,
        officer=one.officer,
        officer_id=await known.person(one.officer),
        leader=one.leader,
        leader_id=await known.person(one.leader),
        others=others,
        entered_by=who.user_id,
        entered_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()
    await _wind(desk, row)
    return True


async def _replace(desk: Desk, old: Iterable[Shift]) -> None:
    for row in old:
        row.replaced_at = desk.now
        desk.session.add(row)
        for kind in (REMINDER, START):
            await agenda.cancel(
                desk.session,
                jurisdiction=desk.jurisdiction,
                kind=kind,
                subject=row.key,
                at=desk.now,
            )
    await desk.session.flush()


async def _wind(desk: Desk, row: Shift) -> None:
    if row.starts_at <= desk.now:
        return
    reminded_at = max(desk.now, row.starts_at - desk.plan.shifts.remind_before)
    for kind, at in ((REMINDER, reminded_at), (START, row.starts_at)):
        await agenda.schedule(
            desk.session, jurisdiction=desk.jurisdiction, kind=kind, subject=row.key, due_at=at
        )


class _Names:
    """Finds the people of a table by their names; each name is looked up once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._found: dict[str, int | None] = {"": None}
        self._serving: dict[str, list[int]] | None = None

    async def person(self, name: str) -> int | None:
        if name not in self._found:
            self._found[name] = await self._look_up(name)
        return self._found[name]

    async def _look_up(self, name: str) -> int | None:
        if self._serving is None:
            self._serving = await _serving(self._desk)
        alike = self._serving.get(compact(name), [])
        if alike:
            # Of two people with one name nobody knows which is meant.
            return alike[0] if len(alike) == 1 else None
        said = await store.known_as(self._desk.session, self._desk.jurisdiction, name)
        everybody = {user_id for ids in self._serving.values() for user_id in ids}
        return said if said in everybody else None


async def known_names(desk: Desk, planned: Iterable[PlannedShift]) -> dict[str, int | None]:
    """Each name in these shifts, with the person behind it, if any."""
    known = _Names(desk)
    names = (name for one in planned for name in (one.officer, one.leader) if name)
    return {name: await known.person(name) for name in dict.fromkeys(names)}


async def _serving(desk: Desk) -> dict[str, list[int]]:
    """The people who hold a post of the office or its leaders, by name."""
    held = await people.current_appointments(desk.session, desk.jurisdiction)
    ids = dict.fromkeys(row.user_id for row in held if row.position not in IN_BODIES)
    known = await people.everybody(desk.session, desk.jurisdiction)
    found: dict[str, list[int]] = {}
    for user_id in ids:
        if user_id in known:
            found.setdefault(compact(known[user_id].name), []).append(user_id)
    return found


# What is missing in it


async def ahead(desk: Desk, span: timedelta = LOOK_AHEAD) -> list[Shift]:
    return await store.between(desk.session, desk.jurisdiction, desk.now, desk.now + span)


def gaps(desk: Desk, rows: Sequence[Shift]) -> list[ShiftOfDay]:
    """The shifts of the coming days, by the plan's times, that nobody has."""
    return [turn for turn in _coming(desk) if not any(_covers(row, turn) for row in rows)]


def _coming(desk: Desk) -> Iterator[ShiftOfDay]:
    today: date = desk.local(desk.now).date()
    for number in range(-1, LOOK_AHEAD.days + 1):
        day = today + timedelta(days=number)
        for turn in desk.plan.shifts.turns_of(day, desk.zone):
            if turn.ends_at > desk.now and turn.starts_at < desk.now + LOOK_AHEAD:
                yield turn


def _covers(row: Shift, turn: ShiftOfDay) -> bool:
    return row.starts_at < turn.ends_at and row.ends_at > turn.starts_at


def unknown(rows: Iterable[Shift]) -> list[str]:
    """The names in these shifts behind which nobody is enrolled."""
    named = (
        name
        for row in rows
        for name, person in ((row.officer, row.officer_id), (row.leader, row.leader_id))
        if name and person is None
    )
    return list(dict.fromkeys(named))


async def claim(desk: Desk, who: Actor, shift_id: int | None, *, as_leader: bool) -> str:
    """Somebody who holds a post says that a name in the rota is theirs."""
    row = await store.shift(desk.session, desk.jurisdiction, shift_id or 0)
    name = (row.leader if as_leader else row.officer) if row else ""
    if all(one in IN_BODIES for one in who.positions):
        raise Refusal("office_only")
    if row is None or not name:
        raise Refusal("button_obsolete")
    rows = await store.named(desk.session, desk.jurisdiction, name, desk.now)
    if not any(_is_free(one, name) for one in rows):
        raise Refusal("rota_claimed")
    for one in rows:
        _give(one, name, who.user_id)
        desk.session.add(one)
    await desk.session.flush()
    await desk.record("rota.claimed", f"user:{who.user_id}", name=name)
    return name


def _is_free(row: Shift, name: str) -> bool:
    return (row.officer == name and row.officer_id is None) or (
        row.leader == name and row.leader_id is None
    )


def _give(row: Shift, name: str, user_id: int) -> None:
    if row.officer == name and row.officer_id is None:
        row.officer_id = user_id
    if row.leader == name and row.leader_id is None:
        row.leader_id = user_id
