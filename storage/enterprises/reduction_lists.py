"""Reduction lists 减排清单 in versions: the newest of an owner holds, those before it stay."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import col, select, update

from storage.columns import Row, json_column, reference, telegram_id
from storage.database import Session
from storage.enterprises.enterprises import Enterprise


class ListState(StrEnum):
    READ = "read"
    """It was read, and nobody has put it in force."""
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    GIVEN_UP = "given_up"


class ReductionList(Row, table=True):
    """One version of a list as it was read from a file or a text."""

    __tablename__: ClassVar[str] = "reduction_lists"
    __table_args__ = (Index("ix_reduction_lists_state", "jurisdiction", "state"),)

    register_id: str = ""
    """The plan's register that it is; empty where the plan knows none."""
    owner: str | None = None
    """The body whose list it is; None where the office keeps it itself."""
    title: str
    file_name: str = ""
    sha256: str | None = None
    read_by: int = telegram_id()
    read_at: datetime
    plan_version_id: int = reference("plan_versions.id")
    firms: int
    unread: int
    """How many of its rows and cells could not be read."""
    counts: dict[str, dict[str, int]] = json_column(default_factory=dict)
    """By the level's id: how many stop, how many are limited, and of how many it is not clear."""
    state: str = ListState.READ
    in_force_at: datetime | None = None
    replaced_at: datetime | None = None


class ListedEnterprise(Row, table=True):
    """What one version of a list says of one enterprise."""

    __tablename__: ClassVar[str] = "listed_enterprises"

    list_id: int = reference("reduction_lists.id", index=True)
    enterprise_id: int | None = reference("enterprises.id", default=None, nullable=True, index=True)
    """It is known from the time on at which the list was put in force."""
    row_number: int
    name: str
    name_key: str
    industry: str = ""
    place: str = ""
    grade: str = ""
    lines: str = ""
    curbs: dict[str, dict[str, Any]] = json_column(default_factory=dict)
    """By the level's id: what it does, by how much, and in which words."""


async def reduction_list(session: Session, list_id: int) -> ReductionList | None:
    return await session.get(ReductionList, list_id)


async def in_force(session: Session, jurisdiction: str) -> Sequence[ReductionList]:
    query = select(ReductionList).where(
        ReductionList.jurisdiction == jurisdiction, ReductionList.state == ListState.IN_FORCE
    )
    return (await session.exec(query.order_by(col(ReductionList.id)))).all()


async def ever_in_force(session: Session, jurisdiction: str) -> Sequence[ReductionList]:
    """Every version that held at some time, in the order in which they were put in force."""
    query = (
        select(ReductionList)
        .where(
            ReductionList.jurisdiction == jurisdiction, col(ReductionList.in_force_at).is_not(None)
        )
        .order_by(col(ReductionList.in_force_at), col(ReductionList.id))
    )
    return (await session.exec(query)).all()


async def versions(
    session: Session, jurisdiction: str, register_id: str, owner: str | None
) -> Sequence[ReductionList]:
    """All versions that ever held, the oldest first."""
    query = select(ReductionList).where(
        ReductionList.jurisdiction == jurisdiction,
        ReductionList.register_id == register_id,
        col(ReductionList.owner).is_(None) if owner is None else ReductionList.owner == owner,
        col(ReductionList.in_force_at).is_not(None),
    )
    return (await session.exec(query.order_by(col(ReductionList.id)))).all()


async def listed(session: Session, list_id: int) -> Sequence[ListedEnterprise]:
    query = select(ListedEnterprise).where(ListedEnterprise.list_id == list_id)
    return (await session.exec(query.order_by(col(ListedEnterprise.row_number)))).all()


async def rows_of(
    session: Session, list_id: int, enterprise_ids: Collection[int]
) -> Sequence[ListedEnterprise]:
    """What a version says of these."""
    query = select(ListedEnterprise).where(
        ListedEnterprise.list_id == list_id,
        col(ListedEnterprise.enterprise_id).in_(enterprise_ids),
    )
    return (await session.exec(query)).all()


async def of_enterprise(
    session: Session, enterprise_id: int
) -> list[tuple[ReductionList, ListedEnterprise]]:
    """Each version that named it, with what it said, the newest first."""
    query = (
        select(ReductionList, ListedEnterprise)
        .join(ReductionList, col(ReductionList.id) == ListedEnterprise.list_id)
        .where(ListedEnterprise.enterprise_id == enterprise_id)
        .order_by(col(ReductionList.id).desc())
    )
    return [(version, row) for version, row in (await session.exec(query)).all()]


async def move(session: Session, list_id: int, to: ListState, at: datetime) -> bool:
    """Return False where somebody else has decided about it first."""
    moved = {"state": to, "in_force_at": at if to is ListState.IN_FORCE else None}
    result = await session.exec(
        update(ReductionList)
        .where(col(ReductionList.id) == list_id, col(ReductionList.state) == ListState.READ)
        .values(**moved)
    )
    return result.rowcount == 1


async def replace(session: Session, list_id: int, at: datetime) -> None:
    await session.exec(
        update(ReductionList)
        .where(col(ReductionList.id) == list_id, col(ReductionList.state) == ListState.IN_FORCE)
        .values(state=ListState.REPLACED, replaced_at=at)
    )


async def name_enterprises(session: Session, list_id: int) -> None:
    """Let each row of a list say which enterprise it is of."""
    known = (
        select(Enterprise.id)
        .where(
            Enterprise.jurisdiction == ListedEnterprise.jurisdiction,
            Enterprise.name_key == ListedEnterprise.name_key,
        )
        .scalar_subquery()
    )
    await session.exec(
        update(ListedEnterprise)
        .where(col(ListedEnterprise.list_id) == list_id)
        .values(enterprise_id=known)
    )
