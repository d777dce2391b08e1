"""The dialogue and the line that send a working group to counties; `notices.py` has the command."""

from datetime import date, timedelta
from itertools import takewhile

from handlers.matters.bodies_line import TypedWords, is_name, joined, rest_of, words_of
from handlers.matters.choosing import CHOSEN, BodyChoice, OneBody
from handlers.matters.drafting import DraftForm, DraftStep, Facts, offer
from messages.keyboards import Keyboard, Press
from messages.views.working_groups import WorkingGroupQuestionView
from office.bodies import agency_names
from office.desk import Desk
from office.matters import working_groups
from office.matters.working_groups import WorkingGroupTerms
from office.reading import times
from office.reading.typed import compact
from office.reading.typed import joined as without_blanks
from office.refusal import Refusal
from storage.decisions.matters import MatterKind, Order

COUNTIES, LEAD, MEMBERS, FIRST_DAY, TEXT = "counties", "lead", "members", "first_day", "text"
TITLE = "title"
"""The key for where it goes, which follows from the counties."""
CHOSEN_MEMBERS = "chosen_members"
NOBODY, USUAL = "nobody", "usual"
NOBODY_WORDS = frozenset(("无", "没有", "无其他成员", "none", "nobody"))
WORDS = frozenset(("派出工作组", "工作组", "workinggroup"))
"""Words by which a line of /notice says that it sends a group."""
LEADS, BEGINS = "牵头", "起"
"""What stands behind the body that leads, and behind the first day."""
NOON = "12时"
DAYS_OFFERED = 3


def of_line(desk: Desk, text: str) -> Facts:
    """Read 阿图什市,乌恰县 生态环境局牵头 住建局,交通局 12月3日起 内容, which may stop anywhere."""
    facts: Facts = {}
    counties, words = _names(desk, words_of(text))
    if counties:
        facts = _with_counties(desk, {COUNTIES: COUNTY_CHOICE.named(desk, {}, counties)})
    if words and words[0][0].endswith(LEADS):
        facts = LEAD_CHOICE.typed(desk, facts, words[0][0].removesuffix(LEADS))
        members, words = _names(desk, words[1:])
        facts = {**facts, MEMBERS: _members_named(desk, facts, members) if members else None}
    if words and words[0][0].endswith(BEGINS) and _days(desk, words[0][0]):
        facts, words = _day_typed(desk, facts, words[0][0]), words[1:]
    said = rest_of(words)
    return _text_typed(desk, facts, said) if said else facts


def _names(desk: Desk, words: TypedWords) -> tuple[str, TypedWords]:
    """The words that the line begins with and that are names, with commas or blanks between."""
    count = len(list(takewhile(lambda word: _are_names(desk, word[0]), words)))
    return joined(words[:count], "、"), words[count:]


def _are_names(desk: Desk, word: str) -> bool:
    parts = agency_names.BETWEEN.split(word)
    return all(is_name(desk, part) or compact(part) in NOBODY_WORDS for part in parts if part)


# Where it goes


def _counties(desk: Desk, _facts: Facts) -> tuple[str, ...]:
    return working_groups.counties_of(desk.plan)


def _check_counties(desk: Desk, _facts: Facts, counties: tuple[str, ...]) -> None:
    working_groups.check_counties(desk.plan, counties)


def _with_counties(desk: Desk, facts: Facts) -> Facts:
    names = tuple(agency_names.short(desk, one) for one in facts.get(COUNTIES) or ())
    return {**facts, TITLE: desk.words.plain("working_group_goes_to", names=names)}


def _counties_typed(desk: Desk, facts: Facts, text: str) -> Facts:
    return _with_counties(desk, COUNTY_CHOICE.step.typed(desk, facts, text))


def _counties_pressed(desk: Desk, facts: Facts, press: Press) -> Facts:
    return _with_counties(desk, COUNTY_CHOICE.step.pressed(desk, facts, press))


COUNTY_CHOICE = BodyChoice(MatterKind.WORKING_GROUP, COUNTIES, _counties, _check_counties)


# Who is in it


def _senders(desk: Desk, _facts: Facts) -> tuple[str, ...]:
    return working_groups.senders_of(desk.plan)


def _check_lead(desk: Desk, _facts: Facts, lead: str) -> None:
    working_groups.check_lead(desk.plan, lead)


def _others(desk: Desk, facts: Facts) -> tuple[str, ...]:
    return tuple(one for one in _senders(desk, facts) if one != facts.get(LEAD))


def _check_members(desk: Desk, facts: Facts, members: tuple[str, ...]) -> None:
    working_groups.check_members(desk.plan, facts.get(LEAD) or "", members)


LEAD_CHOICE = OneBody(MatterKind.WORKING_GROUP, LEAD, _senders, _check_lead)
MEMBER_CHOICE = BodyChoice(
    MatterKind.WORKING_GROUP, MEMBERS, _others, _check_members, CHOSEN_MEMBERS
)


