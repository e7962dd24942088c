"""Batches: one output row for each input row, in order, whatever breaks and whenever it stops."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from qa.batch import (
    BatchFault,
    BatchInterrupted,
    BatchRow,
    BatchSummary,
    plan_batch,
    read_batch,
    run_batch,
)
from qa.errors import BatchError, IndexDamagedError, UnknownCityError


class Worker:
    """Answers with the question in capitals, and remembers what it was asked."""

    def __init__(self, *, stop_at: str | None = None) -> None:
        self.asked: list[str] = []
        self.stop_at = stop_at

    def __call__(self, row: BatchRow) -> Mapping[str, object]:
        self.asked.append(row.id)
        if row.id == self.stop_at:
            raise KeyboardInterrupt
        if row.question == "atlantis":
            raise UnknownCityError("no plan covers the city 'Atlantis'", remedy="Covered are: 郴州市.")
        if row.question == "bug":
            raise ZeroDivisionError("by\nzero")
        return {"id": "ignored", "answer": row.question.upper()}


def write_rows(path: Path, *questions: str) -> Path:
    rows = ({"id": f"q{number}", "question": question} for number, question in enumerate(questions, start=1))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def output_of(path: Path) -> list[tuple[str, str]]:
    """Return (id, answer or error) for each row of an output."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["id"], row.get("answer") or row["error"]) for row in rows]


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "rows.jsonl", "a", "b", "c", "d")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


ALL = [("q1", "A"), ("q2", "B"), ("q3", "C"), ("q4", "D")]


def test_read_rows_of_every_kind(tmp_path: Path) -> None:
    lines = [
        '\ufeff{"id": "q1", "question": "森林\u2028?", "gold": [1], "cities": null}\r'.encode(),
        b"",
        '{"id": 7, "question": "b", "history": ["x", "y"], "cities": ["郴州"]}'.encode(),
        b'{"id": "q3", "question": "c"',
        b'{"id": "q1", "question": "again"}',
        b'{"question": "no id"}',
        b'{"id": true, "question": "e"}',
        b'{"id": "q8", "question": "  "}',
        b'{"id": "q9"}',
        b'{"id": "q10", "question": "f", "history": "x"}',
        b'["q11"]',
        b'{"id": "q12", "question": "\xff"}',
        b'{"id": "q13", "question": "\\ud800", "cities": [1]}',
    ]
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join(lines))
    assert list(read_batch(path)) == [
        BatchRow(1, "q1", "森林\u2028?"),
        BatchRow(3, "7", "b", ("x", "y"), ("郴州",)),
        BatchFault(4, "line 4", "not JSON at column 29: Expecting ',' delimiter"),
        BatchFault(5, "line 5", "id 'q1' was already given in line 1"),
        BatchFault(6, "line 6", "id is missing"),
        BatchFault(7, "line 7", "id True is no text or number"),
        BatchFault(8, "q8", "question '  ' is no text"),
        BatchFault(9, "q9", "question is missing"),
        BatchFault(10, "q10", "history 'x' is no list of texts"),
        BatchFault(11, "line 11", 'not a JSON object such as {"id": "q1", "question": "…"}'),
        BatchFault(12, "line 12", "not UTF-8 at byte 28 of the line"),
        BatchFault(13, "q13", "cities [1] is no list of texts"),
    ]


def test_answers_stand_in_input_order_with_the_input_id(rows: Path, out: Path) -> None:
    worker = Worker()
    seen: list[tuple[str, int, int]] = []
    summary = run_batch(rows, out, worker, progress=lambda *call: seen.append(call))
    assert summary == BatchSummary(done=4, resumed=0, failed=0)
    assert out.read_text(encoding="utf-8").splitlines()[0] == '{"id": "q1", "answer": "A"}'
    assert output_of(out) == ALL
    assert seen == [("answering", done, 4) for done in range(5)]


