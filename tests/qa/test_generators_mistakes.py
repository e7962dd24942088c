"""Mistakes of the extractive generator met once, on one-line plans."""

from embeddings.chunking import chunk_document
from embeddings.corpus import PlanEntry, read_document
from embeddings.needs import TermWeights
from embeddings.queries import QueryReader
from embeddings.retrieval import Hit
from qa.extractive import ExtractiveGenerator


def draft(raw, question):
    entry = PlanEntry(id="yunze", file="y.txt", city="云泽市", aliases=("云泽",), title="规划", kind="纲要")
    document = read_document(entry, raw)
    chunks = list(chunk_document(document))
    query = QueryReader([document]).read(question)
    return ExtractiveGenerator({"yunze": document}, TermWeights(chunks)).generate(
        query, [Hit(c, 1.0, i) for i, c in enumerate(chunks, 1)]
    )


def test_a_clause_belongs_to_the_last_year_before_it_not_to_any_year_of_its_sentence():
    raw = (
        "第一章 发展\n第一节 公共服务\n2020年全市地区生产总值达到1503亿元,固定资产投资比上年增长百分之九左右,社会消费品零售总额稳步回升,"
        "2025年全市固定资产投资目标为2600亿元以上,固定资产投资年均增长8%以上,社会消费品零售总额稳步扩大。\n第二节 农业\n粮食产量稳定。\n"
    )
    (answer,) = draft(raw, "云泽2025年固定资产投资目标是多少?")
    assert "2600亿元" in answer.text
    assert "1503" not in answer.text


def test_a_question_for_a_figure_without_the_words_how_much_is_still_bound_to_its_year():
    raw = "第一章 发展\n第一节 目标\n到2025年,全市森林覆盖率达到63.2%。\n第二节 农业\n粮食产量稳定。\n"
    assert draft(raw, "云泽2025年森林覆盖率?") != []
    assert draft(raw, "云泽2035年森林覆盖率?") == []
    assert draft(raw, "云泽2020年森林覆盖率") == []
    assert draft(raw, "云泽2030年森林覆盖率目标") == []
