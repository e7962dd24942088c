"""What is read of a figure, of a sentence, of a row: value, unit, year, role, span, part of the area, damage."""

from decimal import Decimal
from pathlib import Path

import pytest

from embeddings.catalog import PlanEntry
from embeddings.corpus import Document, read_document
from embeddings.facts.definitions import choose_indicators
from embeddings.facts.fact import Fact
from embeddings.facts.periods import Period
from embeddings.facts.quantities import figures_after, whole_figure
from embeddings.facts.reading import known_indicators, unlisted_indicators
from embeddings.facts.times import is_average, role_of
from embeddings.facts.units import read_unit, same_family
from embeddings.loaders import load_plan
from qa.indicators.saying import printed


def of(document: Document, indicator: str) -> list[Fact]:
    return list(document.facts.get(indicator, ()))


def facts(mentions: list[Fact]) -> list[tuple[str, str, str, str]]:
    return [(printed(each), each.role, each.year, each.scope) for each in mentions]


@pytest.mark.parametrize(
    ("text", "number", "unit", "kind", "qualifiers", "span"),
    [
        ("稳定在68.1%以上", "68.1", "%", "level", ("以上",), ""),
        ("年均增长7.5%左右", "7.5", "%", "rate", ("左右",), "average"),
        ("较2019年下降10%以上", "10", "%", "cut", ("以上",), ""),
        ("提高到60%", "60", "%", "level", (), ""),
        ("提高5.3个百分点", "5.3", "个百分点", "change", (), ""),
        ("增加11455元", "11455", "元", "change", (), ""),
        ("缩小至1.5:1", "1.5", ":1", "level", (), ""),
        ("累计达43.8万人", "43.8", "万人", "level", (), "total"),
        ("达到1,200.5亿元", "1200.5", "亿元", "level", (), ""),
        ("(2010年可比价)小于51.5立方米", "51.5", "立方米", "level", ("小于",), ""),
        ("力争突破1000亿元", "1000", "亿元", "level", ("力争", "突破"), ""),
        ("2025年达到12年", "12", "年", "level", (), ""),
    ],
)
def test_a_figure_with_the_words_that_tie_it_to_its_name(
    text: str, number: str, unit: str, kind: str, qualifiers: tuple[str, ...], span: str
) -> None:
    (figure,) = figures_after(text, 0, len(text))
    assert (figure.quantity.number, figure.unit, figure.kind) == (Decimal(number), unit, kind)
    assert (figure.quantity.qualifiers, figure.quantity.span) == (qualifiers, span)


@pytest.mark.parametrize(
    "text", ["和旅游收入达到5亿元", "占全市12%", "建设2025年重大项目", "2025年", "达到5g水平"]
)
def test_another_word_or_a_year_between_name_and_figure_is_no_value(text: str) -> None:
    assert figures_after(text, 0, len(text)) == []


def test_two_figures_with_nothing_between_them_are_damaged() -> None:
    first, second = figures_after("年均增长7.5%8.0%", 0, 11)
    assert (first.quantity.number, second.quantity.number, first.glued, second.glued) == (
        Decimal("7.5"),
        Decimal("8.0"),
        True,
        True,
    )


@pytest.mark.parametrize(
    ("cell", "number", "span", "qualifiers"),
    [
        ("9以上", "9", "", ("以上",)),
        ("[8000]", "8000", "total", ()),
        ("≥95", "95", "", ("≥",)),
        ("[-25%]", "-25", "total", ()),
        ("下降到30微克/立方米", "30", "", ()),
    ],
)
def test_a_cell_holds_one_figure(cell: str, number: str, span: str, qualifiers: tuple[str, ...]) -> None:
    figure = whole_figure(cell)
    assert figure is not None
    assert (figure.quantity.number, figure.quantity.span, figure.quantity.qualifiers) == (
        Decimal(number),
        span,
        qualifiers,
    )


@pytest.mark.parametrize("cell", ["完成省下达任务", "-", "——", "3.1 3.6", "总体平衡", ""])
def test_words_and_dashes_are_no_figure(cell: str) -> None:
    assert whole_figure(cell) is None