def test_each_row_is_on_disk_before_the_next_is_asked(rows: Path, out: Path) -> None:
    lengths: list[int] = []

    def work(row: BatchRow) -> Mapping[str, object]:
        lengths.append(len(out.read_bytes().splitlines()))
        return {"answer": row.id}

    run_batch(rows, out, work)
    assert lengths == [0, 1, 2, 3]


def test_failing_rows_are_reported_with_their_line_and_the_rest_is_answered(
    tmp_path: Path, out: Path
) -> None:
    path = write_rows(tmp_path / "rows.jsonl", "a", "atlantis", "bug", "d")
    path.write_text(path.read_text() + "\n{broken\n", encoding="utf-8")
    reports: list[str] = []
    summary = run_batch(path, out, Worker(), report=reports.append)
    assert summary == BatchSummary(done=2, resumed=0, failed=3)
    problems = [
        "no plan covers the city 'Atlantis'. Covered are: 郴州市.",
        "unexpected ZeroDivisionError: by\nzero",
        "not JSON at column 2: Expecting property name enclosed in double quotes",
    ]
    assert reports == [f"{path}, line {line}: {text}" for line, text in zip((2, 3, 6), problems, strict=True)]
    ids = ["q1", "q2", "q3", "q4", "line 6"]
    assert output_of(out) == list(zip(ids, ["A", *problems[:2], "D", problems[2]], strict=True))


def test_a_broken_index_ends_the_batch(rows: Path, out: Path) -> None:
    def work(row: BatchRow) -> Mapping[str, object]:
        if row.id == "q2":
            raise IndexDamagedError("index.faiss is damaged", remedy="Rebuild it.")
        return {"answer": "A"}

    with pytest.raises(IndexDamagedError):
        run_batch(rows, out, work)
    assert output_of(out) == [("q1", "A")]


