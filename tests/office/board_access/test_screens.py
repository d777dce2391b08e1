"""The code by which a screen without a keyboard becomes a wall."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from office.board_access import links, screens, visiting
from office.board_address import BoardAddress, key_of
from office.desk import Desk
from office.refusal import Refusal
from storage.delivery.outbox import Delivery
from tests.office.board_access.test_access import ADDRESS, appointed
from tests.office.conftest import MORNING

CODE = screens.code_of(ADDRESS, screens.new_secret(ADDRESS, MORNING), MORNING) or ""


@pytest.fixture
def desk(desk: Desk) -> Desk:
    return replace(desk, board=ADDRESS)


def test_a_code_is_made_from_a_secret_that_is_ours_and_new() -> None:
    secret = screens.new_secret(ADDRESS, MORNING)
    code = screens.code_of(ADDRESS, secret, MORNING)
    assert code is not None
    assert screens.read_code(code) == code
    assert screens.code_of(ADDRESS, secret, MORNING + timedelta(minutes=4, seconds=59)) == code
    assert screens.code_of(ADDRESS, secret, MORNING + links.VALID_FOR) is None
    other = BoardAddress(ADDRESS.url, key_of("700100:other"))
    assert screens.code_of(other, secret, MORNING) is None
    # Whoever would choose the code of another screen has no seal over it.
    made_at, random, seal = secret.split(".")
    for made_up in (f"{made_at}.{random[:-1]}x.{seal}", f"{int(made_at) + 9}.{random}.{seal}"):
        assert screens.code_of(ADDRESS, made_up, MORNING) is None


@pytest.mark.parametrize(
    "made_up", ["", ".", "..", "x.y.z", "1", "٣.a.b", f"{'9' * 99}.a.b", "1.a.é"]
)
def test_a_secret_that_is_made_up_shows_no_code(made_up: str) -> None:
    assert screens.code_of(ADDRESS, made_up, MORNING) is None


@pytest.mark.parametrize(
    ("written", "code"),
    [(f"wall_{CODE}", CODE), (f" wall_{CODE} ", CODE), ("wall_1234567", None), (CODE, None)],
)
def test_a_scanned_code_is_known_by_how_it_is_written(written: str, code: str | None) -> None:
    assert screens.started_with(written) == code
    assert screens.start_link("bot", CODE) == f"https://t.me/bot?start=wall_{CODE}"
    assert screens.in_groups("48392051") == "4839 2051"


def test_a_mistyped_digit_is_noticed() -> None:
    for place, digit in enumerate(CODE):
        others = set("0123456789") - {digit}
        for other in others:
            with pytest.raises(Refusal, match="wall_code_wrong"):
                screens.read_code(f"{CODE[:place]}{other}{CODE[place + 1 :]}")


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "abcdefgh", "١٢٣٤٥٦٧٨"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="wall_code_wrong"):
        screens.read_code(typed)


@pytest.mark.parametrize(
    ("typed", "name", "code"),
    [
        ("大厅 48392051", "大厅", "48392051"),
        ("大厅 4839 2051", "大厅", "4839 2051"),
        ("大厅，4839-2051 ", "大厅", "4839-2051 "),
        ("2号楼 48392051", "2号楼", "48392051"),
        ("2号楼", "2号楼", ""),
        ("大厅 123", "大厅 123", ""),
        ("48392051", "", "48392051"),
        ("", "", ""),
    ],
)
def test_a_code_stands_behind_the_name(typed: str, name: str, code: str) -> None:
    found, digits = screens.named_with_code(typed)
    assert (found, digits.strip()) == (name, code.strip())


async def test_a_code_lets_one_screen_in_once(desk: Desk) -> None:
    director = await appointed(desk, "director")
    link = await screens.offer(desk, director, "大厅", CODE)
    assert await screens.link_for(desk.session, CODE, desk.now) is link
    assert (await visiting.enter(desk, link)).visit.wall == "大厅"
    await desk.session.refresh(link)
    assert await screens.link_for(desk.session, CODE, desk.now) is None
    with pytest.raises(Refusal, match="board_link_over"):
        await visiting.enter(desk, link)


async def test_a_wall_is_offered_in_one_way_at_a_time(desk: Desk) -> None:
    director = await appointed(desk, "director")
    link = await links.offer_to_wall(desk, director, "大厅")
    assert await links.wall_of(desk, link.key) == "大厅"
    elsewhere = await links.offer_to_wall(desk, director, "值班室")
    by_code = await screens.offer(desk, director, "大厅", CODE)
    for row in (link, elsewhere, by_code):
        await desk.session.refresh(row)
    assert [one.expires_at > desk.now for one in (link, elsewhere, by_code)] == [False, True, True]
    assert await screens.link_for(desk.session, CODE, desk.now + links.VALID_FOR) is None


async def test_a_code_is_asked_for_a_wall_alone(desk: Desk) -> None:
    own = await links.offer(desk, await appointed(desk, "office_staff"))
    for link_id in (own.key, 9999, None):
        with pytest.raises(Refusal, match="button_obsolete"):
            await links.wall_of(desk, link_id)
    wall = await links.offer_to_wall(desk, await appointed(desk, "director"), "大厅")
    with pytest.raises(Refusal, match="button_obsolete"):
        await links.wall_of(replace(desk, jurisdiction="elsewhere"), wall.key)


async def test_a_code_that_no_screen_came_for_is_taken_back_once(desk: Desk) -> None:
    director = await appointed(desk, "director")
    link = await screens.offer(desk, director, "大厅", CODE)
    assert await screens.look(desk, link.key) == "nobody showed it"
    await desk.session.refresh(link)
    assert await screens.link_for(desk.session, CODE, desk.now) is None
    for again in (link.key, 9999):
        assert await screens.look(desk, again) == "a screen came, or it was taken back"
    used = await screens.offer(desk, director, "大厅", CODE)
    await visiting.enter(desk, used)
    assert await screens.look(desk, used.key) == "a screen came, or it was taken back"
    [told] = (await desk.session.exec(select(Delivery))).all()
    assert told.chat_id == director.user_id
    assert "大屏“大厅”没有接入" in told.text


async def test_a_bot_that_was_down_for_longer_than_a_code_is_good_says_so_too(desk: Desk) -> None:
    director = await appointed(desk, "director")
    replaced = await screens.offer(desk, director, "大厅", CODE)
    link = await screens.offer(desk, director, "大厅", CODE)
    desk.now += links.VALID_FOR
    for row in (replaced, link):
        await desk.session.refresh(row)
    assert await screens.look(desk, replaced.key) == "a screen came, or it was taken back"
    assert await screens.look(desk, link.key) == "nobody showed it"
