"""Batches: many questions from a JSONL file, one JSON object for each of them, in the order of the file.

A row that cannot be asked, or whose question fails, is reported with its line number and written as
``{"id": …, "error": …}`` (the id is ``line N`` if it has none of its own); all others are answered.

**Resuming.** Rows are written one at a time and synced to the disk. Run again with the same output, a batch
keeps every row that was answered and asks only the rest; a last line torn by a kill is dropped and asked
again. Failed rows are tried again, because the cause (a broken line, a server that was away) may have been
put right. The answered rows must stand in the input, in the same order; input rows may have been added,
repaired or (if they had failed) removed since. Any other output file is refused and left as it is.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from embeddings.progress import Progress, silent
from qa.batch_rows import BatchFault, BatchRow, read_batch
from qa.errors import BatchError, CityPlansError, CorpusError, EmbedderError, StoredIndexError

__all__ = [
    "BatchFault",
    "BatchInterrupted",
    "BatchPlan",
    "BatchRow",
    "BatchSummary",
    "plan_batch",
    "read_batch",
    "run_batch",
]

logger = logging.getLogger(__name__)

Work = Callable[["BatchRow"], Mapping[str, object]]
Report = Callable[[str], None]

# Not about one row: the rest of the batch would fail in the same way.
_FATAL = (StoredIndexError, EmbedderError, CorpusError)

_OTHER_OUTPUT = "Give another --output, or delete that file to start again."
_ROW_START = b'{"id": '


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """How many rows were answered now, kept from an earlier run, and failed; they sum to the rows read."""

    done: int
    resumed: int
    failed: int


class BatchInterrupted(KeyboardInterrupt):
    """Ctrl-C in a batch: ``written`` of ``total`` rows are in the output, the others can still be asked."""

    def __init__(self, written: int, total: int) -> None:
        super().__init__(f"{written} of {total} rows are written")
        self.written = written
        self.total = total


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a run will do.

    ``kept[i]`` is the finished output line of ``rows[i]``, or None if the row is to be asked. ``intact`` is
    the length in bytes of the output up to its last kept row if it can be continued from there, and None if
    lines before that are missing or not as they should be, so that it has to be written anew.
    """

    rows_path: Path
    output_path: Path
    rows: tuple[BatchRow | BatchFault, ...]
    kept: tuple[bytes | None, ...]
    intact: int | None

    @property
    def open_rows(self) -> list[BatchRow]:
        """The rows that are to be asked, in order (broken ones need no answer)."""
        pairs = zip(self.rows, self.kept, strict=True)
        return [row for row, line in pairs if line is None and isinstance(row, BatchRow)]

    @property
    def open_count(self) -> int:
        """How many rows are to be asked."""
        return len(self.open_rows)

    def run(self, work: Work, *, progress: Progress = silent, report: Report = logger.error) -> BatchSummary:
        """Ask the open rows in order and write one line for each; ``report`` gets a line for each failed row.

        Raises BatchInterrupted on Ctrl-C and OSError (with the path) when the output cannot be written; the
        rows written so far stay.
        """
        run = _Run(self, work, progress, report)
        try:
            run.execute()
        except KeyboardInterrupt as error:
            raise BatchInterrupted(run.written, len(self.rows)) from error
        except OSError as error:
            if isinstance(error, CityPlansError) or error.filename is not None:
                raise
            raise OSError(error.errno, error.strerror, str(self.output_path)) from error
        resumed = sum(line is not None for line in self.kept)
        return BatchSummary(len(self.rows) - resumed - run.failed, resumed, run.failed)


def plan_batch(rows_path: Path, output_path: Path, *, result_key: str | None = None) -> BatchPlan:
    """Read the batch and what an earlier run has written of it, before anything is loaded or asked.

    Raises BatchError if either cannot be used: the output must belong to this batch, and its answered rows
    must hold ``result_key`` if that is given.
    """
    rows = tuple(read_batch(rows_path))
    if not rows:
        raise BatchError(
            f"the batch file {rows_path} holds no row", remedy="Put one JSON object on each line."
        )
    if not output_path.parent.is_dir():
        raise BatchError(f"there is no folder {output_path.parent} for the output", remedy="Create it first.")
    if not output_path.exists():
        return BatchPlan(rows_path, output_path, rows, (None,) * len(rows), 0)
    if not output_path.is_file() or output_path.samefile(rows_path):
        problem = f"the output {output_path} is the batch itself or no file"
        raise BatchError(problem, remedy="Give another --output.")
    content = output_path.read_bytes()
    positions = {row.id: index for index, row in enumerate(rows) if isinstance(row, BatchRow)}
    kept: list[bytes | None] = [None] * len(rows)
    stop = 0
    for number, line, fields in _answered(output_path, content, result_key):
        position = positions.get(str(fields["id"]))
        if position is None or position < stop:
            problem = "is not in the batch" if position is None else "stands elsewhere in the batch"
            raise BatchError(
                f"the output {output_path} does not belong to {rows_path}: "
                f"id {fields['id']!r} in its line {number} {problem}",
                remedy=_OTHER_OUTPUT,
            )
        kept[position] = line
        stop = position + 1
    expected = b"".join(line or b"" for line in kept)
    whole = None not in kept[:stop] and content.startswith(expected)
    return BatchPlan(rows_path, output_path, rows, tuple(kept), len(expected) if whole else None)


