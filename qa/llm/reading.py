"""What a model says, as it streams: sentences with the markers at their ends; thoughts and layout are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MARKER = re.compile(
    r"[\[【〔［]\s*(?:片段|来源|passage|source)?\s*\^?(\d{1,4}(?:\s*[,，、;；\-–]\s*\d{1,4})*)\s*[\]】〕］]",
    re.IGNORECASE,
)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|$)", re.DOTALL | re.IGNORECASE)
_END = re.compile(
    r"(?:[。！？!?]+|(?<!\d)\.(?=\s|$|[\[【])|(?<=\d)\.(?=\s+[A-Z\[【]|$|[\[【])|\n+)[”’」』\"）)]*"
)
_LAYOUT = re.compile(r"^\s*(?:[-*•·#>]+\s*|\d{1,2}[.、)）]\s+)+|\*\*|__|`+")
_NOTHING = re.compile(r"^\W*(?:无|無|没有|none|no answer)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence without its markers, and these as they were given, in order."""

    text: str
    markers: tuple[int, ...]


def read_sentences(pieces: Iterable[str]) -> Iterator[ReadSentence]:
    """Yield the sentences of a text that comes in pieces, each as soon as what follows it has begun.

    Markers before or behind the final mark belong to their sentence.
    """
    text = ""
    for piece in pieces:
        text += piece
        if _is_thinking(text):
            continue
        text = _THOUGHT.sub("", text)
        while (end := _first_end(text)) is not None:
            yield from _sentence(text[:end])
            text = text[end:]
    yield from _sentence(_THOUGHT.sub("", text))


def says_nothing(text: str) -> bool:
    """Say whether a model's whole answer is that there is none."""
    return _NOTHING.match(_THOUGHT.sub("", text)) is not None


def _is_thinking(text: str) -> bool:
    lowered = text.lower().lstrip()
    if lowered.startswith("<") and "<think>".startswith(lowered[:7]) and len(lowered) < 7:
        return True
    return "<think>" in lowered and "</think>" not in lowered


def _first_end(text: str) -> int | None:
    """Return where the first sentence ends, its markers included, once it is certain that no marker follows."""
    for match in _END.finditer(text):
        end = match.end()
        while True:
            rest = text[end:]
            marker = _MARKER.match(rest.lstrip(" "))
            if marker is None:
                break
            end += len(rest) - len(rest.lstrip(" ")) + marker.end()
        rest = text[end:].lstrip(" ")
        if not rest or (rest[0] in "[【〔［" and len(rest) < 24):
            return None  # a marker may be on its way
        if text[:end].strip():
            return end
    return None


def _sentence(text: str) -> Iterator[ReadSentence]:
    numbers: list[int] = []
    for match in _MARKER.finditer(text):
        numbers.extend(int(number) for number in re.findall(r"\d+", match[1]))
    said = _LAYOUT.sub("", _MARKER.sub("", text))
    said = re.sub(r"\s+([。，,.!?！？])", r"\1", " ".join(said.split()))
    if any(character.isalnum() for character in said):
        yield ReadSentence(said, tuple(dict.fromkeys(numbers)))
