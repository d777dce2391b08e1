"""In which capacity somebody acts: for an agency, or from a post of their own.

Whoever belongs to the office, signs, receives copies or audits speaks for no agency; see
docs/adr/0012. Everything that an agency does is checked here.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from messages.keyboards import button
from messages.render import Message
from office import post
from office.bodies import agency_names
from office.bodies.people import Actor
from office.desk import Desk
from office.post import Place, Posting
from office.refusal import Refusal
from storage.decisions import matters
from storage.decisions.matters import MatterKind
from storage.delivery.outbox import DeliveryKind
from storage.receiving import dialogues
from storage.receiving.dialogues import Dialogue

QUESTION = "capacity"
VERB = "capacity"
REMEMBERED_FOR = timedelta(minutes=10)
"""An album or a long report is several messages; the question is not repeated for each of them.
While an alert is open, what was said since it was drafted holds: one is asked once a matter."""


class Capacity(StrEnum):
    AGENCY = "agency"
    POST = "post"
    """The person holds a position of the plan, and so speaks for no agency."""
    EITHER = "either"
    """The person is also a liaison and has not said in which capacity they act."""


def holds_post(desk: Desk, who: Actor) -> bool:
    """Whether this person has a position in the plan in force; to be a liaison is none."""
    posts = {position.id for position in desk.plan.positions}
    if desk.plan.inspection is not None:
        # The liaison of the teams speaks for them by that very post.
        posts.discard(desk.plan.inspection.liaison or "")
    return not posts.isdisjoint(who.positions)


def capacity(desk: Desk, who: Actor, agency: str) -> Capacity:
    if not holds_post(desk, who) or agency in who.as_liaison:
        return Capacity.AGENCY
    return Capacity.EITHER if agency in who.agencies else Capacity.POST


def require_agency(desk: Desk, who: Actor, agency: str) -> None:
    found = capacity(desk, who, agency)
    if found is Capacity.POST:
        name = agency_names.name(desk, agency)
        raise Refusal("post_speaks_for_no_agency", agency=name, office=who.can(desk, "office"))
    if found is Capacity.EITHER:
        raise Unstated(agency)


class Unstated(Refusal):
    """The person is asked in which capacity they act; what they did is done once they say so."""

    def __init__(self, agency: str) -> None:
        super().__init__("capacity_asked")
        self.agency = agency


async def hold_back(
    desk: Desk, place: Place, who: Actor, agency: str, update: dict[str, Any], reply_to: int | None
) -> None:
    """Keep what the person did, and ask once for all that comes within a short while."""
    opened = await dialogues.open_dialogues(
        desk.session, desk.jurisdiction, place.chat_id, who.user_id, QUESTION
    )
    asked = next(iter(opened), None)
    if asked is not None and desk.now - asked.opened_at <= REMEMBERED_FOR:
        asked.facts = {**asked.facts, "updates": [*asked.facts["updates"], update]}
        desk.session.add(asked)
        await desk.session.flush()
        return
    asked = Dialogue(
        jurisdiction=desk.jurisdiction,
        chat_id=place.chat_id,
        user_id=who.user_id,
        kind=QUESTION,
        facts={"agency": agency, "updates": [update]},
        opened_at=desk.now,
    )
    desk.session.add(asked)
    await desk.session.flush()
    await post.send(
        desk, place, DeliveryKind.ANSWER, _question(desk, asked, who), Posting(reply_to=reply_to)
    )


async def state(
    desk: Desk, place: Place, who: Actor, dialogue_id: int, *, as_liaison: bool
) -> list[dict[str, Any]]:
    """Take the answer of the person asked; return the updates to handle now, in their order."""
    asked = await dialogues.dialogue(desk.session, dialogue_id)
    if asked is None or asked.kind != QUESTION or asked.chat_id != place.chat_id:
        raise Refusal("button_obsolete")
    if asked.user_id != who.user_id:
        raise Refusal("capacity_not_yours")
    if not await dialogues.close(desk.session, asked.key, desk.now):
        raise Refusal("capacity_said")
    held: list[dict[str, Any]] = asked.facts["updates"]
    asked.closed_at = desk.now
    asked.facts = {"agency": asked.facts["agency"], "as_liaison": as_liaison}
    desk.session.add(asked)
    await desk.session.flush()
    await desk.record(
        "capacity_said",
        f"user:{who.user_id}",
        agency=asked.facts["agency"],
        as_liaison=as_liaison,
    )
    return held if as_liaison else []


async def stated(desk: Desk, user_id: int) -> frozenset[str]:
    alerts = await matters.open_matters(desk.session, desk.jurisdiction, MatterKind.ALERT)
    since = min([desk.now - REMEMBERED_FOR, *(alert.created_at for alert in alerts)])
    said = await dialogues.closed_since(desk.session, desk.jurisdiction, user_id, QUESTION, since)
    return frozenset(one.facts["agency"] for one in said if one.facts["as_liaison"])


def _question(desk: Desk, asked: Dialogue, who: Actor) -> Message:
    words = desk.words
    held = [position.name for position in desk.plan.positions if position.id in who.positions]
    facts = {
        "person": who.name,
        "positions": words.listed(held),
        "agency": agency_names.name(desk, asked.facts["agency"]),
    }
    return Message(
        words.phrase("capacity_which", **facts),
        (
            (button(words.plain("button_as_liaison"), VERB, asked.key, 1),),
            (button(words.plain("button_not_as_liaison"), VERB, asked.key, 0),),
        ),
    )
