from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from embeddings.corpus import SHIPPED_CORPUS, Document, read_corpus
from eval.gold import Gold, load_gold
from eval.selftest import perfect_prediction


@pytest.fixture(scope="session")
def documents() -> tuple[Document, ...]:
    return read_corpus(SHIPPED_CORPUS)


@pytest.fixture(scope="session")
def rows(documents: Sequence[Document]) -> list[dict[str, Any]]:
    """Ten gold rows: two spans each of four plans, and two questions to be refused."""
    made = []
    for document in documents[:4]:
        for wanted, after in (("第一", 3000), ("建设", 6000)):
            position = document.search_text.index("建设", after)
            start, end = document.clean.to_raw(position, position + 12)
            section = document.path_at(position)[-1].id
            quote = document.raw[start:end]
            made.append(
                {
                    "id": f"{document.id}-{wanted}",
                    "question": f"{document.city}建设什么({wanted})?",
                    "language": "zh-Hans",
                    "kind": "entity",
                    "cities": [document.city],
                    "history": [],
                    "answer": f"{document.city}:{quote}",
                    "required": [[quote]],
                    "evidence": [{"document_id": document.id, "quote": quote, "start": start, "end": end}],
                    "sections": [section],
                    "note": "",
                }
            )
    made += [
        {
            "id": f"un-{number}",
            "question": f"火星基地{number}号什么时候建成?",
            "language": "zh-Hans",
            "kind": "unanswerable",
            "cities": [],
            "history": [],
            "answer": "规划没有提到。",
            "required": [],
            "evidence": [],
            "sections": [],
            "note": "与规划无关",
        }
        for number in (1, 2)
    ]
    return made


WriteGold = Callable[[Sequence[dict[str, Any]]], Path]


@pytest.fixture
def write_gold(tmp_path: Path) -> WriteGold:
    def write(rows: Sequence[dict[str, Any]]) -> Path:
        path = tmp_path / "gold.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return path

    return write


@pytest.fixture
def gold(rows: list[dict[str, Any]], write_gold: WriteGold, documents: Sequence[Document]) -> Gold:
    return load_gold([write_gold(rows)], documents)


class KnowingAssistant:
    """Gives what the gold says, and refuses the questions named in ``refusing``; counts what it is asked."""

    def __init__(self, gold: Gold, documents: Sequence[Document], refusing: Sequence[str] = ()) -> None:
        self.rows = {row.id: row for row in gold.rows}
        self.documents = documents
        self.refusing = set(refusing)
        self.asked: list[str] = []
        self.stop_after: int | None = None

    def ask(self, question: str, *, history: Any = (), id: str = "", timings: Any = None) -> Any:
        if not id:
            return None
        if self.stop_after is not None and len(self.asked) >= self.stop_after:
            raise KeyboardInterrupt
        self.asked.append(id)
        prediction = perfect_prediction(self.rows[id], self.documents)
        answer = prediction.answer
        assert answer is not None
        if id in self.refusing:
            answer = answer.model_copy(update={"refused": True, "sentences": (), "citations": ()})
        return _Jsonable(answer)

    def search(self, question: str, *, history: Any = (), limit: int = 10) -> list[Any]:
        row = next(row for row in self.rows.values() if row.question == question)
        return [_Jsonable(hit) for hit in perfect_prediction(row, self.documents).hits]


class _Jsonable:
    def __init__(self, model: Any) -> None:
        self._model = model

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = self._model.model_dump(mode="json")
        return found


@pytest.fixture
def knowing(gold: Gold, documents: Sequence[Document]) -> KnowingAssistant:
    return KnowingAssistant(gold, documents)


@pytest.fixture
def knowing_type() -> type[KnowingAssistant]:
    return KnowingAssistant