def test_units_convert_within_a_family_and_not_beyond() -> None:
    # 1万公顷 = 10,000 ha = 150,000 亩; 2.5万亿元 = 25,000亿元.
    assert read_unit("万公顷").factor == 15 * read_unit("万亩").factor
    assert Decimal("2.5") * read_unit("万亿元").factor == 25000 * read_unit("亿元").factor
    assert read_unit("亿美元").family != read_unit("亿元").family
    assert (read_unit("").is_missing, read_unit("万元/").family) == (True, "?")
    assert same_family("名", "人")
    assert not same_family("%", "亿元")


def test_the_period_says_what_is_a_target(yunze: Document, shipped: dict[str, Document]) -> None:
    assert (yunze.period.first, yunze.period.last) == (2026, 2030)  # the title: 第十五个五年规划
    assert [role_of(year, yunze) for year in ("2020", "十四五", "2025", "2028", "十五五", "", "2035")] == [
        "earlier",
        "baseline",
        "baseline",
        "target",
        "target",
        "target",
        "later",
    ]
    assert [role_of(year, shipped["chenzhou"]) for year in ("十三五", "2025", "2035")] == [
        "baseline",
        "target",
        "later",
    ]


def test_from_to_and_what_goes_on_behind_it(yunze: Document) -> None:
    assert facts([each for each in of(yunze, "gdp") if not each.in_table]) == [
        ("1,200亿元", "earlier", "2020", ""),
        ("1850.5亿元", "baseline", "2025", ""),
        ("突破2500亿元", "target", "2030", ""),
        ("4000亿元", "later", "2035", ""),
        ("300亿元", "target", "", "清溪县"),
    ]
    assert facts([each for each in of(yunze, "gdp_growth") if not each.in_table]) == [
        ("6.8%", "baseline", "2025", ""),
        ("6%左右", "target", "2030", ""),
    ]
    assert facts(of(yunze, "industry_structure")) == [
        ("15.0:40.0:45.0", "earlier", "2020", ""),
        ("12.1:41.4:46.5", "baseline", "十四五", ""),
    ]


def test_a_part_of_the_area_and_a_narrower_name_are_told_apart(yunze: Document) -> None:
    assert facts(of(yunze, "urbanisation")) == [
        ("68%以上", "target", "2030", ""),
        ("88%", "target", "2030", "滨江新区"),
        ("55%", "target", "", "清溪县"),
    ]
    assert facts(of(yunze, "tourism_revenue")) == [("50亿元", "target", "", "乡村")]


def test_values_given_to_several_names_in_turn(yunze: Document, shipped: dict[str, Document]) -> None:
    assert facts(of(yunze, "urban_income")) == [("41200元", "baseline", "十四五", "")]
    assert facts(of(yunze, "rural_income")) == [("21300元", "baseline", "十四五", "")]
    beds = [printed(each) for each in of(shipped["chenzhou"], "hospital_beds")]
    doctors = [printed(each) for each in of(shipped["chenzhou"], "doctors") if each.role == "baseline"]
    assert (beds, doctors) == (["7.78张"], ["2.59人"])


def test_span_base_year_words_and_values_before_their_name(yunze: Document) -> None:
    assert [(each.span, each.year, printed(each)) for each in of(yunze, "new_jobs")] == [
        ("total", "十四五", "12.5万人"),
        ("yearly", "2030", "2万人以上"),
    ]
    (cut,) = of(yunze, "energy_cut")
    assert (cut.compared_with, cut.year, cut.number) == ("2024", "2030", Decimal("13.5"))
    (task,) = of(yunze, "carbon_cut")
    assert (task.printed, task.number, task.role) == ("完成省下达任务", None, "target")
    assert facts(of(yunze, "farmland")) == [("180万亩", "target", "2030", "")]


def test_rows_of_a_table_with_attribute_growth_and_dashes(yunze: Document) -> None:
    rows = [each for each in of(yunze, "gdp") if each.in_table]
    assert [(printed(each), each.role, each.attribute) for each in rows] == [
        ("1850.5亿元", "baseline", "预期性"),
        ("2500亿元", "target", "预期性"),
    ]
    (growth,) = [each for each in of(yunze, "gdp_growth") if each.in_table]
    assert (printed(growth), growth.year, growth.span, growth.role) == ("6%", "十五五", "average", "target")
    life = of(yunze, "life_expectancy")
    assert [(each.is_dash, each.notes) for each in life] == [(True, ()), (False, ("unit_missing",))]


