"""The office's own forms ask for what the program knows, and are signed by posts of the plan."""

from collections.abc import Iterator

from office.plan.bodies import Capability
from office.plan.checks.tools import holders, nameable, repeats, unknown
from office.plan.faults import Fault, Said
from office.plan.form_fields import FIELDS
from office.plan.official_forms import OfficialForm
from office.plan.shape import PlanShape


def official_forms_can_be_filled_in(plan: PlanShape) -> Iterator[Fault]:
    for form in plan.official_forms:
        key = f"official_forms.{form.id}"
        asked = [row.field for row in form.rows]
        yield from unknown(f"{key}.rows", asked, FIELDS, "fields")
        for repeated in repeats(asked):
            yield Fault(
                f"{key}.rows",
                Said(f"“{repeated}”填两次", f"'{repeated}' is asked for twice"),
                Said("每项只写一行", "ask for each field in one row"),
            )
        yield from unknown(f"{key}.to", form.to, nameable(plan), "bodies")


def official_forms_are_signed(plan: PlanShape) -> Iterator[Fault]:
    for form in plan.official_forms:
        key = f"official_forms.{form.id}"
        yield from holders(plan, f"{key}.filled_in_by", form.filled_in_by, Capability.OFFICE)
        for name, posts in _signing(form):
            yield from holders(plan, f"{key}.{name}", posts, Capability.APPROVE)


def _signing(form: OfficialForm) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "examined_by", form.examined_by
    yield "signed_by", form.signed_by


def statistics_count_a_season(plan: PlanShape) -> Iterator[Fault]:
    if plan.statistics is not None and plan.statistics.season is not None:
        known = [season.id for season in plan.seasons]
        yield from unknown("statistics.season", [plan.statistics.season], known, "seasons")
