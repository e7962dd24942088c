"""The five shipped plans: counts from a line-by-line reading of the raw texts, laws over every character."""

import itertools
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from embeddings.catalog import read_catalog
from embeddings.chunking import LEAST, MOST, chunk_document
from embeddings.corpus import (
    SHIPPED_CORPUS,
    Document,
    chapter_of,
    corpus_hash,
    find_document,
    read_corpus,
)
from embeddings.errors import CorpusError, UnknownCityError
from embeddings.tables import read_tables

IDS = ["chenzhou", "xiangxiang", "huaihua", "hengyang", "changzhutan"]


@cache
def shipped() -> tuple[Document, ...]:
    return read_corpus(SHIPPED_CORPUS)


def plan(document_id: str) -> Document:
    return next(document for document in shipped() if document.id == document_id)


@pytest.mark.parametrize(
    ("document_id", "counts"),
    [
        ("chenzhou", {"preamble": 1, "chapter": 13, "section": 53, "digit": 169, "notes": 1}),
        ("xiangxiang", {"preamble": 1, "chapter": 10, "cn-bracketed": 44, "digit": 99, "box": 2}),
        ("huaihua", {"preamble": 1, "part": 12, "chapter": 38, "section": 105, "digit": 298, "box": 38}),
        ("hengyang", {"preamble": 1, "cn": 13, "digit": 51}),
        ("changzhutan", {"preamble": 1, "cn": 3, "cn-bracketed": 18, "digit": 36}),
    ],
)
def test_headings_found(document_id: str, counts: dict[str, int]) -> None:
    assert Counter(path[-1].kind for path in plan(document_id).paths) == counts


@pytest.mark.parametrize("document_id", IDS)
def test_every_character_belongs_to_exactly_one_section(document_id: str) -> None:
    document = plan(document_id)
    own = [(path[-1].clean_start, path[-1].own_end) for path in document.paths]
    assert own[0][0] == 0
    assert own[-1][1] == len(document.clean.text)
    assert all(end == start for (_, end), (start, _) in itertools.pairwise(own))


@pytest.mark.parametrize("document_id", IDS)
def test_section_ids_are_unique_and_offsets_nest(document_id: str) -> None:
    document = plan(document_id)
    ids = [path[-1].id for path in document.paths]
    assert len(ids) == len(set(ids))
    for path in document.paths:
        for outer, inner in itertools.pairwise(path):
            assert outer.start <= inner.start <= inner.end <= outer.end <= len(document.raw)


@pytest.mark.parametrize("document_id", IDS)
def test_chunks_are_the_documents_own_words_at_their_offsets(document_id: str) -> None:
    document = plan(document_id)
    for chunk in chunk_document(document):
        assert document.clean.text[chunk.clean_start : chunk.clean_end] == chunk.text
        assert document.clean.to_raw(chunk.clean_start, chunk.clean_end) == (chunk.start, chunk.end)
        assert len(chunk.text) <= MOST
        assert document.path_at(chunk.clean_start)[-1].id == chunk.section_id
        assert document.path_at(chunk.clean_end - 1)[-1].id == chunk.section_id


@pytest.mark.parametrize("document_id", IDS)
def test_a_short_chunk_is_a_short_section(document_id: str) -> None:
    document = plan(document_id)
    chunks = list(chunk_document(document))
    per_section = Counter(chunk.section_id for chunk in chunks)
    short = [c for c in chunks if len(c.text) < LEAST and per_section[c.section_id] > 1 and not c.reading]
    notes = [c for c in short if c.section_id.endswith("/notes")]
    assert len(short) - len(notes) <= len(chunks) // 20


@pytest.mark.parametrize("document_id", IDS)
def test_no_sentence_of_the_body_is_lost(document_id: str) -> None:
    """Every sentence stands in some chunk, but for headings without text of their own."""
    document = plan(document_id)
    covered = sum(len(chunk.text) for chunk in chunk_document(document))
    headings = sum(
        path[-1].head_end - path[-1].clean_start
        for path in document.paths
        if not any(c.isalnum() for c in document.clean.text[path[-1].head_end : path[-1].own_end])
    )
    visible = len(document.clean.text) - document.clean.text.count("\n")
    assert visible - covered - headings <= 0.01 * visible


def test_lost_chapters_get_an_ordinal_and_no_title() -> None:
    document = plan("chenzhou")
    place = document.clean.text.index("森林覆盖率稳定在68.1%以上,城市空气质量")
    assert chapter_of(document.path_at(place)) == (
        "第二章(原文标题缺失)",
        "第三节 发展目标",
        "2.“十四五”发展目标",
    )
    intro = document.clean.text.index("到2025年,研发经费投入占GDP比重达到3%,高新技术产业增加值占GDP比重达41%")
    assert chapter_of(document.path_at(intro)) == ("第四章(原文标题缺失)",)


