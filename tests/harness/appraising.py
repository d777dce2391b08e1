"""A plan whose office appraises its members, and the scoreboard counted once more from the rows."""

from collections import defaultdict
from typing import Any

from sqlalchemy import text

from office.plan.model import Plan
from storage.database import Database

MARKS = {"late": 60, "reminder": 50, "yellow": 40, "orange": 20}
RULES: dict[str, Any] = {
    "parts": [{"id": "warning", "name": "预警"}, {"id": "response", "name": "响应"}],
    "lines": [
        {
            "id": "receipts",
            "name": "接收确认",
            "part": "warning",
            "indicator": "receipts",
            "points": 20,
            "marks": {"late": 60},
        },
        {
            "id": "reports",
            "name": "报送及时",
            "part": "response",
            "indicator": "reports",
            "points": 50,
            "marks": MARKS,
        },
        {
            "id": "completeness",
            "name": "报送完整",
            "part": "response",
            "indicator": "completeness",
            "points": 30,
            "marks": {"returned": 50},
        },
    ],
    "object_by": {"at": "18:00", "working_day": 3},
    "sign": [{"by": ["director"], "act": "review"}, {"by": ["commander"], "act": "approve"}],
    "bulletins": {"praise": {}, "criticism": {"sign": ["director"]}},
}


def with_appraisal(plan: Plan, **more: Any) -> Plan:
    facts = plan.model_dump() | {"appraisal": RULES | more}
    return Plan.model_validate(facts)


async def recounted(database: Database, required: set[str]) -> dict[str, float]:
    """The share of each body in parts of 100, from the rows alone.

    It knows the rules above, one form with these required fields for all, and no returned report.
    """
    async with database.reading() as session:

        async def rows(query: str) -> list[Any]:
            return list((await (await session.connection()).execute(text(query))).all())

        owed = await rows("SELECT id, agency, kind, state FROM obligations WHERE NOT drill")
        steps: dict[int, list[str]] = defaultdict(list)
        for key, step in await rows(
            "SELECT obligation_id, step FROM slips WHERE state IN ('issued', 'closed')"
        ):
            steps[key].append(step)
        told: dict[int, set[str]] = defaultdict(set)
        for key, field in await rows(
            "SELECT r.obligation_id, v.field FROM reports r JOIN report_values v"
            " ON v.report_id = r.id WHERE v.value IS NOT NULL"
        ):
            told[key].add(field)
        answered = {key for (key,) in await rows("SELECT obligation_id FROM reports")}
    marks: dict[tuple[str, str], list[float]] = defaultdict(list)
    for key, body, kind, state in owed:
        line = "receipts" if kind == "receipt" else "reports"
        late = min([60, *(MARKS.get(step, 0) for step in steps[key])])
        marks[body, line].append({"met": 100, "met_late": late}.get(state, 0))
        if key in answered:
            marks[body, "completeness"].append(100 * len(told[key] & required) / len(required))
    worth = {"receipts": 20, "reports": 50, "completeness": 30}
    share = {}
    for body in {body for body, _ in marks}:
        own = {line: values for (one, line), values in marks.items() if one == body}
        points = sum(worth[line] * sum(it) / len(it) / 100 for line, it in own.items())
        share[body] = 100 * points / sum(worth[line] for line in own)
    return share
