"""Sample documents of other styles than the shipped plans, against readings of them that were written by hand.

``tests/data/README.md`` describes the samples and the form of the expectations.
"""

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from embeddings.corpus import Document, PlanEntry, read_document
from embeddings.loaders import load_plan
from embeddings.tables import Row, Table, read_tables

PLANS = Path(__file__).parents[1] / "data" / "plans"
SUFFIX = ".expected.toml"
NAMES = sorted(path.name.removesuffix(SUFFIX) for path in PLANS.glob(f"*{SUFFIX}"))
CAPTION = re.compile(r"^表\d+(?:-\d+)?")
each_sample = pytest.mark.parametrize("name", NAMES)


def read_raw(path: Path, encoding: str) -> str:
    """Return the raw text of a sample: the loaders find the encoding out for themselves."""
    raw = load_plan(path).text
    if encoding and path.suffix == ".txt":
        assert raw == path.read_bytes().decode(encoding).removeprefix("\ufeff").replace("\ufffd", "□")
    return raw


def find_tables(document: Document) -> list[Table]:
    """Return every table of a document: the one place that knows how tables are asked for."""
    sections = (path[-1] for path in document.paths)
    return [
        table for section in sections for table in read_tables(document.clean, document.search_text, section)
    ]


@cache
def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((PLANS / f"{name}{SUFFIX}").read_text(encoding="utf-8"))


@cache
def read(name: str) -> Document:
    want = expected(name)
    entry = PlanEntry(
        id=name,
        file=want["file"],
        city=want["city"],
        title=want["title"],
        kind=want["kind"],
        period=want["period"],
    )
    return read_document(entry, read_raw(PLANS / want["file"], want.get("encoding", "")))


def squeeze(text: str) -> str:
    """Return a text without its white space, which is layout in Chinese."""
    return re.sub(r"\s", "", text)


def fold(text: str) -> str:
    """Return a text without white space and with characters of half width."""
    return squeeze(unicodedata.normalize("NFKC", text))


def spans_of(raw: str, quote: str) -> list[tuple[int, int]]:
    """Return the raw spans of a quote, wherever its lines are broken."""
    places = [place for place, character in enumerate(raw) if not character.isspace()]
    found = re.finditer(re.escape(squeeze(quote)), "".join(raw[place] for place in places))
    return [(places[match.start()], places[match.end() - 1] + 1) for match in found]


def span_of(raw: str, quote: str) -> tuple[int, int]:
    spans = spans_of(raw, quote)
    assert len(spans) == 1, f"the expectation is wrong: {quote!r} stands {len(spans)} times in the text"
    return spans[0]


def headings_at(document: Document, position: int) -> list[str]:
    labels = (squeeze(label) for label in document.chapter_at(position))
    return [label for label in labels if not CAPTION.match(label)]


def report(problems: Sequence[str]) -> None:
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def differences(want: Iterable[str], got: Iterable[str]) -> list[str]:
    lines = difflib.unified_diff(list(want), list(got), "expected", "read", lineterm="", n=2)
    return list(lines)


def test_every_sample_has_an_expectation() -> None:
    files = {path.name for path in PLANS.iterdir() if not path.name.endswith(SUFFIX)}
    assert files == {expected(name)["file"] for name in NAMES}
    assert len(files) >= 12


@each_sample
def test_expectations_name_what_stands_in_the_text(name: str) -> None:
    want, raw = expected(name), read(name).raw
    text = squeeze(raw)
    words = [want["title"], want["city"], *(label for _, label in want["outline"])]
    if want["file"].endswith(".docx"):  # numbers that Word makes are no characters of the text
        words = [re.sub(r"^(（.）|\d\.)", "", word) for word in words]
    report([f"not in the text: {word}" for word in words if squeeze(word) not in text])
    for quote, _ in want["facts"]:
        span_of(raw, quote)
    for quote, span, _ in want["damage"]:
        assert quote.count(span) == 1
        span_of(raw, quote.replace("\ufffd", "□"))  # the loaders' mark for what cannot be read
    assert all(spans_of(raw, quote) for quote in want["sound"])


@each_sample
def test_outline(name: str) -> None:
    """The headings in the order of the text, each with its depth; captions of tables are left out."""
    paths = [path for path in read(name).paths if path[-1].level > 0]
    got = [(len(path), squeeze(path[-1].label)) for path in paths]
    want = [(level, squeeze(label)) for level, label in expected(name)["outline"]]
    report(
        differences(
            [f"{'    ' * (level - 1)}{label}" for level, label in want],
            [f"{'    ' * (level - 1)}{label}" for level, label in got if not CAPTION.match(label)],
        )
    )


