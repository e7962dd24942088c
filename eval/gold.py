"""Gold questions: what they are, and how they are read from JSONL and CSV.

A row of the shipped set is complete. A row of a user's own set needs ``question`` and ``answer`` (an empty answer
means: must be refused); ``city`` and ``chapter`` (a heading, or a path of headings joined by ``›``) let citations be
judged. Everything judges sections and quotes, never chunks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from embeddings.corpus import Document, find_document
from embeddings.errors import UnknownCityError
from embeddings.queries import language_of
from eval.errors import Fault, GoldError
from eval.gold_csv import read_csv
from eval.wording import letters

SHIPPED_GOLD = Path(__file__).parent / "gold"

Kind = Literal[
    "numeric",
    "table",
    "list",
    "entity",
    "position",
    "measure",
    "paraphrase",
    "yesno",
    "compare",
    "followup",
    "unanswerable",
    "other",
]
Split = Literal["dev", "test"]
UNCONFIRMED = "待核对："
"""Begins the note of a row that a person has still to confirm; such a row is a fault."""
_BETWEEN_NAMES = re.compile(r"[、;;,,|]")
_BETWEEN_HEADINGS = re.compile(r"[›>»\n]")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(_Model):
    """A verbatim span of a plan's raw text; ``section`` is given where it stands in ``also``."""

    document_id: str
    quote: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    section: str = ""


class GoldRow(_Model):
    """One question with its ideal answer.

    ``required`` are groups of alternatives, one of each must occur in an answer. ``sections`` are the deepest
    sections that govern the evidence. ``also`` and ``also_sections`` are other places that answer as well. ``absent``
    are terms of an unanswerable question that no plan in question uses.
    """

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    language: Literal["zh-Hans", "zh-Hant", "en"]
    kind: Kind
    cities: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    answer: str
    required: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    sections: tuple[str, ...] = ()
    also: tuple[Evidence, ...] = ()
    also_sections: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _no_blank(self) -> Self:
        if not self.question.strip():
            raise ValueError("question: is blank")
        if any(not group or not all(each.strip() for each in group) for group in self.required):
            raise ValueError("required: has an empty group or alternative")
        return self

    @property
    def answerable(self) -> bool:
        """Say whether the plans answer it; the others must be refused."""
        return self.kind != "unanswerable"

    @property
    def split(self) -> Split:
        """Dev or test, by the hash of the id; tune on dev only."""
        return split_of(self.id)


def split_of(row_id: str) -> Split:
    """Return the half of the gold that an id falls into."""
    return "dev" if int(hashlib.sha256(row_id.encode()).hexdigest(), 16) % 2 == 0 else "test"


@dataclass(frozen=True, slots=True)
class Gold:
    """The rows of one or more gold files, and where each stands: id to (file, line)."""

    rows: tuple[GoldRow, ...]
    places: Mapping[str, tuple[str, int]]

    def fault(self, row: GoldRow, field: str, problem: str) -> Fault:
        """Return a fault of a row with its place."""
        file, line = self.places[row.id]
        return Fault(file, line, field, problem)

    def keep(self, rows: Sequence[GoldRow]) -> Gold:
        """Return the gold with some of its rows."""
        return Gold(tuple(rows), self.places)


def load_gold(paths: Sequence[Path], documents: Sequence[Document]) -> Gold:
    """Read gold files (JSONL or CSV; a folder stands for its files).

    Raises:
        GoldError: a file or a row cannot be used; all faults of form are in it. See
            :func:`eval.validation.check_gold` for what rows say.

    """
    rows: list[GoldRow] = []
    places: dict[str, tuple[str, int]] = {}
    faults: list[Fault] = []
    for path in gold_files(paths):
        count = 0
        for line, fields in _read(path, faults):
            count += 1
            row = _row(path, line, fields, documents, faults)
            if row is None:
                continue
            if row.id in places:
                first = places[row.id]
                problem = f"{row.id!r} was already given in {first[0]}, line {first[1]}"
                faults.append(Fault(str(path), line, "id", problem))
                continue
            places[row.id] = (str(path), line)
            rows.append(row)
        if not count and not any(fault.file == str(path) for fault in faults):
            faults.append(Fault(str(path), 0, "", "the file has no question"))
    if faults:
        raise GoldError(faults)
    return Gold(tuple(rows), places)


