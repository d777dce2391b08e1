"""All the rules that hold between the parts of a plan."""

from collections.abc import Callable, Iterator

from office.plan.checks.appraisal import (
    appraisal_counts_once,
    appraisal_is_signed,
    appraisal_lines_are_known,
)
from office.plan.checks.bodies import (
    channels_exist,
    conferring_are_known,
    groups_name_bodies,
    measures_refer_to_what_exists,
    senders_are_known,
    teams_are_made_of_bodies,
)
from office.plan.checks.brief import brief_comes_by_day, brief_has_leaders, brief_has_readers
from office.plan.checks.consultation import consultation_names_bodies_and_posts
from office.plan.checks.consultation_reports import (
    confers_in_one_way,
    held_consultations_have_their_days,
    held_consultations_stand_once,
    reports_are_sent_to_known_readers,
)
from office.plan.checks.control import control_names_bodies, joint_names_outsiders
from office.plan.checks.drills import scripts_can_be_played
from office.plan.checks.forms import (
    fields_can_be_filled_in,
    forms_are_known,
    unlikely_figures_are_known,
)
from office.plan.checks.grading import excluded_air_can_be_told
from office.plan.checks.inspection import inspection_names_what_exists
from office.plan.checks.ladders import (
    ladders_rise,
    one_slip_ladders_have_no_gates,
    one_slip_ladders_have_slips,
    rungs_are_whole,
)
from office.plan.checks.meetings import dispatch_meeting_is_held_by_day
from office.plan.checks.names import (
    body_ids_differ,
    body_names_are_unique,
    ids_are_unique,
    names_are_unique,
    ranks_differ,
)
from office.plan.checks.official_forms import (
    official_forms_are_signed,
    official_forms_can_be_filled_in,
    statistics_count_a_season,
)
from office.plan.checks.owed import (
    deadlines_are_whole,
    nothing_of_an_alert_waits_for_its_end,
    only_forecasts_reach_ahead,
    owed_in_its_time,
    owed_is_known,
    owed_once,
    owed_times_follow,
    presses_bring_no_slips,
    somebody_owes_it,
)
from office.plan.checks.papers import (
    papers_can_be_asked_for,
    papers_name_bodies,
)
from office.plan.checks.public_text import public_text_can_be_told
from office.plan.checks.recurring import (
    days_are_of_their_period,
    days_are_whole,
    office_work_has_its_day,
    renewals_have_no_day,
    seasons_are_known,
    seasons_have_both_days,
    what_the_calendar_asks_for_is_whole,
)
from office.plan.checks.region import (
    cap_polygon_is_closed,
    cap_senders_are_offices_beside_us,
    offices_are_others,
    only_neighbours_issue_together,
    there_is_one_office_above,
    upper_office_is_told_in_time,
)
from office.plan.checks.same_day import same_day_is_asked_for_by_day
from office.plan.checks.serials import serials_are_complete, serials_differ
from office.plan.checks.shifts import alarms_go_to_known_positions, shifts_follow_one_another
from office.plan.checks.signing import (
    approval_chains_work,
    delegates_can_sign,
    ending_chains_work,
    enterprise_decisions_work,
    heads_of_teams_sign,
    signing_times_follow,
    whoever_finds_it_poor_can_sign,
)
from office.plan.checks.sources import (
    duty_sets_exist,
    reductions_name_levels,
    sources_are_listed,
    sources_have_their_values,
    stricter_measures_follow_weaker,
)
from office.plan.checks.urgent import urgent_names_posts_and_a_body
from office.plan.faults import Fault
from office.plan.shape import PlanShape


def faults_of(plan: PlanShape) -> list[Fault]:
    return [fault for check in _CHECKS for fault in check(plan)]


_CHECKS: tuple[Callable[[PlanShape], Iterator[Fault]], ...] = (
    ids_are_unique,
    scripts_can_be_played,
    body_ids_differ,
    names_are_unique,
    body_names_are_unique,
    ranks_differ,
    groups_name_bodies,
    teams_are_made_of_bodies,
    measures_refer_to_what_exists,
    channels_exist,
    conferring_are_known,
    senders_are_known,
    approval_chains_work,
    ending_chains_work,
    enterprise_decisions_work,
    delegates_can_sign,
    whoever_finds_it_poor_can_sign,
    heads_of_teams_sign,
    serials_are_complete,
    serials_differ,
    ladders_rise,
    one_slip_ladders_have_slips,
    one_slip_ladders_have_no_gates,
    rungs_are_whole,
    owed_is_known,
    owed_once,
    presses_bring_no_slips,
    somebody_owes_it,
    owed_in_its_time,
    deadlines_are_whole,
    nothing_of_an_alert_waits_for_its_end,
    only_forecasts_reach_ahead,
    owed_times_follow,
    same_day_is_asked_for_by_day,
    dispatch_meeting_is_held_by_day,
    brief_comes_by_day,
    brief_has_readers,
    brief_has_leaders,
    signing_times_follow,
    sources_are_listed,
    sources_have_their_values,
    stricter_measures_follow_weaker,
    duty_sets_exist,
    reductions_name_levels,
    offices_are_others,
    there_is_one_office_above,
    only_neighbours_issue_together,
    upper_office_is_told_in_time,
    cap_senders_are_offices_beside_us,
    cap_polygon_is_closed,
    consultation_names_bodies_and_posts,
    held_consultations_have_their_days,
    held_consultations_stand_once,
    reports_are_sent_to_known_readers,
    confers_in_one_way,
    control_names_bodies,
    excluded_air_can_be_told,
    joint_names_outsiders,
    inspection_names_what_exists,
    shifts_follow_one_another,
    alarms_go_to_known_positions,
    urgent_names_posts_and_a_body,
    papers_name_bodies,
    public_text_can_be_told,
    forms_are_known,
    fields_can_be_filled_in,
    unlikely_figures_are_known,
    seasons_have_both_days,
    seasons_are_known,
    days_are_whole,
    days_are_of_their_period,
    office_work_has_its_day,
    renewals_have_no_day,
    what_the_calendar_asks_for_is_whole,
    papers_can_be_asked_for,
    official_forms_can_be_filled_in,
    official_forms_are_signed,
    statistics_count_a_season,
    appraisal_lines_are_known,
    appraisal_counts_once,
    appraisal_is_signed,
)
