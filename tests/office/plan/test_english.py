"""What a plan's English covers: places, contents, notes, and what `plan check` says is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.views.measures import Citation
from office.matters.measure_views import citations
from office.plan.cited_places import in_english
from office.plan.languages import in_language
from office.plan.model import Plan
from office.plan.remarks import remarks
from office.plan.sources import Source
from tests.harness.plans import pack
from tests.office.plan.test_sources import facts

KNOWN = {
    "附件1": Source(title="一", of="本市", key_en="Annex 1"),
    "附件12": Source(title="二", of="本市"),
    "克州预案": Source(title="三", of="邻州", own=False, key_en="Kizilsu plan"),
}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("附件1第3行", "Annex 1 row 3"),
        ("附件1第3行、第14行", "Annex 1 row 3、Annex 1 row 14"),
        ("附件1办公室职责6、克州预案3.3.1", "Annex 1 office duty 6、Kizilsu plan 3.3.1"),
        ("附件1指挥部职责2", "Annex 1 command duty 2"),
        ("附件1", "Annex 1"),
        ("附件1二（四）1", "Annex 1 II(4)1"),
        ("附件1四（十二）", "Annex 1 IV(12)"),
        ("附件1四（二十）", "Annex 1 IV(20)"),
        ("附件1十二（一）", "Annex 1 十二(1)"),
        ("克州预案4.3.1（1）", "Kizilsu plan 4.3.1(1)"),
        ("附件1总则", "Annex 1 总则"),
        ("附件12第3行", "附件12第3行"),
    ],
)
def test_a_place_as_an_english_reader_reads_it(said: str, read: str) -> None:
    assert in_english(KNOWN, said) == read


PLACES = st.one_of(
    st.builds("第{}行".format, st.integers(1, 99)),
    st.builds("二（{}）".format, st.sampled_from(["一", "十", "十九", "二十", "九十九"])),
    st.builds("{}.{}".format, st.integers(1, 9), st.integers(1, 9)),
    st.just(""),
)
CITED = st.lists(st.tuples(st.sampled_from(sorted(KNOWN)), PLACES), min_size=1, max_size=4)


@given(CITED)
def test_every_place_still_belongs_to_its_document(cited: list[tuple[str, str]]) -> None:
    said = "、".join(key + place for key, place in cited)
    plan = Plan.model_construct(**{**dict(Plan.model_validate(facts())), "sources": KNOWN})
    english = in_language(plan, "en")
    own = [KNOWN[key].own for key, _ in cited]
    read = citations(english, in_english(KNOWN, said))
    assert [one.own for one in read] == own
    assert [one.own for one in citations(plan, said)] == own


def test_an_english_reader_reads_contents_notes_and_places_in_english() -> None:
    plan = in_language(pack("changji"), "en")
    assert plan.owed("daily").content == ("the response on the day before",)
    assert plan.notes[0].startswith("The graded measures")
    assert citations(plan, plan.duties_of(plan.body("gongan"))[0].source) == (
        Citation("Changji annex 1 row 12", own=True),
    )
    assert plan.sources["Kizilsu plan"].title.startswith("Heavy pollution")
    assert not plan.sources["Kizilsu plan"].own


def untold(plan: Plan) -> str:
    return next((one.zh for one in remarks(plan) if one.zh.startswith("没有英文")), "")


def test_what_has_no_english_is_a_remark() -> None:
    changed = facts(notes=["缺一行", "缺二行"], notes_en=["One line is missing"])
    told = untold(Plan.model_validate(changed))
    assert "notes_en" in told
    assert "sources.昌吉附件1.title_en" in told
    assert "pollutants.pm25" not in told


def test_a_document_that_english_readers_cannot_cite_is_named() -> None:
    plan = pack("changji")
    sources = {
        **plan.sources,
        "昌吉附件4": plan.sources["昌吉附件4"].model_copy(update={"key_en": None}),
    }
    assert untold(plan.model_copy(update={"sources": sources})).endswith(
        "：sources.昌吉附件4.key_en"
    )


def test_nothing_is_said_where_all_is_told_in_english() -> None:
    assert untold(pack("changji")) == ""


def test_a_note_is_put_before_english_readers_in_english() -> None:
    plan = Plan.model_validate(facts(notes=["缺一行", "缺二行"], notes_en=["A line is missing"]))
    told = [one.en for one in remarks(plan) if one.en.startswith("for the office")]
    assert told == [
        "for the office to look at: A line is missing",
        "for the office to look at: 缺二行",
    ]
