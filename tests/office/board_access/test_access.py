"""Who may look at the board on a page, by which link, and until when."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect

from office.board_access import admission, links, visiting, walls
from office.board_address import BoardAddress, Sealed, key_of, read_link
from office.bodies.people import Actor
from office.command_board.audience import AudienceKind
from office.desk import Desk
from office.refusal import Refusal
from storage.board_access import links as stored
from storage.board_access import visits
from storage.board_access.links import BoardLink
from storage.board_access.visits import BoardVisit
from storage.columns import Row
from storage.roster.enrolment import CodeFor
from storage.roster.people import LIAISON, RESPONSIBLE, Appointment
from tests.office.conftest import Enrol

ADDRESS = BoardAddress("https://board.example", key_of("700100:secret"))
WHO = 4001


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Its board has a page."""
    return replace(desk, board=ADDRESS)


def facts_of(row: Row) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


async def appointed(desk: Desk, position: str, body: str | None = None, user: int = WHO) -> Actor:
    desk.session.add(
        Appointment(
            jurisdiction=desk.jurisdiction,
            user_id=user,
            position=position,
            agency=body,
            since=desk.now,
        )
    )
    await desk.session.flush()
    return await visiting.actor_of(desk, user)


@pytest.mark.parametrize(
    ("position", "kind"),
    [
        ("director", AudienceKind.OFFICE),
        ("office_staff", AudienceKind.OFFICE),
        ("commander", AudienceKind.LEADER),
        ("mayor", AudienceKind.LEADER),
        ("auditor", AudienceKind.AUDITOR),
    ],
)
@pytest.mark.clause("A8")
async def test_a_post_says_what_is_shown(desk: Desk, position: str, kind: AudienceKind) -> None:
    found = await admission.audience(desk, await appointed(desk, position))
    assert found is not None
    assert (found.kind, found.bodies, found.locale) == (kind, (), "zh")


async def test_who_serves_bodies_is_shown_those(desk: Desk) -> None:
    await appointed(desk, LIAISON, "gongan")
    await appointed(desk, LIAISON, "gone")
    who = await appointed(desk, RESPONSIBLE, "zhujian")
    found = await admission.audience(desk, who)
    assert found is not None
    assert (found.kind, found.bodies) == (AudienceKind.BODY, ("gongan", "zhujian"))
    # A post of the office shows more.
    found = await admission.audience(desk, await appointed(desk, "office_staff"))
    assert found is not None
    assert found.kind is AudienceKind.OFFICE


@pytest.mark.parametrize("position", ["discipline_commission", "no_post_of_this_plan"])
async def test_others_are_shown_nothing(desk: Desk, position: str) -> None:
    who = await appointed(desk, position)
    assert await admission.audience(desk, who) is None
    with pytest.raises(Refusal, match="reader_only"):
        await links.offer(desk, who)


async def test_without_a_page_there_is_no_link(desk: Desk) -> None:
    who = await appointed(desk, "office_staff")
    with pytest.raises(Refusal, match="board_access_off"):
        await links.offer(replace(desk, board=None), who)
    link = await links.offer(desk, who)
    assert await links.url(replace(desk, board=None), str(link.key)) is None
    assert await links.url(desk, "9999") is None


async def test_the_address_is_sealed_for_what_the_row_says(desk: Desk) -> None:
    who = await appointed(desk, "office_staff")
    row = await links.offer(desk, who)
    url = await links.url(desk, links.opening("打开", row).opens)
    assert url is not None
    shown = read_link(url.rpartition("/")[2])
    assert shown is not None
    assert await links.found(desk.session, ADDRESS, shown) is row
    # Whoever changes the row, or has another key, opens nothing.
    for other in (
        replace(ADDRESS, key=key_of("700100:other")),
        replace(ADDRESS, key=b""),
    ):
        assert await links.found(desk.session, other, shown) is None
    row.user_id += 1
    assert await links.found(desk.session, ADDRESS, shown) is None
    assert await links.found(desk.session, ADDRESS, None) is None
    assert await links.found(desk.session, ADDRESS, Sealed(9999, shown.seal)) is None


@pytest.mark.parametrize(
    ("token", "read"),
    [
        ("7-seal", Sealed(7, "seal")),
        ("7-a-b", Sealed(7, "a-b")),
        ("7", None),
        ("7-", None),
        ("-seal", None),
        ("x-seal", None),
        ("²-seal", None),
        (f"{'9' * 19}-seal", None),
    ],
)
def test_links_as_somebody_shows_them(token: str, read: Sealed | None) -> None:
    assert read_link(token) == read


def test_only_an_address_over_tls_is_safe() -> None:
    assert ADDRESS.is_safe
    assert not replace(ADDRESS, url="http://127.0.0.1:8090").is_safe
    assert "secret" not in repr(ADDRESS)


