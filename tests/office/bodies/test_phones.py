"""Numbers for emergencies: kept for people of the office, masked, dialled, erased on leaving."""

import pytest

from office.bodies import leaving, phones
from office.bodies.people import Actor
from office.desk import Desk
from office.refusal import Refusal
from storage.books import audit
from storage.roster import people
from storage.roster import phones as stored
from tests.office.signers import DIRECTOR, LIAISON, appoint, hold

NUMBER = "8613900001234"


async def there(desk: Desk) -> str | None:
    row = await stored.number_of(desk.session, desk.jurisdiction, DIRECTOR.user_id)
    return row.number if row else None


async def test_it_is_kept_once_and_the_audit_log_does_not_hold_it(desk: Desk) -> None:
    await appoint(desk, DIRECTOR)
    await phones.keep(desk, DIRECTOR, "+86 139 0000 9999")
    await phones.keep(desk, DIRECTOR, NUMBER)
    assert await there(desk) == NUMBER
    assert await phones.known(desk, [DIRECTOR.user_id, 99]) == {DIRECTOR.user_id}
    entries = await audit.entries(desk.session, desk.jurisdiction, 0, 99)
    assert "139" not in str([entry.detail for entry in entries])


@pytest.mark.parametrize("number", [None, "", "12", "139-abc", "1" * 16])
async def test_what_is_no_number_is_refused(desk: Desk, number: str | None) -> None:
    with pytest.raises(Refusal, match="phone_not_own"):
        await phones.keep(desk, DIRECTOR, number)


async def test_only_people_of_the_office_give_one(desk: Desk) -> None:
    with pytest.raises(Refusal, match="phone_of_stranger"):
        await phones.keep(desk, Actor(5, "路人"), NUMBER)


async def test_others_see_its_first_and_last_digits(desk: Desk) -> None:
    await appoint(desk, DIRECTOR)
    assert await phones.masked_of(desk, DIRECTOR.user_id) == ""
    await phones.keep(desk, DIRECTOR, NUMBER)
    assert await phones.masked_of(desk, DIRECTOR.user_id) == "139****1234"
    assert phones.masked("77051234567") == "770****4567"


async def test_a_mark_becomes_the_number_as_the_message_leaves(desk: Desk) -> None:
    await appoint(desk, DIRECTOR)
    await phones.keep(desk, DIRECTOR, NUMBER)
    text = f"甲 {phones.mark(DIRECTOR.user_id)}，乙 {phones.mark(99)}"
    assert await phones.dialled(desk, text) == "甲 +8613900001234，乙 号码未登记"
    assert await phones.dialled(desk, "没有号码") == "没有号码"


async def test_it_goes_with_the_last_post_alone(desk: Desk) -> None:
    await appoint(desk, DIRECTOR)
    await hold(desk, DIRECTOR.user_id, "office_staff")
    await phones.keep(desk, DIRECTOR, NUMBER)
    first, last = await people.appointments_of(desk.session, DIRECTOR.user_id)
    assert await leaving.end(desk, first)
    assert not await leaving.end(desk, first)
    assert await there(desk) == NUMBER
    assert await leaving.end(desk, last)
    assert await there(desk) is None


async def test_a_liaison_gives_one_and_takes_it_back(desk: Desk) -> None:
    await appoint(desk, LIAISON)
    await phones.keep(desk, LIAISON, NUMBER)
    assert await phones.erase(desk, LIAISON.user_id)
    assert not await phones.erase(desk, LIAISON.user_id)
