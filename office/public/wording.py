"""What the public is told of an alert's order: one set of facts, in each form that is published."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from messages.render import Words, words_in
from messages.views.alerts import LevelView
from messages.views.public_notices import PublicTextFacts, PublicVersions
from office.desk import Desk
from office.matters import alerts, kinds
from office.matters.alert_views import issuer, level_view
from office.matters.in_effect import takes_effect_at
from office.matters.kinds import PREVIOUS
from office.matters.order_terms import AT_ONCE, announced_end, lasting_of, start_of
from office.matters.outdated import NAME_END, change_of_end, previous_end, previous_start
from office.plan.model import Level, Plan
from office.public import measured
from office.public.shortening import shortened
from office.public.spoken import spoken
from storage.decisions import matters as store
from storage.decisions import public_notices
from storage.decisions.matters import Order, OrderKind
from storage.decisions.public_notices import PublicNotice, PublicNoticeState, PublicOccasion
from storage.immutable import immutable

ZH, EN, SHORT = "zh", "en", "short"
"""The keys of `PublicNotice.own_words`: lines in Chinese, in English, and of the text message."""
A_SECOND = timedelta(seconds=1)
_WITHOUT_START = ("prolong", "shorten", "repeat")
"""What a text message says of these has no other day in it."""
_SAID_ANEW = (PublicOccasion.START, PublicOccasion.REPEAT)
"""What is told at these is told of the order that is in effect."""


@immutable
class Telling:
    """What is to be told of which order, in whose words."""

    order: Order
    occasion: PublicOccasion
    own_words: Mapping[str, Any]
    corrects: datetime | None = None

    @classmethod
    def of(cls, notice: PublicNotice, order: Order, corrects: datetime | None = None) -> "Telling":
        return cls(order, PublicOccasion(notice.occasion), notice.own_words, corrects)


async def versions(desk: Desk, telling: Telling) -> PublicVersions:
    chinese, english = words_in(ZH, desk.plan.zone), words_in(EN, desk.plan.zone)
    facts, plan = await _facts(desk, chinese, telling), await desk.plan_in(ZH, telling.order)
    return PublicVersions(
        text_zh=_plain(chinese, "public_text", facts),
        text_en=_plain(english, "public_text", await _facts(desk, english, telling)),
        short=short(plan, chinese, facts, short_advice(plan, telling)) or "",
        broadcast=spoken(_plain(chinese, "public_broadcast", facts)),
    )


def _plain(words: Words, template: str, facts: PublicTextFacts) -> str:
    return html.unescape(words.text(template, facts))


async def _facts(desk: Desk, words: Words, telling: Telling) -> PublicTextFacts:
    order = telling.order
    plan = await desk.plan_in(words.locale, order)
    left = order.snapshot.get(PREVIOUS)
    terms = await _terms_of(desk, order)
    starts_at = await _starts_at(desk, order, terms)
    coming = await _coming(desk, order) if telling.occasion in _SAID_ANEW else None
    return PublicTextFacts(
        change=_change(telling),
        command=issuer(plan, order),
        level=_level(words, kinds.level_of(plan, order)),
        previous=level_view(plan.level(left)) if left else None,
        area=plan.area,
        counties=tuple(county.name for county in kinds.counties_chosen(plan, order)),
        pollutant=_pollutant(plan, terms),
        groups=words.plain(_groups(terms)),
        starts_at=starts_at,
        ends_at=_ends_at(terms),
        lasting=terms.hours,
        previous_end=previous_end(order),
        previous_start=previous_start(order),
        hours=_whole_hours(starts_at, desk.now),
        coming_at=takes_effect_at(coming) if coming else None,
        coming=None
        if coming is None or kinds.ends(coming)
        else _level(words, kinds.level_of(plan, coming)),
        measured=await measured.latest(desk, words) if telling.occasion in _SAID_ANEW else None,
        words=tuple(telling.own_words.get(words.locale, ())),
        said_at=desk.now,
        corrects=telling.corrects,
    )


def _level(words: Words, level: Level) -> LevelView:
    """In English without what the plan says in Chinese alone."""
    if words.locale == ZH:
        return level_view(level)
    # Where a plan says it in English, the Chinese words stand in the other's place.
    return replace(
        level_view(level),
        hazard=level.hazard if level.hazard_en else "",
        advice=level.advice if level.advice_en else (),
    )


async def _terms_of(desk: Desk, order: Order) -> Order:
    """An order that ends an alert has no terms; those that it ends are in the order before it."""
    if not kinds.ends(order):
        return order
    alert = await store.matter(desk.session, order.matter_id)
    standing = await alerts.standing_order(desk, alert) if alert is not None else None
    return standing or order


async def _coming(desk: Desk, order: Order) -> Order | None:
    """The order that is announced and not in effect yet: a newer one takes the place of others."""
    issued = await store.issued_orders(desk.session, order.matter_id)
    last = issued[-1] if issued else None
    if last is None or takes_effect_at(last) <= desk.now:
        return None
    # Until its text has been reviewed the public is told what holds, and nothing of what follows.
    waits = await public_notices.of_order(desk.session, last.key, PublicNoticeState.UNDER_REVIEW)
    return None if waits else last


async def _starts_at(desk: Desk, order: Order, terms: Order) -> datetime | None:
    if order.kind == OrderKind.CANCEL:
        return terms.starts_at
    if order.kind == OrderKind.LIFT:
        return takes_effect_at(order) if order.issued_at or order.starts_at > desk.now else None
    return None if start_of(order) is AT_ONCE else takes_effect_at(order)


def _ends_at(terms: Order) -> datetime | None:
    lasting = lasting_of(terms)
    if isinstance(lasting, int) and start_of(terms) is AT_ONCE:
        return None
    return announced_end(terms)


def _change(telling: Telling) -> str:
    if telling.occasion in _SAID_ANEW:
        return telling.occasion
    # The public reads of an end that is named as of any adjustment, with the end in it.
    change = change_of_end(telling.order)
    return telling.order.kind if change in (None, NAME_END) else change


def _pollutant(plan: Plan, terms: Order) -> str:
    known = plan.known_pollutant(terms.pollutant or "")
    return known.name if known is not None else ""


_WITH_GROUPS = ("pm25", "pm10", "o3", "no2", "so2", "co")


def _groups(terms: Order) -> str:
    """Who should take care: table 2 of HJ 633, by the pollutant."""
    known = terms.pollutant in _WITH_GROUPS
    return f"public_groups_{terms.pollutant}" if known else "public_groups_other"


def _whole_hours(since: datetime | None, now: datetime) -> int:
    return max(0, (now - since) // timedelta(hours=1)) if since is not None else 0


def short(plan: Plan, words: Words, facts: PublicTextFacts, advice: Sequence[str]) -> str | None:
    """The fullest text message for which 70 characters have room."""
    said = plan.public_text
    signature = said.signature if said is not None and said.signature else plan.command
    view = {one.name: getattr(facts, one.name) for one in fields(facts)}
    view |= {"end": _last_day(words, facts)}
    for where in _places(words, facts):
        sentences = html.unescape(words.text("public_short", view | {"where": where}))
        told = shortened(signature, sentences.splitlines(), advice)
        if told is not None:
            return told
    return None


def _places(words: Words, facts: PublicTextFacts) -> Sequence[str]:
    """Where it holds, if not in the whole area that the signature stands for.

    Nobody may read an alert for some counties as one for all, so their names come before advice.
    """
    if not facts.counties:
        return ("",)
    return (words.listed(facts.counties), words.plain("public_short_some"))


def _last_day(words: Words, facts: PublicTextFacts) -> str:
    """The day on which it ends; its month is told where the text names no other day of it."""
    if facts.ends_at is None:
        return ""
    # What ends at midnight lasts until the day before.
    last = (facts.ends_at.astimezone(words.zone) - A_SECOND).date()
    start = facts.starts_at.astimezone(words.zone) if facts.starts_at is not None else None
    is_of_its_month = start is not None and (start.year, start.month) == (last.year, last.month)
    if is_of_its_month and facts.change not in _WITHOUT_START:
        return words.plain("public_short_day", day=last.day)
    return words.plain("public_short_whole_day", month=last.month, day=last.day)


def short_advice(plan: Plan, telling: Telling) -> Sequence[str]:
    if kinds.ends(telling.order):
        return ()
    own = telling.own_words.get(SHORT)
    level = kinds.level_of(plan, telling.order)
    said = plan.public_text
    usual = said.short_advice.get(level.id) if said is not None else None
    return own or usual or level.advice
