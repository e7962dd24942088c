"""Questions that ask for several things, and those that only look like it."""

import pytest

from embeddings.queries import QueryReader
from embeddings.query.parts import split_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("定位是什么？到2025年人口多大？", ("定位是什么？", "到2025年人口多大？")),
        ("森林覆盖率目标是多少，靠什么实现？", ("森林覆盖率目标是多少", "靠什么实现？")),
        ("去年涨了多少、今年力争多少？", ("去年涨了多少", "今年力争多少？")),
        # what asks nothing belongs to the next piece, or where a sentence ends to the one before
        ("家里有老人的，今年改造多少户？床位建多少？", ("家里有老人的，今年改造多少户？", "床位建多少？")),
        ("今年要建成哪些机场、高速？学校建多少所？", ("今年要建成哪些机场、高速？", "学校建多少所？")),
        # what has nothing of its own to ask of belongs to the piece before
        ("甲市有GDP目标吗，是多少？", ("甲市有GDP目标吗，是多少？",)),
        ("民企说办事慢、检查多、贷款难，这三样分别怎么治？", ("民企说办事慢、检查多、贷款难，这三样分别怎么治？",)),
        ("“办事难，怎么办？”这句话是谁说的？", ("“办事难，怎么办？”这句话是谁说的？",)),
        (
            "How many homes will be built, and what share is green?",
            ("How many homes will be built", "what share is green?"),
        ),
        ("My wife and I work there and have a child. Is there day care?", ("My wife and I work there and have a child. Is there day care?",)),
    ],
)  # fmt: skip
def test_parts(question: str, parts: tuple[str, ...]) -> None:
    assert split_parts(question) == parts


def test_a_list_of_keywords_is_no_question_of_many_parts() -> None:
    question = "什么？哪里？多少人口？多少GDP？多少医院？多少学校？多少公园？"
    assert split_parts(question) == (question,)


def test_a_later_part_is_read_without_the_word_that_links_it():
    parts = QueryReader([]).read("配送成本要降多少?另外物流企业要有几家?").parts
    assert [each.standalone for each in parts] == ["配送成本要降多少?", "物流企业要有几家?"]
    assert parts[1].question == "另外物流企业要有几家?"  # it is called by its own words