async def test_a_link_lets_in_once(desk: Desk) -> None:
    row = await links.offer(desk, await appointed(desk, "office_staff"))
    entered = await visiting.enter(desk, row)
    assert entered.visit.ends_at == desk.now + visiting.PERSON_STAYS
    known = await visits.of_token(desk.session, visiting.hash_of(entered.token))
    assert known is entered.visit
    await desk.session.refresh(row)
    with pytest.raises(Refusal, match="board_link_over"):
        await visiting.enter(desk, row)
    # Two that come at once: the row decides.
    assert not await stored.use(desk.session, row.key, desk.now)


async def test_a_link_that_is_used_meanwhile_lets_in_nobody(desk: Desk) -> None:
    row = await links.offer(desk, await appointed(desk, "office_staff"))
    read_before = BoardLink(**facts_of(row))
    await stored.use(desk.session, row.key, desk.now)
    with pytest.raises(Refusal, match="board_link_over"):
        await visiting.enter(desk, read_before)


async def test_a_link_is_good_for_five_minutes(desk: Desk) -> None:
    row = await links.offer(desk, await appointed(desk, "office_staff"))
    late = replace(desk, now=desk.now + links.VALID_FOR)
    with pytest.raises(Refusal, match="board_link_over"):
        await visiting.enter(late, row)
    assert not await stored.use(late.session, row.key, late.now)


async def test_the_post_is_asked_for_at_each_look(desk: Desk) -> None:
    who = await appointed(desk, "auditor")
    row = await links.offer(desk, who)
    visit = (await visiting.enter(desk, row)).visit
    assert (await visiting.audience(desk, visit)).kind is AudienceKind.AUDITOR
    with pytest.raises(Refusal, match="board_visit_over"):
        await visiting.audience(replace(desk, now=desk.now + visiting.PERSON_STAYS), visit)
    somebody_else_s = BoardVisit(**{**facts_of(visit), "user_id": WHO + 1})
    with pytest.raises(Refusal, match="board_no_post"):
        await visiting.audience(desk, somebody_else_s)


async def test_visits_are_ended_by_their_person(desk: Desk) -> None:
    who = await appointed(desk, "auditor")
    one, other = [(await visiting.enter(desk, await links.offer(desk, who))).visit for _ in "ab"]
    assert await visiting.standing(desk, who) == 2
    await visiting.leave(desk, one)
    await visiting.leave(desk, one)
    assert await visiting.end_all(desk, who) == 1
    assert await visiting.end_all(desk, who) == 0
    for visit, why in ((one, "left"), (other, "ended_in_chat")):
        await desk.session.refresh(visit)
        with pytest.raises(Refusal, match=f"board_visit_{why}"):
            await visiting.audience(desk, visit)


async def test_a_wall_is_the_director_s(desk: Desk, enrol: Enrol) -> None:
    await enrol(desk, CodeFor.OFFICE, "office", chat_id=-1, user_id=WHO)
    director = await appointed(desk, "director", user=WHO + 2)
    row = await links.offer_to_wall(desk, director, "  大厅  东 ")
    visit = (await visiting.enter(desk, row)).visit
    assert (visit.wall, visit.ends_at) == ("大厅 东", None)
    late = replace(desk, now=desk.now + timedelta(days=200))
    assert (await visiting.audience(late, visit)).kind is AudienceKind.WALL
    # The person's own visits are apart from it.
    assert await visiting.end_all(desk, director) == 0
    assert [one.wall for one in await walls.listed(desk, director)] == ["大厅 东"]
    assert await walls.revoke(desk, director, visit.key) == "大厅 东"
    with pytest.raises(Refusal, match="wall_gone"):
        await walls.revoke(desk, director, visit.key)
    await desk.session.refresh(visit)
    with pytest.raises(Refusal, match="board_visit_revoked"):
        await visiting.audience(desk, visit)


async def test_others_have_nothing_to_do_with_walls(desk: Desk) -> None:
    who = await appointed(desk, "deputy_director")
    with pytest.raises(Refusal, match="wall_director_only"):
        await links.offer_to_wall(desk, who, "大厅")
    with pytest.raises(Refusal, match="wall_director_only"):
        await walls.listed(desk, who)
    with pytest.raises(Refusal, match="wall_director_only"):
        await walls.revoke(desk, who, 1)


async def test_names_of_walls(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    director = await appointed(desk, "director")
    await visiting.enter(desk, await links.offer_to_wall(desk, director, "大厅"))
    for name, said in (
        (" ", "wall_name_length"),
        ("大" * (walls.LONGEST_NAME + 1), "wall_name_length"),
        ("大厅", "wall_name_taken"),
    ):
        with pytest.raises(Refusal, match=said):
            await links.offer_to_wall(desk, director, name)
    monkeypatch.setattr(walls, "MOST", 1)
    with pytest.raises(Refusal, match="wall_too_many"):
        await links.offer_to_wall(desk, director, "走廊")
