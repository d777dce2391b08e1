"""Asks people who serve several offices which office a command means.

An answer or a press belongs to the office of the message that it answers, so only a command has to
be asked about.
"""

from messages.keyboards import button
from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.conversation import dialogues
from office.desk import Desk
from office.post import Place, Posting
from office.refusal import Refusal
from storage.delivery.outbox import DeliveryKind
from storage.receiving import dialogues as stored_dialogues
from storage.receiving import inbox
from storage.roster.people import LIAISON, appointments_of

QUESTION = "which_office"
VERB = "office"
NOBODY = 0


class Unsaid(Refusal):
    """The person did not say which office is meant: the command is handled once that is said."""

    def __init__(self, offices: list[str]) -> None:
        super().__init__("which_office")
        self.offices = offices


async def served(desk: Desk, who: Actor) -> list[str]:
    held = await appointments_of(desk.session, who.user_id)
    of_posts = [one.jurisdiction for one in held if one.position != LIAISON]
    return [one for one in dict.fromkeys(of_posts) if desk.scope.holds(one)]


async def ask(
    desk: Desk, place: Place, who: Actor, offices: list[str], update_row: int, reply_to: int
) -> None:
    facts = {"who": who.user_id, "update": update_row, "offices": offices}
    # Only a button answers this question, so no text that somebody writes may be taken for it.
    asked = await dialogues.begin(desk, place.chat_id, QUESTION, NOBODY, **facts)
    keyboard = tuple(
        [
            (button(await name_of(desk, one), VERB, asked.key, number),)
            for number, one in enumerate(offices)
        ]
    )
    message = Message(desk.words.phrase("which_office"), keyboard)
    await post.send(desk, place, DeliveryKind.ANSWER, message, Posting(reply_to=reply_to))


async def say(desk: Desk, who: Actor, dialogue_id: int, number: int) -> str:
    # The waiting command is handled anew, as one for this office.
    asked = await stored_dialogues.dialogue(desk.session, dialogue_id)
    if asked is None or (asked.kind, asked.facts.get("who")) != (QUESTION, who.user_id):
        raise Refusal("button_obsolete")
    said = dict(enumerate(asked.facts["offices"])).get(number)
    if said is None or said not in await served(desk, who):
        raise Refusal("button_obsolete")
    if not await dialogues.close(desk, asked):
        raise Refusal("which_office_said")
    await inbox.reopen(desk.session, asked.facts["update"], said)
    return await name_of(desk, said)


async def name_of(desk: Desk, jurisdiction: str) -> str:
    plan = await desk.plan_in_force(jurisdiction)
    return plan.office if plan else jurisdiction
