"""A report that a county's own office sent by letter counts as one that came to its chat."""

from messages.length import plain
from messages.render import Message
from office import post
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.matters import naming
from office.obligations import lifecycle
from office.obligations.lifecycle import PauseReason
from office.post import Posting
from office.reports import taking
from office.reports.message_parts import Incoming
from storage.owed import obligations
from storage.owed.obligations import ObligationState
from storage.region import letters as store
from storage.region.letters import Letter
from storage.subjects import Subject

SHOWN = 1000
"""The most characters of it that the office reads at once; all of it is kept."""


async def take(desk: Desk, letter: Letter) -> str:
    asked = await store.known(desk.session, letter.answers_id or 0)
    owed = await obligations.obligation(desk.session, asked.subject_id or 0)
    if asked.jurisdiction != desk.jurisdiction or owed is None:
        return "nothing was asked"
    if owed.state == ObligationState.SUPERSEDED:
        return "no longer owed"
    who = Actor(letter.payload["user_id"], letter.payload["by"])
    item = Incoming.model_validate(letter.payload["item"])
    await people.remember(desk, who)
    # The ladder rested because a letter proves no service; the time to report went on.
    await lifecycle.count_pause(desk, owed, PauseReason.UNREACHABLE)
    taken = await taking.keep(desk, who, owed, [item], sent_at=letter.written_at)
    if taken is None:
        return "known"
    facts = {
        "county": await naming.agency_name(desk, owed),
        "matter": naming.matter_of(desk, owed),
        "serial": taken.report.serial,
        "by": who.name,
        "text": plain(item.text)[:SHOWN],
        "file": (item.file.name or item.kind.value) if item.file else "",
        "late": taken.report.late,
    }
    phrase = desk.words.phrase("county_report_taken", **facts)
    posting = Posting(Subject.of(owed), owed.agency, dedupe_key=f"letter:{letter.key}")
    await post.tell_office(desk, Message(phrase), posting)
    return "reported" if taken.is_first else "added"