def _members_offered(desk: Desk, facts: Facts) -> Keyboard:
    label = desk.words.plain("working_group_button_nobody")
    nobody = offer(MatterKind.WORKING_GROUP, MEMBERS, label, NOBODY)
    return ((nobody,), *MEMBER_CHOICE.step.offers(desk, facts))


def _members_typed(desk: Desk, facts: Facts, text: str) -> Facts:
    if compact(text) in NOBODY_WORDS:
        return {**facts, MEMBERS: []}
    return MEMBER_CHOICE.step.typed(desk, facts, text)


def _members_pressed(desk: Desk, facts: Facts, press: Press) -> Facts:
    if press.word(2) == NOBODY:
        return {**facts, MEMBERS: []}
    return MEMBER_CHOICE.step.pressed(desk, facts, press)


def _members_named(desk: Desk, facts: Facts, names: str) -> list[str]:
    return [] if compact(names) in NOBODY_WORDS else MEMBER_CHOICE.named(desk, facts, names)


# The day from which it works, and its task


def _days_offered(desk: Desk, _facts: Facts) -> Keyboard:
    today = desk.local(desk.now).date()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_OFFERED)]
    label = desk.words.plain
    return (
        tuple(
            offer(
                MatterKind.WORKING_GROUP,
                FIRST_DAY,
                label("working_group_button_day", day=day),
                day.isoformat(),
            )
            for day in days
        ),
    )


def _days(desk: Desk, text: str) -> set[date]:
    said = without_blanks(text).removesuffix(BEGINS)
    return {at.date() for at in times.read(said + NOON, desk.local(desk.now), past=False)}


def _day_typed(desk: Desk, facts: Facts, text: str) -> Facts:
    found = _days(desk, text)
    if len(found) != 1:
        raise Refusal("working_group_day_unreadable")
    return _with_day(desk, facts, found.pop())


def _day_pressed(desk: Desk, facts: Facts, press: Press) -> Facts:
    try:
        return _with_day(desk, facts, date.fromisoformat(press.word(2)))
    except ValueError:
        # A press may be forged.
        raise Refusal("working_group_day_unreadable") from None


def _with_day(desk: Desk, facts: Facts, day: date) -> Facts:
    working_groups.check_day(desk.local(desk.now).date(), day)
    return {**facts, FIRST_DAY: day.isoformat()}


def _text_offered(desk: Desk, _facts: Facts) -> Keyboard:
    label = desk.words.plain("working_group_button_usual")
    return ((offer(MatterKind.WORKING_GROUP, TEXT, label, USUAL),),)


def _text_typed(_desk: Desk, facts: Facts, text: str) -> Facts:
    working_groups.check_text(text)
    return {**facts, TEXT: text.strip()}


def _text_pressed(desk: Desk, facts: Facts, _press: Press) -> Facts:
    return {**facts, TEXT: desk.words.plain("working_group_usual_text")}


def _question(desk: Desk, facts: Facts, step: str) -> WorkingGroupQuestionView:
    def shorts(*keys: str) -> tuple[str, ...]:
        chosen = next((facts[key] for key in keys if facts.get(key)), ())
        return tuple(agency_names.short(desk, one) for one in chosen)

    lead, first = facts.get(LEAD), facts.get(FIRST_DAY)
    asked = facts.get(MEMBERS) is not None or facts.get(CHOSEN_MEMBERS)
    return WorkingGroupQuestionView(
        step=step,
        counties=shorts(COUNTIES, CHOSEN),
        lead=agency_names.short(desk, lead) if lead else "",
        members=shorts(MEMBERS, CHOSEN_MEMBERS) if asked else None,
        first_day=date.fromisoformat(first) if first else None,
        text=facts.get(TEXT) or "",
    )


def _terms(facts: Facts) -> WorkingGroupTerms:
    return WorkingGroupTerms(
        counties=tuple(facts[COUNTIES]),
        lead=facts[LEAD],
        members=tuple(facts[MEMBERS]),
        first_day=date.fromisoformat(facts[FIRST_DAY]),
        text=facts[TEXT],
        title=facts[TITLE],
    )


def _facts_of(draft: Order) -> Facts:
    said = WorkingGroupTerms.of(draft)
    return {
        COUNTIES: list(said.counties),
        CHOSEN: list(said.counties),
        LEAD: said.lead,
        MEMBERS: list(said.members),
        CHOSEN_MEMBERS: list(said.members),
        FIRST_DAY: said.first_day.isoformat(),
        TEXT: said.text,
        TITLE: said.title,
    }


FORM = DraftForm(
    kind=MatterKind.WORKING_GROUP,
    steps=(
        DraftStep(COUNTIES, COUNTY_CHOICE.step.offers, _counties_typed, _counties_pressed),
        LEAD_CHOICE.step,
        DraftStep(MEMBERS, _members_offered, _members_typed, _members_pressed),
        DraftStep(FIRST_DAY, _days_offered, _day_typed, _day_pressed),
        DraftStep(TEXT, _text_offered, _text_typed, _text_pressed),
    ),
    view=_question,
    terms=_terms,
    facts_of=_facts_of,
)
