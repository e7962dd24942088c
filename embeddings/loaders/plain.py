"""Plain text and Markdown."""

from __future__ import annotations

import re
from typing import Final

from embeddings.loaders.decoding import decode
from embeddings.loaders.loaded import Loaded

_FRONT_MATTER: Final = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_EMPHASIS: Final = re.compile(r"(\*\*\*|\*\*|__)(?=\S)([^\n]+?)(?<=\S)\1")
_LINK: Final = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*(?: \"[^\"\n]*\")?\)")
_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!<>|~-])")
_SPACE_ENTITY: Final = re.compile(r"&(?:nbsp|emsp|ensp);")


def read_text(data: bytes, name: str) -> Loaded:
    """Return a text file's text as it stands.

    Raises:
        LoadError: it is no text.

    """
    decoded = decode(data, name)
    return Loaded(decoded.text.replace("\f", "\n"), decoded.warnings)


def read_markdown(data: bytes, name: str) -> Loaded:
    """Return the text of a Markdown file: ``#`` lines and pipe tables as they stand, inline marks taken off.

    Raises:
        LoadError: it is no text.

    """
    decoded = decode(data, name)
    text = decoded.text.replace("\r\n", "\n")
    front = _FRONT_MATTER.match(text)
    facts = _facts(front.group(1)) if front else {}
    text = _COMMENT.sub("", text[front.end() :] if front else text)
    text = _LINK.sub(r"\1", _EMPHASIS.sub(r"\2", text))
    text = _SPACE_ENTITY.sub(" ", re.sub(r"<br\s*/?>", " ", text))
    return Loaded(_ESCAPE.sub(r"\1", text), decoded.warnings, facts)


def _facts(front: str) -> dict[str, str]:
    """Return title and date of a YAML front matter, of which only plain ``key: value`` lines are read."""
    pairs = dict(re.findall(r"^(title|date|issuer):[ \t]*[\"']?([^\n\"']+)", front, re.MULTILINE))
    return {key: value.strip() for key, value in pairs.items()}
