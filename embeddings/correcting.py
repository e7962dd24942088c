"""What a person may correct of a file that was read: its headings, each as a correction that changes nothing, and a side file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from embeddings.additions import Addition
from embeddings.corpus import Document
from embeddings.corrections import HeadingFix, find_lines, side_file
from embeddings.errors import CorpusError
from embeddings.heading_lines import Line, read_lines
from embeddings.headings import Section
from embeddings.proposals import FIELDS

_HEAD: Final = (
    "# Corrections of how {name} is read: take the # away and write what is right; then add the file (again).\n"
    "# 更正 {name} 的读法：去掉行首的 # 并改成正确的值，然后（重新）添加该文件。\n\n[plan]\n"
)
_HEADINGS: Final = (
    "\n# Headings as they were found. A [[heading]] says of a line (or of how it begins) which level it has; 0: it is no\n"
    "# heading; nth = 2: only the second such line. 标题：level 是层级，0 表示不是标题，nth 表示第几处。\n"
)


@dataclass(frozen=True, slots=True)
class CorrectableHeading:
    """A heading as it is cited, and the correction that would leave it as it is.

    ``fix`` is None where no line of the text begins with it: a heading that the source lost.
    """

    label: str
    level: int
    fix: HeadingFix | None


def correctable_headings(document: Document) -> tuple[CorrectableHeading, ...]:
    """Return the headings of a document in their order, each with its line and which of such lines it is."""
    lines = read_lines(document.clean)
    texts = [line.text for line in lines]
    at = {line.start: index for index, line in enumerate(lines)}
    headings = (path[-1] for path in document.paths if path[-1].level)
    return tuple(
        CorrectableHeading(each.label, each.level, _fix(each, document, lines, texts, at))
        for each in headings
    )


def _fix(
    section: Section, document: Document, lines: Sequence[Line], texts: Sequence[str], at: Mapping[int, int]
) -> HeadingFix | None:
    """Return the correction that leaves a heading as it is."""
    index = at.get(section.clean_start)
    if index is None:
        return None
    end = min(section.head_end, lines[index].end)
    head = " ".join(document.clean.text[section.clean_start : end].split())
    if not head:
        return None
    fix = HeadingFix(text=head, level=section.level)
    places = [place for place, _ in find_lines(texts, fix)]
    return fix.model_copy(update={"nth": places.index(index) + 1}) if index in places else None


def write_side_file(addition: Addition) -> Path:
    """Write the side file of a file that was read and return where it is.

    Raises:
        CorpusError: there is one already, or it cannot be written.

    """
    path = side_file(addition.path)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write("".join(_content(addition)))
    except FileExistsError as error:
        raise CorpusError(f"{path} is there already", remedy="Edit it, or move it away.") from error
    except OSError as error:
        raise CorpusError(f"cannot write {path} ({error.strerror})", remedy="Check its folder.") from error
    return path


def _content(addition: Addition) -> Iterator[str]:
    entry = addition.document.entry
    yield _HEAD.format(name=addition.path.name)
    for field in FIELDS:
        value = str(getattr(entry, field) or "")
        fact = addition.facts.get(field)
        yield f"# {field} = {_quoted(value)}" + (f"   # {fact.source}" if fact else "") + "\n"
    yield _HEADINGS
    for path in addition.document.paths:
        section = path[-1]
        if section.level:
            head = addition.document.clean.text[section.clean_start : section.head_end].strip()
            shown = _quoted(head.split("\n")[0] or section.label)
            yield f"# [[heading]]\n# text = {shown}\n# level = {section.level}\n"


def _quoted(value: str) -> str:
    """Return a TOML string; one of JSON without control characters is one."""
    return json.dumps(" ".join(value.split()), ensure_ascii=False)
