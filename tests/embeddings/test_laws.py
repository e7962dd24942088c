"""Laws of reading, on every shipped plan, every sample and generated texts."""

import random
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.chunking import chunk_document
from embeddings.corpus import SHIPPED_CORPUS, Document, PlanEntry, read_corpus, read_document
from embeddings.outline_check import check_outline
from embeddings.repair import repair
from embeddings.scripts import search_form, to_simplified
from embeddings.tables import read_tables

ENTRY = PlanEntry(id="p", file="p.txt", city="甲市", title="甲市规划", kind="纲要")


@cache
def shipped() -> dict[str, Document]:
    return {document.id: document for document in read_corpus(SHIPPED_CORPUS)}


def check_laws(document: Document) -> None:
    """Assert what holds for any text whatever."""
    raw, clean = document.raw, document.clean
    # Edits are in order, lie in the raw text and give the clean text; each clean character has its raw place.
    pieces, position = [], 0
    for edit in clean.edits:
        assert position <= edit.start <= edit.end <= len(raw)
        assert edit.kind
        assert edit.reason
        pieces += [raw[position : edit.start], edit.replacement]
        position = edit.end
    assert "".join([*pieces, raw[position:]]) == clean.text
    assert len(clean.starts) == len(clean.ends) == len(clean.text)
    # Sections in order give the document: no character twice, none left out.
    own = [(path[-1].clean_start, path[-1].own_end) for path in document.paths]
    assert "".join(clean.text[start:end] for start, end in own) == clean.text
    assert not [finding for finding in check_outline(document) if finding.kind == "unassigned"]
    for number, (start, end) in enumerate(own):
        if start < end:
            assert document.path_at(start) == document.path_at(end - 1) == document.paths[number]
    # Chunks are the text at their offsets, within one section; every cell of a table too.
    for chunk in chunk_document(document):
        assert clean.text[chunk.clean_start : chunk.clean_end] == chunk.text
        assert clean.to_raw(chunk.clean_start, chunk.clean_end) == (chunk.start, chunk.end)
        assert document.path_at(chunk.clean_start)[-1].id == chunk.section_id
    for path in document.paths:
        for table in read_tables(clean, document.search_text, path[-1]):
            rows = [row for row in table.rows if row.cells]
            assert all(one.start <= other.start for one, other in pairwise(rows))
            for cell in (cell for row in rows for cell in row.cells if cell.text):
                assert search_form(cell.text) == cell.folded
                inside = clean.text[cell.start : cell.end]
                assert "".join(inside.split()) == "".join(cell.text.split())
                assert clean.to_raw(cell.start, cell.end) == (cell.raw_start, cell.raw_end)
    # Damage lies in the text and says why.
    for damage in document.damages:
        assert 0 <= damage.start < damage.end <= len(clean.text)
        assert damage.message
        assert damage.why
        assert damage.certain


@pytest.mark.parametrize("document_id", ["chenzhou", "xiangxiang", "huaihua", "hengyang", "changzhutan"])
def test_the_shipped_plans_keep_the_laws(document_id: str) -> None:
    check_laws(shipped()[document_id])


@pytest.mark.parametrize("document_id", ["chenzhou", "xiangxiang", "huaihua", "hengyang", "changzhutan"])
def test_so_does_any_plan_with_pieces_cut_out_doubled_and_shuffled(document_id: str) -> None:
    draw = random.Random(document_id)
    raw = shipped()[document_id].raw
    for _ in range(6):
        cuts = sorted(draw.sample(range(len(raw)), 40))
        pieces = [raw[start:end] for start, end in pairwise([0, *cuts, len(raw)])]
        draw.shuffle(pieces)
        check_laws(read_document(ENTRY, "".join(pieces[: draw.randrange(1, len(pieces))])))


PARTS = st.sampled_from(
    [
        *"第一二十章节篇条编部分、。,;:：“”()（）[]1234.%年月日个家万亿人\n\n\n \t|#*?-—│",
        "专栏1 指标\n",
        "目录\n第一章 总则....1\n",
        "\n第一章 总则\n",
        "\n1.任务。推进",
        "序号\n指标\n2020\n2025\n属性\n1\n人口\n80\n85\n预期性\n",
        "业(yè)",
        "新格局?;緦崿F",
        "20212025年",
        "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n",
        "到2025年,森林覆盖率达到68%。",
        "\ufeff",
        "\u3000\u3000",
        "\r\n",
        "㈠①Ⅲ﹔",
        "\ud7ff",
        "\U00020000",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS, max_size=60).map("".join))
def test_so_does_any_text_of_the_pieces_of_plans(raw: str) -> None:
    check_laws(read_document(ENTRY, raw))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=150))
def test_so_does_any_text_at_all(raw: str) -> None:
    check_laws(read_document(ENTRY, raw))


@given(st.text(alphabet="著力發展規劃經濟隨著公裡馬拉鬆於后后里裡面面麵臺台湾灣ＡＢ１２﹔○〇", max_size=40))
def test_simplifying_twice_changes_nothing(text: str) -> None:
    once = to_simplified(text)
    assert to_simplified(once).replace("著", "着") == once.replace("著", "着")  # folded in the search form
    assert search_form(search_form(text)) == search_form(text)


@pytest.mark.parametrize("document_id", ["chenzhou", "xiangxiang", "huaihua", "hengyang", "changzhutan"])
def test_simplifying_a_plan_twice_changes_nothing(document_id: str) -> None:
    folded = search_form(shipped()[document_id].raw)
    assert search_form(folded) == folded


def test_clean_text_is_read_as_it_is() -> None:
    """Repairing what is repaired finds little more: no rule feeds on what another leaves."""
    for document in shipped().values():
        again = repair(document.clean.text)
        kinds = {edit.kind for edit in again.edits}
        assert not kinds & {"pinyin-note", "broken-bytes", "page", "residue", "width", "numeral", "line-end"}
