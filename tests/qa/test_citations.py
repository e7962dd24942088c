"""What is cited stands in the source, and what is said stands in what is cited; all else is dropped."""

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.corpus import Document, PlanEntry, read_document
from embeddings.scripts import to_simplified, to_traditional
from qa.answers import Citation
from qa.citations import Draft, Quote, Verified, fold, verify
from qa.permalinks import resolve

# Made up: a plan with the spaces of a print and a damaged year, and one in traditional characters with pinyin notes.
YUNZE = """云泽市规划
第一章 发展目标
第一节 经济目标
到 2025 年,地区生产总值达到 3500 亿元 , 年均增长 7.5% 。到二〇三五年,人均水平再翻一番。
第二节 生态目标
森林覆盖率稳定在 68.1% 以上。
第二章 重点任务
重点任务如下。“十四五”时期(20212025年)建成 12 个园区。
第一节 物流
建成物流枢纽 12 个。
"""
HELING = """鶴嶺市五年行動計劃
一、總體要求
(一)行動目標
到2025年,產(chǎn)業(yè)規(guī)模達到 2.5 萬億元以上,森林覆蓋率達56.8%。
二、重點任務
(一)建設物流樞紐
建成物流樞紐12個。
"""


def read(id: str, city: str, raw: str) -> Document:
    return read_document(PlanEntry(id=id, file=f"{id}.txt", city=city, title=f"{city}规划", kind="纲要"), raw)


DOCUMENTS = {
    "yunze": read("yunze", "云泽市", YUNZE),
    "heling": read("heling", "鹤岭市", HELING),
}
GDP = "地区生产总值达到3500亿元"
GDP_RAW = "地区生产总值达到 3500 亿元"


def check(text: str, *quotes: Quote) -> Verified:
    return verify([Draft(text, quotes)], DOCUMENTS)


def quote(text: str, section_id: str = "yunze/1/1", start: int | None = None) -> Quote:
    return Quote(section_id.split("/")[0], section_id, text, start)


def cite(text: str, section_id: str) -> Citation:
    """Return the one citation of a sentence that claims nothing but its quote."""
    result = check(text, quote(text, section_id))
    assert result.dropped == []
    assert len(result.citations) == 1
    return result.citations[0]


# --- where a quote is found


@pytest.mark.parametrize(
    "written",
    [
        GDP,
        GDP_RAW,
        "地區生產總值達到3500億元",  # traditional
        "地区生产总值达到３５００亿元",  # full width
        "“地区生产总值”,达到 3500 亿元。",  # punctuation of its own
        "地区 生产\n总值达到3500亿元",
        f"……{GDP}",
    ],
)
def test_a_quote_is_found_however_it_is_written(written: str) -> None:
    found = cite(written, "yunze/1/1")
    assert found.quote == GDP
    assert YUNZE[found.start : found.end] == GDP_RAW
    assert (found.start, found.end) == (YUNZE.index(GDP_RAW), YUNZE.index(GDP_RAW) + len(GDP_RAW))


def test_pinyin_notes_are_in_the_offsets_and_not_in_the_quote() -> None:
    found = cite("产业规模达到2.5万亿元", "heling/1/1")
    printed = "產(chǎn)業(yè)規(guī)模達到 2.5 萬億元"
    assert found.quote == "產業規模達到2.5萬億元"
    assert HELING[found.start : found.end] == printed
    assert found.start == HELING.index(printed)


def test_a_citation_says_where_it_stands() -> None:
    found = cite("森林覆盖率稳定在68.1%以上", "yunze/1/2")
    assert found.city == "云泽市"
    assert found.document == "云泽市规划"
    assert found.document_id == "yunze"
    assert found.chapter == ("第一章 发展目标", "第二节 生态目标")
    assert found.section_id == "yunze/1/2"
    assert found.before.endswith("生态目标\n")
    assert found.after == "。\n"
    assert found.warnings == ()


