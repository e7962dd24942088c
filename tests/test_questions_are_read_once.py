"""A question is parsed into types once: nothing that answers it runs a pattern over its words again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import qa

_ROOT = Path(qa.__file__).parent
_WORDS = frozenset({"question", "standalone", "bare", "matter", "focus", "asked", "untitled", "lexical"})
"""The fields of a query that hold its words."""
_MATCHES = frozenset({"search", "match", "fullmatch", "findall", "finditer", "split", "sub"})


def _modules() -> list[Path]:
    """Return what answers questions: not the pages and commands, which have no query."""
    return [path for path in sorted(_ROOT.rglob("*.py")) if "web" not in path.relative_to(_ROOT).parts]


def _patterns(tree: ast.Module) -> set[str]:
    """Return the names of the patterns that a module compiles."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) == "re.compile"
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def _holds_words(node: ast.AST, held: set[str]) -> bool:
    """Say whether an expression is made of a query's words or of a name that holds them."""
    return any(
        (
            isinstance(each, ast.Attribute)
            and each.attr in _WORDS
            and ast.unparse(each.value).endswith("query")
        )
        or (isinstance(each, ast.Name) and each.id in held)
        for each in ast.walk(node)
    )


def _is_match(call: ast.Call, patterns: set[str]) -> bool:
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr in _MATCHES
        and isinstance(function.value, ast.Name)
        # A name in capitals is a pattern of another module.
        and (function.value.id in patterns or function.value.id == "re" or function.value.id.isupper())
    )


def patterns_over_questions(source: str) -> Iterator[str]:
    """Yield the functions of a module that run a pattern over a query's words."""
    tree = ast.parse(source)
    patterns = _patterns(tree)
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        held: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and _holds_words(node.value, held):
                held.update(each.id for each in node.targets if isinstance(each, ast.Name))
        calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
        if any(
            _is_match(call, patterns) and any(_holds_words(each, held) for each in call.args)
            for call in calls
        ):
            yield function.name


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(_ROOT)))
def test_no_pattern_runs_over_the_words_of_a_question(path: Path) -> None:
    assert list(patterns_over_questions(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "body",
    [
        "return _P.search(query.standalone)",
        "asked = fold(query.bare)\n    return _P.search(asked)",
        "return re.search('x', self.query.question)",
    ],
)
def test_a_pattern_over_a_question_is_found(body: str) -> None:
    source = f"import re\n_P = re.compile('x')\ndef f(self, query):\n    {body}\n"
    assert list(patterns_over_questions(source)) == ["f"]


def test_a_pattern_over_a_text_is_none_over_a_question() -> None:
    source = "import re\n_P = re.compile('x')\ndef f(query, said):\n    return _P.search(said) and query.form.rank\n"
    assert list(patterns_over_questions(source)) == []
