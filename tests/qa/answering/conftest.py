"""A small plan, and a reader that says what it is told to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from embeddings.catalog import PlanEntry
from embeddings.chunking import chunk_document
from embeddings.corpus import Document, read_document
from embeddings.needs import TermWeights
from embeddings.queries import QueryReader
from embeddings.retrieval import Hit
from qa.answering.choosing import Chooser
from qa.answering.reader import Readable, Reading
from qa.answering.reading import HitReader
from qa.answering.selection import Calibration, Linear
from qa.extractive import ExtractiveGenerator

ENTRY = PlanEntry(id="yunze", file="y.txt", city="云泽市", aliases=("云泽",), title="规划", kind="纲要")
READER_ONLY = Calibration(Linear({"relevance": 1.0}), Linear({"relevance": 1.0}), 0.5, "told")


@dataclass
class ToldReader:
    """Says of each part how relevant it is by what stands in it."""

    relevance: Callable[[str], float]
    fingerprint: str = "told"
    asked: list[str] = field(default_factory=list)
    read_texts: list[str] = field(default_factory=list)

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        self.asked.append(question)
        self.read_texts += [passage.text for passage in passages]
        readings = []
        for passage in passages:
            parts = [passage.text[a:b] for a, b in passage.spans]
            scores = np.array([self.relevance(part) for part in parts], dtype=np.float32)
            first = passage.spans[int(scores.argmax())] if len(scores) else None
            readings.append(Reading(float(scores.max(initial=0.0)), scores, first))
        return readings


@dataclass
class Yunze:
    """A plan of 云泽 with everything that answers about it; ``answer`` gives the sentences that are drafted."""

    raw: str
    document: Document = field(init=False)
    hits: list[Hit] = field(init=False)

    def __post_init__(self) -> None:
        self.document = read_document(ENTRY, self.raw)
        self.chunks = list(chunk_document(self.document))
        self.hits = [Hit(chunk, 1.0, rank) for rank, chunk in enumerate(self.chunks, 1)]

    def answer(
        self,
        question: str,
        reader: ToldReader,
        *,
        calibration: Calibration = READER_ONLY,
        history: Sequence[str] = (),
    ) -> list[str]:
        documents = {"yunze": self.document}
        chooser = Chooser(HitReader(reader, documents), calibration, documents)
        generator = ExtractiveGenerator(documents, TermWeights(self.chunks), chooser=chooser)
        query = QueryReader([self.document]).read(question, history=history)
        return [draft.text for draft in generator.generate(query, self.hits)]


@pytest.fixture
def yunze() -> Yunze:
    return Yunze(
        "第一章 民生\n第一节 服务\n建立长期护理保险制度,培训护理人员队伍。扩大城市公园和绿道面积,方便群众休闲。\n"
        "第二节 出行\n开通三条公交专线,到2025年公交分担率达到40%。\n"
    )


@pytest.fixture
def calibration_folder(tmp_path: Path) -> Path:
    return tmp_path