@pytest.mark.parametrize("keep", range(0, 120, 3))
def test_resume_after_a_kill_at_any_byte(rows: Path, out: Path, keep: int) -> None:
    run_batch(rows, out, Worker())
    whole = out.read_bytes()
    assert len(whole) == 4 * 28
    out.write_bytes(whole[:keep])
    worker = Worker()
    summary = run_batch(rows, out, worker)
    # A row whose newline alone is missing was written in full: 27 of its 28 bytes.
    kept = min((keep + 1) // 28, 4)
    assert summary == BatchSummary(done=4 - kept, resumed=kept, failed=0)
    assert worker.asked == [f"q{number}" for number in range(kept + 1, 5)]
    assert out.read_bytes() == whole


def test_resume_after_ctrl_c(rows: Path, out: Path) -> None:
    with pytest.raises(BatchInterrupted) as caught:
        run_batch(rows, out, Worker(stop_at="q3"))
    assert str(caught.value) == "2 of 4 rows are written"
    assert output_of(out) == ALL[:2]
    worker = Worker()
    assert run_batch(rows, out, worker) == BatchSummary(done=2, resumed=2, failed=0)
    assert worker.asked == ["q3", "q4"]
    assert output_of(out) == ALL


def test_failed_rows_are_tried_again_in_their_place(tmp_path: Path, out: Path) -> None:
    path = write_rows(tmp_path / "rows.jsonl", "a", "atlantis", "c", "d")
    run_batch(path, out, Worker())
    out.write_bytes(b"\n".join(out.read_bytes().split(b"\n")[:3]) + b"\n")  # killed after q3
    write_rows(path, "a", "b", "c", "d")
    worker = Worker()
    assert run_batch(path, out, worker) == BatchSummary(done=2, resumed=2, failed=0)
    assert worker.asked == ["q2", "q4"]
    assert output_of(out) == ALL


def test_ctrl_c_while_failed_rows_are_tried_again_keeps_every_answer(tmp_path: Path, out: Path) -> None:
    path = write_rows(tmp_path / "rows.jsonl", "atlantis", "atlantis", "c", "d")
    run_batch(path, out, Worker())
    write_rows(path, "a", "b", "c", "d")
    with pytest.raises(BatchInterrupted, match="3 of 4 rows"):
        run_batch(path, out, Worker(stop_at="q2"))
    assert output_of(out) == [ALL[0], ALL[2], ALL[3]]
    worker = Worker()
    run_batch(path, out, worker)
    assert worker.asked == ["q2"]
    assert output_of(out) == ALL
    assert sorted(tmp_path.iterdir()) == [out, path]


def test_rows_may_be_added_and_failed_ones_removed(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "x", "question": "x"}\n{broken\n{"id": "z", "question": "z"}\n')
    run_batch(path, out, Worker())
    path.write_text("".join(f'{{"id": "{name}", "question": "{name}"}}\n' for name in "wxyz"))
    worker = Worker()
    assert run_batch(path, out, worker) == BatchSummary(done=2, resumed=2, failed=0)
    assert worker.asked == ["w", "y"]
    assert output_of(out) == [("w", "W"), ("x", "X"), ("y", "Y"), ("z", "Z")]


def test_a_finished_batch_asks_nothing(rows: Path, out: Path) -> None:
    run_batch(rows, out, Worker())
    plan = plan_batch(rows, out, result_key="answer")
    assert plan.open_count == 0
    before = out.stat().st_mtime_ns, out.read_bytes()
    worker = Worker()
    assert plan.run(worker) == BatchSummary(done=0, resumed=4, failed=0)
    assert worker.asked == []
    assert (out.stat().st_mtime_ns, out.read_bytes())[1] == before[1]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"id": "other", "answer": "A"}\n', "id 'other' in its line 1 is not in the batch"),
        ('{"id": "q2", "answer": "B"}\n{"id": "q1", "answer": "A"}\n', "in its line 2 stands elsewhere"),
        ('{"id": "q1", "answer": "A"}\n{"id": "q1", "answer": "A"}\n', "in its line 2 stands elsewhere"),
        ("my notes", "line 1 of the output {out} is no row of a batch"),
        (
            '{"id": "q1", "ans\n{"id": "q2", "answer": "B"}\n',
            "line 1 of the output {out} is no row of a batch",
        ),
        ('{"id": "q1", "hits": []}\n', "line 1 of the output {out} has no 'answer'"),
    ],
)
def test_an_output_of_something_else_is_refused_and_left_alone(
    rows: Path, out: Path, content: str, problem: str
) -> None:
    out.write_text(content)
    with pytest.raises(BatchError) as caught:
        run_batch(rows, out, Worker(), result_key="answer")
    assert problem.replace("{out}", str(out)) in str(caught.value)
    assert str(out) in str(caught.value)
    assert caught.value.remedy == "Give another --output, or delete that file to start again."
    assert out.read_text() == content


def test_files_that_cannot_be_used(rows: Path, out: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n\n")
    for batch, output, problem in [
        (tmp_path / "none.jsonl", out, f"the batch file {tmp_path / 'none.jsonl'} cannot be read"),
        (tmp_path, out, f"the batch file {tmp_path} cannot be read"),
        (empty, out, f"the batch file {empty} holds no row"),
        (rows, rows, f"the output {rows} is the batch itself"),
        (rows, tmp_path, f"the output {tmp_path} is the batch itself or no file"),
        (rows, tmp_path / "no" / "out.jsonl", f"there is no folder {tmp_path / 'no'}"),
    ]:
        with pytest.raises(BatchError) as caught:
            run_batch(batch, output, Worker())
        assert str(caught.value).startswith(problem)


def test_a_full_disk_names_the_output(rows: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        run_batch(rows, out, Worker())
    assert caught.value.filename == str(out)


def test_a_lone_surrogate_does_not_stop_the_batch(tmp_path: Path, out: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "q1", "question": "\\ud800"}\n')
    assert run_batch(path, out, Worker()) == BatchSummary(done=1, resumed=0, failed=0)
    assert output_of(out) == [("q1", "\ud800")]
