"""How a decision about an enterprise reads on its card, and what came of it."""

from datetime import datetime

from messages.views.enterprises import DecisionCardView, DecisionOutcome
from office.bodies import agency_names
from office.bodies.people import name_of
from office.desk import Desk
from office.signing import requests
from office.signing.rounds import Round
from storage.enterprises import enterprises
from storage.enterprises.decisions import EnterpriseDecision


async def title(desk: Desk, row: EnterpriseDecision) -> str:
    name = await firm_name(desk, row)
    return desk.words.plain(f"firm_title_{row.kind}", name=name)


async def firm_name(desk: Desk, row: EnterpriseDecision) -> str:
    firm = await enterprises.enterprise(desk.session, row.enterprise_id)
    return firm.name if firm is not None else ""


async def view(
    desk: Desk, asked: Round[EnterpriseDecision], post_held: str = ""
) -> DecisionCardView:
    row = asked.row
    return DecisionCardView(
        title=asked.title,
        kind=row.kind,
        serial=row.serial or "",
        state=row.state,
        said=said(desk, row.said),
        drafter=await name_of(desk, row.drafted_by),
        drafted_at=row.drafted_at,
        steps=await requests.step_views(desk, asked),
        outcomes=tuple(await outcomes(desk, row)),
        post=post_held,
    )


def said(desk: Desk, facts: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Each point with its name, as it was given."""
    plain = desk.words.plain
    shown = {name: _shown(desk, name, value) for name, value in facts.items()}
    return tuple((plain(f"firm_asked_{name}"), value) for name, value in shown.items())


def _shown(desk: Desk, name: str, value: str) -> str:
    if name == "body":
        return agency_names.name(desk, value)
    if name == "at":
        return desk.words.plain("firm_at", at=datetime.fromisoformat(value))
    return value


async def outcomes(desk: Desk, row: EnterpriseDecision) -> list[DecisionOutcome]:
    return [
        DecisionOutcome(
            datetime.fromisoformat(one["at"]), await name_of(desk, one["by"]), one["text"]
        )
        for one in row.outcomes
    ]
