"""The rows of a batch file, and what is wrong with those that cannot be asked.

A row is ``{"id", "question", "history": [earlier questions]?, "cities": [names]?}`` on one line of a JSONL
file; other fields are tolerated, so that a gold file can be asked as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.errors import BatchError


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A row that can be asked, and the number of its line (from 1)."""

    line: int
    id: str
    question: str
    history: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchFault:
    """A row that cannot be asked; ``id`` is its own, or ``line N`` if that is missing or taken."""

    line: int
    id: str
    problem: str


def read_batch(path: Path) -> Iterator[BatchRow | BatchFault]:
    """Yield the rows of a JSONL file (UTF-8, with or without a byte order mark); blank lines are passed over.

    Raises BatchError if the file itself cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BatchError(
            f"the batch file {path} cannot be read ({error.strerror})",
            remedy="Give a JSONL file with one question a line.",
        ) from error
    seen: dict[str, int] = {}
    for line, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not raw.strip():
            continue
        row = _parse_row(line, raw)
        first = seen.setdefault(row.id, line)
        if first != line:
            row = BatchFault(line, f"line {line}", f"id {row.id!r} was already given in line {first}")
        yield row


def _parse_row(line: int, raw: bytes) -> BatchRow | BatchFault:
    unnamed = f"line {line}"
    try:
        fields = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return BatchFault(line, unnamed, f"not UTF-8 at byte {error.start + 1} of the line")
    except json.JSONDecodeError as error:
        return BatchFault(line, unnamed, f"not JSON at column {error.colno}: {error.msg}")
    except (ValueError, RecursionError) as error:
        return BatchFault(line, unnamed, f"not JSON that can be read: {error}")
    if not isinstance(fields, dict):
        return BatchFault(line, unnamed, 'not a JSON object such as {"id": "q1", "question": "…"}')
    given = fields.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int) or not str(given).strip():
        return BatchFault(
            line, unnamed, "id is missing" if given is None else f"id {given!r} is no text or number"
        )
    question = fields.get("question")
    if not isinstance(question, str) or not question.strip():
        problem = "question is missing" if question is None else f"question {question!r} is no text"
        return BatchFault(line, str(given), problem)
    texts: dict[str, tuple[str, ...]] = {}
    for name in ("history", "cities"):
        value = fields.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            return BatchFault(line, str(given), f"{name} {value!r} is no list of texts")
        texts[name] = tuple(value)
    return BatchRow(line, str(given), question, texts["history"], texts["cities"])
