"""Answers to which plans mention a thing at all: the first mention of each that has one."""

from __future__ import annotations

from collections.abc import Mapping

from embeddings.corpus import Document
from embeddings.mentions import Mention, asked_mention, find_mentions
from embeddings.queries import Query
from embeddings.sentences import clause_spans, sentence_spans
from qa.citations import Quote

_LONGEST = 160
"""Characters; of a longer sentence the clause with the word and the next one are quoted."""


def mention_quotes(query: Query, documents: Mapping[str, Document]) -> list[tuple[Document, Quote]] | None:
    """Return for each plan in scope that mentions what a question wants searched its first mention.

    None for a question that wants something else.
    """
    asked = asked_mention(query)
    if asked is None or not query.compares or not query.form.everywhere:
        return None
    found = find_mentions([documents[each] for each in query.scope], asked.wordings).found
    quotes = [
        (
            documents[each],
            next(filter(None, (mention_quote(documents[each], place) for place in places)), None),
        )
        for each, places in found.items()
    ]
    return [(document, quote) for document, quote in quotes if quote is not None]


def mention_quote(document: Document, mention: Mention) -> Quote | None:
    """Return the sentence around a mention, or its clauses; a heading or title page is no text to quote."""
    section = document.path_at(mention.start)[-1]
    if section.level == 0 or mention.start < section.head_end:
        return None
    text = document.clean.text
    for a, b in sentence_spans(text[section.head_end : section.own_end]):
        start, end = section.head_end + a, section.head_end + b
        if not start <= mention.start < end:
            continue
        if end - start > _LONGEST:
            clauses = [span for span in clause_spans(text, start, end) if span[1] > mention.start]
            start, end = clauses[0][0], clauses[min(1, len(clauses) - 1)][1]
        quote = text[start:end].strip(" \n,，、;；。")
        return Quote(document.id, section.id, quote, text.index(quote, start))
    return None
