"""Amounts: one grammar, its conversions, and what two amounts say together. The laws are properties over many amounts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.facts.quantities import Quantity, find_quantities, read_quantity
from embeddings.facts.units import SCALES, read_unit
from embeddings.scripts import search_form

NUMBERS = st.decimals(min_value=0, max_value=10**6, places=2, allow_nan=False).filter(
    lambda each: each % 1000 != 20
)
UNITS = [
    "元",
    "人",
    "吨",
    "吨标准煤",
    "亩",
    "公顷",
    "公里",
    "千瓦",
    "立方米",
    "户",
    "%",
    "‰",
    "岁",
    "个",
    "张",
    "家",
]
SCALED = [unit for unit in UNITS if unit not in ("%", "‰", "岁")]
BOUNDS = [("", ""), ("超过", ""), ("不低于", ""), ("", "以上"), ("", "左右"), ("不超过", ""), ("", "以内")]


def written(number: Decimal) -> str:
    return f"{number.normalize():f}"


def quantity(text: str) -> Quantity:
    found = read_quantity(search_form(text))
    assert found is not None, text
    return found


@given(NUMBERS, st.sampled_from(UNITS), st.sampled_from(BOUNDS))
def test_what_is_written_is_read_back(number: Decimal, unit: str, bound: tuple[str, str]) -> None:
    before, after = bound
    read = quantity(f"{before}{written(number)}{unit}{after}")
    assert (read.number, read.unit, read.qualifiers) == (number, unit, tuple(filter(None, bound)))


@given(NUMBERS, st.sampled_from(SCALED), st.sampled_from(sorted(SCALES)))
def test_a_scale_multiplies_the_unit(number: Decimal, unit: str, scale: str) -> None:
    scaled, plain = quantity(f"{written(number)}{scale}{unit}"), quantity(f"{written(number)}{unit}")
    assert scaled.size == plain.size * SCALES[scale] if plain.size is not None else False
    assert scaled.measure.family == plain.measure.family


@given(st.integers(1, 10**5))
def test_amounts_that_convert_into_one_another_are_one_amount(number: int) -> None:
    for one, other in (
        (f"{number}亿元", f"{number * 10000}万元"),
        (f"{number}万亿元", f"{number * 10000}亿元"),
        (f"{number}公顷", f"{number * 15}亩"),
        (f"{number}平方公里", f"{number * 100}公顷"),
        (f"{number}万吨标准煤", f"{number * 10000}吨标煤"),
        (f"{number}%", f"{number * 10}‰"),
        (f"{number}公里", f"{number}千米"),
    ):
        assert quantity(one).size == quantity(other).size
        assert quantity(one).holds_with(quantity(other))


def test_the_amounts_of_one_plan_that_only_look_different() -> None:
    assert quantity("3.3万亿元").holds_with(quantity("33000亿元"))
    assert not quantity("3.3万亿元").holds_with(quantity("3300亿元"))


@given(NUMBERS, st.sampled_from(UNITS))
def test_full_width_is_read_as_half_width(number: Decimal, unit: str) -> None:
    half = f"{written(number)}{unit}"
    full = "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in half)
    assert quantity(full) == quantity(half)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("百分之六十", "60", "%"),
        ("百分之七十一点五", "71.5", "%"),
        ("三成", "30", "%"),
        ("六成半", "65", "%"),
        ("翻一番", "2", "倍"),
        ("翻两番", "4", "倍"),
        ("翻番", "2", "倍"),
        ("两倍", "2", "倍"),
        ("三百亿元", "300", "亿元"),
        ("二千万", "2000", "万"),
        ("1,200.5亿元", "1200.5", "亿元"),
        ("1.5:1", "1.5", ":1"),
        ("15微克/立方米", "15", "微克/立方米"),
        ("0.5吨标准煤/万元", "0.5", "吨标准煤/万元"),
        ("第一", None, ""),
        ("十四五", None, ""),
        ("二〇三五年", None, ""),
    ],
)
def test_amounts_in_words_and_in_signs(text: str, number: str | None, unit: str) -> None:
    read = read_quantity(search_form(text))
    assert (read and (read.number, read.unit)) == (None if number is None else (Decimal(number), unit))


def test_a_structure_has_parts_and_no_number() -> None:
    read = quantity("12.1:41.4:46.5")
    assert (read.number, read.parts, read.sort) == (None, ("12.1", "41.4", "46.5"), "ratio")


@pytest.mark.parametrize(
    ("text", "sort", "bound"),
    [
        ("达到68%以上", "share", "least"),
        ("年均增长6.5%左右", "growth", "about"),
        ("下降13.5%", "cut", ""),
        ("突破2500亿元", "level", "least"),
        ("控制在5.5%以内", "share", "most"),
        ("提高5.3个百分点", "change", ""),
        ("缩小到2.1:1", "ratio", ""),
        ("第3位", None, None),
        ("达到3位", "rank", ""),
    ],
)
def test_what_sort_of_amount_it_is(text: str, sort: str | None, bound: str | None) -> None:
    read = read_quantity(search_form(text))
    assert (read and read.sort, read and read.bound) == (sort, bound)


@given(NUMBERS, NUMBERS)
def test_whether_two_amounts_hold_together_does_not_depend_on_their_order(
    one: Decimal, other: Decimal
) -> None:
    for before in ("", "突破", "不超过"):
        for after in ("", "以上", "左右"):
            a, b = quantity(f"{before}{written(one)}%"), quantity(f"{written(other)}%{after}")
            assert a.holds_with(b) == b.holds_with(a)
    assert quantity(f"{written(one)}%").holds_with(quantity(f"{written(other)}%")) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        ("71%", "71.03%以上", False),
        ("750亿元", "突破750亿元", True),
        ("突破35", "突破40", False),
        ("60.5%—61%", "60.8%", True),
        ("5.5%以内", "5.2%", True),
        ("9:49:42", "9:49:42", True),
        ("9:49:42", "10:48:42", False),
    ],
)
def test_amounts_that_can_and_cannot_both_be_true(one: str, other: str, holds: bool) -> None:
    assert quantity(one).holds_with(quantity(other)) is holds


def test_a_unit_that_does_not_convert() -> None:
    assert not quantity("5亿元").converts_to(quantity("5亿美元"))
    assert not quantity("5%").converts_to(quantity("5亿元"))
    assert quantity("71").converts_to(quantity("71%"))
    assert not quantity("71").converts_to(quantity("71亿元"))
    assert read_unit("万元/").family == "?"


def test_the_amounts_of_a_sentence_without_its_years() -> None:
    text = "到2025年,地区生产总值突破2600亿元,年均增长7.5%左右,“十四五”期间新增就业三十万人,城镇化率达到百分之六十。"
    found = [(each.quantity.number, each.unit, each.quantity.sort) for each in find_quantities(text)]
    assert found == [
        (Decimal(2600), "亿元", "level"),
        (Decimal("7.5"), "%", "growth"),
        (Decimal(30), "万人", "level"),
        (Decimal(60), "%", "share"),
    ]