def test_every_quote_holds_its_value_and_is_found_in_the_raw_text(shipped: dict[str, Document]) -> None:
    for document in shipped.values():
        for mentions in document.facts.values():
            for each in mentions:
                start, end = document.clean.to_raw(each.start, each.end)
                assert each.start <= each.value_start < each.value_end <= each.end, each
                assert each.quote == document.clean.text[each.start : each.end]
                assert 0 <= start < end <= len(document.raw)


def test_what_the_source_has_damaged_is_never_sound(shipped: dict[str, Document]) -> None:
    (supply,) = of(shipped["huaihua"], "water_supply")
    (specialties,) = of(shipped["huaihua"], "key_specialties")
    assert (supply.damaged, specialties.damaged) == (True, True)
    assert "缺失连接号" in specialties.damage[0]


def test_a_glued_figure_is_damaged_with_a_warning(yunze: Document) -> None:
    assert [(each.printed, each.damaged, each.damage) for each in of(yunze, "rd_growth")] == [
        ("7.5%", True, ("原文两个数值之间的符号缺失",)),
        ("8.0%", True, ("原文两个数值之间的符号缺失",)),
    ]


def test_what_a_part_earns_is_not_what_goes_on_about_the_whole() -> None:
    text = "甲市规划\n第一章 目标\n到2025年,海洋生产总值突破1800亿元,年均增长9%左右。全市生产总值突破9000亿元,年均增长6%。\n"
    document = read_document(
        PlanEntry(id="jia", file="a.txt", city="甲市", title="甲市“十四五”规划", kind="纲要"), text
    )
    assert facts(of(document, "gdp")) == [
        ("突破1800亿元", "target", "2025", "海洋"),
        ("突破9000亿元", "target", "2025", ""),
    ]
    assert facts(of(document, "gdp_growth")) == [
        ("9%左右", "target", "2025", "海洋"),
        ("6%", "target", "2025", ""),
    ]


def test_a_proposal_in_another_style_is_read_as_a_reader_would() -> None:
    path = Path(__file__).parents[2] / "data" / "plans" / "party-proposal.txt"
    text = load_plan(path).text
    entry = PlanEntry(id="x", file="x", city="某市", title="建议", kind="建议", period="2026-2030")
    document = read_document(entry, text)
    read = {
        name: [(printed(each), each.role) for each in of(document, name)]
        for name in (
            "gdp",
            "gdp_growth",
            "rd_intensity",
            "urbanisation",
            "hightech_firms",
            "income_ratio",
            "carbon_cut",
        )
    }
    assert read == {
        "gdp": [("预计突破4200亿元", "baseline"), ("6000亿元", "target")],
        "gdp_growth": [("6.1%", "baseline")],
        "rd_intensity": [("3.2%", "target")],
        "urbanisation": [("70%", "target")],
        "hightech_firms": [("612家", "earlier"), ("1580家", "baseline")],
        "income_ratio": [("1.92", "baseline")],
        "carbon_cut": [("完成省下达任务", "target")],
    }


def test_a_row_that_no_indicator_is_listed_for_stands_under_its_printed_name() -> None:
    text = (
        "云泽市“十五五”规划\n第一章 目标\n专栏1 主要指标\n指标名称\t单位\t2025年\t2030年\t属性\n"
        "森林覆盖率\t%\t60.1\t60.8\t约束性\n全民阅读率(%)\t\t81\t85以上\t预期性\n古树名木保护数\t株\t-\t1200\t预期性\n"
    )
    entry = PlanEntry(id="x", file="x", city="云泽市", title="云泽市“十五五”规划", kind="规划")
    other = PlanEntry(id="y", file="y", city="鹤岭市", title="鹤岭市“十五五”规划", kind="规划")
    documents = [read_document(each, text) for each in (entry, other)]
    reading, trees = unlisted_indicators(documents)
    assert [(each.zh, each.unit, each.group) for each in (reading, trees)] == [
        ("全民阅读率", "%", "unlisted"),
        ("古树名木保护数", "株", "unlisted"),
    ]
    for document in documents:  # they meet by the printed name
        assert [(each.printed, each.role, each.year) for each in of(document, reading.id)] == [
            ("81", "baseline", "2025"),
            ("85以上", "target", "2030"),
        ]
    target = of(documents[0], reading.id)[1]
    assert (target.quantity.sort, target.quantity.bound, target.attribute) == ("share", "least", "预期性")
    assert target.quote == documents[0].clean.text[target.start : target.end]
    assert choose_indicators(["全民阅读率"], known_indicators(documents)) == (reading,)


