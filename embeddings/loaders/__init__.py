"""Files of any usual kind -> the raw text of a plan, one paragraph, heading or table row per line.

Headings keep lines of their own; one that carries no number of its own is marked with ``#`` as in Markdown. The
cells of a table row are separated by tabs. What was not readable is never dropped silently: the result says so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from embeddings.errors import LoadError
from embeddings.loaders.loaded import Loaded
from embeddings.loaders.plausible import doubts

logger = logging.getLogger(__name__)

LARGEST: Final = 50 * 2**20
"""Bytes; a larger file is refused (a plan as PDF with maps has 5 to 20 MB)."""

_Reader = Callable[[bytes, str], Loaded]
_READERS: Final = {
    ".txt": ("plain", "read_text"),
    ".md": ("plain", "read_markdown"),
    ".markdown": ("plain", "read_markdown"),
    ".html": ("html", "read_html"),
    ".htm": ("html", "read_html"),
    ".docx": ("docx", "read_docx"),
    ".pdf": ("pdf", "read_pdf"),
}
SUFFIXES: Final = frozenset(_READERS)
"""How the names of files end that can be read."""
_MAGIC: Final = (
    (b"%PDF-", "a PDF", (".pdf",)),
    (b"PK\x03\x04", "a zip archive or Office document", (".docx",)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an encrypted or old (97-2003) Office document", (".docx",)),
    (b"{\\rtf", "a rich text document", ()),
    (b"\x89PNG", "a picture", ()),
    (b"\xff\xd8\xff", "a picture", ()),
)


def load_plan(path: Path) -> Loaded:
    """Read a file by its suffix: .txt, .md, .html, .htm, .docx, .pdf.

    Raises:
        LoadError: the file is missing, empty, larger than :data:`LARGEST`, of another kind than its suffix says,
            encrypted, damaged, or without text.

    """
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        problem = f"{path.name} is of a kind that cannot be read ({suffix or 'no suffix'})"
        raise LoadError(
            problem, remedy=f"Save it as one of {', '.join(_READERS)}.", kind="suffix", value=suffix
        )
    data = _read(path)
    _check_kind(data, path.name, suffix)
    module, function = _READERS[suffix]
    reader: _Reader = getattr(import_module(f"{__name__}.{module}"), function)
    try:
        loaded = reader(data, path.name)
    except LoadError:
        raise
    except Exception as error:  # what a damaged file makes the libraries stumble over has no common type
        logger.debug("%s cannot be read", path, exc_info=error)
        problem = f"{path.name} is damaged ({type(error).__name__}: {' '.join(str(error).split())[:80]})"
        remedy = "Save it again in the program that wrote it."
        raise LoadError(problem, remedy=remedy, kind="damaged") from error
    if not loaded.text.strip():
        raise LoadError(
            f"{path.name} has no text", remedy="Give a file with the plan's text.", kind="no-text"
        )
    return Loaded(loaded.text, (*loaded.warnings, *doubts(loaded.text)), loaded.facts)


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            problem = f"{path.name} has {size / 2**20:.0f} MB, more than {LARGEST // 2**20}"
            remedy, mb = "Take the pictures out, or give the plan as text.", f"{size / 2**20:.0f} MB"
            raise LoadError(problem, remedy=remedy, kind="too-large", value=mb)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise LoadError(f"there is no file {path}", remedy="Check the name.") from error
    except OSError as error:
        remedy = "Name a file that can be read."
        raise LoadError(f"cannot read {path} ({error.strerror or error})", remedy=remedy) from error
    if not data.strip():
        raise LoadError(f"{path.name} is empty", remedy="Give a file with the plan's text.", kind="no-text")
    return data


def _check_kind(data: bytes, name: str, suffix: str) -> None:
    """Refuse a file whose first bytes contradict its suffix."""
    for magic, kind, suffixes in _MAGIC:
        if data.startswith(magic) and suffix not in suffixes:
            wanted = f"Rename it to {suffixes[0]}" if suffixes else "Save its text as .docx or .txt"
            problem = f"{name} is {kind}, not what {suffix} says"
            raise LoadError(problem, remedy=f"{wanted}.", kind="other-kind", value=suffix)


__all__ = ["LARGEST", "SUFFIXES", "LoadError", "Loaded", "load_plan"]
