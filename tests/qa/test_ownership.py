import pytest

from qa.ownership import is_of_place

TEXT = (
    "第三节 城镇群\n"
    "提升资兴、桂阳、永兴等县城承载能力。城镇群gdp年均增长8%以上。\n"
    "桂阳县以打造增长极为定位,建设三大园区。到2025年,城区人口规模达40万人。\n"
    "资兴市发展旅游,全市城镇化率达到60%。\n"
    "资兴市、桂阳县城区人口达到60万人,永兴县城区人口达到30万人。\n"
    "资兴、桂阳城区人口分别达到23万人、40万人。\n"
)


@pytest.mark.parametrize(
    ("place", "value", "owns"),
    [
        ("资兴", "8%", False),  # of the group that it is named in
        ("桂阳", "40万人。\n资", True),  # its paragraph begins with it
        ("资兴", "40万人。\n资", False),
        ("资兴", "60%", False),  # the sentence turns to the whole city
        ("资兴", "60万人", False),  # two in one list share a figure
        ("永兴", "30万人", True),  # named last before it
        ("桂阳", "30万人", False),  # the sentence has turned to another county
        ("资兴", "23万人", True),  # each has its own
    ],
)
def test_whose_figure_it_is(place: str, value: str, owns: bool) -> None:
    at = TEXT.index(value)
    sentence = max(TEXT.rfind(mark, 0, at) for mark in "。\n") + 1
    clause = max(sentence, TEXT.rfind(",", 0, at) + 1)
    end = at + len(value.partition("。")[0])
    assert is_of_place([place], TEXT, (clause, end), (sentence, end), "第三节 城镇群") is owns


def test_a_heading_that_names_the_place_gives_it_what_stands_below() -> None:
    text = "城镇化率达到60%。"
    assert is_of_place(["资兴"], text, (0, 9), (0, 9), "第一节 资兴市")
    assert not is_of_place(["资兴"], text, (0, 9), (0, 9), "第一节 城镇化")
