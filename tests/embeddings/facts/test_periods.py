"""Years and plan periods: how they are written, what they cover, and what they are to a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.facts.periods import (
    Period,
    blank_compared,
    find_periods,
    find_span,
    is_plan_name,
    period_names,
    plan_name,
    plan_of,
    with_plan_ends,
)

YEARS = st.integers(1900, 2199)
PLANS = st.integers(11, 19)
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


@given(PLANS)
def test_a_plan_is_read_back_from_each_of_its_names(number: int) -> None:
    period = Period.of_plan(number)
    spelled = plan_name(number).removesuffix("五")
    for name in (
        plan_name(number),
        f"“{plan_name(number)}”时期",
        f"第{spelled}个五年规划纲要",
        f"{number}th five-year plan",
    ):
        assert [each.period for each in find_periods(name)] == [period]


@given(PLANS)
def test_a_plan_covers_five_years_and_follows_the_one_before(number: int) -> None:
    period = Period.of_plan(number)
    assert (period.last - period.first, period.previous.last) == (4, period.first - 1)
    assert all(plan_of(year) == period for year in range(period.first, period.last + 1))


def test_the_plans_as_they_were() -> None:
    assert (Period.of_plan(13), Period.of_plan(14)) == (Period(2016, 2020, 13), Period(2021, 2025, 14))
    assert Period.of_plan(15) == Period(2026, 2030, 15)


@given(YEARS)
def test_a_year_is_read_in_figures_and_in_characters(year: int) -> None:
    for written in (
        f"到{year}年,",
        f"{str(year).translate(CHINESE)}年",
        f"（{year}年）".translate({0xFF08: "("}),
    ):
        if year // 100 in (19, 20):
            assert [each.period for each in find_periods(written)] == [Period.of_year(year)]


@given(st.integers(1990, 2150), st.integers(1, 20), st.sampled_from(["-", "—", "至", "~"]))
def test_a_span_is_read_back(first: int, length: int, mark: str) -> None:
    assert find_span(f"({first}{mark}{first + length}年)") == Period(first, first + length)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("由2020年的47%提高到2025年的57%", ("2020", "2025")),
        ("“十四五”末达到60%,到二〇三五年", ("十四五", "2035")),
        ("新增2000人,投资2030亿元,长2025公里", ()),  # numbers with their units
        ("十五年来,十五个项目,第十五条", ()),
        ("2010年可比价", ()),  # the year that prices are of
        ("20212025年", ("2021", "2025")),  # the source has lost the dash
        ("3.2025", ()),
        ("the 15th five-year plan and the fourteenth five-year plan", ("十五五", "十四五")),
        ("八五那五年和九五期间,打八五折", ("八五", "九五")),
        ("八五和九五各要建多少公里,一九八五年,第八五中学", ("八五", "九五", "1985")),
        ("under the seventh five-year plan, the first five-year period", ("七五",)),
        ("“九五”以来", ("九五",)),
    ],
)
def test_what_names_a_time(text: str, names: tuple[str, ...]) -> None:
    assert period_names(text) == names


def test_this_year_and_last_year_are_those_of_a_yearly_document() -> None:
    report = Period.of_year(2026)
    assert period_names("去年增长5%,今年预期增长5%左右", report) == ("2025", "2026")
    assert period_names("去年增长5%", Period.of_plan(15)) == ()
    assert period_names("比去年增长5%", report) == ()


def test_what_a_value_is_compared_with_is_not_its_year() -> None:
    text = "较2020年下降13.5%,比“十三五”末提高2%"
    assert period_names(blank_compared(text)) == ()
    assert len(blank_compared(text)) == len(text)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("2020", "earlier"), ("十三五", "earlier"), ("2025", "baseline"), ("十四五", "baseline"), ("2026", "target"),
        ("2030", "target"), ("十五五", "target"), ("2035", "later"), ("十六五", "later"),
    ],
)  # fmt: skip
def test_what_a_time_is_to_a_plan_of_2026_to_2030(name: str, role: str) -> None:
    period = Period.parse(name)
    assert period is not None
    assert period.role_in(Period.of_plan(15)) == role
    assert period.role_in(None) == "undated"


@given(YEARS, st.integers(1, 20), YEARS, st.integers(-8, 8))
def test_what_a_time_is_does_not_depend_on_the_century(
    year: int, length: int, other: int, plans: int
) -> None:
    own, time, moved = Period(year, year + length), Period.of_year(other), 5 * plans
    later = Period(own.first + moved, own.last + moved)
    assert time.role_in(own) == Period.of_year(other + moved).role_in(later)


def test_names_of_plans_stand_for_the_years_they_end_in() -> None:
    assert with_plan_ends({"十五五", "2027"}) == {"十五五", "2030", "2027"}
    assert [is_plan_name(each) for each in ("十五五", "2030", "十五", "十五五规划")] == [
        True,
        False,
        False,
        False,
    ]


def test_the_first_plans_and_the_tenth() -> None:
    """Three years without a plan came after the second; 十五 in quotation marks is the tenth."""
    years = {n: (Period.of_plan(n).first, Period.of_plan(n).last) for n in (1, 2, 3, 10)}
    assert years == {1: (1953, 1957), 2: (1958, 1962), 3: (1966, 1970), 10: (2001, 2005)}
    named = [each.period.plan for each in find_periods("“十五”时期,第二个五年计划,十五个项目,“七五”")]
    assert named == [10, 2, 7]
