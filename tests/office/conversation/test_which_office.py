"""Which office a command is for is said once, by whoever gave it, and of those they serve."""

from sqlmodel import col, select

from office.bodies.people import Actor
from office.conversation import which_office
from office.desk import Desk
from office.post import Place
from storage.receiving import inbox
from storage.receiving.dialogues import Dialogue
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.roster.people import LIAISON, Appointment
from tests.office.signers import refused

WHO, OTHER = Actor(41, "甲"), Actor(42, "乙")
ELSEWHERE = "elsewhere"


async def asked(desk: Desk) -> int:
    """The dialogue's key; the command stands in the inbox."""
    for jurisdiction in (desk.jurisdiction, ELSEWHERE):
        for who in (WHO, OTHER):
            desk.session.add(_serves(desk, jurisdiction, who, "office_staff"))
    update = InboxUpdate(bot_id=1, update_id=1, raw={}, state=InboxState.DONE, received_at=desk.now)
    desk.session.add(update)
    await desk.session.flush()
    offices = await which_office.served(desk, WHO)
    await which_office.ask(desk, Place(WHO.user_id), WHO, offices, update.key, 5)
    query = select(Dialogue).where(col(Dialogue.kind) == which_office.QUESTION)
    return (await desk.session.exec(query)).one().key


def _serves(desk: Desk, jurisdiction: str, who: Actor, position: str) -> Appointment:
    return Appointment(
        jurisdiction=jurisdiction, user_id=who.user_id, position=position, since=desk.now
    )


async def test_a_liaison_serves_no_office(desk: Desk) -> None:
    desk.session.add(_serves(desk, ELSEWHERE, WHO, LIAISON))
    desk.session.add(_serves(desk, desk.jurisdiction, WHO, "office_staff"))
    await desk.session.flush()
    assert await which_office.served(desk, WHO) == [desk.jurisdiction]


async def test_the_command_is_handled_for_the_office_that_was_said(desk: Desk) -> None:
    dialogue = await asked(desk)
    # An office without a plan is called by its id.
    assert await which_office.say(desk, WHO, dialogue, 1) == ELSEWHERE
    [again] = await inbox.new_updates(desk.session)
    assert again.jurisdiction == ELSEWHERE
    await refused(which_office.say(desk, WHO, dialogue, 0), "which_office_said")


async def test_only_who_was_asked_says_it(desk: Desk) -> None:
    dialogue = await asked(desk)
    await refused(which_office.say(desk, OTHER, dialogue, 0), "button_obsolete")
    await refused(which_office.say(desk, WHO, dialogue + 1, 0), "button_obsolete")
    await refused(which_office.say(desk, WHO, dialogue, 7), "button_obsolete")
    assert await which_office.say(desk, WHO, dialogue, 0) == desk.plan.office


async def test_not_for_an_office_that_they_do_not_serve_any_more(desk: Desk) -> None:
    dialogue = await asked(desk)
    query = select(Appointment).where(Appointment.jurisdiction == ELSEWHERE)
    for row in (await desk.session.exec(query)).all():
        row.until = desk.now
        desk.session.add(row)
    await desk.session.flush()
    await refused(which_office.say(desk, WHO, dialogue, 1), "button_obsolete")
