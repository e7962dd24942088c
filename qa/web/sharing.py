"""A link to one answer: the question is asked again when it is opened, and the answer compared with the one shared."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from qa.answers import Answer
from qa.web.blocks import spoken_text
from qa.web.turns import Turn

LONGEST_LINK: Final = 4000
"""Characters behind the question mark; of a longer question no link can be made."""
DIGEST: Final = re.compile(r"[0-9a-f]{12}")


def answer_digest(answer: Answer) -> str:
    """Return twelve hex digits that tell answers apart by their words and by what they quote, not by when or how fast."""
    said = "".join(spoken_text(answer.text, language=answer.language).split())
    # Each head counts as a quote of its own, as it once was: a link that was made then still knows its answer.
    heads = {(each.document_id, each.head) for each in answer.citations if each.head is not None}
    cited = [(each.document_id, each.quote) for each in answer.citations]
    cited += [(document_id, head.quote) for document_id, head in heads]
    quotes = sorted(f"{document_id}\t{''.join(quote.split())}" for document_id, quote in cited)
    return sha256("\n".join([str(answer.refused), said, *quotes]).encode()).hexdigest()[:12]


def share_query(turn: Turn) -> str:
    """Return what stands behind the question mark of the link to a turn; nothing where it has no answer or is too long.

    A follow-up is shared as it was understood, because whoever opens the link has not asked what came before.
    """
    if turn.answer is None:
        return ""
    asked = (turn.standalone if turn.carried else "") or turn.question
    parts = [("q", asked), *(("city", city) for city in turn.cities)]
    parts += [("depth", turn.depth)] if turn.depth == "full" else []
    query = urlencode([*parts, ("a", answer_digest(turn.answer))])
    return query if len(query) <= LONGEST_LINK else ""


def comparison_of(turn: Turn) -> str:
    """Return the key of what is said of an answer that was asked again from a link; nothing of others."""
    if not turn.shared or turn.answer is None:
        return ""
    return "shared_same" if answer_digest(turn.answer) == turn.shared else "shared_changed"
