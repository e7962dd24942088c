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
