from embeddings.chunking import chunk_document
from embeddings.corpus import read_document
from embeddings.queries import QueryReader
from embeddings.retrieval import Hit
from qa.answering.reading import WINDOW, HitReader, Unit, units_of, windows_of
from tests.qa.answering.conftest import ENTRY, ToldReader

RAW = (
    "第一章 目标\n第一节 指标\n到2025年,森林覆盖率达到63%。加快建设。\n"
    "专栏1 主要指标\n指标 | 2020年 | 2025年 | 属性\n城镇化率(%) | 47.18 | 57 | 预期性\n粮食产量(万吨) | 150 | 155 | 约束性\n"
    "第二节 农业\n稳定粮食。\n"
)


def test_units_are_sentences_by_their_place_without_the_heading():
    document = read_document(ENTRY, RAW)
    chunk = next(chunk for chunk in chunk_document(document) if "森林" in chunk.text)
    units = units_of({"yunze": document}, chunk)
    assert [unit.text.strip() for unit in units] == ["到2025年,森林覆盖率达到63%。", "加快建设。"]
    assert all(document.clean.text[unit.start : unit.end] == unit.text for unit in units)


def test_windows_are_of_like_length_and_lose_nothing():
    units = [Unit(at, at + 100, "字" * 100, verbatim=True) for at in range(0, 1000, 100)]
    windows = windows_of(units)
    assert [unit for window in windows for unit in window] == units
    lengths = [sum(len(unit.text) for unit in window) for window in windows]
    assert max(lengths) <= WINDOW + 100
    assert max(lengths) - min(lengths) <= 100
    assert windows_of([]) == []


def test_a_long_unit_is_a_window_of_its_own():
    units = [Unit(0, 900, "字" * 900, verbatim=True), Unit(900, 910, "字" * 10, verbatim=True)]
    assert [len(window) for window in windows_of(units)] == [1, 1]


def test_the_short_answer_is_a_place_in_the_document():
    document = read_document(ENTRY, RAW)
    hits = [Hit(chunk, 1.0, 1) for chunk in chunk_document(document)]
    query = QueryReader([document]).read("云泽森林覆盖率?")
    told = HitReader(ToldReader(lambda part: 0.9 if "森林" in part else 0.1), {"yunze": document}).read(
        query, hits
    )
    (start, end), *_ = [each.short for each in told.values() if each.short and each.relevance > 0.5]
    assert document.clean.text[start:end].strip() == "到2025年,森林覆盖率达到63%。"


def test_the_reader_reads_at_the_time_that_it_knows_and_its_answer_is_a_place_in_the_document():
    raw = "第一章 目标\n“十五”时期末,2005年森林覆盖率达到63%。\n"
    entry = ENTRY.model_copy(update={"period": "2001-2005", "title": "云泽市规划"})
    document = read_document(entry, raw)
    seen: list[str] = []

    class Noting(ToldReader):
        def read(self, question, passages):
            seen.extend([question, *(each.text for each in passages)])
            return super().read(question, passages)

    query = QueryReader([document]).read("云泽“十五”末2005年森林覆盖率?")
    hits = [Hit(chunk, 1.0, 1) for chunk in chunk_document(document)]
    told = HitReader(Noting(lambda _: 0.9), {"yunze": document}).read(query, hits)
    assert all(
        "2025年" in each and "“十四五”" in each and "2005" not in each for each in seen if "森林" in each
    )
    ((start, end),) = [each.short for each in told.values() if each.short]
    assert document.clean.text[start:end].strip() == "“十五”时期末,2005年森林覆盖率达到63%。"
