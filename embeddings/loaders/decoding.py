"""Bytes -> text, for the encodings that Chinese texts come in.

Strict decoding and the plausibility of the result decide. Statistical guessers mistake short or unusual Chinese
texts, and what a page declares about itself may be wrong; GB 18030 even accepts nearly every sequence of bytes.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from embeddings.errors import LoadError
from embeddings.loaders.loaded import UNREADABLE
from embeddings.loaders.plausible import control_share, plausibility

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# big5hkscs reads all of Big5 but the few characters that cp950 adds.
_TABLES: Final = ("gb18030", "big5hkscs", "cp950", "utf-16-le", "utf-16-be")
_LOSSY: Final = ("utf-8", "gb18030", "big5hkscs")
_MOST_LOST: Final = 0.01
_REMEDY: Final = "Save it as UTF-8 text in the program that wrote it."


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, how it was encoded, and what could not be decoded of it."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """Return the text of a file; characters that cannot be read are shown as ``□`` and counted in a warning.

    Raises:
        LoadError: the bytes are no text, or more than one in a hundred characters cannot be decoded.

    """
    decoded = _strict(data) or _lossy(data, name)
    if control_share(decoded.text) > 0.002:
        raise LoadError(
            f"{name} is not a text (binary data)", remedy="Give the plan's text.", kind="not-text"
        )
    return _marked(decoded, name)


def _strict(data: bytes) -> Decoded | None:
    """Decode without any loss: by the byte order mark, as UTF-8, or by the most plausible table."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _try(data, encoding)
    utf8 = _try(data, "utf-8")
    if utf8 is not None and "\0" not in utf8.text:
        return utf8
    found = [each for each in (_try(data, table) for table in _TABLES) if each is not None]
    # Of equally plausible readings the table named first, the commoner, is meant.
    best = max(found, key=lambda each: plausibility(each.text), default=None)
    return best if best is not None and plausibility(best.text) > 0.1 else None


def _try(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return None


def _lossy(data: bytes, name: str) -> Decoded:
    """Decode what can be decoded, in the table that loses least of a plausible text."""
    encodings = [encoding for mark, encoding in _BOMS if data.startswith(mark)] or list(_LOSSY)
    readings = [Decoded(data.decode(encoding, "replace"), encoding) for encoding in encodings]
    best = max(readings, key=lambda each: (round(plausibility(each.text), 2), -each.text.count("\ufffd")))
    lost = best.text.count("\ufffd")
    if plausibility(best.text) < 0.1 or control_share(best.text) > 0.002:
        problem = f"{name} is not a Chinese text in any known encoding"
        raise LoadError(problem, remedy=_REMEDY, kind="encoding")
    if lost > _MOST_LOST * len(best.text):
        problem = f"{lost} of {len(best.text)} characters of {name} cannot be decoded (as {best.encoding})"
        raise LoadError(problem, remedy=_REMEDY, kind="encoding", value=str(lost))
    return best


def _marked(decoded: Decoded, name: str) -> Decoded:
    """Put the mark of damage for every character that was lost, here or before the file was written."""
    lost = decoded.text.count("\ufffd")
    if not lost:
        return decoded
    line = decoded.text[: decoded.text.index("\ufffd")].count("\n") + 1
    said = f"{lost} characters of {name} cannot be read (the first in line {line}); they are shown as {UNREADABLE}"
    return Decoded(decoded.text.replace("\ufffd", UNREADABLE), decoded.encoding, (said,))
