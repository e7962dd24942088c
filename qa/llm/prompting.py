"""The messages for a chat model: instructions apart from data, passages fenced and numbered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from embeddings.queries import Query
from prompts import render
from qa.locating import fold
from qa.passages import Passage

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s，。；、）)]+", re.IGNORECASE)
_ECHO = {"zh-Hans": 12, "en": 40}
"""Letters in a row of the instructions that an answer has no reason to have."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a chat model."""

    role: Literal["system", "user"]
    content: str


def messages(query: Query, passages: Sequence[Passage]) -> list[Message]:
    """Return the messages that ask a model to answer a question from passages and to mark each sentence."""
    shown = "\n\n".join(_fenced(passage) for passage in passages)
    asked = render(f"answer-user.{_words(query)}", passages=shown, question=as_data(query.standalone))
    return [Message("system", instructions(query)), Message("user", asked)]


def instructions(query: Query) -> str:
    """Return the instructions in the language of the question."""
    return render(f"answer-system.{_words(query)}")


def as_data(text: str) -> str:
    """Return text that cannot close a fence, pose as a control token of a model, or lead out of the plans."""
    return _ADDRESS.sub("", text).replace("<", "‹").replace(">", "›").replace("[", "〔").replace("]", "〕")


def echoes(text: str, query: Query) -> bool:
    """Say whether a text repeats the instructions."""
    told, given = fold(text), fold(instructions(query))
    length = _ECHO[_words(query)]
    return any(told[at : at + length] in given for at in range(max(0, len(told) - length + 1)))


def _fenced(passage: Passage) -> str:
    chunk = passage.chunk
    where = as_data(" / ".join((chunk.city, *chunk.chapter)))
    return f"<{passage.number}>\n{where}\n{as_data(chunk.reading or chunk.text)}\n</{passage.number}>"


def _words(query: Query) -> str:
    return "en" if query.language == "en" else "zh-Hans"