def test_the_chapter_is_that_of_the_place_found_not_of_the_section_claimed() -> None:
    found = cite("森林覆盖率稳定在68.1%以上", "yunze/1")  # the claim names the chapter only
    assert found.chapter == ("第一章 发展目标", "第二节 生态目标")
    assert found.section_id == "yunze/1/2"


def test_a_known_start_is_taken_before_the_first_place_with_the_same_words() -> None:
    text = DOCUMENTS["yunze"].clean.text
    later = text.rindex("12个")
    assert later > text.index("12个")
    assert cite("12个", "yunze/2").chapter == ("第二章 重点任务",)
    found = check("12个。", quote("12个", "yunze/2", later)).citations[0]
    assert found.chapter == ("第二章 重点任务", "第一节 物流")
    assert YUNZE[found.start : found.end] == "12 个"
    assert found.start == YUNZE.rindex("12 个")


def test_a_wrong_start_falls_back_to_the_search() -> None:
    found = check(GDP, quote(GDP, "yunze/1/1", 3)).citations[0]
    assert found.start == YUNZE.index(GDP_RAW)


@pytest.mark.parametrize(
    "wrong",
    [
        quote("地区生产总值达到9999亿元"),
        quote("森林覆盖率稳定在68.1%以上"),  # stands in another section
        quote(GDP, "yunze/9/9"),
        quote(GDP, "nowhere/1/1"),
        quote("物流枢纽12个", "heling/1/1"),
        quote("   "),
        quote("。,"),
        quote(""),
    ],
)
def test_a_quote_that_is_not_found_drops_the_sentence(wrong: Quote) -> None:
    result = check("全市生产总值增长。", wrong)
    assert result.sentences == []
    assert result.citations == []
    assert result.dropped == ["quote not found: 全市生产总值增长。"]


def test_one_bad_quote_among_good_ones_drops_the_sentence() -> None:
    result = check("增长。", quote(GDP), quote("并不存在的话"))
    assert (result.sentences, result.citations) == ([], [])
    assert result.dropped == ["quote not found: 增长。"]


def test_a_sentence_without_citation_is_dropped() -> None:
    assert check("经济增长。").dropped == ["no citation: 经济增长。"]


# --- what a sentence may say


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("地区生产总值达到3600亿元。", "3600"),
        ("地区生产总值达到350亿元。", "350"),  # a part of the number is another number
        ("2030年地区生产总值达到3500亿元。", "2030"),
        ("二〇三〇年地区生产总值达到3500亿元。", "2030"),
        ("地区生产总值达到３６００亿元。", "3600"),
        ("地区生产总值增长7.5%,达到3500亿元和1.5倍。", "1.5, 7.5"),
    ],
)
def test_a_number_that_is_not_quoted_drops_the_sentence(text: str, missing: str) -> None:
    result = check(text, quote(GDP))
    assert (result.sentences, result.citations) == ([], [])
    assert result.dropped == [f"number not in the quote ({missing}): {text}"]


def test_a_number_may_stand_in_any_of_the_quotes() -> None:
    result = check(
        "2025年达到3500亿元,增长7.5%。", quote(GDP), quote("年均增长7.5%。到二〇三五年"), quote("到2025年")
    )
    assert result.dropped == []
    assert [sentence.markers for sentence in result.sentences] == [(1, 2, 3)]
    assert check("2025年达到3500亿元,增长7.5%。", quote(GDP), quote("到2025年")).sentences == []


@pytest.mark.parametrize("said", ["2035年", "二〇三五年", "二零三五年", "二○三五年"])
def test_a_year_in_chinese_numerals_is_the_same_year(said: str) -> None:
    result = check(f"到{said},人均水平再翻一番。", quote("到二〇三五年,人均水平再翻一番"))
    assert result.dropped == []
    assert result.citations[0].quote == "到二〇三五年,人均水平再翻一番"


def test_numbers_are_checked_against_the_source_not_against_the_words_of_the_claim() -> None:
    """68.1 without its point is found in the fold, but the source does not say 681."""
    result = check("森林覆盖率稳定在681%以上。", quote("森林覆盖率稳定在681%以上", "yunze/1/2"))
    assert result.dropped == ["number not in the quote (681): 森林覆盖率稳定在681%以上。"]


