import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from eval.errors import ReaderDataError
from eval.reader.card import stage_lines, write_card


def test_a_stage_is_told_by_its_last_record():
    records = [
        {"public": 7},
        {"stage": "own", "step": 10, "rel": 1.0, "cls": 0.7, "span": 4.0, "rows_per_s": 4.0},
        {"stage": "own", "step": 100, "rel": 0.5, "cls": 0.4, "span": 1.5, "rows_per_s": 4.6},
    ]
    assert stage_lines(records) == [
        "- own: 1,600 rows read (4.6 rows/s); last losses: relevance 0.5, answerable 0.4, span 1.5"
    ]


def test_the_card_states_weights_data_and_scores(tmp_path: Path):
    model, run = tmp_path / "model", tmp_path / "run"
    model.mkdir()
    run.mkdir()
    save_file(
        {"a": torch.zeros(1)}, model / "reader.safetensors", metadata={"seed": "17", "data_sha256": "d1"}
    )
    with pytest.raises(ReaderDataError, match=r"scores\.txt does not exist"):
        write_card(model, run)
    (run / "scores.txt").write_text("held reports: top-1 88.0\n", encoding="utf-8")
    (run / "log.jsonl").write_text(
        json.dumps({"options": "--seed 17 --own-rows 9"})
        + "\n"
        + json.dumps({"stage": "own", "step": 1, "rel": 1, "cls": 1, "span": 1, "rows_per_s": 2})
        + "\nheld\n",
        "utf-8",
    )
    notes = tmp_path / "notes.md"
    with pytest.raises(ReaderDataError, match=r"notes\.md does not exist.*--notes"):
        write_card(model, run, notes=notes)
    notes.write_text("## Tried\n\nworse at refusing\n", encoding="utf-8")
    card = write_card(model, run, notes=notes).read_text(encoding="utf-8")
    assert card.endswith("\n\n## Tried\n\nworse at refusing\n")
    assert "seed 17" in card
    assert "--out RUN --seed 17 --own-rows 9`" in card
    assert "sha256 `d1`" in card
    assert "held reports: top-1 88.0" in card
    assert "16 rows read" in card
    assert "CC BY-SA 4.0" in card
