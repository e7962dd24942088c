"""Questions that processes of their own ask get the answers that one assistant gives."""

from pathlib import Path

from eval.runner import Workers, ask
from qa.assistant import Assistant
from qa.batch import BatchRow
from qa.settings import Settings


def test_a_process_of_its_own_answers_as_the_assistant_does(
    assistant: Assistant, default_model_cache: Path, shared_data: Path
) -> None:
    settings = Settings(cache_dir=default_model_cache, index_dir=shared_data / "index")
    rows = [
        BatchRow(1, "a", "郴州2025年地区生产总值要达到多少?"),
        BatchRow(2, "b", "湘乡2025年森林覆盖率目标是多少?"),
    ]
    with Workers(settings, 1).asking(rows) as answer_of:
        told = [dict(answer_of(row)) for row in reversed(rows)]
    for row, each in zip(reversed(rows), told, strict=True):
        alone = ask(assistant, row)
        assert each["answer"]["answer"] == alone["answer"]["answer"]
        assert each["answer"]["citations"] == alone["answer"]["citations"]
        assert each["hits"] == alone["hits"]
