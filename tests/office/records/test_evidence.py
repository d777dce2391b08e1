"""An evidence pack, unpacked: everything that was said about one case, and its proof."""

import json
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from messages.documents import evidence as document
from messages.views.evidence import EvidenceFile, EvidenceView
from office.bodies.people import actor
from office.desk import Desk
from office.records import alert_evidence, evidence, wrapping_up
from office.refusal import Refusal
from office.reports import archive, taking
from office.reports.message_parts import Incoming, IncomingFile
from office.supervision import referrals
from storage.decisions.matters import Matter, MatterKind, MatterState, OrderKind
from storage.owed.reports import PartKind
from tests.office.conftest import Office
from tests.office.episodes import alert_in_force, order_of
from tests.office.ladder_days import AGENCY, DIRECTOR, LIAISON, LadderDay, proposed_day, states
from tests.office.signers import HERE, STAFF, appoint, said

TEXT = "已停工，联系13812345678"
FILE = b"%PDF-1.7 photo of a site"


@pytest.fixture
async def day(office: Office) -> LadderDay:
    """A yellow slip stands, and a referral lies before the director."""
    return await proposed_day(office)


async def reported(day: LadderDay, folder: Path) -> None:
    day.office.pass_time(timedelta(minutes=10))
    async with day.office.desk() as desk:
        who = await actor(desk, LIAISON.user_id, LIAISON.name)
        item = Incoming(
            chat_id=day.group_id,
            message_id=900,
            sent_by=LIAISON.user_id,
            sent_at=desk.now,
            kind=PartKind.DOCUMENT,
            text=TEXT,
            file=IncomingFile(file_id="BQAC", file_unique_id="AQ", name="../../现场 照片.pdf"),
        )
        taken = await taking.receive(desk, who, AGENCY, day.owed_id, [item])
        assert taken is not None
        (part,) = await archive.next_files(desk.session, desk.now)
        (folder / "现场.pdf").write_bytes(FILE)
        await archive.stored(desk, part.key, "现场.pdf")


async def view(day: LadderDay, folder: Path) -> EvidenceView:
    async with day.office.desk() as desk:
        (case,) = await evidence.cases(desk)
        assert case.step == "yellow"
        return await evidence.view_of(desk, case.key, folder)


def unpacked(made: EvidenceView) -> dict[str, bytes]:
    with ZipFile(BytesIO(document.make(made))) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def objects(files: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files[name])
    return found


def verified(folder: Path, files: dict[str, bytes]) -> tuple[int, str]:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    told = subprocess.run(
        [sys.executable, "-X", "utf8", folder / "verify.py"], capture_output=True, check=False
    )
    return told.returncode, told.stdout.decode()


async def test_it_has_what_was_said_and_what_was_answered(day: LadderDay, tmp_path: Path) -> None:
    await reported(day, tmp_path)
    files = unpacked(await view(day, tmp_path))
    assert "黄色提示单" in files["dossier.txt"].decode()
    kinds = [one["kind"] for one in objects(files, "messages.json")]
    assert {"prompt", "slip"} <= set(kinds)
    (reply,) = objects(files, "replies.json")
    assert reply["text"] == "已停工，联系138****"
    assert reply["sha256"] == sha256(FILE).hexdigest()
    assert files[reply["file"]] == FILE
    assert reply["file"].startswith("files/")
    assert ".." not in reply["file"]
    readme = files["README.txt"].decode()
    assert "如何核验" in readme
    assert "How to verify it" in readme
    assert set(files) >= {"audit.json", "chain.json", "SHA256SUMS", "verify.py"}


async def test_whoever_has_it_can_prove_it(day: LadderDay, tmp_path: Path) -> None:
    await reported(day, tmp_path)
    files = unpacked(await view(day, tmp_path))
    assert len(objects(files, "audit.json")) > 0
    code, told = verified(tmp_path / "whole", files)
    assert code == 0, told
    entries = objects(files, "audit.json")
    entries[0]["actor"] = "user:1"
    forged = json.dumps(entries).encode()
    sums = files["SHA256SUMS"].decode().splitlines()
    kept = [one for one in sums if not one.endswith("audit.json")]
    with_sum = "\n".join([*kept, f"{sha256(forged).hexdigest()}  audit.json"]).encode()
    # Whoever writes the hash of the file anew as well is found by the hash of the entry.
    code, told = verified(
        tmp_path / "forged", {**files, "audit.json": forged, "SHA256SUMS": with_sum}
    )
    assert (code, "altered entry" in told) == (1, True)
    links = objects(files, "chain.json")
    links[-1]["previous"] = "0" * 64
    code, told = verified(tmp_path / "gap", {**files, "chain.json": json.dumps(links).encode()})
    assert (code, "the chain breaks" in told) == (1, True)


async def test_a_referral_is_in_no_pack(day: LadderDay, tmp_path: Path) -> None:
    assert await states(day) == [("yellow", "issued"), ("referral", "proposed")]
    files = unpacked(await view(day, tmp_path))
    whole = b"".join(
        content for name, content in files.items() if name not in ("README.txt", "verify.py")
    ).decode()
    assert "referral" not in whole
    assert "移交" not in whole
    async with day.office.desk() as desk:
        referral = (await day.slips(desk))[-1]
        with pytest.raises(Refusal, match="evidence_no_case"):
            await evidence.view_of(desk, referral.key, tmp_path)
        with pytest.raises(Refusal, match="evidence_no_case"):
            await evidence.case_of(desk, 10_000)


