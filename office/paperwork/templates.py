"""Which Word template each kind of paper is made with: ours, or one that the office brought.

Every change is a row, and the newest one holds. What was made before stays as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from messages.documents import making
from messages.documents.trial import OPTIONAL
from messages.render import Message
from messages.views.templates import TemplateFieldLine, TemplateLine
from office import post
from office.bodies.people import Actor, head_of, name_of
from office.desk import Desk
from office.paperwork.examples import EXAMPLES
from office.post import Posting
from office.refusal import Refusal
from storage.books import paper_templates as store
from storage.books.paper_templates import PaperTemplate
from storage.immutable import immutable


@immutable
class KeptTemplate:
    """A template in the archive that was tried and found good."""

    sha256: str
    size: int
    name: str


def require_head(desk: Desk, who: Actor) -> None:
    """Refuse whoever is not the director; everybody else of the office may look."""
    head = head_of(desk)
    if head.id not in who.positions:
        raise Refusal("template_head_only", head=head.name)


def require_known(kind: str) -> str:
    if kind not in EXAMPLES:
        raise Refusal("button_obsolete")
    return kind


async def in_force(desk: Desk, kind: str) -> str:
    """The hash of the template that a paper of this kind is made with now."""
    row = await own(desk, kind)
    return row.sha256 if row and row.sha256 else shipped(kind)


async def own(desk: Desk, kind: str) -> PaperTemplate | None:
    """The office's own one, where it is in force."""
    row = await store.newest(desk.session, desk.jurisdiction, kind)
    return row if row is not None and row.sha256 is not None else None


def shipped(kind: str) -> str:
    return making.template_hash(making.template(kind))


async def put(desk: Desk, who: Actor, kind: str, file: KeptTemplate) -> PaperTemplate:
    """Papers of this kind are made with it from now on."""
    row = await _set(desk, who, kind, sha256=file.sha256, size=file.size, name=file.name)
    await _tell(desk, "template_put", row)
    return row


async def restore(desk: Desk, who: Actor, kind: str) -> PaperTemplate:
    """Papers of this kind are made with ours again."""
    require_head(desk, who)
    if await own(desk, kind) is None:
        raise Refusal("template_is_ours")
    row = await _set(desk, who, kind)
    await _tell(desk, "template_restored", row)
    return row


async def _set(desk: Desk, who: Actor, kind: str, **file: Any) -> PaperTemplate:
    require_head(desk, who)
    before = await store.newest(desk.session, desk.jurisdiction, kind)
    row = PaperTemplate(
        jurisdiction=desk.jurisdiction,
        kind=kind,
        version=before.version + 1 if before else 1,
        set_by=who.user_id,
        set_at=desk.now,
        **file,
    )
    desk.session.add(row)
    await desk.session.flush()
    await desk.record(
        "paper_template_set", f"paper:{kind}", version=row.version, sha256=row.sha256 or ""
    )
    return row


async def _tell(desk: Desk, key: str, row: PaperTemplate) -> None:
    by = await name_of(desk, row.set_by)
    told = desk.words.phrase(key, paper=title(desk, row.kind), version=row.version, by=by)
    await post.tell_office(desk, Message(told))


async def tell_lost(desk: Desk, kind: str, sha256: str) -> None:
    """A paper was made with ours, because the one that it was to be made with is of no use.

    The office is told once of each template, however many papers ask for it.
    """
    if not await store.was_brought(desk.session, desk.jurisdiction, kind, sha256):
        # It is one of ours that an upgrade replaced, and nobody here can bring it back.
        return
    told = desk.words.phrase("template_lost", paper=title(desk, kind))
    posting = Posting(dedupe_key=f"template_lost:{sha256}")
    await post.tell_office(desk, Message(told), posting)
    await desk.record("paper_template_lost", f"paper:{kind}", sha256=sha256)


def title(desk: Desk, kind: str) -> str:
    return desk.words.plain(f"paper_kind_{kind}")


async def lines(desk: Desk) -> tuple[TemplateLine, ...]:
    return tuple([await line(desk, kind) for kind in EXAMPLES])


async def line(desk: Desk, kind: str) -> TemplateLine:
    row = await store.newest(desk.session, desk.jurisdiction, kind)
    return TemplateLine(
        kind=kind,
        title=title(desk, kind),
        version=row.version if row and row.sha256 else 0,
        by=await name_of(desk, row.set_by) if row else "",
        at=row.set_at if row else None,
    )


def placeholders(desk: Desk, kind: str) -> tuple[TemplateFieldLine, ...]:
    """What a template of this kind may ask for, each with what it stands for."""
    names = [one.name for one in fields(EXAMPLES[kind](desk))]
    return tuple(
        TemplateFieldLine(name, desk.words.plain(f"paper_field_{name}"), name not in OPTIONAL)
        for name in names
    )


def refusal(desk: Desk, key: str, facts: Mapping[str, Any]) -> Refusal:
    """Say what is wrong with a template; what is missing is named as people call it."""
    said = dict(facts)
    if "names" in said:
        said["names"] = _named(desk, said["names"])
    return Refusal(key or "template_send_docx", **said)


def _named(desk: Desk, names: Iterable[str]) -> list[str]:
    return [f"{desk.words.plain(f'paper_field_{name}')} {{{{ {name} }}}}" for name in names]
