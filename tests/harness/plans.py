"""Gives the plan of the stories, and small ones cut from it."""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from office.plan.bodies import SECTIONS
from office.plan.files import read_plan
from office.plan.model import Control, Measure, Paper, Plan
from office.plan.public_text import PublicText

CITY = Path(__file__).parent / "city.yaml"
PACKS = Path(__file__).parents[2] / "plans"


@cache
def city() -> Plan:
    return read_plan(CITY)


@cache
def pack(jurisdiction: str) -> Plan:
    """Return the plan of an office as it is shipped."""
    return read_plan(PACKS / f"{jurisdiction}.yaml")


@cache
def packs() -> tuple[Plan, ...]:
    return tuple(map(read_plan, sorted(PACKS.glob("*.yaml"))))


@cache
def small_plan(agencies: tuple[str, ...]) -> Plan:
    """Return the same plan with only these agencies: the same rules, fewer groups to look at."""
    return _only(city(), agencies)


@cache
def small_pack(jurisdiction: str, agencies: tuple[str, ...]) -> Plan:
    """Return a shipped plan with only these agencies, and nobody around them."""
    return _only(pack(jurisdiction), agencies)


def _only(whole: Plan, agencies: tuple[str, ...]) -> Plan:
    groups = {
        name: kept for name, members in whole.groups.items() if (kept := _those(members, agencies))
    }
    known = {*agencies, *groups}
    facts = whole.model_dump()
    facts["agencies"] = [a for a in facts["agencies"] if a["id"] in agencies]
    facts["groups"] = groups
    facts["conferring"] = _those(whole.conferring, agencies)
    for box in ("meteorology", "monitoring", "experts"):
        if facts["consultation"][box] not in agencies:
            facts["consultation"][box] = None
    facts |= dict.fromkeys(("teams", "counties", "outside"), ())
    # The office would be asked for the days of the next year in the middle of any story.
    facts["local_holidays"] = ()
    facts["official_forms"] = [one | {"to": ()} for one in facts["official_forms"]]
    facts["owes"] = [one for one in map(_owed_by(known), facts["owes"]) if one["who"]]
    for rungs in facts["ladders"].values():
        for rung in rungs:
            rung["copies_through"] = _those(rung["copies_through"], known)
    facts |= {"control": _control_of(whole, known), "joint": (), "inspection": None}
    facts |= {"public_text": _told_by(whole, agencies)}
    facts |= {"registers": _papers_of(whole.registers, known)}
    facts |= {"filings": _papers_of(whole.filings, known)}
    for owed in facts["owes"]:
        for field in ("ladder_for", "form_for"):
            others = {name: _those(who, known) for name, who in owed[field].items()}
            owed[field] = {name: who for name, who in others.items() if who}
    parts = [part for measure in whole.measures if (part := _cut(measure, known))]
    left = {part.id for part in parts}
    facts["measures"] = [
        part.model_dump() | {"replaces": _those(part.replaces, left)} for part in parts
    ]
    return Plan.model_validate(facts)


@cache
def with_neighbours(jurisdiction: str, agencies: tuple[str, ...]) -> Plan:
    """A shipped plan with only these agencies, and with the offices around them."""
    whole, small = pack(jurisdiction), small_pack(jurisdiction, agencies)
    facts = small.model_dump()
    facts |= {name: getattr(whole, name) for name in ("outside", "joint", "official_forms")}
    if small.control and whole.control:
        facts["control"] = small.control.model_copy(update={"copies": whole.control.copies})
    return Plan.model_validate(facts)


@cache
def with_counties(jurisdiction: str, agencies: tuple[str, ...]) -> Plan:
    """A shipped plan with only these agencies, and with its counties."""
    whole, small = pack(jurisdiction), small_pack(jurisdiction, agencies)
    counties = [county.model_copy(update={"told": ()}) for county in whole.counties]
    return Plan.model_validate(small.model_dump() | {"counties": counties})


def _told_by(whole: Plan, agencies: tuple[str, ...]) -> PublicText | None:
    """What the public is told, where those who publish it are there."""
    said = whole.public_text
    kept = _those(said.publishers, agencies) if said is not None else ()
    return said.model_copy(update={"publishers": kept}) if said is not None and kept else None


def _papers_of(papers: Iterable[Paper], known: set[str]) -> list[Paper]:
    cut = [paper.model_copy(update={"who": _those(paper.who, known)}) for paper in papers]
    return [paper for paper in cut if paper.who or paper.who_else]