async def test_what_was_done_with_the_slip_is_proved_too(day: LadderDay, tmp_path: Path) -> None:
    async with day.office.desk() as desk:
        owed = f"obligation:{day.owed_id}"
        await desk.record("said", owed, words="请致电13812345678")
        (case,) = await evidence.cases(desk)
    files = unpacked(await view(day, tmp_path))
    told = objects(files, "audit.json")
    (issued,) = [one for one in told if one["action"] == "slip_issued"]
    assert issued["detail"]["serial"] == case.serial
    assert [one["number"] for one in told] == sorted({one["number"] for one in told})
    # The chain has the hash of what cannot be told.
    assert "13812345678" not in files["audit.json"].decode()
    assert len(objects(files, "chain.json")) > len(told)
    assert verified(tmp_path / "pack", files)[0] == 0


async def test_a_referral_that_was_handed_over_is_in_no_pack(
    day: LadderDay, tmp_path: Path
) -> None:
    async with day.office.desk() as desk:
        await referrals.confirm(desk, DIRECTOR, (await day.slips(desk))[-1].key)
    await day.deliver()
    await reported(day, tmp_path)
    files = unpacked(await view(day, tmp_path))
    told = [files[name].decode() for name in files if name.endswith((".txt", ".json"))]
    whole = "".join(one for one in told if one != files["README.txt"].decode())
    assert "referral" not in whole
    assert "移交" not in whole


async def test_the_pack_of_an_alert_has_every_case_and_no_referral(
    day: LadderDay, tmp_path: Path
) -> None:
    await reported(day, tmp_path)
    async with day.office.desk() as desk:
        owed = await day.owed(desk)
        made = await alert_evidence.view_of(desk, owed.matter_id, tmp_path)
        with pytest.raises(Refusal, match="evidence_no_alert"):
            await alert_evidence.view_of(desk, 10_000, tmp_path)
    files = unpacked(made)
    assert files["dossier.txt"].decode().startswith("重污染天气橙色预警\n\n单位：")
    assert "黄色提示单" in files["dossier.txt"].decode()
    assert {"prompt", "slip"} <= {one["kind"] for one in objects(files, "messages.json")}
    (reply,) = objects(files, "replies.json")
    assert (reply["text"], files[reply["file"]]) == ("已停工，联系138****", FILE)
    actions = {one["action"] for one in objects(files, "audit.json")}
    assert "slip_issued" in actions
    said = (files[name].decode() for name in files if name.endswith(".json"))
    assert not any(word in one for one in said for word in ("referral", "移交"))
    assert verified(tmp_path / "pack", files)[0] == 0


async def test_where_the_plan_has_no_forms_and_no_assessment_only_files_are_made(
    desk: Desk,
) -> None:
    await appoint(desk, STAFF)
    alert = await alert_in_force(desk, since=desk.now - timedelta(hours=30))
    await order_of(desk, alert, OrderKind.LIFT, at=desk.now)
    alert.state, alert.ended_at = MatterState.LIFTED, desk.now
    # Without an office group all comes where the button was pressed.
    row = await wrapping_up.wrap_up(desk, STAFF, HERE, alert)
    assert [one.kind for one in await wrapping_up.files_of(desk, row)] == ["evidence"]
    [summary] = await said(desk, HERE.chat_id)
    assert "上报表" not in summary.text


async def test_of_an_alert_without_slips_that_is_said(desk: Desk, tmp_path: Path) -> None:
    alert = await alert_in_force(desk, since=desk.now)
    made = await alert_evidence.view_of(desk, alert.key, tmp_path)
    assert made.dossier.startswith("重污染天气橙色预警：本次响应未发督办单")
    assert (made.replies, made.files, made.entries, made.links) == ((), (), (), ())
    drill = await alert_in_force(desk, since=desk.now, drill=True)
    draft = Matter(jurisdiction=desk.jurisdiction, created_at=desk.now)
    task = await alert_in_force(desk, since=desk.now)
    task.kind = MatterKind.TASK
    desk.session.add(draft)
    await desk.session.flush()
    for one in (drill, draft, task):
        with pytest.raises(Refusal, match="evidence_no_alert"):
            await alert_evidence.view_of(desk, one.key, tmp_path)


def test_a_file_that_is_gone_or_strangely_named_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    names = ["..\\..\\a.exe", "con/../x", "", "字" * 300 + ".docx", "=cmd|.xlsx"]
    kept = [EvidenceFile(n, name, str(tmp_path / "a")) for n, name in enumerate(names)]
    gone = (EvidenceFile(90, "gone.pdf", str(tmp_path / "b")), EvidenceFile(91, "x.pdf", None))
    replies = ({"part": 90}, {"part": 92, "text": "\ud83d <b>&"})
    made = EvidenceView("", (), replies, (*kept, *gone), (), ())
    files = unpacked(made)
    stored = [name for name in files if name.startswith("files/")]
    assert stored == [
        "files/0-a.exe",
        "files/1-x",
        "files/2-file",
        f"files/3-{'字' * 60}.docx",
        "files/4-_cmd_.xlsx",
    ]
    first, second = objects(files, "replies.json")
    assert (first["file"], first["sha256"]) == (None, None)
    assert second["text"] == "? <b>&"
    assert document.make(made) == document.make(made)
    assert verified(tmp_path / "pack", files)[0] == 0
