"""What people read of reduction lists: the preview of one, and which are in force."""

from collections.abc import Mapping

from messages.views.enterprises import LevelCount, ListLine, ListPreview, ListsView, UnreadCell
from office.bodies.people import name_of
from office.desk import Desk
from office.enterprises import keepers
from office.enterprises.keepers import Keeper
from office.enterprises.lists import BroughtList
from office.reading.rota_lines import UnreadLine
from storage.enterprises import reduction_lists as store
from storage.enterprises.reduction_lists import ReductionList

MOST_UNREAD = 12
MOST_NAMED = 8
ECHOED = 30


async def preview(desk: Desk, brought: BroughtList) -> ListPreview:
    version, reading = brought.version, brought.reading
    before = await _in_force(desk, Keeper(version.register_id, version.owner, version.title))
    names = {row.name_key: row.name for row in await store.listed(desk.session, version.key)}
    former = await _names_of(desk, before)
    return ListPreview(
        title=version.title,
        owner=keepers.name(desk, version.owner),
        sheet=brought.sheet,
        firms=version.firms,
        levels=levels(desk, version.counts),
        missing=tuple(it.name for it in desk.plan.levels if it.id not in reading.levels),
        unread=tuple(_unread(desk, one) for one in reading.unread[:MOST_UNREAD]),
        more_unread=max(0, len(reading.unread) - MOST_UNREAD),
        before=before.in_force_at if before else None,
        added=_only(names, former) if before else (),
        gone=_only(former, names),
    )


async def _in_force(desk: Desk, keeper: Keeper) -> ReductionList | None:
    known = await store.in_force(desk.session, desk.jurisdiction)
    return next((one for one in known if keeper.keeps(one)), None)


async def _names_of(desk: Desk, version: ReductionList | None) -> dict[str, str]:
    rows = await store.listed(desk.session, version.key) if version else ()
    return {row.name_key: row.name for row in rows}


def _only(these: Mapping[str, str], those: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for key, name in these.items() if key not in those)


def _unread(desk: Desk, one: UnreadLine) -> UnreadCell:
    reason = desk.words.plain(one.reason, **one.facts)
    return UnreadCell(one.number, one.column, one.text[:ECHOED], reason)


def levels(desk: Desk, counts: Mapping[str, Mapping[str, int]]) -> tuple[LevelCount, ...]:
    """In the plan's order; a level that the plan knows no longer is left out."""
    return tuple(
        LevelCount(level.name, found["stop"], found["limit"], found["unclear"])
        for level in sorted(desk.plan.levels, key=lambda one: one.rank)
        if (found := counts.get(level.id))
    )


async def lists(desk: Desk, body: str | None = None) -> ListsView:
    """All lists, or those of one body."""
    known = keepers.keepers(desk) if body is None else keepers.of_body(desk, body)
    return ListsView(tuple([await _line(desk, one) for one in known]))


async def _line(desk: Desk, keeper: Keeper) -> ListLine:
    here = desk.jurisdiction
    known = await store.versions(desk.session, here, keeper.register, keeper.owner)
    now = known[-1] if known else None
    return ListLine(
        title=keeper.title,
        owner=keepers.name(desk, keeper.owner),
        since=now.in_force_at if now else None,
        version=len(known),
        by=await name_of(desk, now.read_by) if now else "",
        file=now.file_name if now else "",
        firms=now.firms if now else 0,
        unread=now.unread if now else 0,
        levels=levels(desk, now.counts) if now else (),
    )
