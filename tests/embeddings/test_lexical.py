import math
from collections import Counter
from pathlib import Path

import pytest

from embeddings.lexical import LexicalIndex, index_tokens, tokenize

PASSAGES = ["森林覆盖率达到60%", "森林公园与森林城市,森林防火", "常住人口城镇化率"]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("森林覆盖率", ["森林", "林覆", "覆盖", "盖率"]),
        ("森,林", ["森", "林"]),
        ("GDP达10.5亿元", ["gdp", "达", "10.5", "亿元"]),
        ("PM2.5", ["pm", "2.5"]),
        ("2021-2025年", ["2021", "2025", "年"]),
        ("二〇三五年", ["2035", "年"]),
        ("二○三五远景", ["2035", "远景"]),
        ("二零二五", ["2025"]),
        ("一九九八年", ["1998", "年"]),
        ("五六七八个", ["五六", "六七", "七八", "八个"]),
        ("“十四五”期间", ["十四五", "期间"]),
        ("第十四个五年规划", ["十四五", "规划"]),
        ("第十四个五年(2021", ["十四五", "2021"]),
        ("第十四个\n\n五年规划", ["十四五", "规划"]),
        ("三个五年", ["三个", "个五", "五年"]),
        ("鄉村振興", ["乡村", "村振", "振兴"]),
        ("ＧＤＰ１０", ["gdp", "10"]),
        ("百分之七十一点五", ["71.5", "百分", "分之", "之七", "七十", "十一", "一点", "点五"]),
        ("—— 。", []),
        ("", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


def test_a_time_shares_no_token_with_another_time_or_with_a_count() -> None:
    for one, other in (("十三五", "十四五"), ("二〇二五年", "二〇三五年"), ("十三五", "三个十五五")):
        assert set(index_tokens(one)) & set(index_tokens(other)) <= {"年"}
    assert set(index_tokens("第十四个五年规划")) == set(index_tokens("十四五规划"))


def test_single_characters_are_indexed_beside_bigrams() -> None:
    assert index_tokens("堵车GDP") == ["堵车", "gdp", "堵", "车"]
    assert index_tokens("港") == ["港"]


def lucene_bm25(query: str, passages: list[str]) -> list[float]:
    """Lucene's BM25 written down again: idf = ln(1 + (N - n + 0.5) / (n + 0.5)), tf / (tf + k1 (1 - b + b l / L))."""
    k1, b = 1.5, 0.75
    documents = [Counter(index_tokens(passage)) for passage in passages]
    mean = sum(sum(d.values()) for d in documents) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for token in dict.fromkeys(index_tokens(query)):
            holding = sum(token in each for each in documents)
            tf = document[token]
            norm = k1 * (1 - b + b * sum(document.values()) / mean)
            score += math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5)) * tf / (tf + norm)
        scores.append(score)
    return scores


def test_a_score_by_hand() -> None:
    # Lengths, bigrams and characters: 6 + 7 + 1 (the number) = 14; 8 + 9 + 3 + 4 = 24; 7 + 8 = 15; mean 53/3. 公园, 公
    # and 园 are in one of three each: idf = ln(1 + 2.5 / 1.5) = 0.980829; tf = 1 / (1 + 1.5 (0.25 + 0.75 * 24 * 3 / 53))
    # = 1 / 2.903302 = 0.344435; product 0.337832, three times 1.013497.
    scores = LexicalIndex.build(PASSAGES).scores("公园")
    assert scores.tolist() == pytest.approx([0.0, 1.013497, 0.0], abs=1e-6)


@pytest.mark.parametrize(
    "query", ["森林", "森林覆盖率", "城镇化率与森林城市", "森林 森林", "60%的公园", "机场"]
)
def test_scores_are_lucenes(query: str) -> None:
    scores = LexicalIndex.build(PASSAGES).scores(query)
    assert scores.dtype == "float32"
    assert scores.tolist() == pytest.approx(lucene_bm25(query, PASSAGES), abs=1e-5)


def test_any_script_and_width_scores_the_same() -> None:
    index = LexicalIndex.build(["推动發展，ＧＤＰ", "人口"])
    assert index.scores("发展gdp").tolist() == index.scores("發展ＧＤＰ").tolist()
    assert index.scores("发展gdp")[0] > 0


def test_a_saved_index_scores_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build(PASSAGES)
    index.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    assert loaded.scores("森林城市").tolist() == index.scores("森林城市").tolist()
    assert loaded.scores("机场").tolist() == [0.0, 0.0, 0.0]


def test_most_passages_that_can_have_a_word() -> None:
    index = LexicalIndex.build(PASSAGES)
    assert index.most_with("森林") == 2
    assert index.most_with("森林公园") == 1  # 林公 is in the second alone
    assert index.most_with("机场") == 0
    assert index.most_with("") == 0
