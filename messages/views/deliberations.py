"""Defines what stands in one row of forecast, proposal, consultation and decision."""

from datetime import datetime

from storage.immutable import immutable


@immutable
class DeliberationLine:
    """What there was not is empty."""

    sender: str
    forecast_at: datetime | None
    forecast_from: datetime | None
    forecast_until: datetime | None
    entered_by: str
    proposal: str
    proposed_at: datetime | None
    proposed_from: datetime | None
    proposed_until: datetime | None
    proposal_state: str
    consultation: str
    conclusion: str
    concluded_at: datetime | None
    decision: str
    grounds: str
    signed: tuple[str, ...]
    decided_at: datetime | None
    from_forecast: int | None
    """Minutes from when the forecast counted to the decision."""
    from_proposal: int | None