def _control_of(whole: Plan, known: set[str]) -> Control | None:
    if whole.control is None:
        return None
    cut = [
        line if line.who == "all" else line.model_copy(update={"who": _those(line.who, known)})
        for line in whole.control.lines
    ]
    lines = tuple(line for line in cut if line.who)
    return whole.control.model_copy(update={"copies": (), "lines": lines})


TEAM: dict[str, Any] = {
    "id": "experts",
    "name": "重污染天气专家组",
    "name_en": "Expert Team",
    "short": "专家组",
    "lead": "huanjing",
    "members": ("huanjing", "gongan"),
    "duties": ({"text": "为预警和响应提供技术指导", "source": "试"},),
}
COUNTY = {"id": "fukang", "name": "阜康市", "short": "阜康"}
OUTSIDE = {"id": "midong", "name": "米东区", "short": "米东"}
PREFECTURE = {"id": "zhou", "name": "州指挥部办公室", "short": "州指办"}
PARK = {"id": "gaoxin", "name": "高新区", "short": "高新区"}
CONTROL = {
    "ordered_by": "市委、市政府",
    "criterion": "AQI大于100",
    "situation": "预计出现轻度污染天气。",
    "lines": ({"text": "加强管控"}, {"text": "逐小时研判", "who": ("huanjing",)}),
    "copies": ("gaoxin",),
}
JOINT = (
    {
        "id": "controls",
        "name": "共同强化管控",
        "text": "商请同步管控。",
        "asked": ("midong",),
        "through": "zhou",
    },
    {"id": "snow", "name": "共同增雪", "text": "商请协同增雪。", "asked": ("midong", "gaoxin")},
)
CONTROL_OWED = {
    "kind": "control",
    "who": "all",
    "when": "daily",
    "prompt_at": "09:00",
    "due_at": "11:00",
    "ladder": "gentle",
}


REGISTERS = (
    {
        "id": "sites",
        "name": "停工工地名录",
        "who": ("zhujian",),
        "to": "办公室",
        "asked_at_start": True,
        "source": "none",
    },
    {"id": "cuts", "name": "减排清单", "who": ("huanjing",)},
)
FILINGS = (
    {
        "id": "schemes",
        "name": "实施方案",
        "who": ("huanjing", "gongan"),
        "by": "12-05",
        "ask_from": "12-02",
        "form": "file",
        "note": "新修订的",
    },
    {"id": "firms", "name": "企业方案", "who_else": "涉气企业"},
)
REGISTER_OWED = {
    "kind": "register",
    "who": "all",
    "when": "order",
    "due_after": "1d",
    "remind_before": "2h",
    "ladder": "gentle",
}


def with_papers(plan: Plan) -> Plan:
    """The same with registers and filings: one for each way of being asked for."""
    facts = plan.model_dump(mode="json")
    papers = {"registers": REGISTERS, "filings": FILINGS}
    return Plan.model_validate(facts | papers | {"owes": (*facts["owes"], REGISTER_OWED)})


def with_control(plan: Plan) -> Plan:
    """The same with a control dispatch, and with what the offices around may be asked for."""
    facts = plan.model_dump(mode="json")
    more = {"outside": (OUTSIDE, PREFECTURE, PARK), "control": CONTROL, "joint": JOINT}
    owes = {"owes": (*facts["owes"], CONTROL_OWED)}
    return Plan.model_validate(facts | more | owes)


def with_other_bodies(plan: Plan, *, county_told: tuple[str, ...] = ()) -> Plan:
    """The same with a team, a county and an office outside; what the county is told of is said."""
    county = {**COUNTY, "told": county_told}
    more = {"teams": (TEAM,), "counties": (county,), "outside": (OUTSIDE,)}
    return Plan.model_validate(plan.model_dump() | more)


