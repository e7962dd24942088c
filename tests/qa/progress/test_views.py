"""Places beside each other, targets that stay and the path to a target, over documents that were made up for it."""

from decimal import Decimal

import pytest
from typer.testing import CliRunner

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from embeddings.families import labels
from qa.progress import Place, Rise, Stage, read_places, read_rises
from qa.progress.json_views import places_json
from qa.progress.saying import path_said, step_said

_HEAD = "第一章 目标\n专栏1 主要指标\n| 指标 | {} | {} | 属性 |\n"


def _plan(start: int, *rows: str) -> str:
    return _HEAD.format(f"{start}年", f"{start + 5}年") + "".join(f"| {row} |\n" for row in rows)


_TEXTS = {
    "province": (
        "湖南省",
        "",
        "2021-2025",
        _plan(
            2020,
            "地区生产总值年均增长(%) | — | 6 | 预期性",
            "常住人口城镇化率(%) | 58 | 63 | 预期性",
            "森林覆盖率(%) | 59.9 | 59.9 | 约束性",
            "城镇登记失业率(%) | 3 | 5 | 预期性",
            "地区生产总值(亿元) | 41000 | 56000 | 预期性",
        ),
    ),
    "city": (
        "湘潭市",
        "湖南省",
        "2021-2025",
        _plan(
            2020,
            "地区生产总值年均增长(%) | — | 7 | 预期性",
            "常住人口城镇化率(%) | 64 | 70 | 预期性",
            "森林覆盖率(%) | 46 | 46 | 约束性",
            "城镇登记失业率(%) | 3.5 | 4.5 | 预期性",
            "地区生产总值(亿元) | 2343 | 3400 | 预期性",
        ),
    ),
    "county": (
        "湘乡市",
        "湖南省",
        "2021-2025",
        _plan(
            2020,
            "地区生产总值年均增长(%) | — | 7 | 预期性",
            "常住人口城镇化率(%) | 50 | 60 | 预期性",
            "城镇登记失业率(%) | 2 | 5.5 | 预期性",
        ),
    ),
    "before": (
        "湘乡市",
        "湖南省",
        "2016-2020",
        _plan(2015, "常住人口城镇化率(%) | 44 | 60 | 预期性", "城镇登记失业率(%) | 3 | 4.5 | 预期性"),
    ),
    "other": (
        "怀化市",
        "湖南省",
        "2026-2030",
        _plan(2025, "常住人口城镇化率(%) | 55 | 61 | 预期性"),
    ),
}
_REPORT = "2023年湘乡市政府工作报告\n一、2022年工作回顾\n2022年,常住人口城镇化率达到53.5%。\n"


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    rows = [
        (id, city, province, "纲要", period, text) for id, (city, province, period, text) in _TEXTS.items()
    ]
    rows.append(("report", "湘乡市", "湖南省", "政府工作报告", "2023", _REPORT))
    entries = [
        PlanEntry.model_validate(
            {
                "id": id,
                "file": f"{id}.txt",
                "city": city,
                "province": province,
                "kind": kind,
                "title": f"{city}{kind}",
                "period": period,
            }
        )
        for id, city, province, kind, period, _ in rows
    ]
    named = labels(entries)
    return [
        read_document(entry, text, named[entry.id]) for entry, (*_, text) in zip(entries, rows, strict=True)
    ]


def _rise(rises: tuple[Rise, ...], indicator: str, inner: str) -> Rise:
    (found,) = (each for each in rises if each.indicator.id == indicator and each.inner.document.id == inner)
    return found


