"""Things that a question names side by side, and what is asked of each."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import read_document
from embeddings.queries import QueryReader
from embeddings.query.enumerated import read_members

_PLAN = read_document(
    PlanEntry(
        id="yunze",
        file="y.txt",
        city="云泽",
        city_en="Yunze",
        aliases=("云泽", "Yunze"),
        title="云泽规划",
        kind="纲要",
        period="2031-2035",
    ),
    "云泽规划\n第一章 目标\n发展船舶产业。\n",
)
READER = QueryReader([_PLAN])


@pytest.mark.parametrize(
    ("bare", "names"),
    [
        ("到2035年 的企业数量、产业增加值和研发占比目标各是多少?", ("企业数量", "产业增加值", "研发占比")),
        (
            "for 2035, what are 's targets for gdp, for the share of trains on time, and for bus users?",
            ("gdp", "share of trains on time", "bus users"),
        ),
        ("what are the main tasks for gdp, green growth and trains?", ()),
        ("人均寿命、医生数、托位数 目标", ("人均寿命", "医生数", "托位数")),
        (" r&d 和空气质量目标", ("r&d", "空气质量")),
        ("仓储容量和货运量2035年要控制在多少万吨", ("仓储容量", "货运量")),
        ("城镇和农村就医圈各是多少", ("城镇就医圈", "农村就医圈")),
        (
            "what are the r&d intensity and air quality targets of ?",
            ("r&d intensity", "air quality"),
        ),
        # of what is asked how or which, or counted in front of the names, the names are one thing
        ("道路、桥梁等基础设施怎么建", ()),
        ("东江、西江流域治理", ()),
        ("要建多少个宜居村和特色村?", ()),
        ("高速和省道两边多宽要栽林带?", ()),
        # of one thing the target and what was reached, or two years
        ("固定资产投资的规划目标和完成数各是多少?", ()),
        ("2030年和2035年森林覆盖率目标是多少", ()),
        ("“保护和修复”的目标是多少", ()),
        ("森林覆盖率目标是多少", ()),
    ],
)
def test_names_side_by_side(bare: str, names: tuple[str, ...]) -> None:
    assert read_members(bare) == names


def test_each_is_asked_for_alone_with_the_place_and_the_time() -> None:
    listed = READER.read("到2035年云泽的企业数量、R&D占比目标各是多少?").listed
    assert [each.standalone for each in listed] == [
        "云泽2035年企业数量目标是多少",
        "云泽2035年R&D占比目标是多少",
    ]
    assert [each.question for each in listed] == ["企业数量", "R&D占比"]  # called by their own words
    assert all(each.years == ("2035",) and each.scope == ("yunze",) for each in listed)


def test_a_follow_up_asks_for_the_same_things() -> None:
    listed = READER.read("那2030年各是多少?", history=["云泽2035年企业数量和研发占比目标各是多少?"]).listed
    assert [each.standalone for each in listed] == ["云泽2030年企业数量是多少", "云泽2030年研发占比是多少"]
