"""Asks a liaison of several bodies for which of them something was sent to the bot alone.

A reply belongs to the body of the message that it answers, so only what replies to nothing has to
be asked about: once for all that comes within a short while, and never guessed.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from messages.keyboards import button
from messages.render import Message
from office import post
from office.bodies import agency_names
from office.bodies.people import Actor
from office.conversation import dialogues
from office.desk import Desk
from office.post import Place, Posting
from office.refusal import Refusal
from storage.delivery.outbox import DeliveryKind
from storage.receiving import dialogues as store

QUESTION = "which_body"
VERB = "body"
REMEMBERED_FOR = timedelta(minutes=10)


async def ask(
    desk: Desk,
    place: Place,
    who: Actor,
    bodies: Sequence[str],
    update: dict[str, Any],
    reply_to: int,
) -> None:
    """Keep what was sent, and ask unless the question stands already."""
    opened = await store.open_dialogues(
        desk.session, desk.jurisdiction, place.chat_id, who.user_id, QUESTION
    )
    asked = next(iter(opened), None)
    if asked is not None and desk.now - asked.opened_at <= REMEMBERED_FOR:
        asked.facts = {**asked.facts, "updates": [*asked.facts["updates"], update]}
        desk.session.add(asked)
        await desk.session.flush()
        return
    facts = {"bodies": list(bodies), "updates": [update]}
    asked = await dialogues.begin(desk, place.chat_id, QUESTION, who.user_id, **facts)
    keyboard = tuple(
        (button(agency_names.name(desk, body), VERB, asked.key, number),)
        for number, body in enumerate(bodies)
    )
    message = Message(desk.words.phrase("which_body"), keyboard)
    await post.send(desk, place, DeliveryKind.ANSWER, message, Posting(reply_to=reply_to))


async def say(
    desk: Desk, who: Actor, dialogue_id: int, number: int | None
) -> tuple[str, list[dict[str, Any]]]:
    """The body that was meant, and the updates to handle now, in their order."""
    asked = await store.dialogue(desk.session, dialogue_id)
    if asked is None or (asked.kind, asked.user_id) != (QUESTION, who.user_id):
        raise Refusal("button_obsolete")
    body = dict(enumerate(asked.facts.get("bodies", ()))).get(-1 if number is None else number)
    if body is None or body not in who.agencies:
        raise Refusal("button_obsolete")
    await dialogues.claim(desk, asked)
    updates: list[dict[str, Any]] = asked.facts["updates"]
    asked.closed_at, asked.facts = desk.now, {"body": body}
    desk.session.add(asked)
    await desk.session.flush()
    await desk.record("body_said", f"user:{who.user_id}", agency=body)
    return body, updates


async def said(desk: Desk, who: Actor, bodies: Collection[str]) -> str | None:
    """The one of these bodies for which this person said a short while ago to act."""
    since = desk.now - REMEMBERED_FOR
    closed = await store.closed_since(desk.session, desk.jurisdiction, who.user_id, QUESTION, since)
    named = [one.facts.get("body") for one in closed]
    return next((one for one in reversed(named) if one in bodies), None)
