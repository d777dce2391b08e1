"""Defines what is shown of the office's shifts."""

from datetime import datetime, timedelta

from storage.immutable import immutable


@immutable
class OnShift:
    """Somebody in the rota; one who is enrolled is named so that they are told of it."""

    name: str
    user_id: int | None = None


@immutable
class OthersOnShift:
    """Further people of a shift, who are shown in it and told nothing."""

    role: str
    """The heading over their names; empty where the rota had none of its own for them."""
    names: tuple[str, ...]


@immutable
class ShiftLine:
    name: str
    starts_at: datetime
    ends_at: datetime
    officer: OnShift
    leader: OnShift | None = None
    taken_at: datetime | None = None
    others: tuple[OthersOnShift, ...] = ()


@immutable
class GapLine:
    name: str
    starts_at: datetime


@immutable
class RotaView:
    """The shift of this hour, the next one, and what is missing in the coming days."""

    now: ShiftLine | None
    following: ShiftLine | None
    gaps: tuple[GapLine, ...]
    more_gaps: int
    unknown: tuple[str, ...]
    is_empty: bool


@immutable
class UnreadRow:
    number: int
    column: str
    text: str
    reason: str


@immutable
class RotaPreview:
    shifts: tuple[ShiftLine, ...]
    unread: tuple[UnreadRow, ...]
    more_unread: int
    left: tuple[UnreadRow, ...]
    """Columns that are not taken, and need not be entered again."""
    unknown: tuple[str, ...]
    sheet: str = ""
    """The sheet that was read, where the workbook has others."""
    other_sheets: tuple[str, ...] = ()


@immutable
class ComingOn:
    """Whoever comes on reads this."""

    shift: ShiftLine
    leads: bool


@immutable
class AlarmView:
    """An alarm that nobody answered, for those further up and for whoever has come on since."""

    concern: str
    shift: str
    officer: str
    waited: timedelta
    gist: str
    is_officer: bool
    """The officer who is on now reads it, and nobody further up."""


@immutable
class LogLine:
    at: datetime
    text: str


@immutable
class HandoverView:
    """A shift's sheet, or its log so far where nobody hands over."""

    shift: ShiftLine
    following: ShiftLine | None
    by: OnShift | None
    at: datetime
    lines: tuple[LogLine, ...]
    more: int
    receipts: int
    reports: int
    state: str
    """The state of affairs as `/board` tells it, in HTML."""
    owing: tuple[tuple[str, int], ...]
    requests: tuple[str, ...]
    alarms: int


@immutable
class Callee:
    """Somebody who can be called for an agency."""

    user_id: int
    name: str
    number: str
    """This stands for the number until the message leaves; it is empty where none is known."""


@immutable
class CallMade:
    at: datetime
    answered_by: str


@immutable
class CallLine:
    agency: str
    callees: tuple[Callee, ...]
    calls: tuple[CallMade, ...]


@immutable
class CallListOrder:
    title: str
    serial: str
    lines: tuple[CallLine, ...]


@immutable
class CallListView:
    """叫应单: by order, the agencies that have not confirmed it."""

    orders: tuple[CallListOrder, ...]
    more: int
    confirms: bool
    """A call counts as the receipt."""
