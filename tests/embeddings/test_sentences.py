import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.sentences import clause_spans, sentence_spans

TEXTS = st.text(alphabet="甲乙1。！？!?；;﹔”’」)） \n,，:：", max_size=80)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("甲。乙！丙?丁", ["甲。", "乙！", "丙?", "丁"]),
        ("甲;乙；丙﹔丁", ["甲;", "乙；", "丙﹔", "丁"]),
        ("“甲。”乙", ["“甲。”", "乙"]),
        ("甲。」』)）乙", ["甲。」』)）", "乙"]),
        ("甲\n\n乙", ["甲\n\n", "乙"]),
        ("\n\n甲。\n", ["甲。"]),
        ("增长3.5%,达到1,000元。", ["增长3.5%,达到1,000元。"]),
        (" \n ", []),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("甲,乙，丙:丁：戊", ["甲,", "乙，", "丙:", "丁：", "戊"]),
        ("达到1,000元,比例3:5,好", ["达到1,000元,", "比例3:5,", "好"]),
        ("2025年,3个", ["2025年,", "3个"]),
        ("10,甲", ["10,", "甲"]),
        ("甲、乙。", ["甲、乙。"]),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    assert [text[start:end] for start, end in clause_spans(text, 0, len(text))] == clauses


def test_clauses_of_a_part_of_the_text() -> None:
    assert list(clause_spans("甲,乙。丙,丁。", 4, 8)) == [(4, 6), (6, 8)]


@given(TEXTS)
def test_sentences_rejoin_to_the_text_but_for_blanks(text: str) -> None:
    spans = list(sentence_spans(text))
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    covered = {position for start, end in spans for position in range(start, end)}
    assert all(text[position].isspace() for position in range(len(text)) if position not in covered)
    assert all(text[start:end].strip() for start, end in spans)


@given(TEXTS)
def test_clauses_split_sentences_without_loss(text: str) -> None:
    for start, end in sentence_spans(text):
        pieces = [text[a:b] for a, b in clause_spans(text, start, end)]
        assert "".join("".join(pieces).split()) == "".join(text[start:end].split())
