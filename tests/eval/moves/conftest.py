from typing import Any

import pytest

from eval.gold import GoldRow
from eval.metrics import NAMES
from eval.predictions import GivenAnswer, GivenCitation, Prediction
from eval.runner import Judged


@pytest.fixture
def judged() -> Any:
    """Return what makes an answer with one citation (``at``) that was judged."""
    return _judged


def _judged(id: str, text: str, *, full: bool, at: int = 7, refused: bool = False) -> Judged:
    citation = GivenCitation(
        marker=1, city="甲市", document_id="a", section_id="a/1", quote="q", start=at, end=at + 5
    )
    answer = GivenAnswer(refused=refused, answer=text, citations=() if refused else (citation,))
    row = GoldRow(id=id, question=f"{id}?", language="zh-Hans", kind="other", answer="x")
    values: dict[str, float | None] = dict.fromkeys(NAMES)
    values |= {"full": float(full), "error": 0.0, "refused": float(refused), "right": float(full)}
    return Judged(row, Prediction(id=id, answer=answer), values)
