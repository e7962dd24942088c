"""Figures asked for in other words than the plan's: by the meaning of their names, and only if the reader agrees."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings.chunking import Chunk
from embeddings.needs import TermWeights
from embeddings.queries import QueryReader
from qa.answering.choosing import Chooser
from qa.answering.near_facts import NearFacts
from qa.answering.reading import HitReader
from qa.extractive import ExtractiveGenerator
from tests.qa.answering.conftest import READER_ONLY, ToldReader, Yunze

PLAN = (
    "第一章 民生\n第一节 目标\n到2030年,农村居民人均可支配收入达到32000元,常住人口城镇化率达到60%。\n"
    "第二节 出行\n开通三条公交专线。\n第三节 水利\n新建水库两座。\n第四节 文化\n办好图书馆。\n第五节 体育\n修建球场。\n"
)
MEANINGS = ("收入|挣", "城镇化|城里人")
"""What is near to what here: words of one meaning have one direction."""


@dataclass
class Meanings:
    """An embedder that knows two meanings, and the chunks of one plan."""

    chunks: list[Chunk]
    dimension: int = 3

    @property
    def embedder(self) -> "Meanings":
        return self

    def embedded(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        return list(self.embed_passages(texts))

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [
            [*(float(any(w in text for w in each.split("|"))) for each in MEANINGS), 0.1] for text in texts
        ]
        found = np.array(rows, dtype=np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def chunks_of(self, document_id: str) -> list[Chunk]:
        return [each for each in self.chunks if each.document_id == document_id]


def answer(question: str, relevance: float, *, near: bool = True) -> list[str]:
    yunze = Yunze(PLAN)
    documents = {"yunze": yunze.document}
    reader = ToldReader(lambda part: relevance if "32000" in part else 0.05)
    chooser = Chooser(HitReader(reader, documents), READER_ONLY, documents)
    facts = NearFacts(documents, Meanings(yunze.chunks)) if near else None
    generator = ExtractiveGenerator(documents, TermWeights(yunze.chunks), chooser=chooser, near_facts=facts)
    # What is retrieved speaks of other things: the sentence with the figure stands too far back to be read.
    hits = [each for each in yunze.hits if "32000" not in each.chunk.text]
    return [each.text for each in generator.generate(QueryReader([yunze.document]).read(question), hits)]


@pytest.mark.parametrize(
    ("relevance", "near", "said"), [(0.9, True, True), (0.4, True, False), (0.9, False, False)]
)
def test_a_figure_is_found_by_the_meaning_of_its_name_where_the_reader_says_it_answers(
    relevance: float, near: bool, said: bool
) -> None:
    drafts = answer("云泽的农民一年能挣多少钱?", relevance, near=near)
    assert any("32000元" in each for each in drafts) is said


def test_what_no_figure_is_asked_of_is_not_answered_with_one() -> None:
    assert answer("云泽的农民怎样挣钱?", 0.9) == []


def test_an_indicator_that_is_asked_by_its_name_is_not_looked_for_under_another() -> None:
    assert answer("云泽的森林覆盖率是多少?", 0.9) == []