def test_a_sentence_that_names_another_city_than_it_cites_is_dropped() -> None:
    text = "鹤岭市:地区生产总值达到3500亿元。"
    assert check(text, quote(GDP)).dropped == [f"names another city than it cites: {text}"]
    traditional = "鶴嶺市:地區生產總值達到3500億元。"
    assert check(traditional, quote(GDP)).dropped == [f"names another city than it cites: {traditional}"]


def test_a_sentence_may_name_the_city_that_it_cites() -> None:
    result = check("雲澤市:地區生產總值達到3500億元。", quote(GDP))
    assert result.dropped == []
    assert result.citations[0].city == "云泽市"


def test_two_cities_with_a_citation_each() -> None:
    result = check(
        "云泽市达到3500亿元,鹤岭市达到2.5万亿元。", quote(GDP), quote("達到2.5萬億元", "heling/1/1")
    )
    assert result.dropped == []
    assert [citation.city for citation in result.citations] == ["云泽市", "鹤岭市"]


# --- markers, support, warnings, permalinks


def test_markers_count_from_one_and_equal_spans_share_theirs() -> None:
    drafts = [
        Draft("达到3500亿元。", (quote(GDP), quote("年均增长7.5%"))),
        Draft("二。", ()),  # dropped, uses no marker up
        Draft("地区生产总值。", (quote("森林覆盖率稳定在68.1%以上", "yunze/1/2"), quote(GDP_RAW, "yunze/1"))),
        Draft("生产总值达到3500亿元。", (quote("地區生產總值達到3500億元"), quote(GDP))),
    ]
    result = verify(drafts, DOCUMENTS)
    assert [(sentence.text, sentence.markers) for sentence in result.sentences] == [
        ("达到3500亿元。", (1, 2)),
        ("地区生产总值。", (3, 1)),
        ("生产总值达到3500亿元。", (1,)),
    ]
    assert [citation.marker for citation in result.citations] == [1, 2, 3]
    assert result.dropped == ["no citation: 二。"]


TABLE = """云泽市规划
第一章 发展目标
专栏1 主要指标
指标 2020年 2025年
森林覆盖率(%) 66 68
"""
ROW, HEAD = "森林覆盖率(%)66 68", "指标2020年2025年"


def test_the_head_of_a_row_vouches_with_it_and_has_no_marker_of_its_own() -> None:
    document = read("table", "云泽市", TABLE)
    text = document.clean.text
    start, at = text.index(ROW), text.index(HEAD)
    head = Quote("table", "table/1", HEAD, at)
    row = Quote("table", "table/1", ROW, start)
    said = "云泽市:森林覆盖率2025年为68%。"
    (fault,) = verify([Draft(said, (row,))], {"table": document}).dropped
    assert fault.startswith("number not in the quote (2025")
    cells = {
        name: (name, text.index(name[-2:], start), text.index(name[-2:], start) + 2) for name in ("66", "68")
    }
    first = Draft(said, (replace(row, head=head, cells=(("2025年", *cells["68"][1:]),)),))
    second = Draft(
        "云泽市:森林覆盖率2020年为66%。", (replace(row, head=head, cells=(("2020年", *cells["66"][1:]),)),)
    )
    result = verify([first, second], {"table": document})
    assert [each.markers for each in result.sentences] == [(1,), (1,)]
    (citation,) = result.citations
    assert citation.quote == ROW
    assert citation.head is not None
    assert TABLE[citation.head.start : citation.head.end] == "指标 2020年 2025年"
    assert [(each.column, each.quote) for each in citation.cells] == [("2020年", "66"), ("2025年", "68")]
    assert citation.to_json()["head"] == {
        "quote": citation.head.quote,
        "start": citation.head.start,
        "end": citation.head.end,
    }
    whole = verify([first, Draft("森林覆盖率。", (row,))], {"table": document})
    assert whole.citations[0].cells == ()  # all of the row is quoted now


