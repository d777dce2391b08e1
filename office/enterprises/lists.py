"""Reduction lists: read from a file, looked at, put in force; the version before is kept."""

from collections import Counter
from collections.abc import Mapping, Sequence

from messages.render import Message
from office import post
from office.bodies.people import Actor
from office.desk import Desk
from office.enterprises import earlier_problems, keepers
from office.enterprises.keepers import Keeper
from office.reading import reduction_lists as table
from office.reading.curbs import CurbAct
from office.reading.reduction_lists import ListedFirm, ListReading
from office.reading.typed import compact
from office.reading.workbooks import RawFile, Sheet
from office.refusal import Refusal
from storage.enterprises import enterprises
from storage.enterprises import reduction_lists as store
from storage.enterprises.enterprises import Enterprise
from storage.enterprises.reduction_lists import ListedEnterprise, ListState, ReductionList
from storage.immutable import immutable

COUNTED = (CurbAct.STOP, CurbAct.LIMIT, CurbAct.UNCLEAR)


@immutable
class BroughtList:
    """A version as it was read, with what could not be read of it."""

    version: ReductionList
    reading: ListReading
    sheet: str
    """The name of its sheet, where the file has others beside it."""


async def bring(
    desk: Desk,
    who: Actor,
    keeper: Keeper,
    sheets: Sequence[Sheet],
    file: RawFile | None,
    *,
    speaks: str | None = None,
) -> BroughtList:
    """Keep what a file says; it holds only once it is put in force."""
    keepers.require_keeper(desk, who, keeper, speaks)
    sheet, reading = _one_list(desk, sheets)
    version = ReductionList(
        jurisdiction=desk.jurisdiction,
        register_id=keeper.register,
        owner=keeper.owner,
        title=keeper.title,
        file_name=file.name if file else "",
        sha256=file.sha256 if file else None,
        read_by=who.user_id,
        read_at=desk.now,
        plan_version_id=desk.plan_version_id,
        firms=len(reading.firms),
        unread=len(reading.unread),
        counts={level: counted(reading.firms, level) for level in reading.levels},
    )
    desk.session.add(version)
    await desk.session.flush()
    desk.session.add_all([_row(desk, version, firm) for firm in reading.firms])
    await desk.session.flush()
    await _record(desk, "list_read", version)
    return BroughtList(version, reading, sheet.title if len(sheets) > 1 else "")


def _one_list(desk: Desk, sheets: Sequence[Sheet]) -> tuple[Sheet, ListReading]:
    words = keepers.level_words(desk.plan)
    read = [(sheet, table.read(sheet.text, words)) for sheet in sheets]
    found = [(sheet, reading) for sheet, reading in read if reading.firms]
    if not found:
        raise Refusal("list_nothing_read", levels=[one.name for one in desk.plan.levels])
    if len(found) > 1:
        raise Refusal("list_several_sheets", titles=[sheet.title for sheet, _ in found])
    return found[0]


def counted(firms: Sequence[ListedFirm], level: str) -> dict[str, int]:
    acts = Counter(firm.curbs[level].act for firm in firms)
    return {str(act): acts[act] for act in COUNTED}


def _row(desk: Desk, version: ReductionList, firm: ListedFirm) -> ListedEnterprise:
    curbs = {
        level: {"act": str(curb.act), "percent": curb.percent, "said": curb.said}
        for level, curb in firm.curbs.items()
    }
    return ListedEnterprise(
        jurisdiction=desk.jurisdiction,
        list_id=version.key,
        row_number=firm.row,
        name=firm.name,
        name_key=compact(firm.name),
        industry=firm.industry,
        place=firm.place,
        grade=firm.grade,
        lines=firm.lines,
        curbs=curbs,
    )


async def put_in_force(
    desk: Desk, who: Actor, list_id: int, *, speaks: str | None = None
) -> ReductionList:
    version = await _to_decide(desk, who, list_id, speaks)
    for before in await store.in_force(desk.session, desk.jurisdiction):
        if _keeper(version).keeps(before):
            await store.replace(desk.session, before.key, desk.now)
    if not await store.move(desk.session, version.key, ListState.IN_FORCE, desk.now):
        raise Refusal("button_obsolete")
    await _know_enterprises(desk, version)
    await desk.session.refresh(version)
    await _record(desk, "list_in_force", version)
    if speaks is not None:
        await _tell_office(desk, who, version)
    return version


async def give_up(desk: Desk, who: Actor, list_id: int, *, speaks: str | None = None) -> None:
    version = await _to_decide(desk, who, list_id, speaks)
    if not await store.move(desk.session, version.key, ListState.GIVEN_UP, desk.now):
        raise Refusal("button_obsolete")


async def _to_decide(desk: Desk, who: Actor, list_id: int, speaks: str | None) -> ReductionList:
    version = await store.reduction_list(desk.session, list_id)
    if version is None or version.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    keepers.require_keeper(desk, who, _keeper(version), speaks)
    if version.read_by != who.user_id:
        raise Refusal("list_of_another")
    return version


def _keeper(version: ReductionList) -> Keeper:
    return Keeper(version.register_id, version.owner, version.title)


async def _know_enterprises(desk: Desk, version: ReductionList) -> None:
    named = {row.name_key: row.name for row in await store.listed(desk.session, version.key)}
    known = await enterprises.by_keys(desk.session, desk.jurisdiction, list(named))
    new = named.keys() - {one.name_key for one in known}
    entered = [
        Enterprise(
            jurisdiction=desk.jurisdiction, name=named[key], name_key=key, created_at=desk.now
        )
        for key in named
        if key in new
    ]
    desk.session.add_all(entered)
    await desk.session.flush()
    await earlier_problems.link(desk, entered)
    await store.name_enterprises(desk.session, version.key)


async def _tell_office(desk: Desk, who: Actor, version: ReductionList) -> None:
    facts = {
        "owner": keepers.name(desk, version.owner),
        "person": who.name,
        "title": version.title,
        "firms": version.firms,
        "unread": version.unread,
    }
    await post.tell_office(desk, Message(desk.words.phrase("list_told_office", **facts)))


async def _record(desk: Desk, action: str, version: ReductionList) -> None:
    counts: Mapping[str, object] = version.counts
    await desk.record(
        action,
        f"reduction_list:{version.key}",
        owner=version.owner,
        firms=version.firms,
        counts=counts,
        sha256=version.sha256,
    )
