"""The lexical index: BM25 over character bigrams and single characters of the searchable form.

On Chinese plans bigrams find more than dictionary words do, and they need no dictionary.
"""

from __future__ import annotations

import logging
import os
import re
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings.facts.periods import find_periods
from embeddings.numerals import spelled_percents
from embeddings.scripts import search_form

if TYPE_CHECKING:
    import bm25s

_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇]+|[a-z]+|\d+(?:\.\d+)?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2}")


def tokenize(text: str) -> list[str]:
    """Return bigrams of Chinese runs, whole Latin words, numbers, years and plan periods; 百分之六 counts as 6 too.

    A year or a plan is one token however it is written (二〇三五 and 2035, 第十四个五年 and 十四五): its signs are no
    words, and would make 十三五 half of 十四五.
    """
    return _tokens(*_without_times(search_form(text)))


def _without_times(folded: str) -> tuple[str, list[str]]:
    """Return a text with its years and plan periods blanked, and their names."""
    times = list(find_periods(folded))
    for each in times:
        folded = folded[: each.start] + " " * (each.end - each.start) + folded[each.end :]
    return folded, [each.period.name for each in times]


def _tokens(folded: str, times: list[str]) -> list[str]:
    tokens = list(times)
    if "百分之" in folded:
        tokens += spelled_percents(folded)
    for match in _RUN.finditer(folded):
        run = match.group()
        if run.isascii() or len(run) == 1:
            tokens.append(run)
        else:
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    return tokens


def index_tokens(text: str) -> list[str]:
    """Return what is indexed and searched: the bigrams and, beside them, the single characters.

    A question in everyday words shares characters with the plan where it shares no bigram: 堵 with 拥堵, 车位 with
    停车. Common characters weigh next to nothing in BM25.
    """
    folded, times = _without_times(search_form(text))
    runs = (match.group() for match in _RUN.finditer(folded))
    return _tokens(folded, times) + [
        character for run in runs if len(run) > 1 and not run.isascii() for character in run
    ]


class LexicalIndex:
    """BM25 (Lucene's variant, k1=1.5, b=0.75) over the passages of an index, in their order."""

    def __init__(self, model: bm25s.BM25) -> None:
        self._model = model

    @classmethod
    def build(cls, passages: Iterable[str]) -> LexicalIndex:
        """Index passages (at least one)."""
        import bm25s
        from bm25s.tokenization import Tokenized

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it announces every build at DEBUG
        vocabulary: dict[str, int] = {}
        # Numbers instead of strings: the tokens of a thousand plans would take some 10 GB.
        ids = [
            array("i", [vocabulary.setdefault(token, len(vocabulary)) for token in index_tokens(passage)])
            for passage in passages
        ]
        model = bm25s.BM25()
        model.index(Tokenized(ids=ids, vocab=vocabulary), show_progress=False)
        return cls(model)

    def scores(self, text: str) -> NDArray[np.float32]:
        """Return the BM25 score of every passage, float32 [n]; 0 where no token is shared."""
        tokens = list(dict.fromkeys(index_tokens(text)))  # a word said twice is no other question
        if not tokens:
            return np.zeros(self.size, dtype=np.float32)
        scores: NDArray[np.float32] = self._model.get_scores(tokens)
        return scores

    def holding(self, text: str) -> NDArray[np.int64] | None:
        """Return the positions of the passages that have every token of a text, ascending; None if it has none."""
        postings = [self._postings(token) for token in dict.fromkeys(tokenize(text))]
        if not postings:
            return None
        found = min(postings, key=len)
        for each in postings:
            found = np.intersect1d(found, each)
        return found.astype(np.int64)

    def most_with(self, folded: str) -> int:
        """Return how many passages at most have a text in search form: those of its rarest token; 0 if it has none."""
        vocabulary, ends = self._model.vocab_dict, self._model.scores["indptr"]
        if _CHINESE.match(folded) and folded[:2] not in vocabulary:
            return 0  # asked of a whole dictionary, most of which no plan uses
        numbers = [vocabulary.get(token) for token in _tokens(*_without_times(folded))]
        if not numbers or None in numbers:
            return 0
        return int(min(ends[number + 1] - ends[number] for number in numbers))

    def _postings(self, token: str) -> NDArray[np.int32]:
        number = self._model.vocab_dict.get(token)
        if number is None:
            return np.zeros(0, dtype=np.int32)
        start, end = self._model.scores["indptr"][number : number + 2]
        postings: NDArray[np.int32] = np.asarray(self._model.scores["indices"][start:end])
        return postings

    def passage_counts(self) -> dict[str, int]:
        """Return in how many passages each token stands."""
        counts = np.diff(self._model.scores["indptr"]).tolist()
        known = self._model.vocab_dict.items()  # bm25s adds an empty token without passages at its end
        return {token: counts[number] for token, number in known if token}

    @property
    def size(self) -> int:
        """Number of passages."""
        return int(self._model.scores["num_docs"])

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._model.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read an index that :meth:`save` wrote."""
        import bm25s

        return cls(bm25s.BM25.load(str(folder), load_vocab=True, mmap=os.name == "posix"))
