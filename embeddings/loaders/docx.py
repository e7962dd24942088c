"""Word documents (.docx): what a reader of the page sees, in order.

Text boxes and content controls are kept, tracked deletions, hidden text and the table of contents are left out,
automatic numbers are written out, notes stand at the end with their markers in the text.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

from embeddings.errors import LoadError
from embeddings.loaders.docx_text import Notes, Writer
from embeddings.loaders.loaded import Loaded
from embeddings.loaders.numbering import Numbering

if TYPE_CHECKING:
    from docx.document import Document

MOST_UNPACKED: Final = 500 * 2**20
"""Bytes that the parts of a document may have together; a longer plan than any has 10 MB."""
_MOST_XML: Final = 100 * 2**20
_OLE: Final = b"\xd0\xcf\x11\xe0"
_AGAIN: Final = "Open it in Word or LibreOffice and save it as .docx again."
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def read_docx(data: bytes, name: str) -> Loaded:
    """Return the text of a Word document.

    Raises:
        LoadError: it is encrypted, an old .doc, damaged, or unpacks to more than :data:`MOST_UNPACKED`.

    """
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise LoadError(f"{name} is encrypted", remedy="Save it without a password.", kind="encrypted")
        raise LoadError(f"{name} is an old Word document (97-2003)", remedy=_AGAIN, kind="old-word")
    _check_archive(data, name)
    document = _open(data, name)
    part = document.part
    notes = Notes(_part_root(part, "footnotes"), _part_root(part, "endnotes"))
    writer = Writer(_part_root(part, "styles"), Numbering(_part_root(part, "numbering")), notes)
    lines = writer.write(document.element.body)
    properties = document.core_properties
    facts = {"title": properties.title} if properties.title else {}
    text = "\n".join([*lines, *writer.note_lines()]) + "\n"
    unread = (f"{writer.pictures} pictures were not read",) if writer.pictures else ()
    return Loaded(text, unread, facts)


def _check_archive(data: bytes, name: str) -> None:
    """Refuse archives that are damaged, unpack to far more than a document, or declare XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            largest = max((part.file_size for part in parts if part.filename.endswith(".xml")), default=0)
            if unpacked > MOST_UNPACKED or largest > _MOST_XML:
                problem = f"{name} unpacks to {unpacked / 2**20:.0f} MB from {len(data) / 2**20:.1f}"
                remedy = "This is no ordinary document; do not open it."
                raise LoadError(problem, remedy=remedy, kind="hostile")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        _check_declarations(file.read(64 * 1024), name)
            if "word/document.xml" not in archive.namelist() and not _has_main(archive):
                problem = f"{name} is a zip archive but no Word document"
                raise LoadError(problem, remedy=_AGAIN, kind="damaged")
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, zlib.error) as error:
        raise LoadError(f"{name} is damaged ({error})", remedy=_AGAIN, kind="damaged") from error


def _has_main(archive: zipfile.ZipFile) -> bool:
    return any(name.startswith("word/document") for name in archive.namelist())


def _check_declarations(head: bytes, name: str) -> None:
    plain = head.replace(b"\0", b"")  # UTF-16 too
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        remedy = "No program for documents writes them; do not open it."
        raise LoadError(f"{name} declares XML entities", remedy=remedy, kind="hostile")


def _open(data: bytes, name: str) -> Document:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        return docx.Document(io.BytesIO(data))
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        reason = re.sub(r"\s+", " ", str(error))[:100]
        problem = f"{name} cannot be read as a Word document ({reason})"
        raise LoadError(problem, remedy=_AGAIN, kind="damaged") from error


def _part_root(part: Any, kind: str) -> Any | None:
    """Return the root element of a part that the document refers to (styles, numbering, notes)."""
    from lxml import etree

    for relation in part.rels.values():
        if relation.reltype == _RELATIONS + kind and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return etree.fromstring(relation.target_part.blob, parser)
    return None
