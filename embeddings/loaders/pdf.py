"""PDF files with a text layer: columns in reading order, ruled tables as rows, paragraphs made whole again.

pdfplumber (over pdfminer.six) is used because it gives every character its place and finds ruled tables; it is
MIT-licensed and reads the CJK character maps of Chinese PDFs.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from embeddings.errors import LoadError
from embeddings.loaders.loaded import PICTURE, UNREADABLE, Loaded
from embeddings.loaders.pdf_columns import with_column_tables
from embeddings.loaders.pdf_page import Page, Rows, read_page
from embeddings.loaders.pdf_paragraphs import paragraphs, without_furniture
from embeddings.loaders.pdf_plain import read_plainly

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

_MOST_UNMAPPED: Final = 0.02
_FEWEST_PER_PAGE: Final = 5
_LEAST_PICTURE: Final = 0.02
"""Share of its page that a picture takes up which may be a table or a chart."""
_ORNAMENT: Final = 3
_Place = tuple[float, float, float, float]
_OCR: Final = "Run text recognition (OCR) over it first, or give the plan as .docx, .html or .txt."
_UNMAPPED: Final = re.compile(r"\(cid:\d+\)")
# Some PDF writers map characters to the look-alike radicals: ⼀ (U+2F00) for 一.
_RADICALS: Final = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}


def read_pdf(data: bytes, name: str) -> Loaded:
    """Return the text of a PDF.

    Raises:
        LoadError: it is encrypted, damaged, scanned (no text layer), or its fonts do not say what they show.

    """
    try:
        return _read_with_places(data, name)
    except _UnreadError as error:
        second = read_plainly(data)
        if second is None:
            raise LoadError(error.problem, remedy=_OCR, kind="scanned") from error
        return second


class _UnreadError(Exception):
    """The characters of a PDF were not found, or not which they are."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def _read_with_places(data: bytes, name: str) -> Loaded:
    """Return the text with its tables and paragraphs.

    Raises:
        LoadError: it is encrypted or damaged.
        _UnreadError: it has no text, or its fonts do not say what they show.

    """
    pages, pictures = _read_pages(data, name)
    characters = sum(page.characters for page in pages)
    if characters < _FEWEST_PER_PAGE * len(pages) or characters < 20:
        kind = "scanned, it has no text layer" if pictures else "empty, it has no text"
        raise _UnreadError(f"{name} is {kind} ({len(pages)} pages, {characters} characters)")
    lines = paragraphs(with_column_tables(without_furniture(pages)))
    text = "\n".join(lines).translate(_RADICALS) + "\n"
    text, unmapped = _UNMAPPED.subn(UNREADABLE, text)
    unmapped += text.count("\ufffd")
    text = text.replace("\ufffd", UNREADABLE)
    if unmapped > _MOST_UNMAPPED * len(text):
        raise _UnreadError(
            f"the fonts of {name} do not say which characters they show ({unmapped} of {len(text)} lost)"
        )
    return Loaded(text, tuple(_warnings(pages, pictures, unmapped)))


def _read_pages(data: bytes, name: str) -> tuple[list[Page], set[int]]:
    """Return the pages and the numbers (from 1) of those that hold pictures."""
    pages: list[Page] = []
    pictures: dict[int, list[_Place]] = {}
    with _open(data, name) as pdf:
        number = 0
        try:
            for number, each in enumerate(pdf.pages, start=1):
                large = [_place(image) for image in each.images if _is_large(image, each)]
                if large:
                    pictures[number] = large
                pages.append(read_page(each, number))
                each.close()  # else every page's objects stay in memory
        except Exception as error:  # pdfminer raises what its parser stumbles over: KeyError, struct.error, …
            problem = f"page {number} of {name} is damaged ({type(error).__name__})"
            remedy = "Print it to a new PDF, or give the plan as text."
            raise LoadError(problem, remedy=remedy, kind="damaged", value=str(number)) from error
    return _with_pictures(pages, pictures), set(pictures)


def _is_large(image: dict[str, Any], page: Any) -> bool:
    """Say whether a picture may show something to read: no rule, bullet or seal."""
    return bool(image["width"] * image["height"] >= _LEAST_PICTURE * page.width * page.height)


def _open(data: bytes, name: str) -> PDF:
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    logging.getLogger("pdfminer").setLevel(
        logging.ERROR
    )  # it warns of every odd font, which no reader can mend
    try:
        return pdfplumber.open(io.BytesIO(data))
    except Exception as error:  # as above; the wrapper of pdfplumber holds the cause
        causes: list[Any] = [error, *error.args]
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
            remedy = "Save it without a password."
            raise LoadError(f"{name} is encrypted", remedy=remedy, kind="encrypted") from error
        problem = f"{name} is no PDF that can be read ({type(error).__name__})"
        remedy = "Print it to a new PDF, or give the plan as text."
        raise LoadError(problem, remedy=remedy, kind="damaged") from error


def _place(image: dict[str, Any]) -> _Place:
    return image["x0"], image["top"], image["x1"], image["bottom"]


def _with_pictures(pages: Sequence[Page], pictures: Mapping[int, Sequence[_Place]]) -> list[Page]:
    """Return the pages with a mark where each shows a picture.

    One under its text is the ground that this is printed on; one at the same place of three pages is an ornament.
    """
    often = Counter(place for places in pictures.values() for place in places)
    found = []
    for number, page in enumerate(pages, start=1):
        marks = [
            Rows((PICTURE,), x0, x1, top, bottom)
            for x0, top, x1, bottom in pictures.get(number, ())
            if often[x0, top, x1, bottom] < _ORNAMENT and not _under(page, x0, top, x1, bottom)
        ]
        found.append(replace(page, tables=(*page.tables, *marks)) if marks else page)
    return found


def _under(page: Page, x0: float, top: float, x1: float, bottom: float) -> bool:
    return any(
        x0 <= (word.x0 + word.x1) / 2 <= x1 and top <= (word.top + word.bottom) / 2 <= bottom
        for word in page.words
    )


def _warnings(pages: Sequence[Page], pictures: set[int], unmapped: int) -> Iterator[str]:
    silent = [number for number, page in enumerate(pages, 1) if number in pictures and not page.characters]
    if silent:
        shown = ", ".join(map(str, silent[:10])) + (" …" if len(silent) > 10 else "")
        yield f"{len(silent)} pages are pictures without text and were not read: {shown}"
    beside = sorted(pictures - set(silent))
    if beside:
        shown = ", ".join(map(str, beside[:10])) + (" …" if len(beside) > 10 else "")
        yield f"pictures on {len(beside)} pages were not read: {shown}"
    turned = Counter(number for number, page in enumerate(pages, 1) if page.turned)
    if turned:
        yield f"turned text on {len(turned)} pages was not read: {', '.join(map(str, list(turned)[:10]))}"
    if unmapped:
        yield f"{unmapped} characters cannot be read (their fonts do not name them); they are shown as {UNREADABLE}"