@each_sample
def test_facts_stand_under_their_headings(name: str) -> None:
    document = read(name)
    text = squeeze(document.clean.text)
    problems = []
    for quote, heading in expected(name)["facts"]:
        if squeeze(quote) not in text:
            problems.append(f"{quote!r} is broken or lost in the clean text")
        start, end = span_of(document.raw, quote)
        for place in (start, end - 1):
            labels = headings_at(document, document.clean.from_raw(place))
            if (labels[-1] if labels else "") != squeeze(heading):
                problems.append(f"{quote!r}: expected under {heading!r}, read under {labels}")
                break
    report(problems)


@each_sample
def test_damage(name: str) -> None:
    """Every damaged place is found and named by its kind, and nothing else is flagged."""
    document, want = read(name), expected(name)
    raw = document.raw
    found = [(*document.clean.to_raw(each.start, each.end), each.kind) for each in document.damages]
    problems, places = [], []
    for quote, damaged, kind in want["damage"]:
        quote, damaged = quote.replace("\ufffd", "□"), damaged.replace("\ufffd", "□")
        start, end = span_of(raw, quote)
        offset, length = spans_of(raw[start:end], damaged)[0]
        place = (start + offset, start + length)
        places.append(place)
        kinds = [each for first, last, each in found if first < place[1] and place[0] < last]
        if kind not in kinds:
            problems.append(f"missed: {damaged!r} in {quote!r} is {kind}, read as {kinds or 'sound'}")
    for first, last, kind in found:
        if not any(first < end and start < last for start, end in places):
            problems.append(
                f"false: {raw[first:last]!r} in {raw[max(0, first - 8) : last + 8]!r} read as {kind}"
            )
    report(problems)


@each_sample
def test_tables(name: str) -> None:
    document = read(name)
    found = find_tables(document)
    problems: list[str] = []
    for want in expected(name).get("table", ()):
        best, table = max(
            ((_likeness(want, each), each) for each in found), key=itemgetter(0), default=(0, None)
        )
        if not best or table is None:
            problems.append(f"no table: {want['title'] or want['under']}")
            continue
        found.remove(table)
        problems += differences(
            _expected_lines(want), _read_lines(document, table, titled=bool(want["title"]))
        )
    problems += [f"no table to a reader: {table.title} {table.columns}" for table in found]
    report(problems)


def _likeness(want: dict[str, Any], table: Table) -> int:
    names = {fold(row["name"]) for row in want["rows"]} & {fold(row.name) for row in table.rows}
    return len(names) + (want["title"] != "" and fold(want["title"]) == fold(table.title))


def _expected_lines(want: dict[str, Any]) -> list[str]:
    rows = [
        _row_line(
            row["name"],
            row.get("unit", ""),
            row.get("attribute", ""),
            row.get("values", {}),
            row.get("unclear", ()),
        )
        for row in want["rows"]
    ]
    title = [f"title: {fold(want['title'])}"] if want["title"] else []
    return [
        *title,
        f"under: {fold(want['under'])}",
        f"columns: {'|'.join(map(fold, want['columns']))}",
        *rows,
    ]


def _read_lines(document: Document, table: Table, *, titled: bool) -> list[str]:
    labels = headings_at(document, table.rows[0].start)
    title = [f"title: {CAPTION.sub('', fold(table.title))}"] if titled else []
    under, columns = fold(labels[-1]) if labels else "", "|".join(map(fold, table.columns))
    return [*title, f"under: {under}", f"columns: {columns}", *map(_read_row, table.rows)]


def _read_row(row: Row) -> str:
    texts = [value.text for value in row.values]
    values = dict(zip(row.columns, texts, strict=True)) if row.columns else {}
    return _row_line(row.name, row.unit, row.attribute, values, () if row.columns else texts)


def _row_line(name: str, unit: str, attribute: str, values: dict[str, str], unclear: Sequence[str]) -> str:
    cells = [f"{fold(column)}={fold(value)}" for column, value in values.items() if value]
    return " | ".join([fold(name), unit, attribute, *cells, *(f"?={fold(value)}" for value in unclear)])


@each_sample
def test_what_is_no_part_of_the_document_is_left_out(name: str) -> None:
    text = squeeze(read(name).clean.text)
    report(
        [
            f"still in the text: {words}"
            for words in expected(name).get("absent", ())
            if squeeze(words) in text
        ]
    )
