"""A run: every question asked once, everything it gave and how it was judged, in one folder.

::

    config.json         what was asked, with which settings, code, corpus and prompts
    questions.jsonl     the questions as they were asked
    answers.jsonl       answer, hits and seconds of each, written as they come; a run goes on from here
    per_question.jsonl  gold, answer, hits and every measure of each question
    summary.json        means with intervals, by split, kind, language and city; cost
    report.html         all of it to read
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from embeddings.corpus import Document, corpus_hash
from embeddings.progress import Progress, silent
from eval.errors import RunError
from eval.fingerprints import (
    code_fingerprint,
    file_hashes,
    machine,
    peak_memory_mb,
    prompt_fingerprints,
    versions,
)
from eval.gold import Gold, GoldRow
from eval.metrics import Values, failures, judge
from eval.predictions import Prediction
from eval.summary import summarise
from eval.targets import Plans
from qa.batch import BatchSummary, plan_batch

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.batch import BatchRow
    from qa.settings import Settings

HITS = 10
CONFIG, QUESTIONS, ANSWERS = "config.json", "questions.jsonl", "answers.jsonl"
PER_QUESTION, SUMMARY, REPORT = "per_question.jsonl", "summary.json", "report.html"
# What a run may not change while it goes on; the rest of the configuration is for the record.
_SAME = ("settings", "corpus", "code", "prompts", "questions")


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of a run: the gold, what was given and every measure."""

    row: GoldRow
    prediction: Prediction
    values: Values

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "id": self.row.id,
            "split": self.row.split,
            "full": self.values["full"] == 1.0,
            "failures": failures(self.row, self.values),
            "values": self.values,
            "gold": self.row.model_dump(mode="json", exclude_defaults=True),
            "prediction": self.prediction.model_dump(mode="json", exclude={"id"}, exclude_defaults=True),
        }


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run as it is read back from its folder."""

    folder: Path
    config: dict[str, Any]
    summary: dict[str, Any]
    judged: tuple[Judged, ...]

    @property
    def name(self) -> str:
        """The run's name."""
        return str(self.config.get("name", self.folder.name))


def describe(settings: Settings, gold: Gold, *, name: str, gold_files: Sequence[Path] = ()) -> dict[str, Any]:
    """Return the configuration of a run."""
    shown = ("embedder", "generator", "model", "gguf_file", "api_base", "dtype", "device", "threads")
    asked = [(row.id, row.question, row.history) for row in gold.rows]
    return {
        "name": name,
        "settings": {field: getattr(settings, field) for field in shown},
        "corpus": corpus_hash(*settings.corpus_folders),
        "code": code_fingerprint(),
        "prompts": prompt_fingerprints(),
        "questions": hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16],
        "question_count": len(gold.rows),
        "gold": file_hashes(gold_files),
        "index": {},
        "versions": versions(),
        "machine": machine(),
    }


def default_name(config: Mapping[str, Any]) -> str:
    """Return a name that is the same for the same questions, settings and code, so that a run is gone on with."""
    same = json.dumps({key: config[key] for key in _SAME}, sort_keys=True)
    return f"run-{hashlib.sha256(same.encode()).hexdigest()[:10]}"


def run(
    folder: Path,
    config: dict[str, Any],
    gold: Gold,
    documents: Sequence[Document],
    open_assistant: Callable[[], Assistant],
    *,
    index_dir: Path | None = None,
    progress: Progress = silent,
    report: Callable[[str], None] | None = None,
    workers: Workers | None = None,
) -> BatchSummary:
    """Ask what is still to be asked, judge all answers and write the folder.

    The assistant is opened only if there is something to ask; with ``workers`` their processes ask, and it only sees to
    the index before.

    Raises:
        RunError: the folder holds a run of other questions, settings or code.
        BatchInterrupted: Ctrl-C; the answers so far are kept.

    """
    _begin(folder, config, gold)
    plan = plan_batch(folder / QUESTIONS, folder / ANSWERS, result_key="answer")
    assistant = open_assistant() if plan.open_count else None
    if assistant is not None:
        assistant.ask(gold.rows[0].question)  # what is loaded with the first question is no latency of it
        config["index"] = _manifest(index_dir)
        _write_json(folder / CONFIG, config)

    def work(row: BatchRow) -> Mapping[str, object]:
        if assistant is None:
            raise RuntimeError("nothing was to be asked")
        return ask(assistant, row)

    reported = {"report": report} if report else {}
    if workers is None or assistant is None:
        summary = plan.run(work, progress=progress, **reported)
    else:
        with workers.asking(plan.open_rows) as answer_of:
            summary = plan.run(answer_of, progress=progress, **reported)
    finish(folder, gold, documents)
    return summary


