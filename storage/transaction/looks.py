"""Keeps a session that only looks from writing: on PostgreSQL each of its statements would stay."""

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.transaction.last import RememberingSession

LOOKS = "looks"


class WroteWhileLookingError(RuntimeError):
    """What changes rows belongs into a transaction."""


def only_look(session: AsyncSession) -> None:
    session.info[LOOKS] = True


@event.listens_for(RememberingSession, "before_flush")
def _no_row(session: RememberingSession, _flush: object, _rows: object) -> None:
    changed = [*session.new, *session.deleted, *filter(session.is_modified, session.dirty)]
    if session.info.get(LOOKS) and changed:
        kinds = sorted({type(row).__name__ for row in changed})
        raise WroteWhileLookingError(f"a look changed rows of {', '.join(kinds)}")


@event.listens_for(RememberingSession, "do_orm_execute")
def _no_statement(statement: ORMExecuteState) -> None:
    writes = statement.is_insert or statement.is_update or statement.is_delete
    if writes and statement.session.info.get(LOOKS):
        raise WroteWhileLookingError("a look asked for a statement that writes")
