"""A list holds once it is put in force, by whoever brought it; the version before stays."""

import pytest

from office.bodies.people import Actor
from office.desk import Desk
from office.enterprises import keepers, list_views, lists
from office.enterprises.keepers import Keeper
from office.enterprises.lists import BroughtList
from office.plan.model import Plan
from office.reading.workbooks import RawFile, Sheet
from storage.enterprises import reduction_lists as store
from storage.enterprises.reduction_lists import ListState
from tests.office.enterprises.lists import INDUSTRIAL, LIST, in_force, plan_with_lists
from tests.office.episodes import OFFICE_CHAT, bind_groups
from tests.office.signers import COLLEAGUE, EVERYBODY, LIAISON, STAFF, appoint, refused, said

SHORTER = "企业名称,黄色,橙色,红色\n甲水泥厂,停产,停产,停产\n丁窑厂,无,停产或限产,停产\n"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_with_lists(INDUSTRIAL)


@pytest.fixture(autouse=True)
async def office_at_work(desk: Desk) -> None:
    await appoint(desk, *EVERYBODY)
    await bind_groups(desk, ["huanjing", "gongan"])


def keeper(desk: Desk) -> Keeper:
    return keepers.known(desk, "industrial", "huanjing")


async def brought(
    desk: Desk, *texts: str, who: Actor = STAFF, speaks: str | None = None
) -> BroughtList:
    sheets = [Sheet(f"表{place}", text) for place, text in enumerate(texts, start=1)]
    file = RawFile("清单.xlsx", "ab" * 32, 9)
    return await lists.bring(desk, who, keeper(desk), sheets, file, speaks=speaks)


@pytest.mark.clause("G5")
async def test_the_preview_says_what_is_new_gone_and_unread(desk: Desk) -> None:
    first = await in_force(desk)
    other = await brought(desk, "说明", SHORTER)
    view = await list_views.preview(desk, other)
    assert (view.sheet, view.firms, view.owner) == ("表2", 2, keepers.name(desk, "huanjing"))
    assert (view.added, view.gone) == (("丁窑厂",), ("乙砖厂", "丙铸造厂"))
    assert [(one.row, one.column) for one in view.unread] == [(3, "C")]
    assert [(it.stop, it.limit, it.unclear) for it in view.levels] == [
        (1, 0, 0),
        (1, 0, 1),
        (2, 0, 0),
    ]
    await lists.put_in_force(desk, STAFF, other.version.key)
    await desk.session.refresh(first)
    assert (first.state, first.replaced_at) == (ListState.REPLACED, desk.now)
    [line] = (await list_views.lists(desk)).lists
    assert (line.version, line.firms, line.unread, line.file) == (2, 2, 1, "清单.xlsx")


async def test_only_whoever_brought_it_decides_and_only_once(desk: Desk) -> None:
    version = (await brought(desk, LIST)).version
    await refused(lists.put_in_force(desk, COLLEAGUE, version.key), "list_of_another")
    await refused(lists.put_in_force(desk, STAFF, 999), "button_obsolete")
    await lists.give_up(desk, STAFF, version.key)
    await refused(lists.give_up(desk, STAFF, version.key), "button_obsolete")
    await refused(lists.put_in_force(desk, STAFF, version.key), "button_obsolete")
    assert list(await store.in_force(desk.session, desk.jurisdiction)) == []


async def test_its_owner_brings_it_and_the_office_is_told(desk: Desk) -> None:
    version = (await brought(desk, LIST, who=LIAISON, speaks="huanjing")).version
    await lists.put_in_force(desk, LIAISON, version.key, speaks="huanjing")
    [told] = await said(desk, OFFICE_CHAT, "office")
    assert "已更新工业源减排清单（联络员上传），共3家，1处未读出" in told.text
    other = Actor(8, "他局联络员", (), ("gongan",))
    await refused(brought(desk, LIST, who=other, speaks="gongan"), "list_not_yours")
    await refused(brought(desk, LIST, who=LIAISON), "office_only")
    assert [len((await list_views.lists(desk, one)).lists) for one in ("huanjing", "gongan")] == [
        1,
        0,
    ]


async def test_what_is_no_list_is_refused(desk: Desk) -> None:
    await refused(brought(desk, "说明"), "list_nothing_read")
    await refused(brought(desk, LIST, SHORTER), "list_several_sheets")
    with pytest.raises(Exception, match="button_obsolete"):
        keepers.known(desk, "industrial", "gongan")
