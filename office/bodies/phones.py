"""Phone numbers for emergencies: given by their owner, seen by the office alone, and erased.

No audit entry and no delivery holds a number. A message that is to show numbers holds a mark for
each, and the number takes its place as the message leaves (`dialled`).
"""

import re
from collections.abc import Collection

from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.refusal import Refusal
from storage.roster import phones
from storage.roster.phones import PhoneNumber

_FORM = re.compile(r"\+?([0-9]{7,15})")
_MARK = re.compile(r"\[tel:([0-9]{1,16})\]")
SHOWN = 4
"""How many of the last digits a masked number shows, and in front of them the first three."""


async def keep(desk: Desk, who: Actor, number: str | None) -> PhoneNumber:
    """Keep the number that this person gave of themselves, in place of an earlier one."""
    given = _FORM.fullmatch((number or "").replace(" ", ""))
    if given is None:
        raise Refusal("phone_not_own")
    if not (who.positions or who.agencies):
        raise Refusal("phone_of_stranger")
    await people.remember(desk, who)
    await phones.erase(desk.session, desk.jurisdiction, who.user_id)
    row = PhoneNumber(
        jurisdiction=desk.jurisdiction, user_id=who.user_id, number=given[1], given_at=desk.now
    )
    desk.session.add(row)
    await desk.session.flush()
    await desk.record("phone.given", f"user:{who.user_id}")
    return row


async def erase(desk: Desk, user_id: int) -> bool:
    erased = await phones.erase(desk.session, desk.jurisdiction, user_id)
    if erased:
        await desk.record("phone.erased", f"user:{user_id}")
    return erased


async def masked_of(desk: Desk, user_id: int) -> str:
    """The person's number as others than the office see it, or nothing."""
    row = await phones.number_of(desk.session, desk.jurisdiction, user_id)
    return masked(row.number) if row else ""


def masked(number: str) -> str:
    # A number of mainland China begins with 86, which says nothing of whose it is.
    local = number.removeprefix("86") if len(number) == 13 else number
    return f"{local[:3]}****{local[-SHOWN:]}"


async def known(desk: Desk, user_ids: Collection[int]) -> set[int]:
    """Return those of these people who have given a number."""
    return set(await phones.numbers_of(desk.session, desk.jurisdiction, user_ids))


def mark(user_id: int) -> str:
    """What stands in a message where the person's number is to be read."""
    return f"[tel:{user_id}]"


async def dialled(desk: Desk, text: str) -> str:
    """The text with each mark replaced: Telegram makes a number with a plus one to be tapped."""
    wanted = {int(found) for found in _MARK.findall(text)}
    rows = await phones.numbers_of(desk.session, desk.jurisdiction, wanted) if wanted else {}
    erased = desk.words.plain("phone_unknown")

    def number(found: re.Match[str]) -> str:
        row = rows.get(int(found[1]))
        return f"+{row.number}" if row else erased

    return _MARK.sub(number, text)
