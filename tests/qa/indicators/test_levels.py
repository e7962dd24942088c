"""The level of government of a plan, by the gazetteer, and what is said of a rank over several."""

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from qa.indicators import build_table, load_indicators
from qa.indicators.json_views import table_json
from qa.indicators.levels import Level, level_of, mixed_levels


def plan(city: str, province: str = "", members: tuple[str, ...] = ()) -> Document:
    entry = PlanEntry(
        id="p", file="a.txt", city=city, title=f"{city}规划", kind="纲要", province=province, members=members
    )
    return read_document(entry, f"{city}规划\n第一章 目标\n绿色发展。\n")


@pytest.mark.parametrize(
    ("city", "province", "members", "level"),
    [
        ("国家", "", (), "nation"),
        ("湖南省", "湖南省", (), "province"),
        ("重庆市", "", (), "province"),
        ("郴州市", "湖南省", (), "prefecture"),
        ("湘乡市", "湖南省", (), "county"),
        ("雄安新区", "河北省", (), "zone"),
        ("长株潭", "湖南省", ("长沙", "株洲"), "region"),
        ("乌有城", "", (), ""),
        ("乌有群", "", ("乌有甲", "乌有乙"), ""),
    ],
)
def test_the_level_of_a_place(city: str, province: str, members: tuple[str, ...], level: Level) -> None:
    assert level_of(plan(city, province, members)) == level


def test_a_rank_over_several_levels_says_how_many_are_of_each() -> None:
    city, county = plan("郴州市", "湖南省"), plan("湘乡市", "湖南省")
    assert mixed_levels([city, city], "zh") == ""
    assert mixed_levels([county, city, city], "zh") == "名次跨行政层级（地级 2、县级 1），请与同级的相比。"
    assert mixed_levels([county, city], "en") == (
        "Ranked across levels of government (prefecture 1, county 1); compare those of one level."
    )


def test_json_has_the_level_of_each_plan_and_of_each_rank(shipped: dict[str, Document]) -> None:
    chosen = [each for each in load_indicators() if each.id == "forest_cover"]
    told = table_json(build_table([shipped["chenzhou"], shipped["xiangxiang"]], chosen))
    assert [each["level"] for each in told["plans"]] == ["prefecture", "county"]
    assert sorted(told["lines"][0]["targets"]["levels"]) == ["county", "prefecture"]
