"""A small plan that has a leading group and a special group inspect together from orange up."""

from typing import Any

from office.plan.model import Plan
from tests.harness.plans import OUTSIDE, TEAM, small_plan

SUMMARY = {
    "kind": "inspection",
    "who": ["special_group"],
    "when": "daily",
    "levels": ["orange", "red"],
    "prompt_at": "09:00",
    "due_at": "11:00",
    "remind_before": "1h",
    "least_notice": "1h",
    "content": ["检查企业数", "发现问题数"],
    "ladder": "gentle",
}
MEMBERS = ("huanjing", "zhujian", "gongan")
GROUP = TEAM | {
    "id": "leading_group",
    "name": "督导帮扶工作领导小组",
    "name_en": "Leading Group",
    "short": "领导小组",
    "headed_by": "mayor",
    "members": MEMBERS,
}
SPECIAL = TEAM | {
    "id": "special_group",
    "name": "督导帮扶专项小组",
    "name_en": "Special Group",
    "short": "专项小组",
    "as_needed": True,
    "told": ["alert"],
}
RULES: dict[str, Any] = {
    "levels": ["orange", "red"],
    "group": "leading_group",
    "teams": ["special_group"],
    "liaison": "group_liaison",
    "topics": [{"text": "工业废气"}, {"text": "扬尘"}],
    "lines": [{"text": "帮扶企业解决困难"}],
    "joint": "enforcement",
}
NEIGHBOUR = OUTSIDE | {"name_en": "Midong", "relation": "neighbour"}
LETTER = {
    "id": "enforcement",
    "name": "联合执法",
    "text": "商请派员联合执法。",
    "asked": ("midong",),
}
LIAISON = {"id": "group_liaison", "name": "专项小组联络人", "can": [], "holders_max": 1}


def facts_with_inspection(agencies: tuple[str, ...], **rules: object) -> dict[str, Any]:
    facts: dict[str, Any] = small_plan(agencies).model_dump(mode="json")
    for position in facts["positions"]:
        if position["id"] == "mayor":
            position["can"] = ["approve", "copy"]
    for owed in facts["owes"]:
        if owed["kind"] in ("receipt", "daily", "closing"):
            owed["who"] = ["agencies"]
    return facts | {
        "teams": [GROUP, SPECIAL],
        "outside": [NEIGHBOUR],
        "joint": [LETTER],
        "positions": [*facts["positions"], LIAISON],
        "owes": [*facts["owes"], SUMMARY],
        "inspection": RULES | rules,
    }


def plan_with_inspection(agencies: tuple[str, ...], **rules: object) -> Plan:
    return Plan.model_validate(facts_with_inspection(agencies, **rules))