def test_a_heading_whose_unit_was_lost_is_found() -> None:
    ninth = next(path[-1] for path in plan("huaihua").paths if path[-1].id == "huaihua/9")
    assert ninth.label == "第九(篇) 坚持绿色发展,建设五省边区生态文明中心城市"


def test_run_in_headings_and_traditional_script() -> None:
    labels = [path[-1].label for path in plan("changzhutan").paths]
    assert "3.推進營商環境一體" in labels
    assert "3.建設國家智慧能源(儲能)中心" in labels


def test_a_title_broken_over_two_lines_is_joined() -> None:
    first = plan("xiangxiang").sections[1]
    assert first.label == "第一章 全面建成小康社会,开启全面建设社会主义现代化新征程"


def test_tables_are_read_into_rows_with_their_columns() -> None:
    document = plan("xiangxiang")
    box = next(path[-1] for path in document.paths if path[-1].kind == "box" and path[-1].ordinal == 2)
    (table,) = read_tables(document.clean, document.search_text, box)
    rows = {row.name: row for row in table.rows}
    assert rows["森林覆盖率"].reading(table) == "森林覆盖率(%):2020年 47.80,2025年 48.00,约束性"
    assert rows["居民人均可支配收入 城镇(元)"].reading(table) == (
        "居民人均可支配收入 城镇(元):2020年 39897,2025年 61133,预期性"
    )
    assert len({row.name.split(" ")[0] for row in table.rows}) == 26


def test_a_row_with_unclear_columns_says_so() -> None:
    document = plan("huaihua")
    box = next(path[-1] for path in document.paths if path[-1].kind == "box" and path[-1].ordinal == 1)
    (table,) = read_tables(document.clean, document.search_text, box)
    trade = next(row for row in table.rows if row.name.startswith("进出口总额"))
    assert trade.columns == ()
    assert trade.reading(table).startswith("进出口总额(亿美元):0.44 20以上 2.09 36.3(列位不明")


def test_damage_is_found_and_sound_numbers_are_left_alone() -> None:
    document = plan("huaihua")
    damaged = {document.clean.text[d.start : d.end]: d.kind for d in document.damages}
    assert damaged["1015"] == "lost-dash"
    assert damaged["20202021年"] == "fused-years"
    assert damaged["8000万亿立方米"] == "impossible-unit"
    sound = document.clean.text.index("13个县市区")
    assert not any(d.start <= sound < d.end for d in document.damages)
    assert not plan("chenzhou").damages


@pytest.mark.parametrize(
    ("name", "document_id"),
    [
        ("湘乡", "xiangxiang"),
        ("湘潭", "changzhutan"),
        ("長株潭", "changzhutan"),
        ("CZT", "changzhutan"),
        ("hengyang", "hengyang"),
        ("郴州市", "chenzhou"),
    ],
)
def test_cities_answer_to_their_aliases(name: str, document_id: str) -> None:
    assert find_document(shipped(), name).id == document_id


def test_an_unknown_city_is_named_with_the_covered_ones() -> None:
    with pytest.raises(UnknownCityError, match=r"'岳阳'.*郴州市、湘乡市、怀化市、衡阳市、长株潭"):
        find_document(shipped(), "岳阳")


def write_corpus(folder: Path, catalog: str, text: str = "第一章 总则\n正文。") -> Path:
    (folder / "catalog.toml").write_text(catalog, encoding="utf-8")
    (folder / "a.txt").write_text(text, encoding="utf-8")
    return folder


GOOD = '[[plan]]\nid = "a"\nfile = "a.txt"\ncity = "甲市"\ntitle = "甲市规划"\nkind = "纲要"\n'


@pytest.mark.parametrize(
    ("catalog", "text", "message"),
    [
        ("[[plan", "x", "not valid TOML"),
        (GOOD.replace('city = "甲市"\n', ""), "x", "plan.0.city: Field required"),
        (GOOD + "colour = 1\n", "x", "plan.0.colour"),
        (GOOD + GOOD, "x", "the id 'a' twice"),
        (GOOD.replace("a.txt", "b.txt"), "x", "'b.txt' for 甲市"),
        (GOOD, " \n", "has no text"),
    ],
)
def test_a_bad_corpus_is_refused_by_name(tmp_path: Path, catalog: str, text: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        read_corpus(write_corpus(tmp_path, catalog, text))


def test_the_corpus_hash_follows_every_text_and_the_catalogue(tmp_path: Path) -> None:
    first = corpus_hash(write_corpus(tmp_path, GOOD))
    assert corpus_hash(write_corpus(tmp_path, GOOD, "第一章 总则\n别的正文。")) != first
    assert corpus_hash(write_corpus(tmp_path, GOOD + 'issuer = "甲"\n')) != first
    assert corpus_hash(write_corpus(tmp_path, GOOD)) == first


def test_the_catalogue_gives_no_date_that_the_text_lost() -> None:
    dates = {entry.id: entry.date for entry in read_catalog(SHIPPED_CORPUS)}
    assert [each for each, date in dates.items() if date] == ["chenzhou"]