def run_batch(
    rows_path: Path,
    output_path: Path,
    work: Work,
    *,
    progress: Progress = silent,
    report: Report = logger.error,
    result_key: str | None = None,
) -> BatchSummary:
    """Plan and run a batch at once; see :func:`plan_batch` and :meth:`BatchPlan.run`."""
    plan = plan_batch(rows_path, output_path, result_key=result_key)
    return plan.run(work, progress=progress, report=report)


def _answered(
    path: Path, content: bytes, result_key: str | None
) -> Iterator[tuple[int, bytes, dict[str, object]]]:
    """Yield number, line and fields of the answered rows of an output; pass over failed and torn ones."""
    lines = content.split(b"\n")
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if not line:
            continue
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            fields = None
            if number == len(lines) and (line.startswith(_ROW_START) or _ROW_START.startswith(line)):
                continue
        if not isinstance(fields, dict) or "id" not in fields:
            raise BatchError(f"line {number} of the output {path} is no row of a batch", remedy=_OTHER_OUTPUT)
        if fields.keys() == {"id", "error"}:
            continue
        if result_key is not None and result_key not in fields:
            raise BatchError(
                f"line {number} of the output {path} has no {result_key!r}", remedy=_OTHER_OUTPUT
            )
        yield number, line + b"\n", fields


class _Run:
    """One run of a plan: its counters, and the two ways of writing."""

    def __init__(self, plan: BatchPlan, work: Work, progress: Progress, report: Report) -> None:
        self.plan = plan
        self.work = work
        self.progress = progress
        self.report = report
        self.written = 0
        self.failed = 0

    def execute(self) -> None:
        """Bring the output up to its last kept row in order, then append the rows after that."""
        plan = self.plan
        stop = max((index + 1 for index, line in enumerate(plan.kept) if line is not None), default=0)
        if plan.intact is None:
            self._write_anew(stop)
        with plan.output_path.open("ab") as file:
            if plan.intact is not None:
                file.truncate(plan.intact)
                self.written = stop
            self.progress("answering", self.written, len(plan.rows))
            for index in range(stop, len(plan.rows)):
                file.write(self._line(index))
                self.written += 1  # before others can see the row: an interruption tells of it
                file.flush()
                os.fsync(file.fileno())
                self.progress("answering", self.written, len(plan.rows))

    def _write_anew(self, stop: int) -> None:
        """Write the first ``stop`` rows beside the output and rename them in; nothing kept is ever lost."""
        lines: list[bytes] = []
        interruption: KeyboardInterrupt | None = None
        for index in range(stop):
            line = self.plan.kept[index]
            if line is None and interruption is None:
                try:
                    line = self._line(index)
                except KeyboardInterrupt as error:
                    interruption = error
            if line is not None:
                lines.append(line)
                self._count()
        _replace(self.plan.output_path, lines)
        if interruption is not None:
            raise interruption

    def _count(self) -> None:
        self.written += 1
        self.progress("answering", self.written, len(self.plan.rows))

    def _line(self, index: int) -> bytes:
        """Ask a row (or state its fault) and return its output line."""
        row = self.plan.rows[index]
        if isinstance(row, BatchFault):
            return self._failure(row, row.problem)
        try:
            return _dump({"id": row.id} | dict(self.work(row)) | {"id": row.id})
        except _FATAL:
            raise
        except CityPlansError as error:
            return self._failure(row, str(error))
        except Exception as error:
            # A fault of the program in one row; hours of other rows are not thrown away for it.
            logger.debug("%s, line %d", self.plan.rows_path, row.line, exc_info=True)
            return self._failure(row, f"unexpected {type(error).__name__}: {error}")

    def _failure(self, row: BatchRow | BatchFault, problem: str) -> bytes:
        self.failed += 1
        self.report(f"{self.plan.rows_path}, line {row.line}: {problem}")
        return _dump({"id": row.id, "error": problem})


def _dump(fields: Mapping[str, object]) -> bytes:
    # A lone surrogate cannot be written as UTF-8; as \\udXXX it is the same string in JSON.
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _replace(path: Path, lines: Iterable[bytes]) -> None:
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
