"""The report of an exercise as its document says it 演练评估报告: sections with their tables."""

from collections.abc import Mapping
from typing import Any

from messages.views.years import YearReportView
from office.desk import Desk
from office.records.exercises import course, rows
from office.records.exercises.checks import CHECKS
from office.records.exercises.known import known, newest
from office.records.exercises.page import DrillPage
from office.records.exercises.sections import SECTIONS
from storage.decisions.exercises import Exercise, ExerciseState


async def view_of(desk: Desk, asked: Mapping[str, Any]) -> YearReportView:
    """`asked` says which exercise; without a number it is the newest that has begun."""
    wanted = asked["exercise"]
    exercise = await newest(desk) if wanted is None else await known(desk, int(wanted))
    return worded(await page_of(desk, exercise))


async def page_of(desk: Desk, exercise: Exercise) -> DrillPage:
    played = await course.of(desk, exercise)
    found = await rows.read(desk, played)
    tried = {name: tuple(checks(found)) for name, checks in CHECKS.items()}
    return DrillPage(desk, played, found, tried)


def worded(page: DrillPage) -> YearReportView:
    for heading, fill in SECTIONS.items():
        page.begin(heading)
        fill(page)
    exercise, now = page.course.exercise, page.desk.now
    state = "final" if exercise.state == ExerciseState.ENDED else "so_far"
    return YearReportView(
        mark=page.say("paper_drill_mark"),
        title=page.say("drill_report_title", title=exercise.title),
        subtitle=page.say(f"drill_report_{state}"),
        sections=page.sections,
        charts=tuple(page.charts),
        tables=tuple(page.tables),
        signature=page.desk.plan.office,
        date=page.say("form_day", day=page.desk.local(now).date()),
    )
