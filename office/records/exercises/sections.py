"""The sections of the report of an exercise, one function each, as they follow one another."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from office.matters.order_texts import title as order_title
from office.reading.phone_numbers import masked
from office.records.exercises.answers import BodyAnswers, answer_rows, of_bodies
from office.records.exercises.checks import CHECKS, UNTRIED_BY_RULE, DrillCheck, DrillVerdict
from office.records.exercises.page import DrillPage
from office.records.report_page import NONE, TableRow
from storage.decisions.approvals import Decision
from storage.decisions.exercises import ActState, ExerciseSpeed, ExerciseStep, Participation


def _overview(page: DrillPage) -> None:
    course, exercise = page.course, page.course.exercise
    level = page.rows.plan.known_level(exercise.level)
    real, scripted = (page.names(course.bodies(one)) for one in Participation)
    page.tell("drill_report_held", exercise=exercise, office=page.desk.plan.office)
    page.tell("drill_report_scene", exercise=exercise, level=level.name if level else "")
    unruly = page.names(sorted(page.rows.unruly))
    page.tell("drill_report_took_part", real=real, scripted=scripted, unruly=unruly)
    page.tell("drill_report_played", played=course.played)
    if exercise.speed == ExerciseSpeed.COMPRESSED:
        page.tell("drill_report_compressed")
    for pause in course.pauses:
        page.tell(f"drill_report_paused_{pause.cause}", pause=pause)
    if course.pauses:
        page.tell("drill_report_stood")


def _acts(page: DrillPage) -> None:
    columns = "act planned began took state"
    widths = (38, 34, 34, 26, 24)
    page.table("acts", columns, widths, (_act_row(page, one) for one in page.course.steps))
    columns = "order post person asked signed waited"
    page.table("signatures", columns, (30, 22, 20, 34, 34, 16), _signature_rows(page))


def _act_row(page: DrillPage, step: ExerciseStep) -> TableRow:
    state = "forward" if step.moved_on_by and step.state == ActState.DONE else step.state
    return (
        page.say(f"exercise_act_{step.act}"),
        page.at(step.planned_at),
        page.at(step.began_at),
        page.took(step.began_at, step.ended_at),
        page.say(f"drill_report_state_{state}"),
    )


def _signature_rows(page: DrillPage) -> Iterator[TableRow]:
    orders = {one.key: one for one in page.rows.orders}
    for one in page.rows.signatures:
        if one.decision != Decision.APPROVED or one.decided_by is None:
            continue
        order = orders[one.subject_id]
        yield (
            order.serial or order_title(page.desk, page.rows.plans[order.key], order),
            page.position(one.position),
            page.rows.names.get(one.decided_by, NONE),
            page.at(one.asked_at),
            page.at(one.decided_at),
            page.took(one.asked_at, one.decided_at),
        )


def _tried(page: DrillPage, name: str) -> None:
    """One of the three things that an exercise tries, line by line."""
    checks = page.tried[name]
    counts = {one: sum(check.verdict is one for check in checks) for one in DrillVerdict}
    page.tell("drill_report_tried", count=len(checks), counts=counts)
    columns = "tried wanted found verdict"
    page.table(name, columns, (30, 44, 60, 22), (_check_row(page, one) for one in checks))


def _check_row(page: DrillPage, one: DrillCheck) -> TableRow:
    source = page.say("drill_report_source", source=one.source or "")
    wanted = page.fact(f"drill_report_wanted_{one.name}", one)
    return (
        page.fact(f"drill_report_tried_{one.name}", one),
        wanted + source,
        found(page, one),
        page.say(f"drill_report_verdict_{one.verdict}"),
    )


def found(page: DrillPage, one: DrillCheck) -> str:
    if one.verdict is DrillVerdict.UNTRIED and one.name not in UNTRIED_BY_RULE:
        return page.say("drill_report_untried")
    return page.fact(f"drill_report_found_{one.name}", one)


def _bodies(page: DrillPage) -> None:
    page.tell("drill_report_bodies")
    columns = "body part confirmed_by confirmed_after owed in_time late missing slips"
    widths = (26, 18, 24, 22, 13, 13, 13, 13, 14)
    rows = (_body_row(page, one) for one in of_bodies(page.course, page.rows))
    page.table("bodies", columns, widths, rows)


def _body_row(page: DrillPage, one: BodyAnswers) -> TableRow:
    counts = (one.reports.owed, one.reports.in_time, one.reports.late, one.reports.missing)
    return (
        page.body(one.body),
        page.say(f"drill_report_part_{one.manner or one.part}") if one.part else NONE,
        one.confirmed_by or page.say("drill_report_not_confirmed"),
        page.span(one.confirmed_after),
        *map(str, counts),
        str(one.slips),
    )


def _shortcomings(page: DrillPage) -> None:
    """What the record itself says was not as the plan wants; whoever took part says more below."""
    missed = page.missed()
    page.tell("drill_report_shortcomings", count=len(missed))
    for number, one in enumerate(missed, start=1):
        what = page.fact(f"drill_report_tried_{one.name}", one)
        page.tell("drill_report_shortcoming", number=number, what=what, found=found(page, one))
    for step in page.course.steps:
        if step.state in (ActState.SKIPPED, ActState.PASSED):
            act = page.say(f"exercise_act_{step.act}")
            page.tell(f"drill_report_{step.state}", act=act)


def _comments(page: DrillPage) -> None:
    comments = page.course.comments
    page.tell("drill_report_comments", count=len(comments))
    columns = "body person said at"
    rows = (
        (
            page.body(one.body) if one.body else page.say("drill_report_office"),
            one.name,
            masked(one.said),
            page.at(one.said_at),
        )
        for one in comments
    )
    page.table("comments", columns, (28, 22, 82, 24), rows)


def _conclusion(page: DrillPage) -> None:
    page.tell("drill_report_conclusion")
    page.tell("drill_report_to_be_written")


def _answers(page: DrillPage) -> None:
    page.tell("drill_report_answers")
    columns = "owed_thing body answered_by at verdict"
    widths = (54, 24, 22, 36, 20)
    page.table("answers", columns, widths, answer_rows(page))


SECTIONS: Mapping[str, Callable[[DrillPage], None]] = {
    "overview": _overview,
    "acts": _acts,
    **{name: partial(_tried, name=name) for name in CHECKS},
    "bodies": _bodies,
    "shortcomings": _shortcomings,
    "comments": _comments,
    "conclusion": _conclusion,
    "answers": _answers,
}
"""By the name of its heading, `drill_report_heading_<name>`."""
