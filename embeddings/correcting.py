"""A side file to begin with: what was read of a file, as comments to be made corrections of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from embeddings.additions import Addition
from embeddings.corrections import side_file
from embeddings.errors import CorpusError
from embeddings.proposals import FIELDS

_HEAD: Final = (
    "# Corrections of how {name} is read: take the # away and write what is right; then add the file (again).\n"
    "# 更正 {name} 的读法：去掉行首的 # 并改成正确的值，然后（重新）添加该文件。\n\n[plan]\n"
)
_HEADINGS: Final = (
    "\n# Headings as they were found. A [[heading]] says of a line (or of how it begins) which level it has; 0: it is no\n"
    "# heading; nth = 2: only the second such line. 标题：level 是层级，0 表示不是标题，nth 表示第几处。\n"
)


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
