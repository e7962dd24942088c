"""Arithmetic over amounts, worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.facts.computing import Computation
from embeddings.facts.quantities import Quantity, read_quantity
from embeddings.query.arithmetic import Operator


def amounts(*printed: str) -> tuple[Quantity, ...]:
    found = [read_quantity(each) for each in printed]
    return tuple(each for each in found if each is not None)


@pytest.mark.parametrize(
    ("operator", "printed", "years", "result", "unit", "formula"),
    [
        ("difference", ("57%", "47.18%"), 0, "9.82", "个百分点", "57%−47.18%"),
        ("difference", ("3亿元", "9000万元"), 0, "2.1", "亿元", "3亿元−0.9亿元(9000万元)"),
        ("sum", ("3500亿元", "2.5万亿元"), 0, "28500", "亿元", "3500亿元+25000亿元(2.5万亿元)"),
        ("mean", ("60%", "57%", "60%"), 0, "59", "%", "(60%+57%+60%)÷3"),
        ("mean", ("1人", "2人", "2人"), 0, "1.67", "人", "(1人+2人+2人)÷3"),  # 5/3
        ("ratio", ("750亿元", "500亿元"), 0, "1.5", "倍", "750亿元÷500亿元"),
        ("half", ("375万吨",), 0, "187.5", "万吨", "375万吨÷2"),
        ("yearly_change", ("60%", "52%"), 5, "1.6", "个百分点", "(60%−52%)÷5"),
        ("yearly_rate", ("121亿元", "100亿元"), 2, "10", "%", "(121亿元÷100亿元)^(1/2)−1"),  # 1.1 * 1.1
        ("lead", ("71.5%", "61%"), 0, "10.5", "个百分点", "71.5%−61%"),
    ],
)
def test_results(
    operator: Operator, printed: tuple[str, ...], years: int, result: str, unit: str, formula: str
) -> None:
    computation = Computation(operator, amounts(*printed), years)
    assert computation.unfit is None
    assert (computation.result, computation.unit, computation.formula) == (Decimal(result), unit, formula)


def test_what_does_not_end_is_rounded_and_says_so() -> None:
    assert not Computation("mean", amounts("1人", "2人", "2人")).is_exact
    assert Computation("mean", amounts("1人", "2人", "3人")).is_exact


@pytest.mark.parametrize(
    ("operator", "printed", "reason"),
    [
        ("sum", ("57%", "300亿元"), "sort"),
        ("sum", ("30公里", "300亿元"), "unit"),
        ("difference", ("增长7%", "60%"), "sort"),  # a growth and a share
        ("difference", ("57%",), "few"),
        ("sum", ("20—30万人", "5万人"), "number"),
        ("ratio", ("5万人", "0万人"), "base"),
        ("yearly_change", ("60%", "52%"), "base"),  # no years between
    ],
)
def test_what_does_not_go_together_is_not_computed(
    operator: Operator, printed: tuple[str, ...], reason: str
) -> None:
    computation = Computation(operator, amounts(*printed))
    assert computation.unfit == reason
    with pytest.raises(ValueError, match="cannot be computed"):
        _ = computation.result


@given(
    st.integers(min_value=1, max_value=10**6),
    st.integers(min_value=1, max_value=10**6),
    st.sampled_from([("亿元", "万元"), ("公顷", "亩"), ("万吨", "吨")]),
)
def test_the_order_of_a_sum_and_the_units_it_is_written_in_do_not_matter(
    first: int, second: int, units: tuple[str, str]
) -> None:
    one, other = amounts(f"{first}{units[0]}", f"{second}{units[1]}")
    there, back = Computation("sum", (one, other)), Computation("sum", (other, one))
    assert sum(there.amounts) * int(one.measure.factor) == sum(back.amounts) * int(other.measure.factor)
