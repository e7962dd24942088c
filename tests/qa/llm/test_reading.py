"""A model's text, however it is cut into pieces, is the same sentences with the same markers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.llm.reading import ReadSentence, read_sentences, says_nothing


def read(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(sentence.text, sentence.markers) for sentence in read_sentences([text])]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("甲。[1]乙。[2]", [("甲。", (1,)), ("乙。", (2,))]),
        ("甲[1]。乙[2][3]。", [("甲。", (1,)), ("乙。", (2, 3))]),
        ("甲[1, 2];乙【3】!", [("甲;乙!", (1, 2, 3))]),
        ("甲[片段2]。", [("甲。", (2,))]),
        ("It is 68.1% [1]. Next is 2 [2].", [("It is 68.1%.", (1,)), ("Next is 2.", (2,))]),
        ("It is 3500.\n\nThen more. [4]", [("It is 3500.", ()), ("Then more.", (4,))]),
        ("- **甲**。[1]\n- 乙。[2]\n1. 丙。", [("甲。", (1,)), ("乙。", (2,)), ("丙。", ())]),
        ("<think>也许。[9]</think>甲。[1]", [("甲。", (1,))]),
        ("<think>没有结束。[9]", []),
        ("“甲。”[1]", [("“甲。”", (1,))]),
        ("没有结尾[1", [("没有结尾[1", ())]),
        ("。。[1]\n\n", []),
    ],
)
def test_sentences(text: str, sentences: list[tuple[str, tuple[int, ...]]]) -> None:
    assert read(text) == sentences


def test_a_sentence_comes_when_the_next_has_begun() -> None:
    given_so_far: list[str] = []

    def pieces() -> object:
        for piece in ("甲", "。", "[1]", "乙", "。"):
            given_so_far.append(piece)
            yield piece

    sentences = read_sentences(pieces())  # type: ignore[arg-type]
    assert next(sentences) == ReadSentence("甲。", (1,))
    assert given_so_far == ["甲", "。", "[1]", "乙"]


PARTS = st.sampled_from(
    [
        "甲乙",
        "。",
        "[1]",
        "[",
        "2]",
        ". ",
        "68.1%",
        "\n",
        "<think>",
        "</think>",
        "- ",
        "【3】",
        "End",
        " ",
        "”",
        ".",
    ]
)


@given(st.lists(PARTS, max_size=12).map("".join), st.data())
def test_how_it_is_cut_does_not_matter(text: str, data: st.DataObject) -> None:
    if "<" in text:  # a tag that is cut is not known as one yet
        text = text.replace("<think>", "").replace("</think>", "")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    cut = [(s.text, s.markers) for s in read_sentences(pieces)]
    whole = [(s.text, s.markers) for s in read_sentences(list(text))]
    assert "".join(s for s, _ in cut).replace(" ", "") == "".join(s for s, _ in whole).replace(" ", "")
    assert [m for _, ms in cut for m in ms] == [m for _, ms in whole for m in ms]


@pytest.mark.parametrize("text", ["无", "「无」。", "NONE", "None.", "<think>x</think> 無"])
def test_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["", "无论如何", "None of them plans it."])
def test_says_something(text: str) -> None:
    assert not says_nothing(text)
