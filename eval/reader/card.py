"""The model card of a reader, made from its weights' metadata and the log and scores of its training."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from typing import Any

from eval.errors import ReaderDataError
from eval.reader.train import SCORES
from qa.answering.reader_files import read_weights
from qa.answering.reader_model import WEIGHTS_NAME

_TEMPLATE = Path(__file__).parents[1] / "templates" / "reader-card.md"
_BATCH = 16


def write_card(model: Path, run: Path, *, notes: Path | None = None) -> Path:
    """Write ``README.md`` beside the weights of ``model``; ``run`` is the folder that training wrote.

    ``notes`` is a text file whose content ends the card: measurements that training does not make.

    Raises:
        ReaderError: ``model`` has no weights.
        ReaderDataError: ``run`` has no log or no scores, or ``notes`` does not exist.

    """
    weights = read_weights(model)
    scores, log = run / SCORES, run / "log.jsonl"
    for path in (scores, log):
        _demand(path, remedy="Give by --run the folder that train wrote")
    if notes is not None:
        _demand(notes, remedy="Give by --notes a text file")
    said = _records(log)
    values = {
        "sha256": weights.sha256,
        "megabytes": f"{(model / WEIGHTS_NAME).stat().st_size / 1e6:.1f}",
        "backbone": weights.metadata.get("backbone", "unknown"),
        "data_sha256": weights.metadata.get("data_sha256", "unknown"),
        "seed": weights.metadata.get("seed", "unknown"),
        "options": next((record["options"] for record in said if "options" in record), ""),
        "stages": "\n".join(stage_lines(said)),
        "scores": scores.read_text(encoding="utf-8").strip(),
    }
    text = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(values)
    if notes is not None:
        text = f"{text.rstrip()}\n\n{notes.read_text(encoding='utf-8').strip()}\n"
    card = model / "README.md"
    card.write_text(text, encoding="utf-8")
    return card


def stage_lines(records: list[dict[str, Any]]) -> list[str]:
    """Return a line for each stage of a log: rows read and the last losses."""
    last = {record["stage"]: record for record in records if "stage" in record}
    return [
        f"- {name}: {record['step'] * _BATCH:,} rows read ({record['rows_per_s']} rows/s); last losses: relevance "
        f"{record['rel']}, answerable {record['cls']}, span {record['span']}"
        for name, record in last.items()
    ]


def _demand(path: Path, *, remedy: str) -> None:
    if not path.is_file():
        raise ReaderDataError(f"{path} does not exist", remedy=remedy)


def _records(log: Path) -> list[dict[str, Any]]:
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    return [json.loads(line) for line in lines]
