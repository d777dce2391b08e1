"""An evidence pack: a zip with the record of a case or an alert, and what proves it whole."""

import hashlib
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from messages.documents import stages
from messages.views.evidence import EvidenceFile, EvidenceView

HERE = Path(__file__).parent / "templates"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The same case always makes the same bytes, so no time of making stands in the zip."""
_UNSAFE = re.compile(r"[^\w.\-]+")
LONGEST_NAME = 60


def make(view: EvidenceView) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as pack:
        sums = [(_added(pack, name, data), name) for name, data in _contents(view)]
        _added(pack, "SHA256SUMS", "".join(f"{sha256}  {name}\n" for sha256, name in sums).encode())
    return content.getvalue()


def _contents(view: EvidenceView) -> Iterator[tuple[str, bytes]]:
    """Each file of the pack in turn; of what agencies sent one at a time stands in memory."""
    yield "README.txt", (HERE / "evidence_readme.txt").read_bytes()
    yield "verify.py", (HERE / "evidence_verify.txt").read_bytes()
    yield "dossier.txt", view.dossier.encode("utf-8", "replace")
    yield "messages.json", _json(view.messages)
    kept: dict[int, dict[str, Any]] = {}
    for file in stages.each(view.files):
        data = _read(file)
        name = _name(file)
        kept[file.part] = {"file": None, "sha256": None}
        if data is not None:
            kept[file.part] = {"file": name, "sha256": hashlib.sha256(data).hexdigest()}
            yield name, data
    yield "replies.json", _json([{**one, **kept.get(one["part"], {})} for one in view.replies])
    yield "audit.json", _json(view.entries)
    names = ("number", "previous", "hash")
    yield "chain.json", _json([dict(zip(names, link, strict=True)) for link in view.links])


def _read(file: EvidenceFile) -> bytes | None:
    try:
        return Path(file.path).read_bytes() if file.path is not None else None
    except OSError:
        return None


def _name(file: EvidenceFile) -> str:
    """A name that no archive program can take for a path to somewhere else."""
    given = PurePosixPath(file.name.replace("\\", "/")).name
    suffix = PurePosixPath(given).suffix[:12] or PurePosixPath(file.path or "").suffix[:12]
    stem = _UNSAFE.sub("_", PurePosixPath(given).stem).strip(".")[:LONGEST_NAME]
    return f"files/{file.part}-{stem or 'file'}{_UNSAFE.sub('_', suffix)}"


def _json(facts: Any) -> bytes:
    return json.dumps(facts, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _added(pack: ZipFile, name: str, data: bytes) -> str:
    entry = ZipInfo(name, FIRST_DAY)
    entry.compress_type = ZIP_DEFLATED
    pack.writestr(entry, data)
    return hashlib.sha256(data).hexdigest()