def _owed_by(known: set[str]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Something owed with only those in it who are known; a section of the plan always is."""

    def cut(owed: dict[str, Any]) -> dict[str, Any]:
        who = owed["who"]
        return owed if who == "all" else owed | {"who": _those(who, known | SECTIONS)}

    return cut


def _cut(measure: Measure, known: set[str]) -> Measure | None:
    if measure.agencies == "all":
        return measure
    kept, assist = _those(measure.agencies, known), _those(measure.assist, known)
    return measure.model_copy(update={"agencies": kept, "assist": assist}) if kept else None


def _those(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in known)


def with_official_forms(plan: Plan) -> Plan:
    """The same with Changji's own forms, which go to an office above that is outside."""
    shipped = pack("changji")
    upper = [one for one in shipped.outside if one.id == "zhou"]
    deputy = [one for one in shipped.positions if one.id == "deputy_director"]
    others = [one for one in plan.positions if one.id != "deputy_director"]
    facts = plan.model_dump() | {
        "outside": upper,
        "positions": (*others, *deputy),
        "official_forms": shipped.official_forms,
        "sources": {**plan.sources, **shipped.sources},
    }
    return Plan.model_validate(facts)


def with_assessment(plan: Plan) -> Plan:
    """The same with experts, who owe Dengkou's assessment five working days after a lift.

    They owe nothing else, so that all else is the agencies' as before.
    """
    dengkou = pack("dengkou")
    facts = plan.model_dump(mode="json")
    for owed in facts["owes"]:
        if owed["kind"] in ("daily", "closing"):
            owed["who"] = ["agencies"]
    owed = dengkou.owed("assessment").model_dump(mode="json")
    form = next(one for one in dengkou.forms if one.id == "assessment").model_dump(mode="json")
    duty = {**TEAM["duties"][0], "source": "none"}
    more = {
        "teams": [{**TEAM, "told": ["alert"], "duties": [duty]}],
        "owes": [*facts["owes"], owed | {"source": "none"}],
        "forms": [*facts["forms"], form | {"source": "none"}],
    }
    return Plan.model_validate(facts | more)


def with_problem_ladder(plan: Plan, through: str, **chains: object) -> Plan:
    """The same, where problems climb Changji's ladder, and the director finds them poorly mended.

    `through` passes the copies of a red slip on.
    """
    facts = plan.model_dump(mode="json")
    theirs = pack("changji").model_dump(mode="json")
    facts["ladders"]["rectify"] = [
        rung | ({"copies_through": [through]} if rung["copies_through"] else {})
        for rung in theirs["ladders"]["rectify"]
    ]
    for rung in facts["ladders"]["rectify"]:
        rung |= {"source": None, "copies_source": None}
    for post in facts["positions"]:
        if post["id"] == "commander":
            post["can"] = [*post["can"], "referral"]
    facts["serials"]["prompt_slip"] = theirs["serials"]["prompt_slip"]
    for owed in facts["owes"]:
        if owed["kind"] == "rectify":
            owed["ladder"] = "rectify"
    facts["chains"] = (facts.get("chains") or {}) | {"poor": ["director"]} | chains
    return Plan.model_validate(facts)


def with_sky(plan: Plan) -> Plan:
    """The same, where Changji's figures grade the air and the publicity department publishes."""
    facts, theirs = plan.model_dump(mode="json"), pack("changji").model_dump(mode="json")
    criteria = {level["id"]: level["criteria"] for level in theirs["levels"]}
    for level in facts["levels"]:
        level["criteria"] = criteria.get(level["id"], [])
    facts["grading"] = theirs["grading"]
    facts["chains"] = (facts.get("chains") or {}) | {"decline": theirs["chains"]["decline"]}
    told = {
        "contents": ["首要污染物", "措施建议"],
        "media": ["电视", "新媒体"],
        "publishers": ["xuanchuan"],
        "repeat_every": "6h",
        "silent": {"start": "22:00", "end": "07:00"},
        "source": "none",
    }
    return Plan.model_validate(facts | {"public_text": told})


@cache
def with_figures(agencies: tuple[str, ...]) -> Plan:
    """The small plan of the stories, in which each daily report has a form with figures."""
    facts = small_plan(agencies).model_dump()
    counts: dict[str, Any] = {"kind": "count", "required": True, "sum": True}
    fields = (
        {"id": "people", "name": "出动人次", "unit": "人次", **counts},
        {"id": "sites", "name": "检查工地", "unit": "个次", **counts},
        {"id": "problems", "name": "发现问题", "unit": "个", **counts},
        {"id": "fixed", "name": "已整改", "unit": "个", "at_most": "problems", **counts},
        {"id": "told", "name": "工作情况", "kind": "text"},
    )
    facts["forms"] = ({"id": "daily", "name": "日报表", "fields": fields, "source": "none"},)
    facts["owes"] = [
        one | {"form": "daily"} if one["kind"] == "daily" else one for one in facts["owes"]
    ]
    return Plan.model_validate(facts)
