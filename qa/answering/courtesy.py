"""The reply to what asks nothing of the plans: a greeting, thanks, a farewell, what the assistant can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from embeddings.corpus import Document
from embeddings.queries import Query
from qa.answering.own_words import in_script, word
from qa.answers import Answer

_OFFERED: Final = 3
_ENDED: Final = "farewell"


def courtesy_answer(id: str, query: Query, documents: Sequence[Document], *, generator: str) -> Answer:
    """Return the reply to a question that is courtesy, with what can be asked of the plans in its scope."""
    scope = [each for each in documents if each.id in query.scope]
    examples = () if query.courtesy == _ENDED else _examples(query, scope)
    space = " " if query.language == "en" else ""
    join = ", " if query.language == "en" else "、"
    names = join.join(
        dict.fromkeys(each.english_name if query.language == "en" else each.name for each in scope)
    )
    text = word(f"reply_{query.courtesy}", query.language, plans=names)
    if examples:
        said = space.join(
            word("reply_example", query.language, question=each) for each in examples[:_OFFERED]
        )
        text += "\n" + word("reply_examples", query.language, examples=said)
    return Answer(
        id=id,
        question=query.question,
        language=query.language,
        refused=False,
        text=text,
        sentences=(),
        citations=(),
        warnings=(),
        generator=generator,
        latency_s=0.0,
        standalone=query.question,
        suggestions=examples,
        courtesy=query.courtesy,
    )


def _examples(query: Query, documents: Sequence[Document]) -> tuple[str, ...]:
    """Return the first example of each plan in the language of a question; of a plan without any, what it is about."""
    found = []
    for each in documents:
        own = each.entry.examples_en if query.language == "en" else each.entry.examples
        city = each.english_name if query.language == "en" else each.name
        found.append(own[0] if own else word("ask_outline", query.language, city=city))
    return tuple(in_script(each, query.language) for each in found[:_OFFERED])