def test_rows_of_other_tables_are_no_indicators() -> None:
    text = "云泽市规划\n第一章 项目\n表1 项目一览\n项目名称\t面积(亩)\t投资(亿元)\n东城物流园\t120\t3.5\n西城产业园\t300\t12\n"
    entry = PlanEntry(id="x", file="x", city="云泽市", title="云泽市“十五五”规划", kind="规划")
    assert read_document(entry, text).facts == {}


def test_growth_over_the_year_before_and_a_heading_that_names_a_year_and_a_plan() -> None:
    text = (
        "云泽市2026年政府工作报告\n一、2025年工作和“十四五”时期回顾\n"
        "全年地区生产总值3.2万亿元、同比增长4%。固定资产投资比上年增长6%,单位地区生产总值能耗较上年下降3%。\n"
        "城乡居民收入比缩小至2.04∶1。地区生产总值年均增长5.5%。\n"
        "二、2026年工作安排\n地区生产总值增长5%左右,城乡居民收入比缩小至2∶1。\n"
    )
    entry = PlanEntry(id="x", file="x", city="云泽市", title=text.split()[0], kind="政府工作报告")
    document = read_document(entry, text)
    assert facts(of(document, "gdp")) == [("3.2万亿元", "baseline", "2025", "")]
    assert facts(of(document, "gdp_growth")) == [
        ("4%", "baseline", "2025", ""),
        ("5.5%", "baseline", "十四五", ""),
        ("5%左右", "target", "2026", ""),
    ]
    assert facts(of(document, "fixed_investment_growth")) == [("6%", "baseline", "2025", "")]
    assert facts(of(document, "energy_cut")) == [("3%", "baseline", "2025", "")]
    ratios = [(each.printed, each.role) for each in of(document, "income_ratio")]
    assert ratios == [("2.04:1", "baseline"), ("2:1", "target")]


def read(text: str, title: str = "云泽市“十五五”规划", kind: str = "规划") -> Document:
    entry = PlanEntry(id="x", file="x", city="云泽市", title=title, kind=kind)
    return read_document(entry, f"{title}\n第一章 目标\n{text}\n")


@pytest.mark.parametrize(
    ("text", "indicator", "value"),
    [
        ("到2030年国内生产总值达到12万亿元", "gdp", "12万亿元"),
        ("到2030年人均国内生产总值达到9400元", "gdp_per_capita", "9400元"),
        ("到2030年研究与试验发展经费支出占国内生产总值比重达到2.2%", "rd_intensity", "2.2%"),
        ("到2030年全社会研究与开发经费占国内生产总值的比例提高到1.5%", "rd_intensity", "1.5%"),
        ("到2030年单位国内生产总值能源消耗降低16%", "energy_cut", "16%"),
        ("到2030年单位工业增加值用水量降低30%", "water_industrial_cut", "30%"),
        ("到2030年全国总人口控制在13.9亿人以内", "total_population", "13.9亿人以内"),
        ("到2030年粮食综合生产能力达到1450亿斤", "grain", "1450亿斤"),
        ("到2030年非化石能源占能源消费总量比重达到25%", "non_fossil", "25%"),
    ],
)
def test_the_gross_product_and_a_share_of_it_have_several_names(
    text: str, indicator: str, value: str
) -> None:
    document = read(f"{text}。")
    assert facts(of(document, indicator)) == [(value, "target", "2030", "")]
    assert len(document.facts) == 1


def test_the_year_of_the_prices_is_not_that_of_the_value() -> None:
    document = read("到2030年按2025年价格计算的地区生产总值达到5000亿元。", title="云泽市“十五五”规划")
    assert facts(of(document, "gdp")) == [("5000亿元", "target", "2030", "")]


def test_names_joined_to_one_another_have_a_value_or_a_task_in_common() -> None:
    document = read(
        "城镇居民人均可支配收入和农村居民人均可支配收入年均增长6%。"
        "PM2.5浓度、空气质量优良天数比例完成省下达任务。"
        "基本医疗保险参保率、基本养老保险参保率均达到95%以上。"
    )
    for name, value in (
        ("urban_income_growth", "6%"),
        ("rural_income_growth", "6%"),
        ("pm25", "完成省下达任务"),
        ("air_quality", "完成省下达任务"),
        ("medical_insurance", "95%以上"),
        ("pension", "95%以上"),
    ):
        assert [(printed(each), each.scope) for each in of(document, name)] == [(value, "")]


