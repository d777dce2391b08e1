"""Says why a figure is asked about, in a few words that stand beside its body's name."""

from collections.abc import Iterable

from office.desk import Desk
from office.obligations.understood import OddFigure


def told(desk: Desk, odd: Iterable[OddFigure]) -> tuple[str, ...]:
    return tuple(_told(desk, one) for one in odd)


def _told(desk: Desk, one: OddFigure) -> str:
    return desk.words.plain(
        f"odd_{one.why}",
        name=one.field.name,
        value=one.value,
        unit=one.field.unit or "",
        than=one.than.name if one.than is not None else "",
        other=one.other,
    )
