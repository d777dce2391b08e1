"""Forms are known, each body has one for a thing, and each field can be filled in."""

from collections.abc import Iterator

from office.plan.bodies import SECTIONS
from office.plan.checks.tools import nameable, repeats, unknown
from office.plan.faults import Fault, Said
from office.plan.forms import MEASURED, FieldKind, Form, FormField
from office.plan.owed import Owed
from office.plan.owed_kinds import KINDS
from office.plan.shape import PlanShape


def forms_are_known(plan: PlanShape) -> Iterator[Fault]:
    known, bodies = [form.id for form in plan.forms], nameable(plan)
    for owed in plan.owes:
        key = f"owes.{owed.kind}"
        yield from _is_printed(key, owed)
        yield from unknown(f"{key}.form", [owed.form] if owed.form else [], known, "forms")
        yield from unknown(f"{key}.form_for", owed.form_for, known, "forms")
        named = [name for who in owed.form_for.values() for name in who]
        yield from unknown(f"{key}.form_for", named, bodies, "bodies")
        for body in repeats(_bodies(plan, named)):
            yield Fault(
                f"{key}.form_for",
                Said(f"“{body}”写在两张表下", f"'{body}' has two forms"),
                Said("每个单位只写在一处", "name each body once"),
            )


def _is_printed(key: str, owed: Owed) -> Iterator[Fault]:
    row = KINDS.get(owed.kind)
    if row is not None and not row.has_a_prompt and (owed.form or owed.form_for):
        yield Fault(
            f"{key}.form",
            Said(
                "这一类没有单独的报送提示，报送表无处列出", "no prompt of its own prints its form"
            ),
            Said("删去；定期报送的内容写在 content", "remove it; name what to say in `content`"),
        )


def fields_can_be_filled_in(plan: PlanShape) -> Iterator[Fault]:
    for form in plan.forms:
        for repeated in repeats(field.id for field in form.fields):
            yield Fault(
                f"forms.{form.id}.fields.{repeated}",
                Said(f"编号“{repeated}”重复", f"id '{repeated}' is used more than once"),
                Said("换一个没有用过的编号", "give each field an id of its own"),
            )
        for field in form.fields:
            yield from _field(f"forms.{form.id}.fields.{field.id}", field)
            yield from _whole(form, field)
        for name in repeats(name for field in form.fields for name in _names(field)):
            yield Fault(
                f"forms.{form.id}.fields",
                Said(f"两个项目都叫“{name}”", f"two fields are called '{name}'"),
                Said("各取各的名称和别称（words）", "give each field names and words of its own"),
            )


def unlikely_figures_are_known(plan: PlanShape) -> Iterator[Fault]:
    measured = {one.id for form in plan.forms for one in form.fields if one.kind in MEASURED}
    yield from unknown("unlikely.above", plan.unlikely_figures, measured, "figures")


def _names(field: FormField) -> set[str]:
    return {field.name, *field.words}


def _whole(form: Form, field: FormField) -> Iterator[Fault]:
    measured = [one.id for one in form.fields if one.kind in MEASURED and one is not field]
    if field.at_most is not None and field.at_most not in measured:
        yield Fault(
            f"forms.{form.id}.fields.{field.id}.at_most",
            Said(f"没有数值项目“{field.at_most}”", f"no other figure is '{field.at_most}'"),
            Said("写同一张表中另一数值项目的编号", "name another figure of the same form"),
        )


def _field(key: str, field: FormField) -> Iterator[Fault]:
    if (field.kind is FieldKind.CHOICE) is not (len(field.choices) > 1):
        yield Fault(
            f"{key}.choices",
            Said("选项与类型不符", "its choices do not go with its kind"),
            Said(
                "kind: choice 写两个以上 choices，其他类型不写",
                "give two or more to a choice alone",
            ),
        )
    if field.unit is not None and field.kind not in MEASURED:
        yield Fault(
            f"{key}.unit",
            Said("这一类没有单位", "this kind has no unit"),
            Said("删去，或写 kind: number、count", "remove it, or make it a number or a count"),
        )
    if field.kind not in MEASURED and _is_of_numbers(field):
        yield Fault(
            f"{key}.kind",
            Said("这一类不能累加或比较", "this kind cannot be added up or compared"),
            Said(
                "删去 sum、stock、curb、power、listed、at_most，或写 kind: number、count",
                "remove sum, stock, curb, power, listed and at_most",
            ),
        )


def _is_of_numbers(field: FormField) -> bool:
    compared = field.listed or field.at_most or field.power
    return bool(field.sum or field.stock or field.curb or compared)


def _bodies(plan: PlanShape, named: list[str]) -> list[str]:
    sections = {
        section: [body.id for body in plan.bodies if body.section == section]
        for section in SECTIONS
    }
    return [body for name in named for body in {**sections, **plan.groups}.get(name, (name,))]
