"""The plans beside the documents that they come from, where these are at hand."""

import re
import subprocess
from itertools import pairwise

from tests.harness.plans import pack
from tests.plans.packs import ROOT, all_seeds, each_pack, facts, place, raw_seed, rows, seed, texts

COPIED_AT_MOST = 10
POSTS = ("指挥长", "副指挥长", "指挥部办公室主任", "指挥部办公室副主任", "指挥部成员")


@each_pack
def test_rows_stand_in_the_document_in_this_order(name: str) -> None:
    document = seed(facts(name)["seed"])
    found = [document.find(_heading(row)) for row in rows(name)]
    assert all(at >= 0 for at in found), place(name, rows(name)[found.index(-1)])
    assert all(above < below for above, below in pairwise(found))


def _heading(row: dict[str, object]) -> str:
    if "item" in row:
        return f"（{row['item']}）{row['name']}："
    return f"{row['row']}{row['name']}"


@each_pack
def test_no_sentence_of_a_row_is_left_out(name: str) -> None:
    document = seed(facts(name)["seed"])
    heads = [document.find(_heading(row)) for row in rows(name)]
    # The last row has no end of its own: whatever follows in the document would count as its.
    for row, (start, end) in zip(rows(name), pairwise(heads), strict=False):
        text = document[start:end]
        assert len(_clauses(text)) <= row["lines"] + _said_twice(text), row["name"]


def _clauses(text: str) -> list[str]:
    return [one for one in re.split("[；。]", re.sub(r"<[^>]*>", "", text)) if len(one) > 1]


def _said_twice(text: str) -> int:
    """Some rows say a thing twice; it is one duty."""
    return text.count("加强与上级主管部门对接") // 2


@each_pack
def test_sections_of_measures_have_as_many_items(name: str) -> None:
    plan = seed("001")
    for sections in facts(name).get("measures", {}).values():
        for section, items in sections.items():
            text = re.split(rf"{re.escape(section)}(?:健康|倡议|强制)", plan)[1]
            text = re.split(r"4\.3\.\d|4\.4应急", text)[0]
            numbered = re.findall(r"（\d）", text)
            paragraphs = re.findall(r"(?:工业源|移动源|扬尘源|其他)减排措施。", text)
            assert len(numbered or paragraphs) == items, section


@each_pack
def test_what_a_plan_leaves_out_is_not_in_its_document(name: str) -> None:
    document = seed(facts(name)["seed"])
    assert [word for word in facts(name).get("absent", ()) if word in document] == []


@each_pack
def test_thresholds_stand_in_the_document(name: str) -> None:
    document = seed("001")
    for level in pack(name).levels:
        said = re.search(rf"{level.name}预警：预测([^。]*)。", document)
        assert said is not None
        figures = sorted({one.above for group in level.criteria for one in group})
        assert sorted({int(one) for one in re.findall(r"＞(\d+)", said[1])}) == figures


@each_pack
def test_nothing_but_names_is_copied_at_length(name: str) -> None:
    documents, known = all_seeds(), _names(name)
    copied = {
        key: run
        for key, text in texts(pack(name)).items()
        if (run := _copied(_without(text, known), documents))
    }
    assert copied == {}


def _names(name: str) -> list[str]:
    rest = facts(name).get("terms", ())
    return sorted([*(row["name"] for row in rows(name)), *rest], key=len, reverse=True)


def _without(text: str, names: list[str]) -> str:
    for name in names:
        text = text.replace(name, "\0")
    return text


def _copied(text: str, documents: str) -> str | None:
    length = COPIED_AT_MOST + 1
    runs = (text[at : at + length] for at in range(len(text) - length + 1))
    return next((run for run in runs if run in documents), None)


def _persons() -> set[str]:
    """The people whom the list of responsible persons names, in the third column of each row."""
    part = raw_seed("000").split("责任人名单", 1)[1].split("附件5", 1)[0]
    cells = [re.sub(r"\s", "", one) for one in part.split("\n\t")]
    return {cells[at + 2] for at, cell in enumerate(cells) if cell in POSTS}


def test_no_person_of_the_list_is_named_anywhere() -> None:
    persons = _persons()
    assert len(persons) == facts("changji")["persons"]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    files = [ROOT / one for one in listed.stdout.split("\0") if one]
    texts_of = {path: _text(path.read_bytes()) for path in files if path.is_file()}
    named = [
        path.name for path, text in texts_of.items() if any(person in text for person in persons)
    ]
    assert named == []


def _text(content: bytes) -> str:
    return content.decode("utf-8", errors="ignore")


def test_the_posts_of_the_list_are_those_of_the_plan() -> None:
    document = seed("000")
    for agency in pack("changji").agencies:
        for post in re.split("[、；]", agency.responsible or ""):
            name = post.removeprefix("市委办公室").removeprefix("市政府办公室")
            assert name in document, (agency.id, post)
