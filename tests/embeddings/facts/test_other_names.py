"""A value is of another thing where its name ends as the one asked and is narrowed otherwise."""

import pytest

from embeddings.facts.other_names import is_of_another


@pytest.mark.parametrize(
    ("asked", "clause"),
    [
        ("水稻播种面积", "粮食播种面积稳定在1050万亩"),
        ("高速铁路通车里程", "新增高速公路通车里程320公里"),
        ("工伤保险参保率", "基本养老保险参保率稳定在98%以上"),
        ("医疗责任保险覆盖率", "养老机构综合责任保险覆盖率达100%"),
        ("农村家庭互联网普及率", "全市城镇家庭互联网普及率达90%以上"),
        ("省级专精特新企业", "培育国家级专精特新“小巨人”企业200家以上"),
    ],
)
def test_a_name_that_is_narrowed_otherwise_is_of_another_thing(asked: str, clause: str) -> None:
    assert is_of_another(asked, clause)


@pytest.mark.parametrize(
    ("asked", "clause", "around"),
    [
        ("粮食播种面积", "粮食播种面积稳定在1050万亩", ""),  # the same name
        ("农村家庭互联网普及率", "家庭互联网普及率达90%", ""),  # narrowed by nothing
        ("农村家庭互联网普及率", "城镇和农村家庭互联网普及率达90%", ""),  # both are named
        ("农村家庭互联网普及率", "行政村家庭互联网普及率达90%", "第二节农村信息化"),  # the heading narrows it
        ("自然保护地总面积", "全市保护地总面积提高到410万亩", ""),  # the whole area is no narrowing
        (
            "研发投入占生产总值",
            "研究与试验发展经费占地区生产总值3%左右",
            "",
        ),  # a share is named by its own part
        ("旅游景区", "创建4A级景区", ""),  # the common end is too short to be a name
    ],
)
def test_what_may_be_the_same_thing_is_not_of_another(asked: str, clause: str, around: str) -> None:
    assert not is_of_another(asked, clause, around)


@pytest.mark.parametrize(
    ("asked", "clause", "before"),
    [
        ("蔬菜总产量", "粮食总产量保持在45亿斤以上", "粮食播种面积稳定在1050万亩,"),
        ("新增农村转移就业", "新增城镇就业60万人以上", ""),
        # The clause before says what the total is of.
        ("农村公路总里程", "总里程达到1180公里", "新增高速公路通车里程320公里,"),
    ],
)
def test_of_the_clause_with_the_value_a_short_common_end_tells(asked: str, clause: str, before: str) -> None:
    assert is_of_another(asked, clause, before=before, own=True)
    assert not is_of_another(asked, clause)


@pytest.mark.parametrize(
    ("asked", "clause", "before"),
    [
        ("高速公路通车里程", "高速公路总里程突破8000公里", ""),  # the kind is named
        ("规上企业", "规模以上企业达到200家", ""),  # an abbreviation of it
        ("高速公路总里程", "总里程达到1180公里", "新增高速公路通车里程320公里,"),
        ("总里程", "总里程达到1180公里", "新增高速公路通车里程320公里,"),  # the same name
        ("粮食产量", "粮食总产量保持在45亿斤以上", ""),
    ],
)
def test_the_clause_with_the_value_may_name_the_thing_in_other_words(
    asked: str, clause: str, before: str
) -> None:
    assert not is_of_another(asked, clause, before=before, own=True)