def test_a_row_whose_head_is_nowhere_is_not_found() -> None:
    document = read("table", "云泽市", TABLE)
    head = Quote("table", "table/1", "指标2020年2030年")
    result = verify(
        [Draft("森林覆盖率66。", (Quote("table", "table/1", ROW, head=head),))], {"table": document}
    )
    assert result.dropped == ["quote not found: 森林覆盖率66。"]


def test_the_same_words_of_two_cities_are_two_citations() -> None:
    result = check("枢纽12个。", quote("物流枢纽12个", "yunze/2/1"), quote("物流枢纽12个", "heling/2/1"))
    assert [(each.marker, each.city, each.quote) for each in result.citations] == [
        (1, "云泽市", "物流枢纽12个"),
        (2, "鹤岭市", "物流樞紐12個"),
    ]


@pytest.mark.parametrize(
    ("text", "support"),
    [
        ("云泽市:地区生产总值达到3500亿元。", "verbatim"),
        ("地區生產總值達到3500億元", "verbatim"),  # script and punctuation are no other words
        ("生产总值达到3500亿元。", "verbatim"),
        ("生产总值将达到3500亿元。", "paraphrase"),
        ("Yunze (云泽市): “地区生产总值达到3500亿元”.", "paraphrase"),
        ("达到3500亿元的是地区生产总值。", "paraphrase"),
    ],
)
def test_support(text: str, support: str) -> None:
    assert [sentence.support for sentence in check(text, quote(GDP)).sentences] == [support]


def test_a_quote_that_touches_damage_carries_a_warning() -> None:
    damaged = cite("时期(20212025年)建成12个园区", "yunze/2")
    assert damaged.warnings == ("原文年份之间的连接号缺失",)
    assert cite("建成12个园区", "yunze/2").warnings == ()


def test_a_permalink_leads_to_its_quote_after_the_text_before_it_has_changed() -> None:
    link = cite("森林覆蓋率穩定在68.1%以上", "yunze/1").permalink
    assert link == cite("森林覆盖率稳定在 68.1% 以上", "yunze/1/2").permalink
    longer = read("yunze", "云泽市", YUNZE.replace("到 2025 年", "到 2025 年末"))
    place = resolve(longer, link.removeprefix("/plans/yunze?quote=").removesuffix("#quote"))
    assert (place.found, place.anchor) == ("moved", "1-2")
    assert place.span is not None
    assert fold(longer.clean.text[slice(*place.span)]) == "森林覆盖率稳定在681以上"


def test_fold() -> None:
    assert fold("“ 森林覆蓋率 ”,達 ６８.1% 。\n") == "森林覆盖率达681"


# --- the laws, whatever is drafted

PIECES = st.sampled_from(
    [
        *("云泽市:", "鹤岭市", "鶴嶺市:", "到", "2025", "年", "二〇三五年", "2035", "3500", "亿元", "68.1%"),
        *(
            "２０３０年",
            "56.8",
            "12个",
            "9",
            "。",
            ",",
            " ",
            "產業",
            "森林覆盖率",
            "2.5萬億",
            "Yunze",
            "1,000",
        ),
    ]
)
SECTIONS = st.sampled_from([path[-1].id for each in DOCUMENTS.values() for path in each.paths] + ["yunze/7"])