def test_each_of_several_has_the_one_value_of_a_list() -> None:
    document = read(
        "城镇新增就业和转移农业劳动力各4500万人。城镇居民人均可支配收入、农村居民人均可支配收入分别年均增长5%。"
    )
    assert [printed(each) for each in of(document, "new_jobs")] == ["4500万人"]
    assert [printed(each) for each in of(document, "rural_income_growth")] == ["5%"]


def test_what_fell_is_growth_below_nothing() -> None:
    document = read("2025年,规模以上工业增加值下降2.1%,进出口总额增长3%。单位地区生产总值能耗下降3%。")
    (fall,) = of(document, "industrial_growth")
    assert (fall.printed, fall.number, fall.quantity.kind) == ("下降2.1%", Decimal("-2.1"), "rate")
    assert [(each.printed, each.number) for each in of(document, "energy_cut")] == [("3%", Decimal(3))]


def test_a_name_that_ends_in_a_fall_gives_way_to_the_level_behind_it() -> None:
    document = read("到2030年,万元工业增加值用水量降低到55立方米。")
    assert facts(of(document, "water_industrial")) == [("55立方米", "target", "2030", "")]


def test_five_years_that_are_past_are_those_of_the_last_plan() -> None:
    text = (
        "2025年是“十四五”收官之年。过去5年,地区生产总值年均增长5.4%,城镇新增就业30万人,常住人口城镇化率达到70%。\n"
        "过去五年,成绩显著。2025年城镇新增就业6万人。"
    )
    entry = PlanEntry(id="x", file="x", city="云泽市", title="云泽市2026年政府工作报告", kind="政府工作报告")
    document = read_document(entry, f"{entry.title}\n一、2025年工作回顾\n{text}\n")
    assert facts(of(document, "gdp_growth")) == [("5.4%", "baseline", "十四五", "")]
    assert facts(of(document, "new_jobs")) == [
        ("30万人", "baseline", "十四五", ""),
        ("6万人", "baseline", "2025", ""),
    ]
    assert facts(of(document, "urbanisation")) == [("70%", "baseline", "2025", "")]


def test_where_each_sentence_has_a_line_the_indents_tell_the_paragraphs() -> None:
    prose = "必须坚持以人民为中心的发展思想，不断满足人民群众对美好生活的向往和需要，努力实现共同富裕\n"
    text = (
        "　　“九五”期间，经济运行质量和效益明显提高，综合国力进一步增强，各项事业全面发展\n"
        "国内生产总值年均增长8.3%，主要工农业产品产量位居世界前列，人民生活总体上达到小康水平\n"
        + "".join(f"　　{prose}{'持续' * (number % 7)}{prose}" for number in range(30))
        + "　　城镇登记失业率控制在5%左右，价格总水平基本稳定，国际收支基本平衡，人民生活不断改善\n"
    )
    document = read(text, title="云泽市“十五”计划")
    assert facts(of(document, "gdp_growth")) == [("8.3%", "baseline", "九五", "")]
    assert facts(of(document, "registered_unemployment")) == [("5%左右", "target", "", "")]


def test_what_is_striven_for_is_not_where_it_starts_from_and_five_years_are_the_plan() -> None:
    document = read(
        "力争到2030年森林覆盖率由2025年的60.1%提高到61%。\n到2030年人口总量增加。五年城镇新增就业40万人。",
        title="云泽市“十五五”规划",
    )
    assert [(each.qualifiers, each.year) for each in of(document, "forest_cover")] == [
        ((), "2025"),
        (("力争",), "2030"),
    ]
    assert facts(of(document, "new_jobs")) == [("40万人", "target", "十五五", "")]


def test_the_tenth_plan_and_the_first_ones_have_names_like_the_others() -> None:
    names = [Period.of_plan(number).name for number in (1, 5, 9, 10, 15)]
    assert names == ["一五", "五五", "九五", "十五", "十五五"]
    assert [Period.parse(each) for each in names] == [Period.of_plan(number) for number in (1, 5, 9, 10, 15)]
    assert all(map(is_average, names))


