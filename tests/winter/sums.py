"""Adds up once more what bodies wrote of a day, and holds each brief against it."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from office.plan.model import Plan
from tests.winter import model
from tests.winter.tape import Tape
from tests.winter.writing import Written

OWED = re.compile(r"^(\d{1,2})月(\d{1,2})日(\S+?)：应报(\d+)家，已报(\d+)家", re.MULTILINE)
KINDS = {"应急响应工作日报": "daily", "督导检查小结": "inspection"}
"""What a brief counts of a day, by its name there."""
LACKING = re.compile(r"^· (\S+)：\d+家（(.+)）$", re.MULTILINE)
CLOSING = "应急响应总结报告"
SUMS = re.compile(r"^(\d{1,2})月(\d{1,2})日合计：(.+)。$", re.MULTILINE)
DAILY = "日报"
NUMBER = re.compile(r"^(\D+?)([\d,]+(?:\.\d+)?)\D*(?:（含\d+家待核对）)?$")
ON_THE_WAY = timedelta(minutes=15)
"""What was written so shortly before may not have come yet when the brief was put together."""


def wrong(tape: Tape, written: list[Written], since: datetime) -> list[str]:
    """What the briefs since then sum up otherwise than their bodies wrote, each once."""
    found = Counter[str]()
    # All readers of one brief are told the same sums.
    told = Counter(
        (home, at, said.groups())
        for (home, _), at, text in tape.briefs
        if at >= since and (said := SUMS.search(text))
    )
    for (home, at, sums), chats in told.items():
        tape.compared += chats * (sums[2].count("，") + 1)
        for line in _faults(home, at.astimezone(tape.zone), sums, written):
            found[line] += chats
    return [f"{line} (in {chats} chats)" for line, chats in found.items()]


def miscounted(
    tape: Tape, written: list[Written], since: datetime, plans: Iterable[Plan]
) -> list[str]:
    """What the briefs since then count otherwise than was owed and written, each once."""
    of, found = {plan.jurisdiction: plan for plan in plans}, Counter[str]()
    # All readers of one brief are told the same counts.
    told = Counter(
        (home, at, said)
        for (home, _), at, text in tape.briefs
        if at >= since
        for said in OWED.findall(text)
    )
    for (home, at, said), chats in told.items():
        tape.compared += chats
        for line in _miscounts(of[home], tape, written, at, said):
            found[line] += chats
    return [f"{line} (in {chats} chats)" for line, chats in found.items()]


def _miscounts(
    plan: Plan, tape: Tape, written: list[Written], at: datetime, said: tuple[str, ...]
) -> Iterator[str]:
    month, day, name, owed, done = said
    home, matter = plan.jurisdiction, f"{month}月{day}日{name}"
    brief = f"{home}: the brief of {at.astimezone(tape.zone):%m-%d %H:%M}"
    if kind := KINDS.get(name):
        of = date(at.year - (int(month) > at.month), int(month), int(day))
        dues = model.owed(plan, tape.courses[home], at, tape.orders[home].values())
        wanted = sum(one[0] == kind and one[2] == f"{of}" for one in dues)
        if wanted != int(owed):
            yield f"{brief} says that {owed} owe {matter}, by the plan {wanted}"
    here = [one for one in written if one.home == home and one.matter == matter]
    least = {one.body for one in here if one.came_by(at - ON_THE_WAY)}
    most = {one.body for one in here if one.at <= at and one.came_at is not None}
    least |= _by_letter(plan, tape, matter, at - ON_THE_WAY)
    most |= _by_letter(plan, tape, matter, at + ON_THE_WAY)
    if not len(least) <= int(done) <= len(most):
        yield f"{brief} says that {done} reported {matter}, {len(most)} did"


def _by_letter(plan: Plan, tape: Tape, matter: str, until: datetime) -> set[str]:
    names = _called(plan)
    return {
        names[who]
        for home, at, who, of in tape.letters
        if (home, of) == (plan.jurisdiction, matter) and at <= until and who in names
    }


def misfiled(
    tape: Tape, written: list[Written], since: datetime, plans: Iterable[Plan]
) -> Iterator[str]:
    """Whom a closed file names as missing though they reported, or leaves out though they did not.

    What a body said of a day at a meeting counts as well, and stands in no report; what it wrote
    into a group that had thrown the bot out counts nowhere.
    """
    of = {plan.jurisdiction: plan for plan in plans}
    for home, at, serial, text in tape.archived:
        course = next((one for one in tape.courses[home] if one.serial == serial), None)
        if at < since or course is None:
            continue
        reported: dict[str, set[str]] = defaultdict(set)
        for one in written:
            if one.home == home and course.began_at <= one.at and one.came_by(at):
                reported[one.matter].add(one.body)
        said = {matter: _ids(of[home], names) for matter, names in LACKING.findall(text)}
        for matter, bodies in said.items():
            for body in sorted(bodies & reported[matter]):
                yield f"{home}: the file of {course.serial} says that {body} lacks {matter}"
        dues = model.owed(of[home], [course], at)
        owing = {body for kind, body, _ in dues if kind == "closing"}
        # It is called by its number where that of another alert was open.
        closings = (CLOSING, f"{CLOSING}（{serial}）")
        known = {body for one in closings for body in (*reported[one], *said.get(one, ()))}
        known |= {body for one in closings for body in _by_letter(of[home], tape, one, at)}
        for body in sorted(owing - known):
            yield f"{home}: the file of {course.serial} misses no {CLOSING} of {body}"


def _called(plan: Plan) -> dict[str, str]:
    return {name: body.id for body in plan.bodies for name in (body.name, body.short)}


def _ids(plan: Plan, names: str) -> set[str]:
    called = _called(plan)
    said = names.split("；" if "；" in names else "、")
    return {called[name] for name in said if name in called}


def _faults(
    home: str, at: datetime, said: tuple[str, ...], written: list[Written]
) -> Iterator[str]:
    month, day, sums = said
    # A team that inspects sums up apart.
    of_day = [one for one in written if one.home == home and _is_daily(one, f"{month}月{day}日")]
    for one in sums.split("，"):
        told = NUMBER.match(one)
        if told is None:
            continue
        least, most = _span(told[1], of_day, at)
        if not least <= int(told[2].replace(",", "")) <= most:
            yield f"{home}: the brief of {at:%m-%d %H:%M} says {one}, reported {least} to {most}"


def _is_daily(written: Written, day: str) -> bool:
    return written.matter.startswith(day) and written.matter.endswith(DAILY)


def _span(name: str, written: list[Written], at: datetime) -> tuple[int, int]:
    """The least and the most that it may add up to: of what was on its way some may have come."""
    both = [
        [figures.get(name, 0) for figures in _either(one, at)]
        for one in written
        if one.came_at is not None
    ]
    return sum(map(min, both)), sum(map(max, both))


def _either(one: Written, at: datetime) -> tuple[dict[str, int], dict[str, int]]:
    before = at - ON_THE_WAY
    return one.figures_at(before) if one.came_by(before) else {}, one.figures_at(at)
