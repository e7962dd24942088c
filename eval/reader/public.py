"""Rows from public reading comprehension in SQuAD form (CMRC 2018, DRCD, XQuAD), cut into windows of sentences."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import bm25s
import numpy as np

from embeddings.lexical import tokenize
from embeddings.scripts import to_simplified
from embeddings.sentences import sentence_spans
from eval.errors import ReaderDataError
from eval.reader.rows import Row

_SHORTEST, _LONGEST = 80, 200


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a text with the place of its answer."""

    question: str
    title: str
    context: str
    answer: str
    start: int
    language: str


def read_squad(path: Path, *, questions: Path | None = None, language: str = "zh-Hans") -> list[Question]:
    """Read a gzipped file in SQuAD form; ``questions`` is a file that asks the same (by id) in another language."""
    others = {}
    if questions is not None:
        others = {qa["id"]: qa["question"] for _, _, qa in _entries(questions)}
    found = []
    for title, context, qa in _entries(path):
        answer = qa["answers"][0]
        start = context.find(answer["text"]) if answer["answer_start"] < 0 else answer["answer_start"]
        if context[start : start + len(answer["text"])] != answer["text"]:
            start = context.find(answer["text"])
        if start >= 0:
            asked = others.get(qa["id"], qa["question"])
            found.append(Question(asked, title, context, answer["text"], start, language))
    return found


def _entries(path: Path) -> Iterator[tuple[str, str, dict]]:  # type: ignore[type-arg]
    if not path.is_file():
        raise ReaderDataError(
            f"{path} does not exist",
            remedy="Give the folder of the reader's data by --data (see the model card)",
        )
    with gzip.open(path, "rt", encoding="utf-8") as file:
        data = json.load(file)["data"]
    for article in data:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                yield article.get("title", ""), paragraph["context"], qa


class PublicRows:
    """Makes one row of a question: with its answer, without it, or of a text that shares words."""

    def __init__(self, questions: Sequence[Question], random: Random) -> None:
        self._random = random
        self._contexts = list(dict.fromkeys(each.context for each in questions))
        self._index = bm25s.BM25()
        self._index.index([tokenize(context) for context in self._contexts], show_progress=False)

    def row(self, asked: Question, *, answered: bool) -> Row:
        """Return a row of the question; an unanswered one is, one time in five, its own text without the answer."""
        simplify = asked.language == "zh-Hant" and self._random.random() < 0.5
        spans = list(sentence_spans(asked.context))
        if answered:
            return self._row(asked, asked.context, self._window(spans, self._holding(spans, asked)), simplify)
        if self._random.random() < 0.2:
            kept = [i for i in self._window(spans, self._holding(spans, asked)) if not _has(asked, spans[i])]
            if kept:
                return self._row(asked, asked.context, kept, simplify)
        context = self._other(asked)
        spans = [s for s in sentence_spans(context) if asked.answer not in context[s[0] : s[1]]]
        if not spans:
            return self.row(asked, answered=True)
        return self._row(
            asked, context, self._window(spans, self._random.randrange(len(spans))), simplify, spans
        )

    def _row(
        self, asked: Question, context: str, shown: Sequence[int], simplify: bool,
        spans: Sequence[tuple[int, int]] | None = None,
    ) -> Row:  # fmt: skip
        places = list(sentence_spans(context)) if spans is None else spans
        fold = to_simplified if simplify else str
        units = tuple(fold(context[places[i][0] : places[i][1]].strip("\n")) for i in shown)
        own = context is asked.context or context == asked.context
        right = tuple(at for at, i in enumerate(shown) if own and _has(asked, places[i]))
        short = None
        for at in right:
            begin = asked.start - places[shown[at]][0]
            if units[at][begin : begin + len(asked.answer)] == fold(asked.answer):
                short = (at, begin, begin + len(asked.answer))
        title = fold(asked.title) if self._random.random() < 0.5 else ""
        made = "public" if right else "public unanswered"
        return Row(fold(asked.question), title, (), units, right, short, "public", made, asked.language)

    def _window(self, spans: Sequence[tuple[int, int]], around: int) -> list[int]:
        limit = self._random.randint(_SHORTEST, _LONGEST)
        first = last = around
        size = spans[around][1] - spans[around][0]
        sides = [-1, 1]
        while sides:
            side = self._random.choice(sides)
            at = first - 1 if side < 0 else last + 1
            if not 0 <= at < len(spans) or size + spans[at][1] - spans[at][0] > limit:
                sides.remove(side)
                continue
            size += spans[at][1] - spans[at][0]
            first, last = min(first, at), max(last, at)
        return list(range(first, last + 1))

    def _holding(self, spans: Sequence[tuple[int, int]], asked: Question) -> int:
        return next(index for index, span in enumerate(spans) if _has(asked, span))

    def _other(self, asked: Question) -> str:
        """Return the text most like the question that is not its own, one of the first three."""
        query = asked.context[asked.start : asked.start + 60] if asked.language == "en" else asked.question
        tokens = [token for token in tokenize(query) if token in self._index.vocab_dict]
        order = np.argsort(-self._index.get_scores(tokens))[:6] if tokens else [0, 1, 2]
        found = [self._contexts[int(i)] for i in order if asked.answer not in self._contexts[int(i)]]
        return self._random.choice(found[:3]) if found else asked.context


def _has(asked: Question, span: tuple[int, int]) -> bool:
    return span[0] <= asked.start < span[1]