def test_a_second_value_in_another_unit_has_words_of_its_own() -> None:
    document = read(
        "2025年,全疆地区生产总值同比增长6.1%、突破2万亿元大关。居民消费价格涨幅2%左右,粮食产量476亿斤以上。"
    )
    assert facts(of(document, "gdp_growth")) == [("6.1%", "baseline", "2025", "")]
    assert facts(of(document, "gdp")) == [("突破2万亿元", "baseline", "2025", "")]
    assert facts(of(document, "consumer_prices")) == [("2%左右", "baseline", "2025", "")]
    assert facts(of(document, "grain_output")) == [("476亿斤以上", "baseline", "2025", "")]


ROWS = (
    "专栏1 主要指标\n类别  序号  指标  2025年  2030年  年均/累计  属性\n"
    "民生福祉  1  城镇调查失业率（%）  5.2  —  <5.5  预期性\n"
    "      2  人均预期寿命（岁）  79.3  80.2  0.2  预期性\n"
    "绿色低碳  3  单位地区生产总值二氧化碳  —  —  完成省下达任务  约束性\n"
    "         排放降低（%）\n"
    "      4  森林覆盖率（%）  59.9  60.1  —  约束性\n"
)


def test_a_category_before_the_number_of_a_row_and_a_name_on_two_lines() -> None:
    document = read(ROWS)
    assert facts(of(document, "surveyed_unemployment")) == [
        ("5.2%", "baseline", "2025", ""),
        ("—", "target", "2030", ""),
        ("<5.5%", "target", "", ""),
    ]
    (words,) = [each for each in of(document, "carbon_cut") if "任务" in each.printed]
    assert (words.role, words.attribute) == ("target", "约束性")
    assert [each.certain for each in of(document, "forest_cover")] == [True, True]


def test_what_stands_under_yearly_growth_beside_a_target_is_none() -> None:
    assert facts(of(read(ROWS), "life_expectancy")) == [
        ("79.3岁", "baseline", "2025", ""),
        ("80.2岁", "target", "2030", ""),
    ]


def test_a_name_said_in_short_leans_on_the_one_before_it() -> None:
    document = read(
        "到2025年,粮食播种面积达到410万亩、总产量达到36亿斤。粮食播种面积415万亩、新增3万亩,总产37亿斤。"
        "城镇新增就业4万人,调查失业率控制在5.5%以内。"
    )
    assert [(printed(each), each.quote) for each in of(document, "grain_output")] == [
        ("36亿斤", "到2025年,粮食播种面积达到410万亩、总产量达到36亿斤"),
        ("37亿斤", "粮食播种面积415万亩、新增3万亩,总产37亿斤"),
    ]
    assert [printed(each) for each in of(document, "surveyed_unemployment")] == ["5.5%以内"]


@pytest.mark.parametrize(
    "text",
    [
        "粮食播种面积410万亩、蔬菜80万亩、产量95万吨。",  # the vegetables' output
        "粮食播种面积410万亩。产量95万吨。",  # another sentence
        "人均预期寿命80岁、体育场地面积200万平方米。",  # 人均 is no thing of which both are said
    ],
)
def test_what_has_another_name_before_it_is_not_said_in_short(text: str) -> None:
    document = read(text)
    assert not of(document, "grain_output")
    assert not of(document, "sports_area")


def test_a_name_of_two_has_the_growth_of_both_in_turn() -> None:
    document = read("2025年,城镇和农村居民人均可支配收入分别增长4.1%、5.7%。")
    assert [printed(each) for each in of(document, "urban_income_growth")] == ["4.1%"]
    assert [printed(each) for each in of(document, "rural_income_growth")] == ["5.7%"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2025年,地表水国考断面水质优良率稳定在91%以上。", "surface_water"),
        ("2025年,国控断面优良水体比例稳定在91%以上。", "surface_water"),
        ("2025年,优良天数比率稳定在91%以上。", "air_quality"),
    ],
)
def test_the_words_of_a_name_vary_in_their_places(text: str, name: str) -> None:
    assert facts(of(read(text), name)) == [("91%以上", "baseline", "2025", "")]


def test_the_digit_of_a_name_before_the_year_is_no_span_of_years() -> None:
    document = read("“十四五”时期取得成就。2025年,各县PM2.5年平均浓度达到27微克/立方米。")
    assert [each.year for each in of(document, "pm25")] == ["2025"]


def test_a_city_with_districts_is_no_district() -> None:
    document = read("2025年,设区城市建成区绿化覆盖率40%,森林覆盖率达到51%。")
    assert [each.scope for each in of(document, "forest_cover")] == [""]