@dataclass(frozen=True, slots=True)
class Workers:
    """Processes that ask questions side by side, each with an assistant of its own and its share of the cores.

    The seconds of an answer are then those of a busy machine.
    """

    settings: Settings
    count: int

    @contextmanager
    def asking(self, rows: Sequence[BatchRow]) -> Iterator[Callable[[BatchRow], Mapping[str, object]]]:
        """Yield what gives the answer to one of the rows; they are asked in their order, ahead of being wanted."""
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        from embeddings.workers import available_threads

        threads = max(1, available_threads() // self.count)
        settings = self.settings.model_copy(update={"threads": threads})
        pool = ProcessPoolExecutor(
            self.count, mp_context=get_context("spawn"), initializer=_open_worker, initargs=(settings,)
        )
        try:
            asked = {row.id: pool.submit(_ask_in_worker, row) for row in rows}
            yield lambda row: asked[row.id].result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_opened: list[Assistant] = []
"""The assistant of a worker process."""


def _open_worker(settings: Settings) -> None:
    import torch

    from qa.assistant import Assistant

    torch.set_num_threads(settings.threads or 1)
    _opened.append(Assistant.from_settings(settings))


def _ask_in_worker(row: BatchRow) -> dict[str, Any]:
    return ask(_opened[0], row)


def ask(assistant: Assistant, row: BatchRow) -> dict[str, Any]:
    """Ask one question and search for it; the seconds are those of the answer alone."""
    from qa.assistant import StageTimings

    timings = StageTimings()
    began = perf_counter()
    answer = assistant.ask(row.question, history=row.history, id=row.id, timings=timings)
    total = perf_counter() - began
    hits = assistant.search(row.question, history=row.history, limit=HITS)[:HITS]
    stages = {name: getattr(timings, name) for name in ("understand", "embed", "search", "answer")}
    return {
        "answer": answer.to_json(),
        "hits": [hit.to_json() for hit in hits],
        "seconds": {name: round(seconds, 6) for name, seconds in ({"total": total} | stages).items()},
        "peak_mb": peak_memory_mb(),
    }


def judge_all(
    gold: Gold, predictions: Mapping[str, Prediction], documents: Sequence[Document]
) -> list[Judged]:
    """Judge the rows; one without prediction counts as an error."""
    plans = Plans(documents)
    judged = []
    for row in gold.rows:
        prediction = predictions.get(row.id, Prediction(id=row.id, error="not asked"))
        judged.append(Judged(row, prediction, judge(row, prediction, plans)))
    return judged


def finish(folder: Path, gold: Gold, documents: Sequence[Document]) -> list[Judged]:
    """Judge the answers in a folder and write what follows from them."""
    from eval.report import render_report

    predictions = _predictions(folder / ANSWERS)
    judged = judge_all(gold, predictions, documents)
    summary = summarise(gold.rows, {each.row.id: each.values for each in judged}, predictions)
    lines = [json.dumps(each.to_json(), ensure_ascii=False) for each in judged]
    (folder / PER_QUESTION).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    _write_json(folder / SUMMARY, summary)
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    (folder / REPORT).write_text(render_report(Run(folder, config, summary, tuple(judged))), encoding="utf-8")
    return judged


def load_run(folder: Path) -> Run:
    """Read a finished run.

    Raises:
        RunError: there is none, or a file of it cannot be read.

    """
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        lines = (folder / PER_QUESTION).read_text(encoding="utf-8").splitlines()
        judged = tuple(_read_judged(json.loads(line)) for line in lines)
    except FileNotFoundError as error:
        problem = f"{folder} is no finished run (no {Path(error.filename).name})"
        raise RunError(problem, remedy="Make it with: cityplans eval run --name NAME") from error
    except (ValueError, KeyError, TypeError, OSError) as error:
        problem = f"the run {folder} cannot be read ({str(error).splitlines()[0]:.120})"
        raise RunError(problem, remedy="Delete it and run again.") from error
    return Run(folder, config, summary, judged)


def _read_judged(fields: Mapping[str, Any]) -> Judged:
    row = GoldRow.model_validate(fields["gold"])
    return Judged(row, Prediction(id=row.id, **fields["prediction"]), fields["values"])


def _begin(folder: Path, config: dict[str, Any], gold: Gold) -> None:
    """Make the folder, or check that it holds the same run."""
    path = folder / CONFIG
    if path.exists():
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            stored = {}
        differing = [key for key in _SAME if stored.get(key) != config[key]]
        answered = (folder / ANSWERS).is_file() and (folder / ANSWERS).stat().st_size > 0
        if differing and answered:
            problem = f"{folder} holds a run with other {', '.join(differing)}"
            remedy = "Give another --name, or --fresh to start that one again."
            raise RunError(problem, remedy=remedy)
        config["index"] = stored.get("index", {}) if answered else {}
    elif folder.exists() and any(folder.iterdir()):
        raise RunError(f"{folder} is no run folder", remedy="Give another --name.")
    folder.mkdir(parents=True, exist_ok=True)
    _write_json(path, config)
    questions = [
        json.dumps({"id": row.id, "question": row.question, "history": row.history}, ensure_ascii=False)
        for row in gold.rows
    ]
    (folder / QUESTIONS).write_text("".join(f"{line}\n" for line in questions), encoding="utf-8")


def _predictions(path: Path) -> dict[str, Prediction]:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = (Prediction.model_validate(json.loads(line)) for line in lines if line.strip())
    return {prediction.id: prediction for prediction in found}


def _manifest(index_dir: Path | None) -> dict[str, Any]:
    """Return the manifest of the index that answered, with its hash."""
    path = index_dir / "manifest.json" if index_dir else None
    if path is None or not path.is_file():
        return {}
    content = path.read_bytes()
    manifest: dict[str, Any] = json.loads(content)
    return manifest | {"hash": hashlib.sha256(content).hexdigest()[:16]}


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
