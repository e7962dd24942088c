"""What was told before: which of several things a question counts to, and how the topic before is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from embeddings.corpus import Document, find_document
from embeddings.query.following import ordinal, said_of, says_nothing, without_times
from embeddings.query.history import Cited
from embeddings.scripts import is_english, search_form
from embeddings.terms import find_english_terms, find_terms

if TYPE_CHECKING:
    from embeddings.queries import Query

_LIST_LEAD: Final = re.compile(r"[:：]|分别是|包括|即(?=“)")
_LIST_MARK: Final = re.compile(r"[、;；]|(?<=[^\s、])和(?=[^、和]{2,20}$)")
_ITEM_MARK: Final = re.compile(
    r"^\s*(?:——|[-●•◆■]|[(（]?[一二三四五六七八九十\d]{1,3}[)）、.]|[一二三四五六七八九十]是)\s*"
)
_CLAUSE_END: Final = re.compile(r"[,，。;；:：]")
_NAME_LENGTH: Final = 40
"""Signs of an item that name it."""
_SHOWN: Final = 24
"""Signs of a topic that are shown at most."""


class ToldThings:
    """Finds in what was cited the thing that a question counts to."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Take the documents that are cited."""
        self._documents = documents

    def meant(self, folded: str, cited: Sequence[Cited]) -> Cited | None:
        """Return which of the places that were cited a question counts to (第二个), or which part of the only one."""
        at = ordinal(folded)
        if at is None or not cited:
            return None
        parts = cited if len(cited) > 1 else self._parts_of(cited[0])
        return parts[at - 1] if len(parts) > 1 and at <= len(parts) else None

    def _parts_of(self, cited: Cited) -> tuple[Cited, ...]:
        """Return the members of a list in a sentence, A、B和C, as places of their own."""
        document = find_document(self._documents, cited.document_id)
        text = document.raw[cited.start : cited.end]
        begin = max((match.end() for match in _LIST_LEAD.finditer(text)), default=0)
        cuts = [(match.start(), match.end()) for match in _LIST_MARK.finditer(text, begin)]
        edges = [begin, *(side for cut in cuts for side in cut), len(text.rstrip("。;；"))]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return tuple(Cited(cited.document_id, cited.start + a, cited.start + b) for a, b in pairs if a < b)

    def words(self, cited: Cited) -> str:
        """Return how the text of a cited place begins: what it is called."""
        text = find_document(self._documents, cited.document_id).raw[cited.start : cited.end]
        words = _ITEM_MARK.sub("", search_form(" ".join(text.split())))
        return _CLAUSE_END.split(words, maxsplit=1)[0][:_NAME_LENGTH]


def topic_shown(earlier: Query) -> str:
    """Return what an earlier question is about as it is shown to a reader: its indicators, or its words."""
    if is_english(earlier.standalone):
        names = [term.en[0] for term in find_english_terms(earlier.standalone) if term.kind != "general"]
        return ", ".join(dict.fromkeys(names)) or earlier.question
    if earlier.alone is not None and earlier.earlier is not None:  # it went on with the one before itself
        before = topic_shown(earlier.earlier)
        if says_nothing(without_times(earlier.alone.bare)):
            return before
        if any(term.kind == "indicator" for term in find_terms(earlier.alone.focus)):
            return _own_topic(earlier)
        return f"{before} {_own_topic(earlier)}"[:_SHOWN]
    return _own_topic(earlier)


def _own_topic(earlier: Query) -> str:
    words = said_of(without_times((earlier.alone or earlier).focus))
    words = re.sub(r"(?:^|(?<=\s))[年末底的]+|(?<=\s)也(?=\s|$)|[?？!！。,，]", " ", words)
    return " ".join(words.upper().split())[:_SHOWN]  # GDP, PM2.5
