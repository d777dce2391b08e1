"""How many examples Hypothesis makes of what takes long to try."""

from hypothesis import settings


def up_to(count: int) -> settings:
    """So many where a run is thorough; fewer where its profile wants fewer."""
    return settings(max_examples=min(count, settings().max_examples), deadline=None)