@st.composite
def slices(draw: st.DrawFn) -> str:
    """Draw a piece of a plan as it is, as printed, in other characters, stretched or with a digit changed."""
    document = draw(st.sampled_from(list(DOCUMENTS.values())))
    source = draw(st.sampled_from([document.clean.text, document.raw]))
    start = draw(st.integers(0, len(source) - 1))
    piece = source[start : start + draw(st.integers(1, 40))]
    spoil = draw(
        st.sampled_from(
            [
                str,
                to_traditional,
                to_simplified,
                " ".join,
                lambda text: text.replace("5", "6", 1),
                lambda text: text.replace(".", ""),
                lambda text: text + "。",
            ]
        )
    )
    return str(spoil(piece))


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    text = draw(st.one_of(slices(), st.lists(PIECES, max_size=4).map("".join), st.text(max_size=5)))
    document_id = draw(st.sampled_from(["yunze", "heling", "nowhere"]))
    known = DOCUMENTS.get(document_id, DOCUMENTS["yunze"]).clean.text
    start = draw(st.one_of(st.none(), st.integers(0, len(known) + 2), st.just(max(0, known.find(text)))))
    return Quote(document_id, draw(SECTIONS), text, start)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    text = "".join(draw(st.lists(st.one_of(PIECES, slices()), max_size=5)))
    return Draft(text, tuple(draw(st.lists(quotes(), max_size=3))))


def plainly(text: str) -> str:
    """Fold in another way than the code under test: notes out, NFKC, simplified, letters and digits only."""
    bare = re.sub(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+[)）]", "", text)
    folded = to_simplified(unicodedata.normalize("NFKC", bare).lower()).replace("著", "着")
    return "".join(character for character in folded if character.isalnum() or character == "〇")


def numbers(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKC", text)
    found = set(re.findall(r"\d+(?:\.\d+)?", plain))
    for year in re.findall("二[〇○零][一二三四五六七八九〇零○]{2}", plain):
        found.add("".join(str("零一二三四五六七八九".find(c)) if c not in "〇○" else "0" for c in year))
    return found


def assert_lawful(result: Verified) -> None:
    by_marker = {citation.marker: citation for citation in result.citations}
    assert sorted(by_marker) == list(range(1, len(result.citations) + 1))
    spans = [(each.document_id, each.start, each.end, each.quote) for each in result.citations]
    assert len(set(spans)) == len(spans)
    for citation in result.citations:
        document = DOCUMENTS[citation.document_id]
        assert 0 <= citation.start < citation.end <= len(document.raw)
        assert plainly(document.raw[citation.start : citation.end]) == plainly(citation.quote)
        clean = document.clean
        assert clean.text[clean.from_raw(citation.start) :].startswith(citation.quote)
        assert citation.city == document.city
    for sentence in result.sentences:
        assert sentence.markers
        cited = [by_marker[marker] for marker in sentence.markers]
        assert numbers(sentence.text) <= set().union(
            *(numbers(text) for citation in cited for text in citation.quoted)
        )
        said = plainly(sentence.text)
        named = {each.city for each in DOCUMENTS.values() if plainly(each.city) in said}
        assert not named or named & {citation.city for citation in cited}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(drafts(), min_size=1, max_size=4))
def test_whatever_is_drafted_only_cited_and_covered_sentences_survive(given_drafts: list[Draft]) -> None:
    result = verify(given_drafts, DOCUMENTS)
    assert len(result.sentences) + len(result.dropped) == len(given_drafts)
    assert_lawful(result)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_words_of_a_section_are_always_found_and_said(data: st.DataObject) -> None:
    """The other side: a piece of a section, said word for word, survives with its own offsets."""
    document = data.draw(st.sampled_from(list(DOCUMENTS.values())))
    path = data.draw(st.sampled_from([path for path in document.paths if path[-1].kind != "preamble"]))
    section = path[-1]
    start = data.draw(st.integers(section.clean_start, section.clean_end - 1))
    end = data.draw(st.integers(start + 1, section.clean_end))
    text = document.clean.text
    while start > section.clean_start and re.match(r"[\d.%]", text[start]):
        start -= 1  # a number is taken whole, with its sign
    while end < section.clean_end and re.match(r"[\d.%]", text[end]):
        end += 1
    words = text[start:end]
    if not plainly(words):
        return
    result = verify([Draft(words, (Quote(document.id, section.id, words, start),))], DOCUMENTS)
    assert result.dropped == []
    assert result.sentences[0].support == "verbatim"
    assert result.citations[0].quote == words
    assert (result.citations[0].start, result.citations[0].end) == document.clean.to_raw(start, end)
    assert_lawful(result)
