"""What the script writes for the bodies that it plays; each text says that it is the script's."""

from collections.abc import Callable, Mapping, Sequence

from office.desk import Desk
from office.plan.forms import MEASURED, FieldKind, Form, FormField
from storage.decisions.exercises import Exercise
from storage.sky.consultations import ConsultationBox

ODD = 9
"""The figure of a part that is greater than its whole."""


def report(desk: Desk, form: Form | None, *, wrong: bool = False) -> str:
    """A wrong one has a part that is greater than its whole, or leaves out what can be left out."""
    fields = form.fields if form is not None else ()
    told = _wrongly(fields) if wrong else dict.fromkeys((one.id for one in fields), "")
    colon = desk.words.plain("exercise_script_field")
    lines = [
        f"{one.name}{colon}{told[one.id] or VALUES[one.kind](desk, one)}"
        for one in fields
        if one.id in told
    ]
    said = "exercise_script_report" if not wrong else "exercise_script_wrong_report"
    return "\n".join([desk.words.plain(said), *lines])


def _wrongly(fields: Sequence[FormField]) -> Mapping[str, str]:
    """Return what each field says; an empty text stands for the usual, and the rest is left out."""
    parts = {one.id: f"{ODD}{one.unit or ''}" for one in fields if one.at_most}
    kept = [one for one in fields if one.kind in MEASURED] if parts else fields[: len(fields) // 2]
    return {one.id: parts.get(one.id, "") for one in kept}


async def opinion(desk: Desk, row: Exercise, box: ConsultationBox) -> str:
    """Return what a box says of the forecast that the exercise has of its own."""
    level = (await desk.plan_version(row.plan_version_id)).level(row.level)
    days = desk.words.listed([str(aqi) for aqi in row.air])
    return desk.words.plain(f"exercise_opinion_{box}", days=days, level=level.name)


def _number(_desk: Desk, field: FormField) -> str:
    return f"0{field.unit or ''}"


def _words(desk: Desk, _field: FormField) -> str:
    return desk.words.plain("exercise_script_words")


def _choice(_desk: Desk, field: FormField) -> str:
    return next(iter(field.choices), "")


def _yes(desk: Desk, _field: FormField) -> str:
    return desk.words.plain("exercise_script_yes")


VALUES: dict[FieldKind, Callable[[Desk, FormField], str]] = {
    FieldKind.NUMBER: _number,
    FieldKind.COUNT: _number,
    FieldKind.TEXT: _words,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes,
}
