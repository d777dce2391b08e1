"""What a CAP message says in one language, of one alert at one time."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from messages.documents.cap.model import (
    AdvisedAct,
    Area,
    Certainty,
    Info,
    NamedValue,
    Severity,
    Urgency,
)
from messages.render import Words
from office.cap.stages import CapOccasion, CapStage
from office.matters import kinds
from office.matters.alert_views import issuer
from office.matters.in_effect import takes_effect_at
from office.matters.order_terms import announced_end
from office.plan.model import Level, Plan
from storage.decisions.matters import Order
from storage.immutable import immutable

CATEGORIES = ("Env", "Health")
AIR_QUALITY = NamedValue("OET:v1.2", "OET-004")
"""The event in the list of OASIS; a national code is the plan's."""
GEOCODE = "GB/T 2260"
LEVEL, RESPONSE, NUMBER, POLLUTANT = "alertLevel", "responseLevel", "serial", "primaryPollutant"
OPEN_END = "openEnd"
"""The names of parameters, by which another office like ours reads what the standard has no
place for."""
SEVERITIES = {
    "🔴": Severity.EXTREME,
    "🟠": Severity.SEVERE,
    "🟡": Severity.MODERATE,
    "🔵": Severity.MINOR,
}
SOON = timedelta(hours=1)


@immutable
class CapLanguage:
    """The plan of an alert with its names in one language, and the words of that language."""

    plan: Plan
    words: Words


@immutable
class _Spell:
    """One level over one time, or its end."""

    order: Order
    level: Level
    onset: datetime
    expires: datetime
    ends: bool = False
    is_open: bool = False
    """The alert has no announced end, so that the time is a default."""


def of_stage(
    tag: str, language: CapLanguage, stage: CapStage, sent: datetime, certainty: Certainty
) -> Iterator[Info]:
    """One block, or two where a level holds and a lower one is announced."""
    for spell in _spells(language.plan, stage, sent):
        facts = _facts(language, stage, spell)
        yield Info(
            language=tag,
            categories=CATEGORIES,
            event=language.words.plain("cap_event", level=spell.level.name),
            urgency=_urgency(spell, sent),
            severity=_severity(spell),
            certainty=certainty,
            responses=_responses(spell, sent),
            event_codes=(AIR_QUALITY, *_national(language.plan)),
            effective=sent,
            onset=local(language.plan, spell.onset),
            expires=local(language.plan, spell.expires),
            sender_name=issuer(language.plan, stage.order),
            headline=_headline(language, stage, facts),
            description=_description(language, stage, facts),
            instruction=_instruction(language, spell),
            web=language.plan.cap.web or "",
            contact=language.plan.cap.contact or "",
            parameters=tuple(_parameters(language.plan, stage, spell)),
            areas=(_area(language, spell.order),),
        )


def local(plan: Plan, at: datetime) -> datetime:
    """In the plan's zone, to the second: no finer times can be written."""
    return at.astimezone(plan.tz).replace(microsecond=0)


def _spells(plan: Plan, stage: CapStage, sent: datetime) -> Iterator[_Spell]:
    order, effect = stage.order, takes_effect_at(stage.order)
    if stage.occasion.ends:
        level = kinds.level_of(plan, order)
        yield _Spell(order, level, stage.at, stage.at + plan.cap.all_clear, ends=True)
        return
    if stage.holds is not order:
        held = stage.holds
        yield _Spell(held, kinds.level_of(plan, held), takes_effect_at(held), effect)
    if stage.occasion is not CapOccasion.LIFTING:
        end = _end(order)
        expires = end or max(effect, stage.at) + plan.cap.open_end
        yield _Spell(order, kinds.level_of(plan, order), effect, expires, is_open=end is None)


def _end(order: Order) -> datetime | None:
    return announced_end(order) if order.hours is not None else None


