"""Forms and the public text of a plan: who has which, what is refused, how they are printed."""

from typing import Any

import pytest

from messages.render import Words
from messages.views.reports import ContentView, FieldLine
from office.matters import measure_views
from office.plan.effects import effects
from office.plan.forms import Form
from office.plan.model import Plan
from office.plan.remarks import remarks
from office.reading.replies.reading import FormAsked
from tests.harness.plans import small_plan
from tests.office.plan.refusing import refusals

FACTS = small_plan(("huanjing", "gongan", "zhujian")).model_dump(mode="json")
COUNT = {"id": "stopped", "name": "停产企业", "kind": "count", "unit": "家", "required": True}
CHOICE = {"id": "state", "name": "落实情况", "kind": "choice", "choices": ["全部", "部分"]}
FORM = {"id": "plants", "name": "企业表", "fields": [COUNT, CHOICE], "source": "none"}
TEXT = {"id": "sites", "name": "工地表", "fields": [{"id": "said", "name": "情况", "kind": "text"}]}


def with_forms(*forms: dict[str, Any], **said: Any) -> dict[str, Any]:
    return FACTS | {"forms": list(forms), "owes": _of("daily", **said)}


def _of(kind: str, **said: Any) -> list[dict[str, Any]]:
    return [one | said if one["kind"] == kind else one for one in FACTS["owes"]]


def test_a_body_has_the_form_that_names_it_or_else_the_common_one() -> None:
    said = with_forms(FORM, TEXT, form="plants", form_for={"sites": ["zhujian"]})
    plan = Plan.model_validate(said)
    forms = {one.id: plan.form_of(plan.owed("daily"), one.id) for one in plan.agencies}
    assert {body: form.id for body, form in forms.items() if form} == {
        "huanjing": "plants",
        "gongan": "plants",
        "zhujian": "sites",
    }
    assert plan.form_of(plan.owed("closing"), "gongan") is None


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (with_forms(form="plants"), "owes.daily.form 没有“plants”"),
        (with_forms(FORM, form_for={"plants": ["nobody"]}), "owes.daily.form_for 没有“nobody”"),
        (
            with_forms(FORM, TEXT, form_for={"plants": ["gongan"], "sites": ["agencies"]}),
            "owes.daily.form_for “gongan”写在两张表下",
        ),
        (
            FACTS | {"forms": [FORM], "owes": _of("receipt", form="plants")},
            "owes.receipt.form 这一类没有单独的报送提示，报送表无处列出",
        ),
        (
            FACTS | {"forms": [FORM], "owes": _of("task", form_for={"plants": ["gongan"]})},
            "owes.task.form 这一类没有单独的报送提示，报送表无处列出",
        ),
        (with_forms(FORM, FORM), "forms.plants 编号“plants”重复"),
        (
            with_forms(FORM | {"fields": [COUNT, COUNT]}),
            "forms.plants.fields.stopped 编号“stopped”重复",
        ),
        (
            with_forms(FORM | {"fields": [CHOICE | {"choices": ["全部"]}]}),
            "forms.plants.fields.state.choices 选项与类型不符",
        ),
        (
            with_forms(FORM | {"fields": [COUNT | {"choices": ["一", "二"]}]}),
            "forms.plants.fields.stopped.choices 选项与类型不符",
        ),
        (
            with_forms(FORM | {"fields": [CHOICE | {"unit": "家"}]}),
            "forms.plants.fields.state.unit 这一类没有单位",
        ),
        (
            with_forms(FORM | {"fields": [COUNT, CHOICE | {"words": ["停产企业"]}]}),
            "forms.plants.fields 两个项目都叫“停产企业”",
        ),
        (
            with_forms(FORM | {"fields": [COUNT | {"at_most": "nothing"}]}),
            "forms.plants.fields.stopped.at_most 没有数值项目“nothing”",
        ),
        (
            with_forms(FORM | {"fields": [COUNT | {"at_most": "stopped"}]}),
            "forms.plants.fields.stopped.at_most 没有数值项目“stopped”",
        ),
        (
            with_forms(FORM | {"fields": [CHOICE | {"sum": True}]}),
            "forms.plants.fields.state.kind 这一类不能累加或比较",
        ),
        (
            FACTS | {"public_text": {"contents": ["污染物"], "at_level": {"blue": ["建议"]}}},
            "public_text.at_level 没有“blue”",
        ),
        (
            FACTS | {"public_text": {"contents": ["污染物"], "repeat_every": "1m"}},
            "public_text.repeat_every 滚动播报的间隔不合理",
        ),
        (
            FACTS
            | {
                "public_text": {
                    "contents": ["污染物"],
                    "silent": {"start": "22:00", "end": "07:00"},
                }
            },
            "public_text.silent 没有写滚动播报的间隔",
        ),
    ],
)
def test_what_cannot_be_filled_in_or_told_is_refused(facts: dict[str, Any], told: str) -> None:
    assert told in refusals(facts)


def test_fields_are_printed_with_unit_choices_and_whether_they_are_required() -> None:
    fields = (
        FieldLine("停产企业", "count", "家", True, ()),
        FieldLine("落实情况", "choice", "", False, ("全部", "部分")),
        FieldLine("是否检查", "yes_no", "", False, ()),
    )
    plan = Plan.model_validate(FACTS)
    told = Words("zh", plan.tz).text("report_content", ContentView("日报", ("情况",), fields))
    assert (
        "1. 情况\n· 停产企业（家），必填\n· 落实情况（全部、部分）\n· 是否检查（是/否）\n" in told
    )


def test_the_public_text_is_told_beside_the_duties() -> None:
    said = {
        "contents": ["首要污染物", "措施建议"],
        "at_level": {"red": ["停课安排"]},
        "media": ["广播"],
        "repeat_every": "6h",
        "silent": {"start": "22:00", "end": "07:00"},
        "source": "none",
    }
    plan = Plan.model_validate(FACTS | {"public_text": said})
    view = measure_views.public_text(plan)
    assert view is not None
    assert (view.at_level, view.silent) == ((("红色", ("停课安排",)),), "22:00–07:00")
    assert measure_views.public_text(Plan.model_validate(FACTS)) is None


def test_levels_without_figures_are_told() -> None:
    vague = [one | {"criteria": []} for one in FACTS["levels"]]
    told = [one.zh for one in remarks(Plan.model_validate(FACTS | {"levels": vague}))]
    assert any(one.startswith("没有数值条件（criteria）的级别：黄色、橙色、红色") for one in told)
    plan = Plan.model_validate(FACTS)
    assert effects(plan, plan) == ()


def test_a_form_of_a_plan_is_what_replies_are_read_into() -> None:
    form: FormAsked = Form.model_validate(FORM)
    assert [(one.id, one.unit, list(one.words)) for one in form.fields] == [
        ("stopped", "家", []),
        ("state", None, []),
    ]
