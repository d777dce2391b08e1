"""Reduction lists in force, as the tests of enterprises need them."""

from typing import Any

from office.bodies.people import Actor
from office.desk import Desk
from office.enterprises import keepers, lists
from office.plan.model import Plan
from office.reading.workbooks import Sheet
from storage.enterprises.reduction_lists import ReductionList
from tests.harness.plans import with_figures
from tests.office.conftest import AGENCIES
from tests.office.signers import STAFF

LIST = """企业名称,行业,属地,绩效等级,黄色,橙色,红色
甲水泥厂,水泥,北镇,B,限产30%,停产,停产
乙砖厂,砖瓦,南镇,D,停产,停产,停产
丙铸造厂,铸造,南镇,C,无,限产20%,停产50%
"""


REGISTER = {
    "kind": "register",
    "who": ["agencies"],
    "when": "order",
    "due_by": {"at": "18:00", "working_day": 1},
    "remind_before": "2h",
    "ladder": "gentle",
    "source": "none",
}


def plan_with_lists(*registers: dict[str, Any]) -> Plan:
    """The reports say how many firms were stopped and limited, and are held against lists."""
    facts = with_figures(AGENCIES).model_dump()
    [form] = facts["forms"]
    curb = {"kind": "count", "unit": "家", "stock": True, "curb": True}
    curbs = [
        curb | {"id": "stopped", "name": "停产企业", "listed": "stop"},
        curb | {"id": "limited", "name": "限产企业", "listed": "limit"},
    ]
    forms = [form | {"fields": [*form["fields"], *curbs]}]
    kept = [{"source": "none", "of_firms": True} | one for one in registers]
    owes = [*facts["owes"], *([REGISTER] if registers else [])]
    return Plan.model_validate(facts | {"forms": forms, "registers": kept, "owes": owes})


INDUSTRIAL = {"id": "industrial", "name": "工业源减排清单", "who": ["huanjing"]}


async def in_force(
    desk: Desk, owner: str = "huanjing", text: str = LIST, who: Actor = STAFF
) -> ReductionList:
    keeper = next(one for one in keepers.keepers(desk) if (one.owner or "") == owner)
    brought = await lists.bring(desk, who, keeper, [Sheet("", text)], None)
    return await lists.put_in_force(desk, who, brought.version.key)