def _urgency(spell: _Spell, sent: datetime) -> Urgency:
    if spell.ends:
        return Urgency.PAST
    if spell.onset <= sent:
        return Urgency.IMMEDIATE
    return Urgency.EXPECTED if spell.onset - sent <= SOON else Urgency.FUTURE


def _severity(spell: _Spell) -> Severity:
    if spell.ends:
        return Severity.MINOR
    return SEVERITIES.get(spell.level.colour, Severity.UNKNOWN)


def _responses(spell: _Spell, sent: datetime) -> tuple[AdvisedAct, ...]:
    if spell.ends:
        return (AdvisedAct.ALL_CLEAR,)
    if spell.onset > sent:
        return (AdvisedAct.PREPARE, AdvisedAct.MONITOR)
    return (AdvisedAct.EXECUTE, AdvisedAct.AVOID, AdvisedAct.MONITOR)


def _national(plan: Plan) -> tuple[NamedValue, ...]:
    return tuple(NamedValue(one.scheme, one.code) for one in plan.cap.event_codes)


def _parameters(plan: Plan, stage: CapStage, spell: _Spell) -> Iterator[NamedValue]:
    pollutant = plan.known_pollutant(spell.order.pollutant or "")
    said = {
        LEVEL: spell.level.name,
        RESPONSE: spell.level.response,
        NUMBER: stage.order.serial or "",
        POLLUTANT: pollutant.name if pollutant else "",
        OPEN_END: "true" if spell.is_open else "",
    }
    yield from (NamedValue(name, value) for name, value in said.items() if value)


def _area(language: CapLanguage, order: Order) -> Area:
    """The counties concerned where the office chose them, or else the whole jurisdiction.

    What has no code is only named: that of a larger area would warn people who are not concerned.
    """
    plan, chosen = language.plan, kinds.counties_chosen(language.plan, order)
    names = [county.name for county in chosen]
    said = language.words.plain("cap_area", area=plan.area, counties=names)
    if chosen:
        return Area(said, _geocodes([county.geocode for county in chosen]))
    return Area(said, _geocodes([plan.cap.geocode]), tuple(filter(None, [plan.cap.polygon])))


def _geocodes(codes: Iterable[str | None]) -> tuple[NamedValue, ...]:
    return tuple(NamedValue(GEOCODE, code) for code in codes if code)


def _facts(language: CapLanguage, stage: CapStage, spell: _Spell) -> dict[str, Any]:
    plan, coming = language.plan, stage.order
    pollutant = plan.known_pollutant(spell.order.pollutant or "")
    counties = kinds.counties_chosen(plan, spell.order)
    return {
        "place": plan.name,
        "level": spell.level.name,
        "response": spell.level.response,
        "next": kinds.level_of(plan, coming).name,
        "changes_at": takes_effect_at(coming),
        "starts_at": spell.onset,
        "ends_at": spell.expires,
        "is_open": spell.is_open,
        "open_end": plan.cap.open_end,
        "pollutant": pollutant.name if pollutant else "",
        "area": plan.area,
        "counties": [county.name for county in counties],
        "hazard": spell.level.hazard,
        "drill": coming.drill,
    }


def _headline(language: CapLanguage, stage: CapStage, facts: dict[str, Any]) -> str:
    said = language.words.plain(f"cap_headline_{stage.occasion}", **facts)
    return language.words.plain("cap_drill", text=said) if stage.order.drill else said


def _description(language: CapLanguage, stage: CapStage, facts: dict[str, Any]) -> str:
    key = "cap_description_end" if stage.occasion.ends else "cap_description"
    said = language.words.plain(key, occasion=stage.occasion, **facts)
    return language.words.plain("cap_drill", text=said) if stage.order.drill else said


def _instruction(language: CapLanguage, spell: _Spell) -> str:
    if spell.ends:
        return language.words.plain("cap_instruction_end")
    return language.words.plain("cap_instruction", advice=spell.level.advice)
