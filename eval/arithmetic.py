"""Does a sentence that was computed say what its own formula gives: worked out here again, apart from the product.

A formula stands in brackets behind its result: 平均为59%((60%+57%+60%)÷3). Its numbers are those of the quotes, but for the
count that is divided by, the years of a root and the one that is taken off.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

_SCALES: Final = {"万亿": 10**12, "亿": 10**8, "百万": 10**6, "万": 10**4, "千": 10**3}
_ORIGINAL: Final = re.compile(r"(?<=[^\d(+−÷^])\((\d[\d.]*[^()\d+−÷^]*)\)")
_AMOUNT: Final = re.compile(r"(\d[\d.]*)([^\d()+−÷^;；,，]*)")
_OPERATOR: Final = re.compile(r"^[\d(].*[+−÷]", re.DOTALL)
_STRUCTURE: Final = re.compile(r"÷\d+(?![\d.]*[^\d()])|\^\(1/\d+\)−1")
_HALF_WIDTH: Final = str.maketrans("（），：；", "(),:;")
_OPERATIONS: Final[dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def formula_of(text: str) -> str:
    """Return the formula at the end of a sentence, nothing where there is none.

    >>> formula_of("按规划数字计算,平均为59%((60%+57%+60%)÷3)。")
    '(60%+57%+60%)÷3'
    """
    bare = text.translate(_HALF_WIDTH).rstrip("。.")
    depth = 0
    for at in range(len(bare) - 1, -1, -1):
        depth += (bare[at] == ")") - (bare[at] == "(")
        if depth <= 0:
            break
    inside = re.split("[;；]", bare[at + 1 : -1])[0] if bare.endswith(")") else ""
    return inside if _OPERATOR.match(inside) else ""


def operands(formula: str) -> set[str]:
    """Return the numbers of a formula that quotes must have: as printed where an amount was converted."""
    printed = re.sub(r"\d[\d.]*[^\d()+−÷^]*(?=\(\d[\d.]*[^()\d+−÷^]*\))", "", formula)
    return set(re.findall(r"\d[\d.]*", _STRUCTURE.sub("", printed)))


def holds(text: str) -> bool:
    """Return whether a sentence has a formula and, before it, what the formula gives, to the last digit said."""
    text = text.translate(_HALF_WIDTH)
    formula = formula_of(text)
    if not formula:
        return False
    bare = _ORIGINAL.sub("", formula)
    root = re.search(r"\^\(1/(\d+)\)−1$", bare)
    exact = _evaluated(bare[: root.start()] if root else bare)
    before = text[: text.index(formula)]
    said = [(Fraction(number), _scale(unit), _step(number)) for number, unit in _AMOUNT.findall(before)]
    if root:
        years = int(root[1])
        return any((1 + (n - s) / 100) ** years <= exact <= (1 + (n + s) / 100) ** years for n, _, s in said)
    return any(abs(n * scale - abs(exact)) <= s * scale for n, scale, s in said)


def _evaluated(formula: str) -> Fraction:
    plain = _AMOUNT.sub(lambda each: f"({each[1]}*{_scale(each[2])})", formula)
    return _value(ast.parse(plain.replace("−", "-").replace("÷", "/"), mode="eval").body)


def _value(node: ast.expr) -> Fraction:
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    raise ValueError(f"a formula has {ast.dump(node)}")


def _scale(unit: str) -> int:
    return next((size for name, size in _SCALES.items() if unit.startswith(name)), 1)


def _step(number: str) -> Fraction:
    """Return half a unit of the last digit."""
    decimals = len(number.partition(".")[2])
    return Fraction(1, 2 * 10**decimals)
