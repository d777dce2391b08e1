"""Reads what a CAP message of another office says as an alert. The functions only compute."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from messages.documents.cap.model import AdvisedAct, CapMessage, Info, MessageType, Urgency
from office.cap.infos import (
    AIR_QUALITY,
    GEOCODE,
    LEVEL,
    NUMBER,
    OPEN_END,
    POLLUTANT,
    RESPONSE,
    SEVERITIES,
)
from office.matters.order_terms import GROUNDS_AT_MOST, HOURS_AT_MOST
from office.plan.model import AnyPlan, Level, OutsideOffice
from office.reading.typed import compact
from office.refusal import Refusal
from office.region.alert_news import AlertNews
from storage.decisions.matters import OrderKind

POLLUTED = ("重污染", "空气质量", "空气污染", "大气污染", "airquality", "pollution")
"""Words by which a message without a known code is told from one about snow or floods."""
AN_HOUR = timedelta(hours=1)


def news_of(
    plan: AnyPlan, body: OutsideOffice, message: CapMessage, earlier: AlertNews | None
) -> AlertNews:
    """What it says; `earlier` is the newest known message that it refers to."""
    info = _chosen(message)
    if info is None:
        return _ended(message, earlier)
    if not _is_about_pollution(plan, info):
        raise Refusal("cap_other_event", event=info.event)
    kind = _kind(message, info)
    level = level_in(plan, info)
    said = _parameters(info)
    pollutant = plan.find_pollutant(said.get(POLLUTANT, ""))
    return AlertNews(
        kind=kind,
        command=info.sender_name or body.name,
        number=said.get(NUMBER) or message.identifier,
        level=level.id if level else "",
        level_name=level.name if level else said.get(LEVEL) or info.event,
        response=level.response if level else said.get(RESPONSE, ""),
        colour=level.colour if level else _colour(info),
        starts_at=_starts_at(message, info),
        hours=None if kind in (OrderKind.LIFT, OrderKind.CANCEL) else _hours(message, info),
        pollutant=pollutant.id if pollutant else None,
        pollutant_name=pollutant.name if pollutant else said.get(POLLUTANT, ""),
        area="、".join(area.description for area in info.areas),
        grounds=info.description[:GROUNDS_AT_MOST],
        concerned=concerns(plan, info),
        ends_at=None if kind in (OrderKind.LIFT, OrderKind.CANCEL) else _odd_end(message, info),
    )


def headline(message: CapMessage) -> str:
    info = _chosen(message)
    return (info.headline or info.event) if info else ""


def expires(message: CapMessage) -> datetime | None:
    """When the last of its blocks does; None where one of them does not say."""
    ends = [info.expires for info in message.infos]
    known = [one for one in ends if one is not None]
    return max(known) if known and len(known) == len(ends) else None


def concerns(plan: AnyPlan, info: Info) -> bool:
    """Whether its codes cover our area; one that names none, or none that we know, is for us."""
    codes = [one.value for area in info.areas for one in area.geocodes if one.name == GEOCODE]
    if not codes or plan.cap.geocode is None:
        return True
    return any(plan.cap.geocode.startswith(_stem(code)) for code in codes)


def _stem(code: str) -> str:
    """A prefecture's 653000 covers 653024, and a province's 650000 both."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def level_in(plan: AnyPlan, info: Info) -> Level | None:
    """Our level by its name, or else the one that usually has this severity."""
    named = plan.find_level(_parameters(info).get(LEVEL, ""))
    if named is not None:
        return named
    text = f"{info.event} {info.headline}"
    found = [level for level in plan.levels if any(_stands_in(text, one) for one in _names(level))]
    if len(found) == 1:
        return found[0]
    return next((one for one in plan.levels if one.colour == _colour(info)), None)


def _names(level: Level) -> Iterator[str]:
    yield from (one for one in (level.name, level.name_en, *level.names) if one)


def _stands_in(text: str, name: str) -> bool:
    """An English name is a word of its own: what is lowered is not red."""
    if name.isascii():
        return re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) is not None
    return name in text


def _colour(info: Info) -> str:
    return next((one for one, severity in SEVERITIES.items() if severity == info.severity), "")


def _chosen(message: CapMessage) -> Info | None:
    """The Chinese block, or else the first language; of several the one that begins last.

    A lowering that is announced has a block for the level that still holds as well.
    """
    if not message.infos:
        return None
    chinese = [one for one in message.infos if one.language.casefold().startswith("zh")]
    first = message.infos[0].language
    own = chinese or [one for one in message.infos if one.language == first]
    return max(own, key=lambda info: _starts_at(message, info))


def _starts_at(message: CapMessage, info: Info) -> datetime:
    return info.onset or info.effective or message.sent


def _kind(message: CapMessage, info: Info) -> OrderKind:
    if message.type == MessageType.CANCEL:
        return OrderKind.CANCEL
    if AdvisedAct.ALL_CLEAR in info.responses or info.urgency == Urgency.PAST:
        return OrderKind.LIFT
    return OrderKind.ADJUST if message.type == MessageType.UPDATE else OrderKind.ISSUE


def _hours(message: CapMessage, info: Info) -> int | None:
    """None where the end is open: the standard lets such a message expire all the same."""
    if info.expires is None or OPEN_END in _parameters(info):
        return None
    hours = ceil((info.expires - _starts_at(message, info)) / AN_HOUR)
    return hours if 1 <= hours <= HOURS_AT_MOST else None


def _odd_end(message: CapMessage, info: Info) -> datetime | None:
    """The end that no whole hours reach, or else None."""
    hours = _hours(message, info)
    exact = hours and info.expires == _starts_at(message, info) + hours * AN_HOUR
    return None if hours is None or exact else info.expires


def _parameters(info: Info) -> dict[str, str]:
    return {one.name: one.value for one in info.parameters}


def _is_about_pollution(plan: AnyPlan, info: Info) -> bool:
    codes = {AIR_QUALITY.value, *(one.code for one in plan.cap.event_codes)}
    if any(one.value in codes for one in info.event_codes):
        return True
    said = compact(f"{info.event} {info.headline}")
    return any(word in said for word in POLLUTED)


def _ended(message: CapMessage, earlier: AlertNews | None) -> AlertNews:
    """A cancellation may say nothing but what it cancels."""
    if earlier is None:
        raise Refusal("cap_unknown_reference")
    return replace(
        earlier,
        kind=OrderKind.CANCEL,
        number=message.identifier,
        starts_at=message.sent,
        hours=None,
        ends_at=None,
        grounds=message.note,
    )
