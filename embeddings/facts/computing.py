"""Arithmetic over facts: exact, and only where the amounts are of one sort and their units convert."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final, Literal

from embeddings.facts.quantities import Quantity
from embeddings.query.arithmetic import Operator

Unfit = Literal["number", "sort", "unit", "span", "base", "few"]
"""Why amounts are not reckoned with: one is no single number; not of one sort; units that do not convert; yearly beside
cumulative; a division by nothing; too few of them."""

_DIGITS: Final = 2
"""Decimals that a result is rounded to where it does not end."""
_PRECISION: Final = 40
_ONE: Final = ("half",)
_SIGNS: Final = {"sum": "+", "mean": "+", "ratio": "÷"}


@dataclass(frozen=True, slots=True)
class Computation:
    """An operation on amounts as printed, in the order of the formula; ``years`` lie between two of them.

    A difference, also a yearly one, is the first less the second.
    """

    operator: Operator
    operands: tuple[Quantity, ...]
    years: int = 0

    @property
    def unfit(self) -> Unfit | None:
        """Why it cannot be computed, None where it can."""
        first = self.operands[0] if self.operands else None
        if first is None or len(self.operands) < (1 if self.operator in _ONE else 2):
            return "few"
        if any(each.size is None or each.high is not None or each.parts for each in self.operands):
            return "number"
        if any(each.sort != first.sort for each in self.operands):
            return "sort"
        if any(each.measure.family != first.measure.family for each in self.operands):
            return "unit"
        if any(each.span != first.span for each in self.operands):
            return "span"
        divided = self.operator in ("ratio", "yearly_rate") and not _all_positive(self.operands)
        needs_years = self.operator in ("yearly_rate", "yearly_change") and self.years < 1
        return "base" if divided or needs_years else None

    @property
    def unit(self) -> str:
        """The unit of the result: that of the first amount; points between shares, times of a ratio, per cent of growth."""
        own = self.operands[0].unit
        if self.operator == "ratio":
            return "倍"
        if self.operator == "yearly_rate":
            return "%"
        differs = self.operator in ("difference", "lead", "yearly_change")
        return "个百分点" if differs and own == "%" else own.removeprefix(":") if own.startswith(":") else own

    @property
    def amounts(self) -> tuple[Fraction, ...]:
        """The amounts in the unit of the first."""
        factor = self.operands[0].measure.factor
        return tuple(Fraction(each.size or 0) / Fraction(factor) for each in self.operands)

    @property
    def result(self) -> Decimal:
        """The result in its unit, exact where it ends within two digits more than are printed, else rounded to two decimals.

        Raises:
            ValueError: it cannot be computed.

        """
        if self.unfit:
            raise ValueError(
                f"{self.operator} of {len(self.operands)} amounts cannot be computed: {self.unfit}"
            )
        if self.operator == "yearly_rate":
            return _growth(self.amounts, self.years)
        exact = _computed(self.operator, self.amounts, self.years)
        most = max(_decimals(each) for each in self.operands) + _DIGITS
        return _as_decimal(exact, most) or round(Decimal(exact.numerator) / exact.denominator, _DIGITS)

    @property
    def is_exact(self) -> bool:
        """Whether the result is the exact one."""
        if self.operator == "yearly_rate":
            return False
        return Fraction(self.result) == _computed(self.operator, self.amounts, self.years)

    @property
    def formula(self) -> str:
        """The formula with the amounts in one unit: (60%+57%+60%)÷3; one that was converted has its original behind it."""
        said = [
            _said(amount, self.operands[0], each)
            for amount, each in zip(self.amounts, self.operands, strict=True)
        ]
        if self.operator == "half":
            return f"{said[0]}÷2"
        if self.operator == "yearly_rate":
            return f"({said[0]}÷{said[1]})^(1/{self.years})−1"
        joined = _SIGNS.get(self.operator, "−").join(said)
        if self.operator == "mean":
            return f"({joined})÷{len(said)}"
        return f"({joined})÷{self.years}" if self.operator == "yearly_change" else joined


def number_text(number: Decimal) -> str:
    """Return a number without superfluous zeros.

    >>> number_text(Decimal("59.50")), number_text(Decimal("3E+2"))
    ('59.5', '300')
    """
    text = f"{number.normalize():f}"
    return "0" if text == "-0" else text.replace("-", "−")


def _computed(operator: Operator, amounts: Sequence[Fraction], years: int) -> Fraction:
    first, rest = amounts[0], amounts[1:]
    if operator == "half":
        return first / 2
    if operator in ("sum", "mean"):
        return sum(amounts, Fraction(0)) / (len(amounts) if operator == "mean" else 1)
    if operator == "ratio":
        return first / rest[0]
    return (first - rest[0]) / (years if operator == "yearly_change" else 1)


def _growth(amounts: Sequence[Fraction], years: int) -> Decimal:
    """Return the yearly growth in per cent, rounded: the nth root of the last over the first, less one."""
    with localcontext() as context:
        context.prec = _PRECISION
        quotient = amounts[0] / amounts[1]
        root = (Decimal(quotient.numerator) / quotient.denominator) ** (Decimal(1) / years)
        return round((root - 1) * 100, _DIGITS)


def _as_decimal(exact: Fraction, most: int) -> Decimal | None:
    """Return a fraction as a decimal if it ends within some digits."""
    scaled = exact * 10**most
    return Decimal(scaled.numerator).scaleb(-most) if scaled.denominator == 1 else None


def _decimals(quantity: Quantity) -> int:
    exponent = quantity.number.as_tuple().exponent if quantity.number is not None else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _all_positive(operands: Sequence[Quantity]) -> bool:
    return all(each.size is not None and each.size > 0 for each in operands)


def _said(amount: Fraction, first: Quantity, own: Quantity) -> str:
    printed = f"{number_text(own.number or Decimal(0))}{own.unit}"
    if own.measure.factor == first.measure.factor:
        return printed.replace(":1", "")
    exact = _as_decimal(amount, _decimals(own) + 12) or Decimal(amount.numerator) / amount.denominator
    return f"{number_text(exact)}{first.unit}({printed})"
