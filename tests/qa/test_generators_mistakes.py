"""Mistakes of the extractive generator met once, on one-line plans."""

import numpy as np
import pytest

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


def by_meaning(scores: list[float], question: str = "云泽的老人生病了谁来照看?", least: float = 0.9):
    raw = "第一章 民生\n第一节 服务\n建立长期护理保险制度,培训护理人员队伍。扩大城市公园和绿道面积,方便群众休闲。\n"
    entry = PlanEntry(id="yunze", file="y.txt", city="云泽市", aliases=("云泽",), title="规划", kind="纲要")
    document = read_document(entry, raw)
    chunks = list(chunk_document(document))
    asked: list[list[str]] = []

    def similarity(query, texts):
        asked.append(list(texts))
        return np.array(scores[: len(texts)], dtype=np.float32)

    generator = ExtractiveGenerator(
        {"yunze": document}, TermWeights(chunks), similarity=similarity, least_similarity=least
    )
    query = QueryReader([document]).read(question)
    hits = [Hit(chunk, 1.0, rank) for rank, chunk in enumerate(chunks, 1)]
    return [draft.quotes[0].text for draft in generator.generate(query, hits)], asked


def test_other_words_are_answered_by_the_nearest_sentence_from_the_threshold_on():
    said, asked = by_meaning([0.91, 0.5])
    assert said == ["建立长期护理保险制度,培训护理人员队伍"]
    assert asked == [["建立长期护理保险制度,培训护理人员队伍。", "扩大城市公园和绿道面积,方便群众休闲。"]]
    assert by_meaning([0.5, 0.95])[0] == ["扩大城市公园和绿道面积,方便群众休闲"]
    assert by_meaning([0.89, 0.5])[0] == []


@pytest.mark.parametrize(
    "question",
    [
        "云泽有多少老人生病?",
        "云泽的“一轴三廊”是什么意思?",
        "老人生病了谁来照看?",
        "Who cares for the sick in 云泽?",
    ],
)
def test_figures_names_and_questions_without_a_city_are_not_answered_by_nearness(question):
    assert by_meaning([0.99, 0.99], question)[0] == []
