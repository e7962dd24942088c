"""The second reader of PDF files, for those whose characters the first does not find: text alone, line by line.

PDFium (pypdfium2, Apache-2.0 or BSD-3-Clause) comes with pdfplumber. It names the characters of some fonts that pdfminer
does not, but tells neither tables nor columns here.
"""

from __future__ import annotations

import re
from typing import Final

from embeddings.loaders.loaded import UNREADABLE, Loaded
from embeddings.loaders.pdf_paragraphs import PAGE_NUMBER
from embeddings.loaders.plausible import plausibility

_LEAST_PLAUSIBLE: Final = 0.3
"""Share of common characters among the Chinese ones of a text that was read rightly; one that was not has next to none."""
_FEWEST: Final = 20
_MOST_LOST: Final = 0.02
_LOST: Final = re.compile("[\ufffd\ufffe\x00-\x08]")
_SAID: Final = "read with a second reader, line by line: tables and columns may be mixed up"


def read_plainly(data: bytes) -> Loaded | None:
    """Return the text of a PDF without page numbers; None where this reader does not find it either."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            pages = [page.get_textpage().get_text_range() for page in pdf]
    except pypdfium2.PdfiumError:
        return None
    lines = [line.rstrip() for page in pages for line in page.splitlines()]
    text = "\n".join(line for line in lines if line and not PAGE_NUMBER.fullmatch(line)) + "\n"
    text, lost = _LOST.subn(UNREADABLE, text)
    if len(text) < _FEWEST or lost > _MOST_LOST * len(text) or plausibility(text) < _LEAST_PLAUSIBLE:
        return None
    return Loaded(text, (_SAID,))
