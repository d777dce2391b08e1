"""Tells instants, days and durations in each language."""

from datetime import date, datetime, timedelta
from typing import Protocol


class Teller(Protocol):
    def moment(self, local: datetime) -> str: ...
    def short(self, local: datetime) -> str: ...
    def formal(self, local: datetime) -> str: ...
    def hour(self, local: datetime) -> str: ...
    def day(self, value: date) -> str: ...
    def whole(self, value: date) -> str: ...
    def span(self, value: timedelta) -> str: ...


class Chinese:
    def moment(self, local: datetime) -> str:
        # The record says 2026年12月2日8时.
        return f"{local.year}年{self.formal(local)}"

    def short(self, local: datetime) -> str:
        # Lists, buttons and answers say 12月2日08:00.
        return f"{local.month}月{local.day}日{local:%H:%M}"

    def formal(self, local: datetime) -> str:
        # The sentences of an order say 12月2日8时, or 8时05分.
        minutes = f"{local:%M}分" if local.minute else ""
        return f"{local.month}月{local.day}日{local.hour}时{minutes}"

    def hour(self, local: datetime) -> str:
        # Whoever signs says the hour and no minute: 12月2日14时.
        return f"{local.month}月{local.day}日{local.hour}时"

    def day(self, value: date) -> str:
        return f"{value.month}月{value.day}日"

    def whole(self, value: date) -> str:
        return f"{value.year}年{self.day(value)}"

    def span(self, value: timedelta) -> str:
        return _span(value, day="天", hour="小时", minute="分钟", gap="")


class English:
    def moment(self, local: datetime) -> str:
        return f"{local.day} {local:%b %Y %H:%M}"

    def short(self, local: datetime) -> str:
        return f"{local.day} {local:%b %H:%M}"

    def formal(self, local: datetime) -> str:
        return self.short(local)

    def hour(self, local: datetime) -> str:
        return f"{local.day} {local:%b %H}:00"

    def day(self, value: date) -> str:
        return f"{value.day} {value:%b}"

    def whole(self, value: date) -> str:
        return f"{self.day(value)} {value.year}"

    def span(self, value: timedelta) -> str:
        return _span(value, day=" d", hour=" h", minute=" min", gap=" ")


TELLERS: dict[str, Teller] = {"zh": Chinese(), "en": English()}


def _span(value: timedelta, *, day: str, hour: str, minute: str, gap: str) -> str:
    # Minutes are rounded up; a script answers within less than a second, which is some time too.
    # Spans under 72 hours are told in hours, as the plans count them.
    minutes = -(-int(value.total_seconds()) // 60) or int(value > timedelta())
    days, rest = divmod(minutes, 24 * 60) if minutes >= 72 * 60 else (0, minutes)
    hours, left = divmod(rest, 60)
    told = [(days, day), (hours, hour), (left, minute)]
    return gap.join(f"{count}{unit}" for count, unit in told if count) or f"0{minute}"