def gold_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files, those of a folder in the order of their names.

    Raises:
        GoldError: a folder has none.

    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = sorted(p for p in path.iterdir() if p.suffix.lower() in (".jsonl", ".csv"))
            if not found:
                raise GoldError([Fault(str(path), 0, "", "the folder has no .jsonl or .csv file")])
            files += found
        else:
            files.append(path)
    return files


def _read(path: Path, faults: list[Fault]) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        faults.append(Fault(str(path), 0, "", f"cannot be read ({error.strerror})"))
        return
    if path.suffix.lower() == ".csv":
        yield from read_csv(str(path), content, faults)
        return
    for line, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            fields = json.loads(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            problem = f"not UTF-8 at byte {error.start + 1} (GBK?); save the file as UTF-8"
            faults.append(Fault(str(path), line, "", problem))
        except (ValueError, RecursionError) as error:
            faults.append(Fault(str(path), line, "", f"not JSON: {error}"))
        else:
            if isinstance(fields, dict):
                yield line, fields
            else:
                faults.append(Fault(str(path), line, "", 'not a JSON object such as {"question": …}'))


def _row(
    path: Path, line: int, fields: dict[str, Any], documents: Sequence[Document], faults: list[Fault]
) -> GoldRow | None:
    def fail(field: str, problem: str) -> None:
        faults.append(Fault(str(path), line, field, problem))

    found = len(faults)
    for name in ("question", "answer"):
        if not isinstance(fields.get(name), str) or (name == "question" and not fields[name].strip()):
            fail(name, "is missing" if fields.get(name) in (None, "") else f"{fields[name]!r:.60} is no text")
    if len(faults) > found:
        return None
    full = dict(fields)
    chapter = full.pop("chapter", None)
    city = full.pop("city", None)
    full.setdefault("id", f"{path.stem}-{line}")
    full.setdefault("language", language_of(full["question"]))
    full.setdefault("kind", "other" if full["answer"].strip() else "unanswerable")
    if city:
        full["cities"] = [each.strip() for each in _BETWEEN_NAMES.split(str(city)) if each.strip()]
    cities = full.get("cities")
    named: list[Document] = []
    for each in cities if isinstance(cities, list) else ():
        try:
            named.append(find_document(documents, str(each)))
        except UnknownCityError as error:
            fail("cities" if city is None else "city", str(error.problem) + f". {error.remedy}")
    if len(faults) > found:
        return None
    if isinstance(cities, list):
        full["cities"] = [document.city for document in named]
    if chapter:
        if not named:
            fail("chapter", "needs a city")
            return None
        sections = find_sections(str(chapter), named)
        if not sections:
            shown = "、".join(document.city for document in named)
            fail("chapter", f"{str(chapter)!r:.80} is no heading of {shown}; see cityplans outline CITY")
            return None
        full["sections"], full["also_sections"] = sections[:1], sections[1:]
    try:
        return GoldRow.model_validate(full)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            said = each["msg"].removeprefix("Value error, ")
            if each["loc"]:
                fail(".".join(map(str, each["loc"])), said)
            else:
                field, _, problem = said.partition(": ")
                fail(field, problem)
        return None


def find_sections(chapter: str, documents: Sequence[Document]) -> list[str]:
    """Return the ids of the sections whose heading path holds the given headings in order, the last one deepest."""
    wanted = [letters(part) for part in _BETWEEN_HEADINGS.split(chapter) if letters(part)]
    exact: list[str] = []
    partial: list[str] = []
    for document in documents:
        for path in document.paths:
            labels = [letters(section.label) for section in path if section.level > 0]
            if not wanted or not labels or wanted[-1] not in labels[-1] or not _in_order(wanted, labels):
                continue
            (exact if wanted[-1] in (labels[-1], letters(path[-1].title)) else partial).append(path[-1].id)
    return exact or partial


def _in_order(wanted: Sequence[str], labels: Sequence[str]) -> bool:
    remaining = iter(labels)
    return all(any(part in label for label in remaining) for part in wanted)
