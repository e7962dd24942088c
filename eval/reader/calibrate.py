"""What ``cityplans eval reader calibrate`` does: ask, fit, write, say how good it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from embeddings.corpus import SHIPPED_CORPUS, Document
from embeddings.ingest import open_index
from embeddings.model_files import locate_model
from embeddings.progress import silent
from embeddings.retrieval import Retriever
from eval.gold import SHIPPED_GOLD, load_gold
from eval.reader.asked import Known, examples, known_from_gold, known_from_reports, shelve_reports
from eval.reader.calibration import Example, cross_fit, fit, lines
from eval.reader.pairs import Data
from qa.answering.choosing import Chooser
from qa.answering.reader_model import TransformerReader
from qa.answering.reading import HitReader
from qa.answering.selection import CALIBRATION, Calibration, Linear
from qa.assistant import load_embedder

if TYPE_CHECKING:
    from embeddings.embedders import Embedder
    from qa.settings import Settings

_NONE = Calibration(Linear({}), Linear({}), 0.0, "")


def calibrate_reader(settings: Settings, model: Path, data: Path, threshold: float | None) -> list[str]:
    """Calibrate the reader in ``model`` and return its figures in words."""
    embedder = load_embedder(settings)
    backbone = locate_model(None, cache_dir=settings.cache_dir, weights=settings.weights, progress=silent)
    reader = TransformerReader.load(model, backbone=backbone.directory, threads=settings.threads)
    held = Data(data)
    with TemporaryDirectory() as folder:
        work = Path(folder)
        asked = _ask(embedder, reader, (SHIPPED_CORPUS,), work / "plans", _from_gold)
        shelve_reports(held, work / "reports")
        asked += _ask(
            embedder, reader, (SHIPPED_CORPUS, work / "reports"), work / "plans",
            lambda documents: list(known_from_reports(held, {each.id: each for each in documents})),
        )  # fmt: skip
    judged = cross_fit(asked)
    calibration = fit(asked, reader=reader.weights_sha256, threshold=threshold, judged=judged)
    path = model / CALIBRATION
    path.write_text(json.dumps(calibration.to_json(), indent=2) + "\n", encoding="utf-8")
    return [*lines(judged, calibration.threshold), str(path)]


def _from_gold(documents: Sequence[Document]) -> list[Known]:
    """Return the gold's dev half and the questions that were asked once before: none is trained on."""
    by_id = {each.id: each for each in documents}
    gold = load_gold(sorted(SHIPPED_GOLD.glob("*.jsonl")), documents)
    dev = known_from_gold([row for row in gold.rows if row.split == "dev"], by_id, "gold dev")
    further = load_gold([SHIPPED_GOLD / "further"], documents)
    return [*dev, *known_from_gold(further.rows, by_id, "further")]


def _ask(
    embedder: Embedder,
    reader: TransformerReader,
    folders: tuple[Path, ...],
    index_dir: Path,
    known: Callable[[Sequence[Document]], list[Known]],
) -> list[Example]:
    documents, index = open_index(folders, index_dir, embedder)
    by_id = {each.id: each for each in documents}
    chooser = Chooser(HitReader(reader, by_id), _NONE, by_id)
    return list(examples(known(documents), by_id, Retriever(index, embedder), chooser))
