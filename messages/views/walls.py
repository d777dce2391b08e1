"""Defines what the list of walls is given."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class WallLine:
    name: str
    set_up_by: str
    made_at: datetime
    seen_at: datetime
    is_silent: bool
    """It has not been seen for some minutes, so that it probably shows nothing."""


@immutable
class WallsView:
    walls: tuple[WallLine, ...]
    address: str
    """What is typed on a screen without a keyboard; empty where the board has no page."""