@pytest.mark.parametrize(
    ("indicator", "inner", "outer", "step", "reason"),
    [
        ("gdp_growth", "city", "province", "more", ""),  # 7 > 6
        ("gdp_growth", "county", "city", "same", ""),  # 7 = 7, beside the city and not the province
        ("urbanisation", "city", "province", "more", ""),  # 70 > 63
        ("urbanisation", "county", "city", "less", ""),  # 60 < 70
        ("registered_unemployment", "city", "province", "more", ""),  # 4.5 < 5, and less is better
        ("registered_unemployment", "county", "city", "less", ""),  # 5.5 > 4.5
        ("forest_cover", "city", "province", "less", ""),  # 46 < 59.9
        ("gdp", "city", "province", "unsaid", "extent"),  # a total of a smaller area
    ],
)
def test_a_target_stands_beside_that_of_the_nearest_place_around(
    documents: list[Document], indicator: str, inner: str, outer: str, step: str, reason: str
) -> None:
    found = _rise(read_rises(documents), indicator, inner)
    assert (found.outer.document.id, found.step, found.reason) == (outer, step, reason)


def test_places_of_another_period_or_beside_one_another_are_no_rise(documents: list[Document]) -> None:
    pairs = {(each.inner.document.id, each.outer.document.id) for each in read_rises(documents)}
    assert pairs == {("city", "province"), ("county", "city")}


def _stage(places: tuple[Place, ...], city: str, indicator: str, period: str) -> Stage:
    place = next(each for each in places if each.city == city)
    track = next(each for each in place.tracks if each.indicator.id == indicator)
    return next(each for each in track.stages if each.period.name == period)


def test_a_target_with_the_value_of_the_one_before_is_kept(documents: list[Document]) -> None:
    places = read_places(documents, every=True)
    assert _stage(places, "湘乡市", "urbanisation", "十四五").kept  # 60, and 60 before
    assert not _stage(places, "湘乡市", "registered_unemployment", "十四五").kept  # 5.5 after 4.5
    assert not _stage(places, "湘乡市", "urbanisation", "十三五").kept


def test_the_straight_path_is_reckoned_and_results_are_printed_beside_it(documents: list[Document]) -> None:
    path = _stage(read_places(documents, every=True), "湘乡市", "urbanisation", "十四五").path
    assert path is not None
    # From 50 in 2020 to 60 in 2025: 2 a year.
    assert path.straight == tuple((2020 + each, Decimal(50 + 2 * each)) for each in range(6))
    assert [(each.year, each.printed) for each in path.printed] == [("2022", "53.5%")]
    straight, printed = path_said(path, "zh")
    assert straight == "直线路径（计算所得）：2020 50，2021 52，2022 54，2023 56，2024 58，2025 60 %"
    assert "53.5%" in printed


def test_growth_has_no_path(documents: list[Document]) -> None:
    assert _stage(read_places(documents, every=True), "湖南省", "gdp_growth", "十四五").path is None


def test_json_has_the_views(documents: list[Document]) -> None:
    told = places_json(read_places(documents, every=True), read_rises(documents))
    rise = next(
        each for each in told["rises"] if each["step"] == "less" and each["inner"]["city"] == "湘乡市"
    )
    assert rise["outer"]["city"] == "湘潭市"
    assert rise["inner"]["quote"]
    place = next(each for each in told["places"] if each["city"] == "湘乡市")
    stages = next(each for each in place["tracks"] if each["indicator"]["id"] == "urbanisation")["stages"]
    last = next(each for each in stages if each["period"] == "十四五")
    assert last["kept"] is True
    assert last["path"]["computed"] is True
    assert last["path"]["straight"][2] == {"year": 2022, "value": 54.0}


def test_steps_are_said(documents: list[Document]) -> None:
    rises = read_rises(documents)
    assert step_said(_rise(rises, "gdp_growth", "city"), "zh") == "加码"
    assert step_said(_rise(rises, "gdp", "city"), "en") == "cannot be said (a total of another area)"


def test_the_command_prints_a_view() -> None:
    from qa.cli import app

    run = CliRunner().invoke(app, ["progress", "湘乡", "地区生产总值年均增长", "--view", "rises"])
    assert run.exit_code == 0, run.output
    # The shipped plans: 长株潭, which 湘潭 and so 湘乡 lie in, has 7%以上, 湘乡 8%以上.
    assert "长株潭 7%以上" in run.output
    assert run.output.splitlines()[1].endswith("= 加码")
