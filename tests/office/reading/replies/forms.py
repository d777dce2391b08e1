"""A form with a field of each kind, for what is read of single words."""

from typing import Any

from office.plan.forms import Form


def field(asked: str, name: str, unit: str | None = None, **said: Any) -> dict[str, Any]:
    return {"id": asked, "name": name, "kind": "count", "unit": unit} | said


FORM = Form.model_validate(
    {
        "id": "all",
        "name": "全部",
        "fields": [
            field("people", "出动人次", "人次"),
            field("firms", "检查企业", "家次", name_en="firms checked", unit_en="firms"),
            field("sites", "检查工地", "个次"),
            field("stopped", "停产企业", "家"),
            field("limited", "限产企业", "家"),
            field("problems", "发现问题", "个"),
            field("fixed", "已整改", "个"),
            field("open", "在办问题", "个", stock=True),
            field("cut", "颗粒物减排比例", "%", kind="number"),
            field("effects", "经济影响", kind="text"),
            field(
                "state",
                "落实情况",
                kind="choice",
                choices=["全部落实", "部分落实"],
                choices_en=["all", "some"],
            ),
            field("toured", "是否巡查", kind="yes_no"),
        ],
    }
)
