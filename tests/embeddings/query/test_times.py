"""Times that a question names side by side, and names that a plan puts in a row."""

import pytest

from embeddings.query.enumerated import asked_of_each, read_places, read_times
from embeddings.query.siblings import sibling_in


@pytest.mark.parametrize(
    ("folded", "times"),
    [
        ("云泽的绿地率,“十五五”末与2035年目标分别是多少?", ("十五五末", "2035年")),
        ("云泽绿地率去年和今年各是多少", ("去年", "今年")),
        ("what is the forest cover of yunze in 2030 compared with 2025?", ("2030", "2025")),
        ("云泽绿地率2030年实际跟2035年目标比哪个高", ("2030年", "2035年")),
        ("云泽2035年的绿地率目标跟2030年比怎么样?", ("2035年", "2030年")),
        # one time, one span, or no value asked
        ("云泽2035年比2030年多建几个公园", ()),
        ("云泽2031到2035年建多少个公园", ()),
        ("云泽2035年绿地率是多少", ()),
        ("云泽2030年和2035年如何增加绿地", ()),
    ],
)
def test_times_side_by_side(folded: str, times: tuple[str, ...]) -> None:
    asked = read_times(folded)
    assert tuple(each for each, _ in asked) == times
    assert all(each in text for each, text in asked)


def test_each_of_two_places_is_asked_as_it_is_asked_of_one() -> None:
    assert read_places("甲市乙县和丙县2035年各有多少人", ("乙县", "丙县")) == (
        ("乙县", "甲市乙县2035年有多少人"),
        ("丙县", "甲市丙县2035年有多少人"),
    )
    assert read_places("乙县和丙县", ("乙县", "丙县")) == ()


@pytest.mark.parametrize(
    ("bare", "asked"), [("人口和面积在全省分别排第几?", "在全省排第几"), ("人口和面积各是多少?", "是多少")]
)
def test_what_is_asked_of_each(bare: str, asked: str) -> None:
    assert asked_of_each(bare) == asked


@pytest.mark.parametrize(
    ("said", "sibling"),
    [("铋", "白银"), ("铅锌", "白银"), ("铋矿", ""), ("石墨", "")],
)
def test_what_stands_in_a_row_with_the_topic_takes_its_place(said: str, sibling: str) -> None:
    assert (
        sibling_in("做白银主要靠哪家企业", said, ["在白银、铅锌、钨钼、铋等品种领域", "发展石墨产业"])
        == sibling
    )
