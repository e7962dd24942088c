"""No year and no five-year plan stands in the code that reads plans, understands questions and answers them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {
    # The one formula: the nth five-year plan ends in 1955 + 5n.
    "embeddings/facts/periods.py": {1955},
    # An example of a question in the description of the HTTP interface and of a date in a message: nothing decides by it.
    "qa/web/api/bodies.py": {"郴州市2025年森林覆盖率目标是多少?", "怀化2025年城镇化率目标是多少?"},
    "qa/cli_corpus.py": {"The years it is for, 2026-2030."},
    "embeddings/additions.py": {"Write it like 2021-05-10."},
    # What the source prints, given back in a warning beside it.
    "embeddings/damage/rules.py": {"原文“2020年下降”疑似缺“比”或“较”字", "原文年份缺字(可能是“二〇三五年”)"},
    # Names of formats.
    "embeddings/loaders/docx.py": {" is an old Word document (97-2003)"},
    "embeddings/loaders/__init__.py": {"an encrypted or old (97-2003) Office document"},
}
YEAR = re.compile(
    r"(?<![\dA-Za-z/#.])(?:19[5-9]\d|20\d\d)(?![\dA-Za-z/-])|二[〇零][〇一二三四五六七八九]{2}|十[一二三四五六七八九]五|十\[[一二三四五六七八九]+\]五"
    r"|十\.五|第[一二三四五六七八九十]+个?五年|第十(?![\u4e00-\u9fff])"
)
FILES = [
    path.relative_to(ROOT).as_posix()
    for folder in ("qa", "embeddings")
    for path in sorted((ROOT / folder).rglob("*.py"))
]


def dated(source: str) -> Iterator[object]:
    """Yield the numbers and texts of a module that name a year or a plan; comments and docstrings may name some."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    said = {
        id(node.value)
        for owner in ast.walk(tree)
        if isinstance(owner, documented)
        for node in owner.body
        if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in said:
            continue
        if isinstance(node.value, int) and not isinstance(node.value, bool) and 1950 <= node.value <= 2100:
            yield node.value
        if isinstance(node.value, str) and YEAR.search(node.value):
            yield node.value


@pytest.mark.parametrize("name", FILES)
def test_no_year_and_no_plan_stands_in_the_code(name: str) -> None:
    found = set(dated((ROOT / name).read_text("utf-8")))
    assert found - ALLOWED.get(name, set()) == set()


def test_the_walk_finds_what_it_looks_for() -> None:
    source = '"""Of 2025."""\nEND = 2025\nPLAN = "十四五"\nYEARS = r"十[三四五]五"\nANY = r"十.五"\nNTH = "第十四个五年"\nSIZE = 320\n'
    assert list(dated(source)) == [2025, "十四五", "十[三四五]五", "十.五", "第十四个五年"]
